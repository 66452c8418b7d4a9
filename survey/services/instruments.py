"""The questionnaires there are, where each version is in use, and what the catalogue of indicators would ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.indicators import load_catalogue
from survey.models.programme import Pilot, Wave
from survey.models.questionnaire import Question, QuestionKind, Questionnaire, QuestionnaireVersion
from survey.services import questionnaire_checks as checks


@dataclass(frozen=True, slots=True)
class Use:
    """A wave that asks this version. is_live: stories can be told in it today. is_coming: from a later day on."""

    pilot: str
    wave: str
    is_live: bool
    is_coming: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list. published_at: None for a draft. languages: the complete ones."""

    id: uuid.UUID
    number: int
    published_at: datetime | None
    n_questions: int
    languages: tuple[str, ...]
    uses: tuple[Use, ...]

    @property
    def is_live(self) -> bool:
        return any(use.is_live for use in self.uses)


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """A questionnaire with its versions, newest first."""

    title: str
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """What the catalogue would ask. code, kind: of the question; label, section: of its indicators (domain.md, part 4)."""

    code: str
    kind: QuestionKind
    label: str
    section: str


def overview(session: Session, *, today: date) -> list[InstrumentLine]:
    """Every questionnaire, by title."""
    in_use = _uses(session, today)
    rows = session.scalars(
        select(Questionnaire)
        .options(
            selectinload(Questionnaire.versions)
            .selectinload(QuestionnaireVersion.questions)
            .selectinload(Question.wordings)
        )
        .order_by(Questionnaire.title, Questionnaire.slug)
    )
    return [
        InstrumentLine(row.title, tuple(_line(version, in_use) for version in reversed(row.versions))) for row in rows
    ]


def uses_of(session: Session, *, version: QuestionnaireVersion, today: date) -> tuple[Use, ...]:
    """The waves that ask this version, live ones first."""
    return _uses(session, today).get(version.id, ())


@lru_cache(maxsize=1)
def catalogue_questions() -> tuple[CatalogueQuestion, ...]:
    """What a questionnaire can ask so that the catalogue's own indicators can be measured, in the catalogue's order."""
    found: dict[str, CatalogueQuestion] = {}
    for indicator in load_catalogue():
        if indicator.kind != "measured" or not indicator.questions:
            continue
        code, _, moment = indicator.questions[0].partition(".")
        kind: QuestionKind = "then_now" if moment else "scale"
        label = indicator.label.partition(":")[0]
        found.setdefault(code, CatalogueQuestion(code, kind, label, indicator.section))
    return tuple(found.values())


def _line(version: QuestionnaireVersion, in_use: Mapping[uuid.UUID, tuple[Use, ...]]) -> VersionLine:
    return VersionLine(
        version.id,
        version.number,
        version.published_at,
        len(version.questions),
        checks.complete_languages(version),
        in_use.get(version.id, ()),
    )


def _uses(session: Session, today: date) -> dict[uuid.UUID, tuple[Use, ...]]:
    rows = session.execute(
        select(Wave.questionnaire_version_id, Pilot.title, Wave.title, Wave.opens_on, Wave.closes_on)
        .join(Pilot, Pilot.id == Wave.pilot_id)
        .order_by(Pilot.title, Wave.number)
    )
    found: dict[uuid.UUID, list[Use]] = {}
    for version_id, pilot, wave, opens_on, closes_on in rows:
        use = Use(pilot, wave, is_live=opens_on <= today <= closes_on, is_coming=today < opens_on)
        found.setdefault(version_id, []).append(use)
    return {key: tuple(sorted(uses, key=lambda use: not use.is_live)) for key, uses in found.items()}
