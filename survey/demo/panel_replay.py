"""Replaying the invented panel: what its seats labelled, how they ruled on the machine's candidates, and why.

The files hold what seats wrote on each story and what the panel thinks of each theme. Which candidates the machine will
bring is not known beforehand, so the ruling follows from what the seats wrote on a candidate's typical stories: the theme
they name most (their first counts double) is what the candidate is taken for, in the panel's words; two candidates for one
theme are merged; a candidate without a common theme is set aside. In each domain the panel chooses the story whose teller
saw the largest turn there, and beside it the one that went most the other way.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey.demo import files, replay
from survey.demo.setting_up import World
from survey.models.analysis import CandidateTheme
from survey.models.panel import PHASES, PanelMeeting
from survey.models.programme import Pilot
from survey.services import analysis_runs, choices, leading, panel_stories, panels, programmes, seats, verdicts
from survey.services.sealing import KeyRing

SEATS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the panel makes of a candidate. theme: a code of rulings.toml, or None: set aside, with the reason."""

    candidate: CandidateTheme
    theme: str | None
    n_readings: int


def hold_meeting(
    session: Session, *, world: World, described: dict[str, Any], key_ring: KeyRing
) -> PanelMeeting | None:
    """Plan the meeting, read, judge, decide and close it. None when it was held before."""
    pilot = world.pilots[described["pilot"]]
    wave = programmes.get_wave(session, pilot=pilot, number=described["wave"])
    if was_held(session, world=world, described=described):
        return None
    run = analysis_runs.latest_run(session, pilot=pilot)
    if run is None:
        return None
    facilitator = world.people["coordinator"]
    began = datetime.combine(described["held_on"], time(13), UTC)
    meeting = panels.plan_meeting(
        session,
        pilot=pilot,
        wave=wave,
        run=run,
        title=described["title"],
        held_on=described["held_on"],
        facilitator=facilitator,
        members=[world.people[f"panel{seat}"] for seat in SEATS],
        n_random=described["n_random"],
        n_chosen=described["n_chosen"],
        aftercare=panels.Aftercare(**files.settings("programme")["aftercare"]),
        has_rehearsal=True,
        sample_seed=described["sample_seed"],
        key_ring=key_ring,
        by=facilitator,
        now=began,
    )
    rulings = [_ruling(session, pilot, candidate, key_ring) for candidate in run.candidates]
    _read(session, world, meeting, key_ring, began)
    for step, to in enumerate(PHASES[1:], start=1):
        leading.move_on(session, meeting=meeting, to=to, by=facilitator, now=began + timedelta(hours=step))
        if to == "judge":
            _judge(session, meeting, rulings, began + timedelta(hours=step))
        elif to == "decide":
            _decide(session, world, meeting, rulings, began + timedelta(hours=step))
        elif to == "choose":
            _choose(session, world, pilot, meeting, key_ring, began + timedelta(hours=step))
    return meeting


def was_held(session: Session, *, world: World, described: dict[str, Any]) -> bool:
    """Is there a meeting of this pilot and wave already?"""
    pilot = world.pilots[described["pilot"]]
    wave = programmes.get_wave(session, pilot=pilot, number=described["wave"])
    return any(meeting.wave_id == wave.id for meeting in panels.meetings(session, pilot=pilot))


def _read(session: Session, world: World, meeting: PanelMeeting, key_ring: KeyRing, now: datetime) -> None:
    pilot = next(pilot for pilot in world.pilots.values() if pilot.id == meeting.pilot_id)
    ids = replay.story_ids(session, key_ring=key_ring)
    names = files.settings("rulings")["themes"]
    for card in panels.cards(session, pilot=pilot, meeting=meeting, key_ring=key_ring):
        story_id = ids.get(uuid.UUID(card.ref))
        for label in files.decisions()[story_id]["labels"] if story_id else []:
            seats.label_once(
                session,
                pilot=pilot,
                meeting=meeting,
                seat=label["seat"],
                ref=uuid.UUID(card.ref),
                tags=[names[theme]["name"] for theme in label["themes"]],
                reason=label["why"],
                key_ring=key_ring,
                now=now,
            )


