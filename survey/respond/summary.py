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


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. answer: in words; empty when the question was skipped."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one page. step: its name, for the button that changes them."""

    step: str
    title: str
    answers: tuple[Given, ...]


def groups(visit: Visit) -> tuple[Group, ...]:
    """One per page, in order."""
    return tuple(
        Group(step.name, title(step), tuple(_answers(visit, step))) for step in visit.steps if step.name != CHECK
    )


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
        later = {PARENT_CONSENT: str(PARENT_WHEN["later"])} if visit.parent_later else {}
        return [
            Given(q.text, later.get(q.code) or (_("Yes") if draft.consent.get(q.code) else _("No")))
            for q in step.questions
        ]
    return [Given(question.text, in_words(question, draft.meaning)) for question in step.questions]


def _who(who: Mapping[str, Any]) -> list[Given]:
    perspective = who.get("perspective")
    found = [Given(_("Who are you?"), str(WHO.get(str(perspective), "")))]
    if perspective == "professional":
        found.append(Given(_("What work do you do?"), str(ROLES.get(who.get("professional_role") or "", ""))))
    if perspective == "young_person":
        found.append(Given(_("How old are you?"), str(AGES.get(who.get("age_band") or "", ""))))
    return [*found, Given(_("How do you fill this in?"), str(FILLED_IN.get(who.get("filled_in") or "", "")))]


def in_words(question: Asked, values: Mapping[str, Any]) -> str:
    """The answer to one question as a person reads it; empty when it was skipped."""
    value = str(values.get(question.code) or "")
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
