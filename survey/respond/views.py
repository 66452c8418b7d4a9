"""The way through the form: welcome, who, consent, story, what it means, check, receipt.

Each page sends its own answers with the sealed draft of the earlier ones and gets the next page back; nothing is stored
before the check is sent. `go` says which button was pressed: next, back, or none of them (then the language was switched
and the same page comes back).
"""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.respond import kept_views, pages
from survey.respond.blueprint import blueprint
from survey.respond.forms import FamilyForm, WhoForm
from survey.respond.sending import INVALID, NOT_NOW, REFUSED, begin, check_form, send, taken_up
from survey.respond.way import CHECK, CONSENT, SECTION, STORY, WHO, Step, Visit
from survey.services import programmes, proof_of_work
from survey.web import transaction
from survey.web.access import open_to_everyone
from survey.web.errors import REFUSALS
from survey.web.filters import now
from survey.web.transaction import reads_first


@blueprint.get("/")
@open_to_everyone
def landing() -> ResponseReturnValue:
    return render_template("respond/landing.html", sign_in=url_for("account.sign_in"))


@blueprint.get("/vertel/<token>")
@open_to_everyone
def welcome(token: str) -> ResponseReturnValue:
    invitation = _invitation(token)
    programmes.require_open(invitation, today=now().date())
    return pages.render_welcome(invitation)


@blueprint.post("/vertel/<token>")
@reads_first
@open_to_everyone
def start(token: str) -> ResponseReturnValue:
    """Begin, or go on with a draft that came back to the welcome page."""
    visit = taken_up(token)
    if visit is None:
        invitation = _invitation(token)
        programmes.require_open(invitation, today=now().date())
        visit = begin(token)
        page = pages.render(visit, visit.step(WHO))
        transaction.write()
        programmes.count_started(db.session, invitation=invitation)
        proof_of_work.count(
            db.session, what="started", invitation=invitation, key_ring=current_app.config["KEY_RING"], now=now()
        )
        return page
    if request.form.get("go") != "next":
        return pages.render_welcome(visit.invitation, visit)
    return pages.render(visit, visit.step(WHO))


@blueprint.get("/vertel/<token>/wie")
@blueprint.get("/vertel/<token>/toestemming")
@blueprint.get("/vertel/<token>/verhaal")
@blueprint.get("/vertel/<token>/vragen/<section>")
@blueprint.get("/vertel/<token>/controle")
@open_to_everyone
def reopened(token: str, **_section: str) -> ResponseReturnValue:
    """A question page opened by its address has no answers with it: begin at the beginning."""
    return redirect(url_for("respond.welcome", token=token))


@blueprint.post("/vertel/<token>/wie")
@reads_first
@open_to_everyone
def who(token: str) -> ResponseReturnValue:
    return _answer(token, WHO)


@blueprint.post("/vertel/<token>/toestemming")
@reads_first
@open_to_everyone
def consent(token: str) -> ResponseReturnValue:
    return _answer(token, CONSENT)


@blueprint.post("/vertel/<token>/verhaal")
@reads_first
@open_to_everyone
def story(token: str) -> ResponseReturnValue:
    return _answer(token, STORY)


@blueprint.post("/vertel/<token>/vragen/<section>")
@reads_first
@open_to_everyone
def questions(token: str, section: str) -> ResponseReturnValue:
    return _answer(token, SECTION + section)


@blueprint.post("/vertel/<token>/controle")
@reads_first
@open_to_everyone
def check(token: str) -> ResponseReturnValue:
    """Look at all answers, change some, send. Sending is answered with the receipt itself, so that neither code nor story
    is ever in an address; loading it again sends the same story, which arrives once."""
    visit = taken_up(token)
    if visit is None:
        return _stale(token, CHECK)
    form = check_form(visit)
    visit = visit.with_draft(worried=bool(form.worried.data), changing="")
    wanted = request.form.get("change")
    if wanted:
        return pages.render(visit.with_draft(changing=wanted), visit.step(wanted))
    if request.form.get("go") == "back":
        return _back(visit, visit.step(CHECK))
    if request.form.get("go") != "next":
        return _check(visit)
    step = visit.step(CHECK)
    if gap := _gap(visit, step):
        return gap
    if not form.validate():
        return pages.render(visit, step, form), INVALID
    return send(visit, pages.prepare(visit, step).render, form.spoken)


def _answer(token: str, name: str) -> ResponseReturnValue:
    """Take the answers of one page, and show the page that follows from the button."""
    visit = taken_up(token)
    if visit is None:
        return _stale(token, name)
    step, go = visit.step(name), request.form.get("go")
    form = pages.form_of(visit, step, request.form)
    if go == "keep":
        return kept_views.keep(visit.filled(step, form.data), step)
    if go not in ("next", "back"):
        return pages.render(visit, step, form)
    if not form.validate() and (go == "next" or form.is_too_long):
        return pages.render(visit, step, form), INVALID
    visit = visit.filled(step, form.data)
    if go == "back":
        return _back(visit, step)
    if isinstance(form, WhoForm) and form.is_too_young:
        return pages.render_too_young(visit), INVALID
    return _not_now(visit, step, form) or _onward(visit, step)


def _onward(visit: Visit, step: Step) -> ResponseReturnValue:
    following = visit.after(step)
    if visit.draft.changing == step.name or following.name == CHECK:
        return _check(visit.with_draft(changing=""))
    return _gap(visit, step) or pages.render(visit, following)


def _back(visit: Visit, step: Step) -> ResponseReturnValue:
    if visit.draft.changing == step.name:
        return _check(visit.with_draft(changing=""))
    earlier = visit.before(step)
    return pages.render(visit, earlier) if earlier else pages.render_welcome(visit.invitation, visit)


def _check(visit: Visit) -> ResponseReturnValue:
    step = visit.step(CHECK)
    return _gap(visit, step) or pages.render(visit, step)


def _gap(visit: Visit, until: Step) -> ResponseReturnValue | None:
    """An earlier page that was skipped, or no longer fits an answer that was changed, with its messages."""
    for step in visit.steps[: until.number - 1]:
        form = pages.form_of(visit, step)
        if not form.validate() or (isinstance(form, WhoForm) and form.is_too_young):
            changing = step.name if until.name == CHECK else ""
            return pages.render(visit.with_draft(changing=changing), step, form), INVALID
    return None


def _not_now(visit: Visit, step: Step, form: FamilyForm) -> ResponseReturnValue | None:
    """Say as early as possible that this invitation takes no more stories; what was typed stays on the page."""
    try:
        programmes.require_open(visit.invitation, today=now().date())
    except NOT_NOW as error:
        return pages.render(visit, step, form, REFUSALS[type(error)]), REFUSED
    return None


def _invitation(token: str) -> programmes.Invitation:
    invitation = programmes.get_invitation(db.session, token=token)
    pages.questions_of(invitation)
    return invitation


def _stale(token: str, name: str) -> ResponseReturnValue:
    """The draft can't be opened: what was typed on this page goes into a new one."""
    visit = begin(token)
    step = visit.step(name)
    form = pages.form_of(visit, step, request.form)
    if name == CHECK:
        return pages.render_stale(visit, form), INVALID
    return pages.render_stale(visit.filled(step, form.data), form), INVALID
