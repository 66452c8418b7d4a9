"""Questionnaire versions: made from a description, published once, read by the form. Wording is data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.records import USES
from survey.models.questionnaire import Question, QuestionKind, Questionnaire, QuestionnaireVersion, QuestionWording
from survey.services.errors import NotFound, QuestionnaireInvalid

PARENT_CONSENT = "consent_parent"
"""The question that a parent ticks beside a young person under 16, where the pilot asks that."""
CONSENTS = (*(f"consent_{use}" for use in USES), PARENT_CONSENT)

MOST_PAGES = 12
FIXED_PAGES = 6
"""Welcome, who, consent, story, check and receipt: every form has these."""

SECTION_OF_KIND: dict[QuestionKind, str] = {
    "title": "title",
    "then_now": "then_now",
    "scale": "scale",
    "triad": "place",
    "dyad": "place",
    "open": "open",
}
"""The page on which a question stands that names no section. Consent and story have pages of their own."""


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One page of questions after the story: its section's code and its questions in their order."""

    section: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What one person reads of one question. perspective '' is for everyone."""

    text: str
    help_text: str
    options: Mapping[str, Any]


def publish(
    session: Session, *, slug: str, title: str, questions: Sequence[Mapping[str, Any]], now: datetime
) -> QuestionnaireVersion:
    """Publish the next version of a questionnaire, or return the current one when nothing changed.

    questions: mappings with `code`, `kind`, possibly `section`, and `wordings` (mappings with language, perspective, text,
    help_text, options). Raises QuestionnaireInvalid.
    """
    instrument = session.scalar(select(Questionnaire).where(Questionnaire.slug == slug))
    if instrument is None:
        instrument = Questionnaire(slug=slug, title=title)
        session.add(instrument)
    content_hash = hashlib.sha256(json.dumps(questions, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    latest = instrument.versions[-1] if instrument.versions else None
    if latest and latest.content_hash == content_hash:
        return latest
    _require_whole(questions)
    version = QuestionnaireVersion(
        number=latest.number + 1 if latest else 1,
        published_at=now,
        content_hash=content_hash,
        questions=[_question(position, described) for position, described in enumerate(questions, start=1)],
    )
    instrument.versions.append(version)
    session.flush()
    return version


def _require_whole(questions: Sequence[Mapping[str, Any]]) -> None:
    """Raises QuestionnaireInvalid unless there are one story, every consent and no more than `MOST_PAGES` pages."""
    if [described["kind"] for described in questions].count("story") != 1:
        raise QuestionnaireInvalid("A questionnaire asks for exactly one story.")
    asked = [described["code"] for described in questions if described["kind"] == "consent"]
    if sorted(asked) != sorted(CONSENTS):
        raise QuestionnaireInvalid(f"A questionnaire asks each of these once: {', '.join(CONSENTS)}.")
    sections = {
        described.get("section") or SECTION_OF_KIND[described["kind"]]
        for described in questions
        if described["kind"] in SECTION_OF_KIND
    }
    if len(sections) + FIXED_PAGES > MOST_PAGES:
        raise QuestionnaireInvalid(
            f"{len(sections)} sections make {len(sections) + FIXED_PAGES} pages; {MOST_PAGES} is the most."
        )


def _question(position: int, described: Mapping[str, Any]) -> Question:
    return Question(
        code=described["code"],
        kind=described["kind"],
        position=position,
        section=described.get("section"),
        wordings=[
            QuestionWording(
                language=wording["language"],
                perspective=wording.get("perspective", ""),
                text=wording["text"],
                help_text=wording.get("help_text", ""),
                options=wording.get("options", {}),
            )
            for wording in described["wordings"]
        ],
    )


def get_version(session: Session, *, version_id: Any) -> QuestionnaireVersion:
    """The version with its questions and wordings. Raises NotFound."""
    version = session.scalar(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == version_id)
        .options(selectinload(QuestionnaireVersion.questions).selectinload(Question.wordings))
    )
    if version is None:
        raise NotFound("There is no such questionnaire.")
    return version


def pages_of(version: QuestionnaireVersion) -> tuple[SectionPage, ...]:
    """The pages between the story and the check, in order: the questions of one section stand on one page."""
    found: dict[str, list[Question]] = {}
    for question in version.questions:
        if question.kind in SECTION_OF_KIND:
            found.setdefault(question.section or SECTION_OF_KIND[question.kind], []).append(question)
    return tuple(SectionPage(section, tuple(questions)) for section, questions in found.items())


def wording_for(question: Question, *, language: str, perspective: str = "") -> Wording:
    """The wording in this language for this perspective, else for everyone, else in Dutch."""
    found = {(w.language, w.perspective): w for w in question.wordings}
    for key in ((language, perspective), (language, ""), ("nl", perspective), ("nl", "")):
        if key in found:
            return Wording(found[key].text, found[key].help_text, found[key].options)
    raise NotFound(f"Question {question.code} has no wording.")


def wording_hash(version: QuestionnaireVersion, *, code: str, language: str) -> str:
    """sha256 of the text a person saw for this question; stored with a consent."""
    question = next((q for q in version.questions if q.code == code), None)
    if question is None:
        raise NotFound(f"Question {code} is not in this version.")
    wording = wording_for(question, language=language)
    return hashlib.sha256(f"{version.number}\n{wording.text}\n{wording.help_text}".encode()).hexdigest()


def open_questions(session: Session, *, version_ids: Iterable[Any], language: str) -> dict[str, str]:
    """What the open questions of these versions ask, by code, for everyone; in Dutch where this language has no wording."""
    return {
        question.code: wording_for(question, language=language).text
        for version_id in version_ids
        for question in get_version(session, version_id=version_id).questions
        if question.kind == "open"
    }
