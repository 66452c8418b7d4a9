"""What can be chosen on the form besides the questionnaire's own wording, and what its pages are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey.models.questionnaire import QuestionKind
from survey.services.questionnaires import SECTION_OF_KIND

WHO = {
    "young_person": _l("I am a young person"),
    "parent": _l("I am a parent or carer"),
    "professional": _l("I work with families"),
}
ROLES = {
    "care_worker": _l("I give help or support"),
    "referrer": _l("I refer people to help, as a GP or in a neighbourhood team"),
    "education": _l("I work in education"),
    "other": _l("Something else"),
}
AGES = {
    "under-12": _l("Younger than 12"),
    "12-15": _l("12 to 15"),
    "16-17": _l("16 or 17"),
    "18-plus": _l("18 or older"),
}
FILLED_IN = {
    "self": _l("I fill this in myself"),
    "helped": _l("I fill this in myself, somebody helps me"),
    "child": _l("I fill this in for a child or young person"),
}
PARENT_WHEN = {
    "here": _l("My parent or carer is here and ticks along"),
    "later": _l("My parent or carer does this later, on their own phone"),
}
GIVEN = {
    "yes": _l("It is in my story"),
    "not_mentioned": _l("Not mentioned"),
    "not_applicable": _l("Does not apply"),
}
"""Whether a story touches on a domain; for a scale, triad or dyad only the two reasons for having no answer."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a page of questions."""

    title: Any
    lead: Any = ""


HEADINGS = {
    "title": Heading(_l("A title")),
    "then_now": Heading(
        _l("Then and now"), _l("Is it in your story? Then say how it was then, at the start, and how it is now.")
    ),
    "contact": Heading(_l("The people who helped"), _l("How much does this fit your story?")),
    "organisation": Heading(_l("How the help was arranged"), _l("How much does this fit your story?")),
    "scale": Heading(_l("The help itself"), _l("How much does this fit your story?")),
    "place": Heading(_l("Where does your story fit?"), _l("Choose the place that fits your story best.")),
    "open": Heading(_l("And also")),
}
"""By section of the questionnaire; a section that is not here is headed by the kind of its first question."""


def heading(section: str, kind: QuestionKind) -> Heading:
    """What stands above a page of questions. kind: of its first question."""
    return HEADINGS.get(section) or HEADINGS[SECTION_OF_KIND[kind]]
