"""Measuring a pilot: the tellers' own answers, what the panel read, and how many were heard. Kept as an append-only act."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.internal import InternalView
from analysis.records import IndicatorResult, ReadStory, StoryCount
from survey import conversion
from survey.models.account import User
from survey.models.indicator import IndicatorValue, Measurement
from survey.models.panel import CardDraw, PanelMeeting, Reading
from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.services import analysis_runs, audit, consents, panels, released
from survey.services.errors import NotFound


def measure(session: Session, *, pilot: Pilot, by: User, now: datetime) -> Measurement:
    """Measure everything of a pilot as it stands now. Works without a panel meeting; then no theme is counted."""
    from analysis import indicators

    speaking = panels.speaking(session, pilot=pilot)
    latest = speaking[0] if speaking else None
    run = analysis_runs.latest_run(session, pilot=pilot)
    counts = story_counts(session, pilot=pilot)
    results = (
        *indicators.count_stories(counts),
        *indicators.measure(released.answers(session, pilot=pilot)),
        *_heard(session, pilot, speaking),
    )
    measurement = Measurement(
        pilot_id=pilot.id, run_id=run.id if run else None, meeting_id=latest.id if latest else None, measured_at=now
    )
    session.add(measurement)
    session.flush()
    for result in results:
        row = conversion.indicator_value(result)
        row.measurement_id = measurement.id
        session.add(row)
    session.flush()
    audit.record(session, action="pilot.measured", subject=measurement, by=by, now=now, values=len(results))
    return measurement


def story_counts(session: Session, *, pilot: Pilot) -> list[StoryCount]:
    """How many stories were told and released, per wave and perspective that was heard."""
    return [
        conversion.story_count(pilot, wave, perspective, told, n_released)
        for (wave, perspective), (told, n_released) in released.counts(session, pilot=pilot).items()
    ]


def who_was_heard(session: Session, *, pilot: Pilot) -> InternalView:
    """The same counts for the evaluators' desk, small ones withheld."""
    from analysis import disclosure, indicators

    counts = indicators.count_stories(story_counts(session, pilot=pilot))
    return disclosure.internal(counts, policy=disclosure.policy_of(pilot.programme.slug))


def _heard(session: Session, pilot: Pilot, speaking: Sequence[PanelMeeting]) -> tuple[IndicatorResult, ...]:
    """Themes that hold now, in the stories read by lot at any closed meeting."""
    from analysis import indicators

    if not speaking:
        return ()
    names = dict.fromkeys(theme.name for held in speaking for theme in panels.themes_of(session, meeting=held))
    return indicators.heard(read_by_lot(session, pilot=pilot), list(names))


def read_by_lot(session: Session, *, pilot: Pilot) -> list[ReadStory]:
    """The stories drawn by lot at any closed meeting, each once; what seats tagged at several meetings stands together."""
    found: dict[str, ReadStory] = {}
    for meeting in panels.meetings(session, pilot=pilot):
        for story in read_stories(session, pilot=pilot, meeting=meeting) if meeting.closed_at else ():
            before = found.get(story.ref)
            found[story.ref] = replace(story, tags=before.tags + story.tags) if before else story
    return list(found.values())


def read_stories(session: Session, *, pilot: Pilot, meeting: PanelMeeting) -> list[ReadStory]:
    """The stories drawn by lot for a meeting with what each seat tagged, for the prevalence estimate; only stories that are
    there and that their tellers still allow the panel. Needs no text, so no key."""
    drawn = session.execute(
        select(Submission.ref, Submission.perspective, Wave.number)
        .join(CardDraw, CardDraw.ref == Submission.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(CardDraw.meeting_id == meeting.id, CardDraw.drawn == "random", Wave.pilot_id == pilot.id)
        .where(consents.allowed_now("panel"))
        .order_by(Wave.number, Submission.ref)
    ).all()
    tags: dict[uuid.UUID, list[list[str]]] = defaultdict(list)
    for ref, seen in session.execute(select(Reading.ref, Reading.tags).where(Reading.meeting_id == meeting.id)):
        tags[ref].append(seen)
    return [conversion.read_story(ref, pilot, wave, who, tags[ref]) for ref, who, wave in drawn]


def results(session: Session, *, pilot: Pilot, measurement: Measurement) -> list[IndicatorResult]:
    """The figures of a measurement, in the order in which they were measured."""
    rows = session.scalars(
        select(IndicatorValue)
        .where(IndicatorValue.measurement_id == measurement.id)
        .order_by(IndicatorValue.indicator, IndicatorValue.wave, IndicatorValue.perspective)
    )
    return [conversion.indicator_result(row, pilot) for row in rows]


def latest(session: Session, *, pilot: Pilot) -> Measurement:
    """Raises NotFound when the pilot was never measured."""
    measurement = session.scalar(
        select(Measurement).where(Measurement.pilot_id == pilot.id).order_by(Measurement.measured_at.desc()).limit(1)
    )
    if measurement is None:
        raise NotFound(f"Pilot {pilot.slug!r} was not measured yet.")
    return measurement
