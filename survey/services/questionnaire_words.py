"""The words of one question in one language, by perspective: as they are typed, and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.records import PERSPECTIVES
from survey.models.questionnaire import Question, QuestionWording
from survey.services import questionnaire_checks as checks
from survey.services.cleaning import clean


@dataclass(frozen=True, slots=True)
class Words:
    """What one perspective ('' is everyone) reads of a question in one language. options: by key, see `checks.OPTIONS`."""

    text: str
    help_text: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_worded(self) -> bool:
        return bool(self.text.strip() or self.help_text.strip())


def _cleaned(question: Question, words: Mapping[str, Words]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """By perspective: text, help, options. A perspective without words of its own for the options gets everyone's."""
    keys = checks.OPTIONS.get(question.kind, ())
    everyone = words.get(checks.EVERYONE, Words(""))
    worded = [p for p, said in words.items() if said.is_worded]
    worded = worded or [p for p, said in words.items() if any(said.options.values())][:1]
    found = {}
    for perspective in (p for p in (checks.EVERYONE, *PERSPECTIVES) if p in worded):
        said = words[perspective]
        own = {key: clean(said.options.get(key, "")) for key in keys}
        options = own if any(own.values()) else {key: clean(everyone.options.get(key, "")) for key in keys}
        found[perspective] = (clean(said.text), clean(said.help_text), options)
    return found


def _stored(question: Question, language: str) -> dict[str, tuple[str, str, dict[str, str]]]:
    keys = checks.OPTIONS.get(question.kind, ())
    return {
        w.perspective: (w.text, w.help_text, {key: str(w.options.get(key, "")) for key in keys})
        for w in question.wordings
        if w.language == language
    }


def differs(question: Question, language: str, words: Mapping[str, Words]) -> bool:
    """Would setting these words change anything?"""
    return _cleaned(question, words) != _stored(question, language)


def set_words(question: Question, language: str, words: Mapping[str, Words]) -> None:
    """Make these the words of the question in this language; whoever has none of their own any more reads everyone's."""
    wanted = _cleaned(question, words)
    kept = {w.perspective: w for w in question.wordings if w.language == language}
    for perspective, wording in kept.items():
        if perspective not in wanted:
            question.wordings.remove(wording)
    for perspective, (text, help_text, options) in wanted.items():
        wording = kept.get(perspective) or QuestionWording(language=language, perspective=perspective)
        if perspective not in kept:
            question.wordings.append(wording)
        wording.text, wording.help_text, wording.options = text, help_text, dict(options)
