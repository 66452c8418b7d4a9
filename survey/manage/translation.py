"""Translating side by side: Dutch beside another language, question by question; words of steps and poles only once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey.manage.instrument import Errors, field_name, over, too_long, worded
from survey.models.questionnaire import Question, QuestionKind, QuestionnaireVersion
from survey.services import questionnaire_checks as checks
from survey.services.questionnaire_drafts import Words


@dataclass(frozen=True, slots=True)
class Pair:
    """One perspective of a question. source: the Dutch; words: the translation. name: how its fields begin."""

    name: str
    perspective: str
    source: Words
    words: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its pairs. stamp: the translation as it was seen. now: what it says now, where somebody changed it
    while it was being typed."""

    code: str
    kind: QuestionKind
    stamp: str
    is_whole: bool
    pairs: tuple[Pair, ...]
    now: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionSet:
    """Words of steps or poles that belong together. options: (key, Dutch word, translation)."""

    name: str
    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole translation into one language."""

    language: str
    sets: tuple[OptionSet, ...]
    lines: tuple[Line, ...]

    @property
    def n_missing(self) -> int:
        return sum(not line.is_whole for line in self.lines)


def sheet(version: QuestionnaireVersion, *, language: str) -> Sheet:
    """What is stored."""
    return Sheet(
        language,
        tuple(_stored_set(version, language, name, source) for name, source in _sets(version).items()),
        tuple(_line(question, language) for question in version.questions),
    )


def typed(stored: Sheet, form: Mapping[str, str], *, changed: tuple[str, ...]) -> Sheet:
    """What was typed, as it was typed. changed: codes that somebody else saved meanwhile."""
    lines = tuple(
        replace(
            line,
            pairs=tuple(
                replace(pair, words=Words(form.get(f"{pair.name}-text", ""), form.get(f"{pair.name}-help", "")))
                for pair in line.pairs
            ),
            now=tuple(pair.words for pair in line.pairs if pair.words.is_worded) if line.code in changed else (),
        )
        for line in stored.lines
    )
    sets = tuple(
        replace(each, options=tuple((key, dutch, form.get(f"{each.name}-{key}", "")) for key, dutch, _ in each.options))
        for each in stored.sets
    )
    return replace(stored, lines=lines, sets=sets)


def words_in(shown: Sheet) -> dict[str, dict[str, Words]]:
    """What to store: for each question its words by perspective, with the translated words of its steps or poles."""
    translated = {each.name: {key: word for key, _, word in each.options} for each in shown.sets}
    return {
        line.code: {
            pair.perspective: replace(pair.words, options=translated.get(set_name(pair.source.options), {}))
            for pair in line.pairs
        }
        for line in shown.lines
    }


def problems(version: QuestionnaireVersion, shown: Sheet) -> Errors:
    """A sentence for every text that is too long."""
    questions = {question.code: question for question in version.questions}
    found: Errors = []
    for line in shown.lines:
        found += too_long(questions[line.code], {pair.perspective: pair.words for pair in line.pairs})
    most = checks.MOST_CHARACTERS_OPTION
    for each in shown.sets:
        found += [
            (f"{each.name}-{key}", over(len(word) - most, most)) for key, _, word in each.options if len(word) > most
        ]
    return found


def set_name(options: Mapping[str, str]) -> str:
    """A name that follows from the Dutch words, so that it stays the same when somebody adds a question meanwhile."""
    return "set-" + hashlib.sha256(json.dumps(dict(options), sort_keys=True).encode()).hexdigest()[:12]


def _sets(version: QuestionnaireVersion) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for question in version.questions:
        for words in worded(question, checks.SOURCE_LANGUAGE).values():
            if any(words.options.values()):
                found.setdefault(set_name(words.options), dict(words.options))
    return found


def _stored_set(version: QuestionnaireVersion, language: str, name: str, source: Mapping[str, str]) -> OptionSet:
    """The translation that the first question with these Dutch words has."""
    for question in version.questions:
        for pair in _pairs(question, language):
            if set_name(pair.source.options) == name and any(pair.words.options.values()):
                return OptionSet(
                    name, tuple((key, dutch, pair.words.options.get(key, "")) for key, dutch in source.items())
                )
    return OptionSet(name, tuple((key, dutch, "") for key, dutch in source.items()))


def _line(question: Question, language: str) -> Line:
    return Line(
        question.code,
        question.kind,
        checks.stamp(question, language=language),
        checks.is_worded(question, language=language),
        tuple(_pairs(question, language)),
    )


def _pairs(question: Question, language: str) -> list[Pair]:
    """Everyone whom Dutch or the translation speaks to apart. Where only one of them speaks to everyone, both are shown."""
    dutch, other = worded(question, checks.SOURCE_LANGUAGE), worded(question, language)
    whose = list(dict.fromkeys([*dutch, *other]))
    if not whose:
        return []
    anyone = dutch.get(checks.EVERYONE) or next(iter(dutch.values()), Words(""))
    return [
        Pair(
            field_name(question.code, perspective),
            perspective,
            dutch.get(perspective, anyone),
            other.get(perspective, Words("")),
        )
        for perspective in sorted(whose, key=("", "young_person", "parent", "professional").index)
    ]
