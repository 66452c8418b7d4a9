"""What a coordinator types from a booklet: one short key per answer, read into what the service takes.

1 to 5 is a step, n stands for not mentioned, x for does not apply, nothing for a question that was skipped. Whatever is
wrong comes back as a sentence at its field; nothing that was typed is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from analysis.records import USES, NotGiven, Perspective
from survey.manage.instrument import Errors, over
from survey.models.programme import AgePolicy, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import word_codes
from survey.services.answers import Point
from survey.services.cleaning import clean
from survey.services.errors import CodeInvalid
from survey.services.questionnaires import PARENT_CONSENT
from survey.services.stories import MOST_CHARACTERS, MOST_CHARACTERS_OTHER, UNDER_16, Told
from survey.web.asking import choices, placing, questions
from survey.web.asking.questions import Asked

KEYS: Mapping[str, int | NotGiven] = {
    **{str(step): step for step in range(1, 6)},
    "n": "not_mentioned",
    "x": "not_applicable",
    "": "not_mentioned",
}


@dataclass(frozen=True)
class Sheet:
    """A booklet on the desk: which one it is, and what was typed from it so far. typed: by field name."""

    wave: Wave
    version: QuestionnaireVersion
    perspective: Perspective
    language: str
    route: str
    typed: Mapping[str, str]

    @property
    def policy(self) -> AgePolicy:
        return self.wave.pilot.age_policy

    @cached_property
    def consents(self) -> tuple[Asked, ...]:
        """Those of the teller; the parent's stands apart."""
        return tuple(each for each in self._consents if each.code != PARENT_CONSENT)

    @cached_property
    def parent(self) -> Asked | None:
        if self.perspective != "young_person" or self.policy != "parent_co_consents":
            return None
        return next((each for each in self._consents if each.code == PARENT_CONSENT), None)

    @cached_property
    def story(self) -> Asked:
        return questions.story(self.version, language=self.language, perspective=self.perspective)

    @cached_property
    def sections(self) -> dict[str, tuple[Asked, ...]]:
        return questions.sections(self.version, language=self.language, perspective=self.perspective)

    @property
    def questions(self) -> list[Asked]:
        return [question for asked in self.sections.values() for question in asked]

    @property
    def _consents(self) -> tuple[Asked, ...]:
        return questions.consents(self.version, language=self.language)

    def value(self, name: str) -> str:
        return self.typed.get(name, "")

    def ticked(self, name: str) -> bool:
        return self.value(name) == "yes"


def key_fields(question: Asked) -> list[tuple[str, str]]:
    """(field name, what stands before it) for a question that is answered with one key."""
    if question.kind == "then_now":
        return [(f"{question.code}-then", _("Then")), (f"{question.code}-now", _("Now"))]
    return [(question.code, _("Answer"))] if question.kind == "scale" else []


def problems(sheet: Sheet) -> Errors:
    """Everything that keeps this booklet from being stored, in the order of the page."""
    return [*_code(sheet), *_who(sheet), *_parent(sheet), *_texts(sheet), *_answers(sheet)]


def told(sheet: Sheet) -> Told:
    """What was typed, for the service. Only for a sheet without problems."""
    who = sheet.perspective
    filled_in = sheet.value("filled_in")
    answers: dict[str, int | NotGiven] = {}
    placed: dict[str, Point | NotGiven] = {}
    texts = {"story": sheet.value("story")}
    for question in sheet.questions:
        if question.kind == "then_now":
            for moment in ("then", "now"):
                answers[f"{question.code}.{moment}"] = _key(sheet, f"{question.code}-{moment}")
        elif question.kind == "scale":
            answers[question.code] = _key(sheet, question.code)
        elif question.kind in ("triad", "dyad"):
            placed[question.code] = _place(question, sheet.value(question.code))
        else:
            texts[question.code] = sheet.value(question.code)
    return Told(
        perspective=who,
        professional_role=sheet.value("professional_role") if who == "professional" else None,
        age_band=(sheet.value("age_band") or None) if who == "young_person" else None,
        on_behalf_of="child" if filled_in == "child" else "self",
        helped=filled_in == "helped",
        language=sheet.language,
        route=sheet.route,
        consent={use: sheet.ticked(f"consent_{use}") for use in USES},
        consent_language=sheet.language,
        parent_agrees=sheet.parent is not None and sheet.value("age_band") in UNDER_16 and sheet.ticked(PARENT_CONSENT),
        texts=texts,
        answers=answers,
        placed=placed,
        word_code=word_codes.normalise(sheet.value("code")) or None,
        worried=sheet.ticked("worried"),
    )


def _key(sheet: Sheet, name: str) -> int | NotGiven:
    return KEYS[sheet.value(name).strip().lower()]


def _place(question: Asked, value: str) -> Point | NotGiven:
    if value == "not_applicable":
        return "not_applicable"
    return placing.read(question.kind, value) or "not_mentioned"


def _code(sheet: Sheet) -> Errors:
    typed = sheet.value("code")
    if not typed.strip():
        return []
    try:
        word_codes.halves(typed)
    except CodeInvalid:
        return [("code", _("These are not six words of the list. Look at how they are spelled."))]
    return []


def _who(sheet: Sheet) -> Errors:
    found: Errors = []
    age = sheet.value("age_band")
    if sheet.perspective == "professional" and sheet.value("professional_role") not in choices.ROLES:
        found.append(("professional_role", _("Choose what kind of work the teller does.")))
    if sheet.perspective == "young_person":
        if age not in choices.AGES and (age or sheet.policy != "information_only"):
            found.append(("age_band", _("Choose the age. In this pilot it decides what is needed.")))
        elif age in UNDER_16 and sheet.policy == "from_16_only":
            found.append(
                ("age_band", _("This pilot takes stories from 16 years on. Don't type this booklet in; destroy it."))
            )
    if sheet.value("filled_in") not in ("", *choices.FILLED_IN):
        found.append(("filled_in", _("Choose one of the answers")))
    return found


def _parent(sheet: Sheet) -> Errors:
    if sheet.parent is None or sheet.value("age_band") not in UNDER_16 or sheet.ticked(PARENT_CONSENT):
        return []
    return [
        (
            PARENT_CONSENT,
            _("The teller is younger than 16. Without the parent's tick and signature this story can't be kept."),
        )
    ]


def _texts(sheet: Sheet) -> Errors:
    names = ["story", *(question.code for question in sheet.questions if question.kind in ("title", "open"))]
    found: Errors = []
    for name in names:
        length, most = len(clean(sheet.value(name))), MOST_CHARACTERS.get(name, MOST_CHARACTERS_OTHER)
        if length > most:
            found.append((name, over(length - most, most)))
        elif name == "story" and not length:
            found.append((name, _("Type the story. One sentence is enough.")))
    return found


def _answers(sheet: Sheet) -> Errors:
    found: Errors = []
    for question in sheet.questions:
        for name, _label in key_fields(question):
            if sheet.value(name).strip().lower() not in KEYS:
                found.append((name, _("Type 1 to 5, n or x, or leave it empty.")))
        if question.kind in ("triad", "dyad"):
            value = sheet.value(question.code)
            if value and value not in KEYS.values() and placing.read(question.kind, value) is None:
                found.append((question.code, _("Choose one of the answers")))
    return found
