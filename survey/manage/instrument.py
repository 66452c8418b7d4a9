"""What the templates of the questionnaire editor read, and what their forms say: plain values, made from a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from flask_babel import ngettext

from analysis.records import PERSPECTIVES
from survey.manage import instrument_words
from survey.models.questionnaire import Question, QuestionKind, QuestionnaireVersion
from survey.services import questionnaire_checks as checks
from survey.services.questionnaire_drafts import Words
from survey.services.questionnaires import SECTION_OF_KIND, pages_of
from survey.web.asking.choices import HEADINGS

Errors = list[tuple[str, str]]
EVERYONE_FIELD = "everyone"
PERSPECTIVE_ORDER = (checks.EVERYONE, *PERSPECTIVES)


@dataclass(frozen=True, slots=True)
class Row:
    """One question in the list. text: the Dutch wording, for everyone or else for the first who has one. lacks: languages
    in which it is not whole. stamp: what was seen."""

    id: UUID
    code: str
    kind: QuestionKind
    text: str
    stamp: str
    lacks: tuple[str, ...]
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the form with its questions."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What one perspective ('' is everyone) reads of a question. name: how its fields begin."""

    name: str
    perspective: str
    words: Words


def name_of(question: Question) -> str:
    """A question as people know it: its Dutch words, for everyone or else for the first who has any; before it is worded,
    its short name."""
    dutch = worded(question, checks.SOURCE_LANGUAGE)
    return next((words.text for words in dutch.values() if words.text), question.code)


def fixed_rows(version: QuestionnaireVersion) -> list[Row]:
    """Consents and the story: what every questionnaire has."""
    return [_row(version, question) for question in version.questions if question.kind in ("consent", "story")]


def leaves(version: QuestionnaireVersion) -> list[Leaf]:
    """The pages after the story, in the order of the form."""
    order = [question.id for question in version.questions if question.kind in SECTION_OF_KIND]
    return [
        Leaf(
            instrument_words.section_name(page.section),
            tuple(
                _row(version, question, question.id == order[0], question.id == order[-1])
                for question in page.questions
            ),
        )
        for page in pages_of(version)
    ]


def sections(version: QuestionnaireVersion, kind: QuestionKind) -> list[tuple[str, str]]:
    """(code, name) of the pages that a question can stand on; the usual one for its kind comes first."""
    usual = SECTION_OF_KIND[kind]
    used = [page.section for page in pages_of(version)]
    codes = dict.fromkeys([*HEADINGS, *used])
    return [("", instrument_words.section_name(usual))] + [
        (code, instrument_words.section_name(code)) for code in codes if code != usual
    ]


def blocks(question: Question, words: Mapping[str, Words]) -> list[Block]:
    """One block of fields per perspective that can have words of its own, everyone first."""
    return [
        Block(field_name(question.code, perspective), perspective, words.get(perspective, Words("")))
        for perspective in PERSPECTIVE_ORDER
    ]


def gathered(words: Mapping[str, Words]) -> dict[str, Words]:
    """With the words of the steps only once, at everyone's, where all groups have the same; saving gives them back."""
    said = [each.options for each in words.values() if any(each.options.values())]
    if not said or any(options != said[0] for options in said):
        return dict(words)
    plain = {perspective: replace(each, options={}) for perspective, each in words.items()}
    return {**plain, checks.EVERYONE: replace(words.get(checks.EVERYONE, Words("")), options=said[0])}


def typed_words(question: Question, form: Mapping[str, str]) -> dict[str, Words]:
    """The words in the fields of this question, by perspective."""
    found = {}
    for perspective in PERSPECTIVE_ORDER:
        name = field_name(question.code, perspective)
        options = {key: form.get(f"{name}-{key}", "") for key in checks.OPTIONS.get(question.kind, ())}
        found[perspective] = Words(form.get(f"{name}-text", ""), form.get(f"{name}-help", ""), options)
    return found


def too_long(question: Question, words: Mapping[str, Words]) -> Errors:
    """A sentence for every text that is longer than the form allows."""
    found: Errors = []
    for perspective, said in words.items():
        name = field_name(question.code, perspective)
        limits = [
            ("text", said.text, checks.MOST_CHARACTERS_QUESTION),
            ("help", said.help_text, checks.MOST_CHARACTERS_HELP),
        ]
        limits += [(key, option, checks.MOST_CHARACTERS_OPTION) for key, option in said.options.items()]
        found += [(f"{name}-{part}", over(len(text) - most, most)) for part, text, most in limits if len(text) > most]
    return found


def over(n: int, most: int) -> str:
    return ngettext(
        "This is %(num)s character too long (at most %(most)s). Nothing is lost: make it a little shorter",
        "This is %(num)s characters too long (at most %(most)s). Nothing is lost: make it a little shorter",
        n,
        most=most,
    )


def field_name(code: str, perspective: str) -> str:
    return f"{code}-{perspective or EVERYONE_FIELD}"


def worded(question: Question, language: str) -> dict[str, Words]:
    """What is stored in this language, by perspective, everyone first."""
    keys = checks.OPTIONS.get(question.kind, ())
    stored = {wording.perspective: wording for wording in question.wordings if wording.language == language}
    return {
        perspective: Words(
            stored[perspective].text,
            stored[perspective].help_text,
            {key: str(stored[perspective].options.get(key, "")) for key in keys},
        )
        for perspective in PERSPECTIVE_ORDER
        if perspective in stored
    }


def _row(version: QuestionnaireVersion, question: Question, is_first: bool = False, is_last: bool = False) -> Row:
    dutch = worded(question, checks.SOURCE_LANGUAGE)
    lacks = tuple(code for code in checks.languages(version) if not checks.is_worded(question, language=code))
    text = next(iter(dutch.values())).text if dutch else ""
    return Row(question.id, question.code, question.kind, text, checks.stamp(question), lacks, is_first, is_last)
