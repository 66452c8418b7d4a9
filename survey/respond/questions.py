"""The questionnaire as one teller reads it: wording in their language, for their perspective, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records import PERSPECTIVES
from survey.models.questionnaire import QuestionKind, QuestionnaireVersion
from survey.services.questionnaires import wording_for


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. steps: (value, word) in order, for kinds that have steps."""

    code: str
    kind: QuestionKind
    text: str
    help_text: str
    steps: tuple[tuple[str, str], ...]


def asked(version: QuestionnaireVersion, *, language: str, perspective: str = "") -> tuple[Asked, ...]:
    """The questions of a version, in their order; before the perspective is known, only those about consent."""
    found = []
    for question in version.questions:
        if perspective not in PERSPECTIVES and question.kind != "consent":
            continue
        wording = wording_for(question, language=language, perspective=perspective)
        steps = tuple(sorted((str(value), str(word)) for value, word in wording.options.items()))
        found.append(Asked(question.code, question.kind, wording.text, wording.help_text, steps))
    return tuple(found)


def of_kind(questions: tuple[Asked, ...], *kinds: QuestionKind) -> tuple[Asked, ...]:
    return tuple(question for question in questions if question.kind in kinds)


def one(questions: tuple[Asked, ...], kind: QuestionKind) -> Asked | None:
    """The first question of this kind, if the version has one."""
    return next(iter(of_kind(questions, kind)), None)
