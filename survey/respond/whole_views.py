"""The whole form on one page: for a lost connection, and for whoever likes to see everything at once.

js/offline.js keeps this page on the device after Start, with the key and the word code of the draft that goes from page to
page, so that whatever is sent from it is the same story. The fields have the names that they have on the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from survey.respond import pages, summary
from survey.respond.blueprint import blueprint
from survey.respond.forms import WhoForm
from survey.respond.sending import INVALID, begin, check_form, send, taken_up
from survey.respond.way import CHECK, WHO, Step, Visit
from survey.services import programmes
from survey.services.stories import MOST_CHARACTERS
from survey.web.access import open_to_everyone
from survey.web.asking import choices, placing
from survey.web.asking import questions as asking
from survey.web.errors import Words
from survey.web.filters import now
from survey.web.locale import select_locale
from survey.web.transaction import reads_first

TOO_LATE = Words(
    INVALID,
    _l("This page was open for too long"),
    _l(
        "Everything you typed is still here, but the word code is a new one: write that one down. "
        "Did you see before that your story has arrived? Then don't send it again."
    ),
)


@blueprint.get("/vertel/werker.js")
@open_to_everyone
def worker() -> ResponseReturnValue:
    """The service worker. It stands here and not among the static files because its address says what it may look after."""
    return current_app.send_static_file("js/worker.js")


@blueprint.get("/vertel/<token>/in-een-keer")
@open_to_everyone
def whole(token: str) -> ResponseReturnValue:
    visit = begin(token)
    programmes.require_open(visit.invitation, today=now().date())
    return _prepared(visit).render()


@blueprint.post("/vertel/<token>/in-een-keer")
@reads_first
@open_to_everyone
def whole_sent(token: str) -> ResponseReturnValue:
    """Show the form for a draft that is under way (`go` is show), or take all answers at once and send them."""
    opened, go = taken_up(token), request.form.get("go")
    visit = opened or begin(token)
    if go == "show":
        return _prepared(visit).render(None if opened else TOO_LATE)
    visit, problems = _filled(visit)
    check = check_form(visit)
    visit = visit.with_draft(worried=bool(check.worried.data))
    if go != "next":
        return _prepared(visit).render()
    if WhoForm(visit.policy, data=visit.draft.who).is_too_young:
        return pages.render_too_young(visit), INVALID
    if not check.validate():
        problems |= check.problems
    prepared = _prepared(visit, problems)
    if opened is None:
        return prepared.render(TOO_LATE), INVALID
    if problems:
        return prepared.render(), INVALID
    return send(visit, prepared.render, check.spoken)


@dataclass(frozen=True, slots=True)
class Whole:
    """The form as a template reads it. values, problems: by field name. titles: of the pages of questions, by their name."""

    steps: tuple[Step, ...]
    titles: Mapping[str, choices.Heading]
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    sealed: str
    action: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Read from the database beforehand, as `pages.Prepared`."""

    page: Whole
    context: Mapping[str, Any]

    def render(self, refusal: Words | None = None) -> str:
        errors = list(self.page.problems.items()) or ([("", refusal.title)] if refusal else [])
        return render_template("respond/whole.html", page=self.page, refusal=refusal, errors=errors, **self.context)


def _prepared(visit: Visit, problems: Mapping[str, str] | None = None) -> Prepared:
    draft = visit.draft
    page = Whole(
        steps=visit.steps,
        titles={step.name: summary.heading(step) for step in visit.steps if step.section},
        values={**draft.who, **draft.consent, "story": draft.story, **draft.meaning, "worried": draft.worried},
        problems=problems or {},
        sealed=pages.sealed(visit),
        action=url_for("respond.whole_sent", token=draft.token),
    )
    context = {
        "choices": choices,
        "placing": placing,
        "most_characters": MOST_CHARACTERS["story"],
        "policy": visit.policy,
        "is_sent": "verstuurd" in request.args,
        "consents": asking.consents(visit.version, language=select_locale()),
        **pages.before_sending(visit),
        **pages.frame(visit.invitation),
    }
    return Prepared(page, context)


def _filled(visit: Visit) -> tuple[Visit, dict[str, str]]:
    """With all that was posted, and what is wrong with it. Who somebody is decides about the questions: that comes first."""
    problems: dict[str, str] = {}
    for name in (WHO, *(step.name for step in visit.steps if step.name not in (WHO, CHECK))):
        step = visit.step(name)
        form = pages.form_of(visit, step, request.form)
        form.validate()
        problems |= form.problems
        visit = visit.filled(step, form.data)
    return visit, problems
