"""The words of the questionnaire editor for stored codes, and for what stands between a draft and publication."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey.services.questionnaire_checks import Problem
from survey.services.questionnaires import MOST_PAGES
from survey.web.asking.choices import HEADINGS
from survey.web.terms import language_name

KINDS = {
    "consent": _l("consent"),
    "story": _l("the story"),
    "title": _l("title of the story"),
    "then_now": _l("then and now, five pictures"),
    "scale": _l("five steps"),
    "triad": _l("a place between three words"),
    "dyad": _l("a place between two words"),
    "open": _l("open question"),
}

CATALOGUE_SECTIONS = {
    "A": _l("The Big Five: then and now"),
    "B": _l("Contact"),
    "C": _l("How the help was organised"),
    "D": _l("Leading principles"),
    "E": _l("Ambitions"),
    "G": _l("Outcomes of help"),
    "H": _l("The movement"),
}

PERSPECTIVES = {
    "": _l("Everyone"),
    "young_person": _l("Young people"),
    "parent": _l("Parents and carers"),
    "professional": _l("Professionals"),
}

OPTIONS = {
    "1": _l("Step 1 (lowest)"),
    "2": _l("Step 2"),
    "3": _l("Step 3"),
    "4": _l("Step 4"),
    "5": _l("Step 5 (highest)"),
    "first": _l("First word"),
    "second": _l("Second word"),
    "third": _l("Third word"),
}

CHANGED = _l(
    "Somebody else changed this meanwhile. What you typed is still here. Look at what is there now and save again."
)


def section_name(code: str) -> str:
    """What a page is called on the form; a code that nobody named is shown readable."""
    named = HEADINGS.get(code)
    return str(named.title) if named else code.replace("_", " ").capitalize()


def problem_sentence(problem: Problem, name: str) -> str:
    """Why a draft cannot be published, in one plain sentence. name: what the question asks, or else its short name."""
    about = {"question": name, "language": language_name(problem.language) if problem.language else ""}
    match problem.reason:
        case "missing_question":
            return _("The question “%(question)s” is missing. No story can be told without it.", **about)
        case "no_wording":
            return _("“%(question)s” is not complete in %(language)s.", **about)
        case "too_long":
            return _(
                "A text of “%(question)s” in %(language)s is too long. At most %(n)s characters.", n=problem.n, **about
            )
        case "double_code":
            return _("The short name “%(question)s” is used %(n)s times.", n=problem.n, question=problem.question)
        case "too_many_pages":
            return _(
                "The form would have %(n)s pages; more than %(most)s is too long. Put questions together, or take some out.",
                n=problem.n,
                most=MOST_PAGES,
            )
        case "unchanged":
            return _("Nothing has changed since version %(n)s. There is nothing to publish.", n=problem.n)
