"""A teller's own story as the template reads it: questions and answers in words, what is allowed, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey.respond import summary
from survey.services.own_story import OwnStory
from survey.services.questionnaires import PARENT_CONSENT
from survey.services.stories import CORRECTION, OwnText
from survey.web.asking import placing, questions
from survey.web.asking.questions import Asked

STATUS = {
    "for_parent": _l("Your story has arrived. First your parent or carer has to agree. Until then it is not used."),
    "waiting": _l("Your story has arrived. Nobody has checked it yet. Until then only the coordinator can read it."),
    "held_back": _l("A coordinator has read your story. It has not been passed on. Only the coordinator can read it."),
    "in_use": _l("Names and places have been taken out. Your story is used for what you allow below."),
    "reported": _l(
        "Names and places have been taken out. Your story counts in a report, together with all the others."
    ),
}


@dataclass(frozen=True, slots=True)
class Added:
    """A text that the teller added afterwards."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """title, story: as told; is_released: that is gone after its term, and this is the version without names.

    answers: what was asked, and the answer in words. consents: (question, allowed now).
    parent: the question for a parent, where one has to agree. parent_until: the last day for the parent for whom the story
    waits; asked_to_look: the teller asked for somebody, who may read it meanwhile."""

    title: str
    story: str
    is_released: bool
    told_on: date
    wave: str
    pilot: str
    is_demo: bool
    status: str
    answers: tuple[summary.Given, ...]
    added: tuple[Added, ...]
    consents: tuple[tuple[Asked, bool], ...]
    parent: Asked | None
    corrections_left: int
    parent_until: date | None
    asked_to_look: bool


def own_page(own: OwnStory, *, language: str) -> OwnPage:
    told = {text.field: text.text for text in own.texts}
    asked = questions.consents(own.version, language=language)
    pages = questions.sections(own.version, language=language, perspective=own.perspective)
    values = {**told, **_closed(own)}
    return OwnPage(
        title=told.get("title", ""),
        story="\n\n".join([told.get("story", ""), *(text.text for text in own.texts if _is_old_addition(text))]),
        is_released=any(text.is_released for text in own.texts),
        told_on=own.told_on,
        wave=own.wave.title,
        pilot=own.wave.pilot.title,
        is_demo=own.wave.pilot.is_demo,
        status=str(STATUS[own.status]),
        answers=tuple(
            summary.Given(question.text, summary.in_words(question, values) or _("skipped"))
            for page in pages.values()
            for question in page
            if question.kind != "title"
        ),
        added=tuple(Added(text.added_on, text.text) for text in own.texts if text.added_on),
        consents=tuple(
            (question, question.code.removeprefix("consent_") in own.consent)
            for question in asked
            if question.code != PARENT_CONSENT
        ),
        parent=next((q for q in asked if q.code == PARENT_CONSENT and own.asks_parent), None),
        corrections_left=own.corrections_left,
        parent_until=own.parent_until,
        asked_to_look=own.asked_to_look,
    )


def _is_old_addition(text: OwnText) -> bool:
    """Of which only the released version is left; on which day it was added is not known any more."""
    return text.is_released and text.field.startswith(CORRECTION)


def _closed(own: OwnStory) -> dict[str, Any]:
    """Closed answers under the names of the form's fields."""
    values: dict[str, Any] = {}
    for code, value in own.answers.items():
        domain, _dot, moment = code.partition(".")
        if not moment:
            values[code] = str(value)
        elif isinstance(value, int):
            values[domain] = "yes"
            values[f"{domain}-{moment}"] = str(value)
        else:
            values.setdefault(domain, value)
    values |= {code: place if isinstance(place, str) else placing.write(place) for code, place in own.placed.items()}
    return values
