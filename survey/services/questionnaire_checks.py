"""What a questionnaire version says, as one plain description, and what is still missing before it can be published.

The same description gives the content hash of a published version and the stamp by which two people who edit at the
same moment find out about each other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from analysis.records import PERSPECTIVES
from survey.models.questionnaire import Question, QuestionKind, QuestionnaireVersion, QuestionWording
from survey.services.questionnaires import CONSENTS, FIXED_PAGES, MOST_PAGES, pages_of

SOURCE_LANGUAGE = "nl"
LANGUAGES = (SOURCE_LANGUAGE, "en", "ar", "uk", "tr", "pl")
"""Languages that a questionnaire can be worded in; Dutch is the one that is never missing."""

EVERYONE = ""
MOST_CHARACTERS_QUESTION = 300
MOST_CHARACTERS_HELP = 600
MOST_CHARACTERS_OPTION = 60
"""A question fits a phone without scrolling at about 300 characters; a word under a picture at far fewer."""

OPTIONS: Mapping[QuestionKind, tuple[str, ...]] = {
    "then_now": ("1", "2", "3", "4", "5"),
    "scale": ("1", "2", "3", "4", "5"),
    "triad": ("first", "second", "third"),
    "dyad": ("first", "second"),
}
"""The words that a question of this kind needs besides its text."""

FOR_EVERYONE: frozenset[QuestionKind] = frozenset({"consent", "open"})
"""Kinds that are also read where no perspective is known: consents when they are changed, open questions when checked."""

REQUIRED: Mapping[str, QuestionKind] = {**dict.fromkeys(CONSENTS, "consent"), "story": "story"}
"""Codes without which no story can be told, with their kinds."""

Reason = Literal["missing_question", "no_wording", "too_long", "too_many_pages", "double_code", "unchanged"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be published. question: its code ('' for the whole). n: a limit or a count, by reason."""

    reason: Reason
    question: str = ""
    language: str = ""
    n: int = 0


def described(version: QuestionnaireVersion) -> list[dict[str, Any]]:
    """The version as plain data, in its order: the shape that `questionnaires.publish` takes."""
    return [described_question(question) for question in _in_order(version)]


def described_question(question: Question) -> dict[str, Any]:
    wordings = sorted(question.wordings, key=lambda w: (w.language, w.perspective))
    return {
        "code": question.code,
        "kind": question.kind,
        "section": question.section,
        "wordings": [
            {
                "language": wording.language,
                "perspective": wording.perspective,
                "text": wording.text,
                "help_text": wording.help_text,
                "options": dict(wording.options),
            }
            for wording in wordings
        ],
    }


def content_hash(version: QuestionnaireVersion) -> str:
    """sha256 of all that a version says. It does not depend on who made it, when, or in which order rows were read."""
    return _hash(described(version))


def stamp(question: Question, *, language: str | None = None) -> str:
    """What somebody saw of a question (in one language), so that a later save can tell whether it still says that."""
    seen = described_question(question)
    if language is not None:
        seen = {"wordings": [w for w in seen["wordings"] if w["language"] == language]}
    return _hash(seen)[:32]


def languages(version: QuestionnaireVersion) -> tuple[str, ...]:
    """Languages that have been begun, Dutch first."""
    begun = {wording.language for question in version.questions for wording in question.wordings}
    return tuple(language for language in LANGUAGES if language in begun or language == SOURCE_LANGUAGE)


def complete_languages(version: QuestionnaireVersion) -> tuple[str, ...]:
    """Languages in which every question can be asked of everyone: the ones that may be offered to tellers."""
    return tuple(language for language in languages(version) if not missing(version, language=language))


def missing(version: QuestionnaireVersion, *, language: str) -> tuple[str, ...]:
    """The codes of the questions that cannot be asked of everyone in this language yet, in their order."""
    return tuple(question.code for question in _in_order(version) if not is_worded(question, language=language))


def is_worded(question: Question, *, language: str) -> bool:
    """Is there a whole wording for each perspective (its own or everyone's), with help wherever Dutch has it?"""
    own = {w.perspective: w for w in question.wordings if w.language == language}
    source = {w.perspective: w for w in question.wordings if w.language == SOURCE_LANGUAGE}
    if question.kind in FOR_EVERYONE and EVERYONE not in own:
        return False
    for perspective in PERSPECTIVES:
        wording = own.get(perspective) or own.get(EVERYONE)
        origin = source.get(perspective) or source.get(EVERYONE)
        if wording is None or not _is_whole(question.kind, wording, needs_help=bool(origin and origin.help_text)):
            return False
    return True


def n_pages(version: QuestionnaireVersion) -> int:
    """Pages of the form, welcome and receipt included."""
    return len(pages_of(version)) + FIXED_PAGES


def problems(version: QuestionnaireVersion, *, before: QuestionnaireVersion | None) -> list[Problem]:
    """Everything that stands between this draft and publication. before: the version published last."""
    found = [*_missing_questions(version), *_double_codes(version)]
    for language in languages(version):
        found += [Problem("no_wording", code, language) for code in missing(version, language=language)]
    found += [problem for question in _in_order(version) for problem in _too_long(question)]
    if not found and (n := n_pages(version)) > MOST_PAGES:
        found.append(Problem("too_many_pages", n=n))
    if not found and before is not None and described(before) == described(version):
        found.append(Problem("unchanged", n=before.number))
    return found


def limits(question: Question, wording: QuestionWording) -> Iterator[tuple[str, int]]:
    """(text, most characters) for everything in a wording that a person reads."""
    yield wording.text, MOST_CHARACTERS_QUESTION
    yield wording.help_text, MOST_CHARACTERS_HELP
    for key in OPTIONS.get(question.kind, ()):
        yield str(wording.options.get(key, "")), MOST_CHARACTERS_OPTION


def _missing_questions(version: QuestionnaireVersion) -> Iterator[Problem]:
    kinds = {question.code: question.kind for question in version.questions}
    for code, kind in REQUIRED.items():
        if kinds.get(code) != kind:
            yield Problem("missing_question", code)


def _double_codes(version: QuestionnaireVersion) -> Iterator[Problem]:
    for code, n in Counter(question.code for question in version.questions).items():
        if n > 1:
            yield Problem("double_code", code, n=n)


def _too_long(question: Question) -> Iterator[Problem]:
    for wording in sorted(question.wordings, key=lambda w: (w.language, w.perspective)):
        for text, most in limits(question, wording):
            if len(text) > most:
                yield Problem("too_long", question.code, wording.language, most)


def _is_whole(kind: QuestionKind, wording: QuestionWording, *, needs_help: bool) -> bool:
    words = [str(wording.options.get(key, "")).strip() for key in OPTIONS.get(kind, ())]
    return bool(wording.text.strip()) and all(words) and (bool(wording.help_text.strip()) or not needs_help)


def _in_order(version: QuestionnaireVersion) -> list[Question]:
    return sorted(version.questions, key=lambda question: question.position)


def _hash(data: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
