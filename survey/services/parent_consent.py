"""What a parent does with the parent's code: see what the young person allows, and agree or not. Never the story."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from analysis.records import USES, Use
from survey.models.programme import Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.submission import Submission
from survey.models.word_code import ParentCode
from survey.services import consents, parent_codes, questionnaires, retention, stories
from survey.services.errors import ChangedMeanwhile, NotFound
from survey.services.sealing import KeyRing


@dataclass(frozen=True, slots=True)
class Question:
    """What a parent is asked. uses: what the young person allows now; expires_on: the last day to answer."""

    wave: Wave
    version: QuestionnaireVersion
    uses: frozenset[Use]
    expires_on: date


def read(session: Session, *, ref: uuid.UUID, today: date) -> Question:
    """Raises NotFound when nothing waits: answered, taken back, or past its last day."""
    submission, expires_on = session.get(Submission, ref), parent_codes.waits_until(session, ref=ref)
    if submission is None or expires_on is None or expires_on < today:
        raise NotFound(f"No story {ref} waits for a parent.")
    return Question(
        wave=session.get_one(Wave, submission.wave_id),
        version=questionnaires.get_version(session, version_id=submission.questionnaire_version_id),
        uses=consents.held(session, refs=[ref])[ref],
        expires_on=expires_on,
    )


def agree(
    session: Session, *, ref: uuid.UUID, uses: frozenset[Use], language: str, key_ring: KeyRing, now: datetime
) -> None:
    """The parent agrees with what the young person allows; the story stands in the queue for checking from now on.

    uses: as the parent saw them. Raises NotFound, ChangedMeanwhile (the young person allows something else by now).
    """
    asked = read(session, ref=ref, today=now.date())
    if uses != asked.uses:
        raise ChangedMeanwhile(sorted(uses ^ asked.uses))
    if session.scalar(delete(ParentCode).where(ParentCode.ref == ref).returning(ParentCode.ref)) is None:
        raise NotFound(f"No story {ref} waits for a parent.")  # answered in another window, a moment ago
    wording = questionnaires.wording_hash(asked.version, code=questionnaires.PARENT_CONSENT, language=language)
    consents.record(
        session,
        ref=ref,
        uses={use: use in uses for use in USES},
        wording_hashes=dict.fromkeys(USES, wording),
        language=language,
        given_by="parent",
        on=now.date(),
    )
    texts = [own.text for own in stories.own_texts(session, ref=ref, key_ring=key_ring)]
    stories.screen(session, pilot=asked.wave.pilot, ref=ref, texts=texts, today=now.date())
    session.flush()


def refuse(session: Session, *, ref: uuid.UUID, now: datetime) -> None:
    """The parent does not agree: the story goes, unread. Raises NotFound."""
    read(session, ref=ref, today=now.date())
    retention.withdraw(session, ref=ref, by=None, now=now)