def _ruling(session: Session, pilot: Pilot, candidate: CandidateTheme, key_ring: KeyRing) -> Ruling:
    """What the seats wrote on the typical stories of a candidate, which the panel reads when it judges."""
    rules, ids = files.settings("rulings"), replay.story_ids(session, key_ring=key_ring)
    typical = panels.shown_stories(session, pilot=pilot, candidate=candidate, key_ring=key_ring)["typical"]
    readings = [
        label["themes"]
        for story in typical
        if (story_id := ids.get(uuid.UUID(story.ref)))
        for label in files.decisions()[story_id]["labels"]
    ]
    weight = Counter(theme for themes in readings for theme in (*themes, *themes[:1]))
    if len(readings) < rules["readings_needed"] or not weight:
        return Ruling(candidate, None, len(readings))
    theme = min(weight, key=lambda code: (-weight[code], code))
    share = sum(theme in themes for themes in readings) / len(readings)
    return Ruling(candidate, theme if share >= rules["share_needed"] else None, len(readings))


def _set_aside(ruling: Ruling) -> str:
    rules = files.settings("rulings")
    return rules["set_aside_few" if ruling.n_readings < rules["readings_needed"] else "set_aside"]


def _judge(session: Session, meeting: PanelMeeting, rulings: list[Any], now: datetime) -> None:
    for ruling in rulings:
        _seats_judge(session, meeting, ruling, now)
    for seat in SEATS:
        verdicts.lock(session, meeting=meeting, seat=seat, now=now)


def _seats_judge(session: Session, meeting: PanelMeeting, ruling: Ruling, now: datetime) -> None:
    if ruling.theme is None:
        said = verdicts.Said("reject", _set_aside(ruling), rating="wrong")
        verdicts.give(session, meeting=meeting, candidate=ruling.candidate, said=said, seat=1, now=now)
        return
    theme = files.settings("rulings")["themes"][ruling.theme]
    for seat, reason in theme["seats"].items():
        said = verdicts.Said("confirm", reason, rating="right", name=theme["name"])
        verdicts.give(session, meeting=meeting, candidate=ruling.candidate, said=said, seat=int(seat), now=now)
    for seat, reason in theme.get("dissent", {}).items():
        said = verdicts.Said("reject", reason, rating="wrong")
        verdicts.give(session, meeting=meeting, candidate=ruling.candidate, said=said, seat=int(seat), now=now)


def _decide(session: Session, world: World, meeting: PanelMeeting, rulings: list[Ruling], now: datetime) -> None:
    rules, first = files.settings("rulings"), dict[str, CandidateTheme]()
    for ruling in sorted(rulings, key=lambda r: (-r.n_readings, r.candidate.number)):
        said = verdicts.Said("reject", _set_aside(ruling))
        if ruling.theme is not None and ruling.theme in first:
            said = verdicts.Said("merge", rules["merge"], merge_with=(first[ruling.theme],))
        elif ruling.theme is not None:
            theme = rules["themes"][ruling.theme]
            said = verdicts.Said("rename", theme["reason"], name=theme["name"])
            first[ruling.theme] = ruling.candidate
        by = world.people["coordinator"]
        verdicts.decide(session, meeting=meeting, candidate=ruling.candidate, said=said, by=by, now=now)


def _choose(
    session: Session, world: World, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing, now: datetime
) -> None:
    """Seats name, and the panel chooses, in every domain about which the tellers of its stories said something."""
    cards = panels.cards(session, pilot=pilot, meeting=meeting, key_ring=key_ring)
    turns = panel_stories.turns(session, refs=[uuid.UUID(card.ref) for card in cards])
    about: dict[str, Any] = {"pilot": pilot, "meeting": meeting, "key_ring": key_ring, "now": now}
    by = world.people["coordinator"]
    for domain, words in files.settings("rulings")["choices"].items():
        order = _by_turn(turns, domain)
        if len(order) < 2:
            choices.choose_none(session, meeting=meeting, domain=domain, reason=words["none"], by=by, now=now)
            continue
        for seat, reason in words["seats"].items():
            choices.nominate(session, domain=domain, seat=int(seat), ref=order[0], reason=reason, **about)
        choices.choose(
            session, domain=domain, ref=order[0], contrary_ref=order[-1], reason=words["reason"], by=by, **about
        )


def _by_turn(turns: Mapping[uuid.UUID, panel_stories.Turns], domain: str) -> list[uuid.UUID]:
    """Stories that say something about a domain, largest turn for the better first; for what got worse, largest fall first."""
    if domain == choices.WORSE:
        size = {ref: min(now - then for then, now in said.values()) for ref, said in turns.items() if said}
    elif domain == choices.OTHER:
        size = {ref: -max(now - then for then, now in said.values()) for ref, said in turns.items() if said}
    else:
        size = {ref: said[domain][0] - said[domain][1] for ref, said in turns.items() if domain in said}
    return sorted(size, key=lambda ref: (size[ref], str(ref)))
