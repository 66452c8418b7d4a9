"""A meeting of the panel in every phase, so that every page and form of the panel is there to misbehave on."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.panel import PHASES, PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.services import choices, leading, moves, panels, seats, verdicts
from survey.services.sealing import KeyRing
from tests.conftest import NOON


def hold_in_every_phase(
    session: Session, *, pilot: Pilot, run: AnalysisRun, people: dict[str, User], key_ring: KeyRing, words: str
) -> None:
    """words: what everybody says, everywhere. The member has seat 1; seat 2 is on paper; the coordinator leads."""
    for phase in PHASES:
        meeting = panels.plan_meeting(
            session, pilot=pilot, wave=pilot.waves[0], run=run, title=f"Panel {words}"[:150], held_on=NOON.date(),
            facilitator=people["coordinator"], members=[people["panel_member"]], n_random=4, n_chosen=1,
            sample_seed=PHASES.index(phase), key_ring=key_ring, by=people["coordinator"], now=NOON, n_code_seats=1,
            aftercare=panels.Aftercare("Mirjam", words[:150]), has_rehearsal=True,
        )  # fmt: skip
        about = {"pilot": pilot, "meeting": meeting, "key_ring": key_ring, "now": NOON}
        for step in PHASES[: PHASES.index(phase)]:
            _act(session, step, about, people["coordinator"], words)
            leading.move_on(session, meeting=meeting, to=_after(step), by=people["coordinator"], now=NOON)


def _act(session: Session, phase: Phase, about: dict[str, Any], by: User, words: str) -> None:
    """What is said in a phase before the meeting goes on."""
    meeting: PanelMeeting = about["meeting"]
    refs = [uuid.UUID(card.ref) for card in panels.cards(session, **_of_cards(about))]
    first, *_others = seats.candidates(session, meeting=meeting)
    if phase == "read":
        seats.label_once(session, seat=1, ref=refs[0], tags=[words[:50]], reason=words, **about)
    elif phase == "judge":
        said = verdicts.Said("rename", words, rating="partly", name=words[:100])
        verdicts.give(session, meeting=meeting, candidate=first, said=said, seat=1, now=NOON)
        shown = panels.shown_stories(session, candidate=first, pilot=about["pilot"], key_ring=about["key_ring"])
        for story in shown["typical"][:1]:
            moves.move(session, ref=uuid.UUID(story.ref), start=first, to=None, reason=words, seat=1, **about)
    elif phase == "decide":
        said = verdicts.Said("rename", words, name=words[:100])
        verdicts.decide(session, meeting=meeting, candidate=first, said=said, by=by, now=NOON)
    elif phase == "choose":
        choices.nominate(session, seat=1, domain=choices.WORSE, ref=refs[0], reason=words, **about)
        choices.choose(session, domain=choices.WORSE, ref=refs[0], contrary_ref=refs[1], reason=words, by=by, **about)


def _of_cards(about: dict[str, Any]) -> dict[str, Any]:
    return {name: about[name] for name in ("pilot", "meeting", "key_ring")}


def _after(phase: Phase) -> Phase:
    return PHASES[PHASES.index(phase) + 1]
