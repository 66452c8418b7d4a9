"""A pilot whose panel has read stories and closed its meeting, for the tests of the codebook. Rows are written as the
meeting's services write them, so that these tests do not depend on how a meeting goes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from analysis.records import StoryVector
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.panel import CardDraw, PanelMeeting, PanelMember, PanelTheme, Reading, ThemeOrigin
from survey.models.programme import Pilot
from survey.models.submission import Submission
from survey.services import analysis_runs, codebook_desk, codebooks, released
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON
from tests.survey import analysis_worlds
from tests.survey.analysis_worlds import E5

NAMES = ("Lang wachten", "De klik", "School")
N_STORIES = 24
"""Story n is about theme n % 3, in the stable order of the pilot's stories."""
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """A pilot with one run, and the people who work with it. refs: in the stable order."""

    pilot: Pilot
    coordinator: User
    evaluator: User
    run: AnalysisRun
    refs: list[uuid.UUID]
    key_ring: KeyRing


def furnish(session: Session, *, pilot: Pilot, key_ring: KeyRing, n: int = N_STORIES) -> Desk:
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    evaluator = factories.make_user(session, now=NOON, role="evaluator", pilot=pilot)
    analysis_worlds.tell_and_release(session, pilot=pilot, by=coordinator, n=n, key_ring=key_ring)
    run = analysis_worlds.search(session, pilot=pilot, labels=[row % 3 for row in range(n)], key_ring=key_ring)
    stories = released.stories(session, pilot=pilot, use="analysis", key_ring=key_ring)
    return Desk(pilot, coordinator, evaluator, run, [uuid.UUID(story.ref) for story in stories], key_ring)


def hold(
    session: Session,
    desk: Desk,
    *,
    said: Mapping[int, Sequence[Sequence[str]]],
    names: Sequence[str] = NAMES,
    drawn: str = "random",
    at: datetime = NOON,
    run: AnalysisRun | None = None,
    is_closed: bool = True,
) -> PanelMeeting:
    """A meeting. said: per story (its place in `desk.refs`), the tags of each seat. names: of the themes it leads to, in the
    order of the run's candidates."""
    run = run or desk.run
    n_seats = max((len(tags) for tags in said.values()), default=1)
    meeting = PanelMeeting(
        pilot_id=desk.pilot.id,
        wave_id=desk.pilot.waves[0].id,
        run_id=run.id,
        title=f"Panel van {at:%H:%M}",
        held_on=at.date(),
        facilitator_id=desk.coordinator.id,
        sample_seed=1,
        closed_at=at if is_closed else None,
        closed_by_id=desk.coordinator.id if is_closed else None,
        members=[PanelMember(seat=seat) for seat in range(1, n_seats + 1)],
    )
    session.add(meeting)
    session.flush()
    for position, (row, tags) in enumerate(said.items(), start=1):
        ref = desk.refs[row]
        session.add(CardDraw(meeting_id=meeting.id, ref=ref, position=position, drawn=drawn))
        seal = desk.key_ring.open_story_key(ref, session.get_one(Submission, ref).wrapped_key)
        session.add_all(
            Reading(
                meeting_id=meeting.id,
                seat=seat,
                ref=ref,
                tags=list(given),
                reason_sealed=seal.seal("reading.reason", "Dat ken ik."),
                given_at=at,
            )
            for seat, given in enumerate(tags, start=1)
        )
    session.add_all(
        PanelTheme(
            meeting_id=meeting.id,
            name=name,
            confirmed_at=at,
            origins=[ThemeOrigin(candidate_id=candidate.id)],
        )
        for name, candidate in zip(names, run.candidates, strict=False)
    )
    session.flush()
    return meeting


def all_agree(rows: Sequence[int], n_seats: int = 2) -> dict[int, list[list[str]]]:
    """Every seat gives each of these stories the theme that it is about."""
    return {row: [[NAMES[row % 3]] for _ in range(n_seats)] for row in rows}


def adopt(
    session: Session, desk: Desk, meeting: PanelMeeting, *, at: datetime = NOON, **under: uuid.UUID
) -> dict[str, uuid.UUID]:
    """Place all themes of a meeting as new ones, or under those given; the themes of the codebook by name."""
    themes = codebooks.unplaced_themes(session, pilot=desk.pilot)[meeting.id]
    codebook_desk.adopt(
        session,
        pilot=desk.pilot,
        meeting=meeting,
        places={theme.id: under.get(theme.name) for theme in themes},
        reason="Uit de bijeenkomst.",
        by=desk.evaluator,
        now=at,
    )
    return entries(session, desk)


def entries(session: Session, desk: Desk) -> dict[str, uuid.UUID]:
    known = codebooks.decided(session, pilot=desk.pilot)
    return {worded.name: entry for entry, worded in known.themes.items()}


def confirmed(session: Session, desk: Desk, *, at: datetime = NOON) -> None:
    codebook_desk.confirm_version(session, pilot=desk.pilot, reason="Samen besproken.", by=desk.evaluator, now=at)


def vectors_for(session: Session, desk: Desk, about: Mapping[int, int], model_id: str = E5) -> None:
    """Give stories another vector: near the middle of this theme."""
    chance, middles = np.random.default_rng(5), np.eye(8)
    made = []
    for row, theme in about.items():
        vector = middles[theme] + 0.1 * chance.standard_normal(8)
        made.append(
            StoryVector(str(desk.refs[row]), "0" * 64, model_id, (vector / np.linalg.norm(vector)).astype(np.float32))
        )
    analysis_runs.store_vectors(session, vectors=made)
