"""The questionnaire as one teller reads it: wording in their language, for their perspective, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records import PERSPECTIVES
from survey.models.questionnaire import Question, QuestionKind, QuestionnaireVersion
from survey.services import questionnaires
from survey.services.answers import POLES
from survey.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. steps: (value, word) in order, for kinds that have steps. poles: what lies at the ends of a dyad or the
    corners of a triad."""

    code: str
    kind: QuestionKind
    text: str
    help_text: str
    steps: tuple[tuple[str, str], ...] = ()
    poles: tuple[str, ...] = ()


def consents(version: QuestionnaireVersion, *, language: str) -> tuple[Asked, ...]:
    """The questions about consent. They read the same for everyone, as the hash that is kept with an answer says."""
    return tuple(_asked(question, language, "") for question in version.questions if question.kind == "consent")


def story(version: QuestionnaireVersion, *, language: str, perspective: str) -> Asked:
    return next(_asked(question, language, perspective) for question in version.questions if question.kind == "story")


def sections(version: QuestionnaireVersion, *, language: str, perspective: str) -> dict[str, tuple[Asked, ...]]:
    """The questions after the story, by the page they stand on; in the wording for parents while nobody said who they are."""
    known = perspective if perspective in PERSPECTIVES else "parent"
    return {
        page.section: tuple(_asked(question, language, known) for question in page.questions)
        for page in questionnaires.pages_of(version)
    }


def _asked(question: Question, language: str, perspective: str) -> Asked:
    """A draft may still lack words: they are empty then, so that its preview shows the gap."""
    try:
        wording = questionnaires.wording_for(question, language=language, perspective=perspective)
    except NotFound:
        wording = questionnaires.Wording("", "", {})
    options = wording.options
    if question.kind in POLES:
        poles = tuple(str(options.get(name, "")) for name in POLES[question.kind])
        return Asked(question.code, question.kind, wording.text, wording.help_text, poles=poles)
    steps = tuple(sorted((str(value), str(word)) for value, word in options.items()))
    return Asked(question.code, question.kind, wording.text, wording.help_text, steps=steps)
