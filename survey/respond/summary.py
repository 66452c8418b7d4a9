"""Everything that was filled in, in words, for the check before sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from survey.respond.way import CHECK, CONSENT, STORY, Step, Visit
from survey.respond.way import WHO as WHO_PAGE
from survey.services.questionnaires import PARENT_CONSENT
from survey.web.asking import choices, placing
from survey.web.asking.choices import AGES, FILLED_IN, GIVEN, PARENT_WHEN, ROLES, WHO, Heading
from survey.web.asking.questions import Asked

TEXTS = ("title", "open")
"""The kinds of question that are one field to type in."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. answer: in words; empty when the question was skipped. place: the id of its question on its page."""

    question: str
    answer: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one page. step: its name, for the button that changes them. place: its id on the check page."""

    step: str
    title: str
    answers: tuple[Given, ...]
    place: str

    @property
    def is_skipped(self) -> bool:
        return not any(given.answer for given in self.answers)


def groups(visit: Visit) -> tuple[Group, ...]:
    """One per page, in order."""
    return tuple(
        Group(step.name, title(step), tuple(_answers(visit, step)), place(step))
        for step in visit.steps
        if step.name != CHECK
    )


def place(step: Step) -> str:
    """The id that the answers of a page have on the check page."""
    return f"answers-{step.section or step.name}"


def title(step: Step) -> str:
    """What a page is called."""
    fixed = {WHO_PAGE: _("About you"), CONSENT: _("What may happen with your story?"), STORY: _("Your story")}
    return fixed.get(step.name) or str(heading(step).title)


def heading(step: Step) -> Heading:
    """What stands above a page of questions."""
    return choices.heading(step.section, step.questions[0].kind)


def _answers(visit: Visit, step: Step) -> list[Given]:
    draft = visit.draft
    if step.name == WHO_PAGE:
        return _who(draft.who)
    if step.name == STORY:
        return [Given(step.questions[0].text, draft.story)]
    if step.name == CONSENT:
        return [_consent(visit, question) for question in step.questions]
    return [Given(q.text, in_words(q, draft.meaning), _place_of(q)) for q in step.questions]


def _consent(visit: Visit, question: Asked) -> Given:
    answer = _("Yes") if visit.draft.consent.get(question.code) else _("No")
    if question.code != PARENT_CONSENT:
        return Given(question.text, answer, question.code)
    return Given(question.text, str(PARENT_WHEN["later"]) if visit.parent_later else answer, "parent_when")


def _place_of(question: Asked) -> str:
    """Its field, or the card around it where there is more than one field to a question (templates/question.html)."""
    return question.code if question.kind in TEXTS else f"question-{question.code}"


def _who(who: Mapping[str, Any]) -> list[Given]:
    perspective = who.get("perspective")
    found = [Given(_("Who are you?"), str(WHO.get(str(perspective), "")), "perspective")]
    if perspective == "professional":
        role = str(ROLES.get(who.get("professional_role") or "", ""))
        found.append(Given(_("What work do you do?"), role, "professional_role"))
    if perspective == "young_person":
        found.append(Given(_("How old are you?"), str(AGES.get(who.get("age_band") or "", "")), "age_band"))
    filled_in = str(FILLED_IN.get(who.get("filled_in") or "", ""))
    return [*found, Given(_("How do you fill this in?"), filled_in, "filled_in")]


def in_words(question: Asked, values: Mapping[str, Any]) -> str:
    """The answer to one question as a person reads it; empty when it was skipped."""
    value = str(values.get(question.code) or "").strip()
    if value in ("not_mentioned", "not_applicable"):
        return str(GIVEN[value])
    if question.kind in ("triad", "dyad"):
        return placing.in_words(question, value)
    steps = dict(question.steps)
    if question.kind == "scale":
        return steps.get(value, "")
    if question.kind != "then_now":
        return value
    then, now = (steps.get(str(values.get(f"{question.code}-{moment}") or ""), "") for moment in ("then", "now"))
    if not then and not now:
        return str(GIVEN["yes"]) if value else ""
    return _("then: %(then)s, now: %(now)s", then=then or _("skipped"), now=now or _("skipped"))
