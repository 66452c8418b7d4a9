"""A teller's own story, for whoever has its word code: reading it, changing consent, adding to it, taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.records import NotGiven, Use
from survey.models.indicator import Measurement, PublishedRelease
from survey.models.programme import Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.released import DeidentifiedStory, ReleaseDecision
from survey.models.report import ReportVersion
from survey.models.submission import ClosedAnswer, PlacedAnswer, Submission
from survey.services import (
    audit,
    consents,
    parent_codes,
    questionnaires,
    release_log,
    retention,
    signals,
    stories,
)
from survey.services.answers import Point
from survey.services.errors import ConsentMissing, NotFound
from survey.services.sealing import KeyRing

Status = Literal["for_parent", "waiting", "held_back", "in_use", "reported"]
"""A parent has to agree before anybody reads it; nobody checked it yet; checked and not passed on; names taken out and in
use as its teller allows; counted in an issued report."""


@dataclass(frozen=True, slots=True)
class OwnStory:
    """A story as its teller sees it. answers, placed: by code. asks_parent: whether a wider consent needs a parent's.
    parent_until: the last day on which the parent can agree for whom the story waits; None when it waits for nobody.
    asked_to_look: the teller asked that somebody looks soon, and that has not ended."""

    ref: uuid.UUID
    wave: Wave
    version: QuestionnaireVersion
    told_on: date
    perspective: str
    texts: tuple[stories.OwnText, ...]
    answers: Mapping[str, int | NotGiven]
    placed: Mapping[str, Point | NotGiven]
    consent: frozenset[Use]
    status: Status
    asks_parent: bool
    parent_until: date | None
    asked_to_look: bool

    @property
    def corrections_left(self) -> int:
        return stories.MOST_CORRECTIONS - sum(text.field.startswith(stories.CORRECTION) for text in self.texts)


def read(session: Session, *, ref: uuid.UUID, key_ring: KeyRing) -> OwnStory:
    """Raises NotFound (withdrawn), StoryUnreadable."""
    submission = _submission(session, ref)
    wave = session.get_one(Wave, submission.wave_id)
    held = consents.held(session, refs=[ref])[ref]
    parent_until = parent_codes.waits_until(session, ref=ref)
    return OwnStory(
        ref=ref,
        wave=wave,
        version=questionnaires.get_version(session, version_id=submission.questionnaire_version_id),
        told_on=submission.told_on,
        perspective=submission.perspective,
        texts=tuple(stories.own_texts(session, ref=ref, key_ring=key_ring)),
        answers={
            row.question: row.step if row.step is not None else row.not_given  # type: ignore[misc]  # one of the two is there
            for row in session.scalars(select(ClosedAnswer).where(ClosedAnswer.ref == ref))
        },
        placed={
            row.question: row.not_given or (row.first_percent, row.second_percent, row.third_percent)  # type: ignore[misc]  # three shares or a reason
            for row in session.scalars(select(PlacedAnswer).where(PlacedAnswer.ref == ref))
        },
        consent=held,
        status="for_parent" if parent_until else _status(session, submission, wave, held),
        asks_parent=_asks_parent(submission, wave) and parent_until is None,
        parent_until=parent_until,
        asked_to_look=signals.asked_by_teller(session, ref=ref),
    )


def change_consent(
    session: Session, *, ref: uuid.UUID, uses: Mapping[Use, bool], language: str, parent_agrees: bool, now: datetime
) -> None:
    """Record what the teller allows from now on; it holds at once, everywhere.

    Allowing more where a parent has to agree needs the parent's tick; allowing less never does, nor does a story that
    waits for a parent: they will see all that is allowed. Raises NotFound,
    ConsentMissing.
    """
    submission = _submission(session, ref)
    version = questionnaires.get_version(session, version_id=submission.questionnaire_version_id)
    before = consents.held(session, refs=[ref])[ref]
    wider = {use for use, allowed in uses.items() if allowed and use not in before}
    asks_parent = _asks_parent(submission, session.get_one(Wave, submission.wave_id))
    needs_parent = bool(wider) and asks_parent and parent_codes.waits_until(session, ref=ref) is None
    if needs_parent and not parent_agrees:
        raise ConsentMissing("parent_co_consents")
    for given_by, group in (("parent" if needs_parent else "teller", wider), ("teller", set(uses) - wider)):
        codes = {use: questionnaires.PARENT_CONSENT if given_by == "parent" else f"consent_{use}" for use in group}
        consents.change(
            session,
            ref=ref,
            uses={use: uses[use] for use in group},
            wording_hashes={
                use: questionnaires.wording_hash(version, code=code, language=language) for use, code in codes.items()
            },
            language=language,
            given_by=given_by,
            on=now.date(),
        )
    audit.record(session, action="consent.changed", subject=submission, by=None, now=now)


def add(session: Session, *, ref: uuid.UUID, text: str, key_ring: KeyRing, now: datetime) -> None:
    """Add a text to the story; it waits for a check like the story did. Raises as `stories.add_text`."""
    submission = _submission(session, ref)
    stories.add_text(session, ref=ref, text=text, key_ring=key_ring, today=now.date())
    wave = session.get_one(Wave, submission.wave_id)
    stories.screen(session, pilot=wave.pilot, ref=ref, texts=[text], today=now.date())
    audit.record(session, action="story.added_to", subject=submission, by=None, now=now)


def withdraw(session: Session, *, ref: uuid.UUID, now: datetime) -> None:
    """Take everything back. Raises NotFound when it is gone already."""
    retention.withdraw(session, ref=ref, by=None, now=now)


def _submission(session: Session, ref: uuid.UUID) -> Submission:
    submission = session.get(Submission, ref)
    if submission is None:
        raise NotFound(f"There is no story {ref}.")
    return submission


def _asks_parent(submission: Submission, wave: Wave) -> bool:
    return (
        wave.pilot.age_policy == "parent_co_consents"
        and submission.perspective == "young_person"
        and submission.age_band in stories.UNDER_16
    )


def _status(session: Session, submission: Submission, wave: Wave, held: frozenset[Use]) -> Status:
    released = session.scalar(
        select(ReleaseDecision.decided_at)
        .join(DeidentifiedStory, DeidentifiedStory.decision_number == ReleaseDecision.number)
        .where(DeidentifiedStory.ref == submission.ref)
    )
    if released is None:
        latest = release_log.latest_decision(session, ref=submission.ref)
        return "held_back" if latest and latest.outcome == "held_back" else "waiting"
    n_reports = session.scalar(
        select(func.count(ReportVersion.id))
        .join(PublishedRelease, PublishedRelease.id == ReportVersion.release_id)
        .join(Measurement, Measurement.id == PublishedRelease.measurement_id)
        .where(ReportVersion.pilot_id == wave.pilot_id, Measurement.measured_at > released)
    )
    return "reported" if n_reports and "analysis" in held else "in_use"
