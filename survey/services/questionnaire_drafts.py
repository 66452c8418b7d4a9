"""Drafts of a questionnaire: starting one, changing it, translating it, publishing it. A published version never changes.

Two people may work on one draft at the same moment: whoever saves says what they saw (`seen`, a stamp), and a save on
top of something else is refused with ChangedMeanwhile, so that the screen can keep what was typed.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.questionnaire import Question, QuestionKind, Questionnaire, QuestionnaireVersion, QuestionWording
from survey.services import audit, questionnaires
from survey.services import questionnaire_checks as checks
from survey.services.cleaning import clean
from survey.services.errors import (
    ChangedMeanwhile,
    CodeUnusable,
    DraftExists,
    NotAllowed,
    NotFound,
    NotPublishable,
    VersionPublished,
)
from survey.services.questionnaire_words import Words as Words
from survey.services.questionnaire_words import differs, set_words

MOST_CHARACTERS_TITLE = 200
MOST_CHARACTERS_CODE = 40
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
ADDABLE: tuple[QuestionKind, ...] = ("then_now", "scale", "triad", "dyad", "open", "title")
TAKEN_CODES = frozenset(
    {"age_band", "change", "code", "csrf_token", "draft", "filled_in", "go", "in", "key", "meetmoment", "perspective"}
    | {"professional_role", "route", "story", "taal", "voor", "website", "worried"}
)
"""Names of other fields of the form; `title` belongs to the one question about a title."""


def start_questionnaire(session: Session, *, title: str, by: User, now: datetime) -> QuestionnaireVersion:
    """A new questionnaire whose first draft holds only what no questionnaire can do without, still without wording."""
    slug = _slug(title)
    if not slug or session.scalar(select(Questionnaire.id).where(Questionnaire.slug == slug)):
        raise CodeUnusable(slug)
    instrument = Questionnaire(slug=slug, title=clean(title)[:MOST_CHARACTERS_TITLE])
    version = QuestionnaireVersion(number=1, questions=[])
    for position, (code, kind) in enumerate({**checks.REQUIRED, "title": "title"}.items(), start=1):
        version.questions.append(Question(code=code, kind=kind, position=position, wordings=[]))
    instrument.versions.append(version)
    session.add(instrument)
    session.flush()
    audit.record(session, action="questionnaire.drafted", subject=version, by=by, now=now, number=1)
    return version


def start_version(session: Session, *, version: QuestionnaireVersion, by: User, now: datetime) -> QuestionnaireVersion:
    """A draft of the next version, with all questions and wordings of this one. Raises DraftExists."""
    session.execute(select(Questionnaire.id).where(Questionnaire.id == version.questionnaire_id).with_for_update())
    rows = session.scalars(
        select(QuestionnaireVersion).where(QuestionnaireVersion.questionnaire_id == version.questionnaire_id)
    ).all()
    if draft := next((row for row in rows if row.published_at is None), None):
        raise DraftExists(draft.id)
    copy = QuestionnaireVersion(
        questionnaire_id=version.questionnaire_id,
        number=max(row.number for row in rows) + 1,
        questions=[
            _copied(described, position) for position, described in enumerate(checks.described(version), start=1)
        ],
    )
    session.add(copy)
    session.flush()
    audit.record(
        session, action="questionnaire.drafted", subject=copy, by=by, now=now, number=copy.number, copied=version.number
    )
    return copy


def open_draft(session: Session, *, version_id: uuid.UUID) -> QuestionnaireVersion:
    """The draft, locked until the end of the transaction and read afresh. Raises NotFound, VersionPublished."""
    session.execute(select(QuestionnaireVersion.id).where(QuestionnaireVersion.id == version_id).with_for_update())
    session.expire_all()  # what was read before the lock may have changed meanwhile
    version = questionnaires.get_version(session, version_id=version_id)
    if version.published_at is not None:
        raise VersionPublished(version.number)
    return version


def find_question(version: QuestionnaireVersion, *, question_id: uuid.UUID) -> Question:
    """Raises NotFound, also when somebody else has just removed it."""
    question = next((q for q in version.questions if q.id == question_id), None)
    if question is None:
        raise NotFound("There is no such question in this version.")
    return question


def add_question(
    session: Session,
    *,
    version_id: uuid.UUID,
    code: str,
    kind: QuestionKind,
    section: str | None = None,
    by: User,
    now: datetime,
) -> Question:
    """Put a question at the end, worded as it was last published anywhere. Raises CodeUnusable for a code that is no
    short name in small letters, means something else on the form, or is in the draft already."""
    version = open_draft(session, version_id=version_id)
    if kind not in ADDABLE or (kind == "title") != (code == "title") or code in TAKEN_CODES or not CODE.fullmatch(code):
        raise CodeUnusable(code)
    if code.startswith("consent_") or any(question.code == code for question in version.questions):
        raise CodeUnusable(code)
    last = max((question.position for question in version.questions), default=0)
    question = Question(code=code, kind=kind, position=last + 1, section=section, wordings=[])
    if known := _published_before(session, code=code, kind=kind):
        question = _copied(checks.described_question(known), last + 1)
        question.section = section or question.section
    version.questions.append(question)
    session.flush()
    _record(session, "question_added", version, by, now, question=code)
    return question


def save_question(
    session: Session,
    *,
    version_id: uuid.UUID,
    question_id: uuid.UUID,
    seen: str,
    section: str | None,
    words: Mapping[str, Words],
    by: User,
    now: datetime,
) -> None:
    """Set the page of a question and its Dutch wording, by perspective; empty wordings go. Raises ChangedMeanwhile."""
    version = open_draft(session, version_id=version_id)
    question = find_question(version, question_id=question_id)
    if checks.stamp(question) != seen:
        raise ChangedMeanwhile([question.code])
    question.section = section or None
    set_words(question, checks.SOURCE_LANGUAGE, words)
    session.flush()
    _record(session, "question_changed", version, by, now, question=question.code)


def translate(
    session: Session,
    *,
    version_id: uuid.UUID,
    language: str,
    seen: Mapping[str, str],
    words: Mapping[str, Mapping[str, Words]],
    by: User,
    now: datetime,
) -> int:
    """Set the wording in one language of the questions in `words` (by code, then perspective); how many changed.

    seen: the stamp per code of that language's wording. Raises ChangedMeanwhile with every question that somebody else
    changed too; then nothing is saved.
    """
    if language not in checks.LANGUAGES:
        raise NotFound(f"No questionnaire is worded in {language!r}.")
    version = open_draft(session, version_id=version_id)
    changed = [q for q in version.questions if q.code in words and differs(q, language, words[q.code])]
    if meanwhile := [q.code for q in changed if checks.stamp(q, language=language) != seen.get(q.code)]:
        raise ChangedMeanwhile(meanwhile)
    for question in changed:
        set_words(question, language, words[question.code])
    session.flush()
    if changed:
        _record(session, "translated", version, by, now, language=language, questions=len(changed))
    return len(changed)


def remove_language(session: Session, *, version_id: uuid.UUID, language: str, by: User, now: datetime) -> None:
    """Take every wording of a language out of the draft. Raises NotAllowed for Dutch."""
    if language == checks.SOURCE_LANGUAGE:
        raise NotAllowed("Dutch is never missing.")
    version = open_draft(session, version_id=version_id)
    for question in version.questions:
        set_words(question, language, {})
    session.flush()
    _record(session, "language_removed", version, by, now, language=language)


def move_question(
    session: Session, *, version_id: uuid.UUID, question_id: uuid.UUID, up: bool, by: User, now: datetime
) -> None:
    """Change places with the question before (up) or after; the first and the last stay where they are."""
    version = open_draft(session, version_id=version_id)
    question = find_question(version, question_id=question_id)
    order = sorted((q for q in version.questions if q.kind not in ("consent", "story")), key=lambda q: q.position)
    if question not in order:
        raise NotAllowed("Consents and the story have their own place.")
    index = order.index(question)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(order):
        return
    places = question.position, order[other].position
    question.position = -1  # two questions never share a place, not even for a moment
    session.flush()
    order[other].position = places[0]
    session.flush()
    question.position = places[1]
    session.flush()
    _record(session, "question_moved", version, by, now, question=question.code)


def remove_question(
    session: Session, *, version_id: uuid.UUID, question_id: uuid.UUID, seen: str, by: User, now: datetime
) -> None:
    """Take a question out, as it was seen. Raises ChangedMeanwhile, and NotAllowed for what no version can do without."""
    version = open_draft(session, version_id=version_id)
    question = find_question(version, question_id=question_id)
    if question.code in checks.REQUIRED or question.kind == "consent":
        raise NotAllowed("A questionnaire always has these questions.")
    if checks.stamp(question) != seen:
        raise ChangedMeanwhile([question.code])
    version.questions.remove(question)
    session.delete(question)
    session.flush()
    _record(session, "question_removed", version, by, now, question=question.code)


def publish(session: Session, *, version_id: uuid.UUID, seen: str, by: User, now: datetime) -> QuestionnaireVersion:
    """Publish the draft as it was seen; from now on it never changes. Raises ChangedMeanwhile, NotPublishable."""
    version = open_draft(session, version_id=version_id)
    if checks.content_hash(version) != seen:
        raise ChangedMeanwhile([])
    if found := checks.problems(version, before=published_before(session, version=version)):
        raise NotPublishable(found)
    version.published_at, version.content_hash = now, checks.content_hash(version)
    session.flush()
    _record(session, "published", version, by, now, questions=len(version.questions))
    return version


def discard(session: Session, *, version_id: uuid.UUID, seen: str, by: User, now: datetime) -> None:
    """Remove the draft as it was seen; the questionnaire too when it has no other version. Raises ChangedMeanwhile."""
    version = open_draft(session, version_id=version_id)
    if checks.content_hash(version) != seen:
        raise ChangedMeanwhile([])
    _record(session, "discarded", version, by, now, questions=len(version.questions))
    instrument = version.questionnaire
    for question in version.questions:
        session.delete(question)
    session.flush()
    session.expire(version, ["questions"])
    session.delete(version)
    session.flush()
    if session.scalar(select(func.count()).where(QuestionnaireVersion.questionnaire_id == instrument.id)) == 0:
        session.expire(instrument, ["versions"])
        session.delete(instrument)
        session.flush()


def published_before(session: Session, *, version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The version of the same questionnaire that was published last."""
    return session.scalar(
        select(QuestionnaireVersion)
        .where(
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            QuestionnaireVersion.published_at.is_not(None),
            QuestionnaireVersion.id != version.id,
        )
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )


def _published_before(session: Session, *, code: str, kind: QuestionKind) -> Question | None:
    return session.scalar(
        select(Question)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Question.version_id)
        .where(Question.code == code, Question.kind == kind, QuestionnaireVersion.published_at.is_not(None))
        .order_by(QuestionnaireVersion.published_at.desc())
        .limit(1)
    )


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def _record(
    session: Session, act: str, version: QuestionnaireVersion, by: User, now: datetime, **detail: str | int
) -> None:
    audit.record(
        session, action=f"questionnaire.{act}", subject=version, by=by, now=now, number=version.number, **detail
    )


def _copied(described: Mapping[str, Any], position: int) -> Question:
    return Question(
        code=described["code"],
        kind=described["kind"],
        section=described["section"],
        position=position,
        wordings=[QuestionWording(**wording) for wording in described["wordings"]],
    )
