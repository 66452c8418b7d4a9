"""Families and professionals: consent, story, meaning, receipt.

Three question pages. Each sends its own answers with the sealed draft of the earlier ones and gets the next page back;
nothing is stored before the last page is sent. `go` says which button was pressed: next, back, or none of them (then
the language was switched and the same page comes back).
"""

from __future__ import annotations

from dataclasses import replace

import structlog
from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import SQLAlchemyError

from survey.extensions import db
from survey.respond import pages
from survey.respond.draft import Draft, DraftUnreadable, new_draft
from survey.respond.forms import FamilyForm, MeaningForm, StoryForm, WhoForm, meaning_form
from survey.respond.pages import Page, Visit
from survey.respond.telling import told
from survey.services import errors, programmes, questionnaires, stories
from survey.web.access import open_to_everyone
from survey.web.errors import REFUSALS, Words
from survey.web.filters import now
from survey.web.locale import select_locale

blueprint = Blueprint("respond", __name__, url_prefix="/", template_folder="templates")

MOST_BYTES = 2 * 1024 * 1024
"""A story far over its limit still comes back with a message instead of being lost with a bare refusal."""
NOT_NOW = (errors.WaveClosed, errors.InvitationExpired, errors.InvitationUsedUp)
INVALID = 422
REFUSED = 410
NOT_STORED = Words(503, _l("Something went wrong on our side"), _l("Wait a minute and press Send again."))


@blueprint.before_request
def _allow_long_texts() -> None:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES


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
@open_to_everyone
def start(token: str) -> ResponseReturnValue:
    """Begin, or go on with a draft that came back to the welcome page."""
    visit = _visit(token)
    if visit is None:
        invitation = _invitation(token)
        programmes.require_open(invitation, today=now().date())
        programmes.count_started(db.session, invitation=invitation)
        visit = _begin(token)
    elif request.form.get("go") != "next":
        return pages.render_welcome(visit.invitation, visit)
    return pages.render(visit, _form(visit, "who"))


@blueprint.get("/vertel/<token>/wie")
@blueprint.get("/vertel/<token>/verhaal")
@blueprint.get("/vertel/<token>/betekenis")
@open_to_everyone
def reopened(token: str) -> ResponseReturnValue:
    """A question page opened by its address has no answers with it: begin at the beginning."""
    return redirect(url_for("respond.welcome", token=token))


@blueprint.post("/vertel/<token>/wie")
@open_to_everyone
def who(token: str) -> ResponseReturnValue:
    visit = _visit(token)
    if visit is None:
        return _stale(token, "who")
    form = WhoForm(visit.policy, formdata=request.form)
    visit = visit.with_draft(who=form.data, consent_language=select_locale())
    if request.form.get("go") == "back":
        return pages.render_welcome(visit.invitation, visit)
    if request.form.get("go") != "next":
        return pages.render(visit, form)
    if not form.validate():
        return pages.render(visit, form), INVALID
    if form.is_too_young:
        return pages.render_too_young(visit), INVALID
    return _not_now(visit, form) or pages.render(visit, _form(visit, "story"))


@blueprint.post("/vertel/<token>/verhaal")
@open_to_everyone
def story(token: str) -> ResponseReturnValue:
    visit = _visit(token)
    if visit is None:
        return _stale(token, "story")
    form = StoryForm(formdata=request.form)
    go = request.form.get("go")
    if (go == "next" and not form.validate()) or (go == "back" and form.is_too_long and not form.validate()):
        return pages.render(visit, form), INVALID
    if go not in ("next", "back"):
        return pages.render(visit, form)
    visit = visit.with_draft(story=form.story.data or "")
    if go == "back":
        return pages.render(visit, _form(visit, "who"))
    return _earlier_gap(visit, "who") or _not_now(visit, form) or pages.render(visit, _form(visit, "meaning"))


@blueprint.post("/vertel/<token>/betekenis")
@open_to_everyone
def meaning(token: str) -> ResponseReturnValue:
    visit = _visit(token)
    if visit is None:
        return _stale(token, "meaning")
    gap = _earlier_gap(visit, "who", "story")
    if gap:
        return gap
    form = meaning_form(visit.questions, formdata=request.form)
    go = request.form.get("go")
    if go not in ("next", "back"):
        return pages.render(visit, form)
    valid = form.validate()
    if not valid and (go == "next" or form.is_too_long):
        return pages.render(visit, form), INVALID
    visit = visit.with_draft(meaning=form.data)
    if go == "back":
        return pages.render(visit, _form(visit, "story"))
    return _send(visit, form)


@blueprint.get("/ontvangen")
@open_to_everyone
def received() -> ResponseReturnValue:
    """The receipt. It knows nothing about the story, so that a shared address or screen gives nothing away."""
    return render_template("respond/received.html", is_demo="voorbeeld" in request.args)


def _send(visit: Visit, form: MeaningForm) -> ResponseReturnValue:
    """Store the story. Whatever is in the way, the teller gets page and text back."""
    page = pages.page(visit, form)  # made first: after a failed write nothing can be read
    try:
        stories.tell(
            db.session,
            wave=visit.invitation.wave,
            told=told(
                visit.draft,
                visit.questions,
                invitation=visit.invitation,
                policy=visit.policy,
                language=select_locale(),
            ),
            key_ring=current_app.config["KEY_RING"],
            idempotency_key=visit.draft.key,
            entered_as="web",
            now=now(),
            invitation=visit.invitation,
        )
    except NOT_NOW as error:
        return _with_text(page, REFUSALS[type(error)], REFUSED)
    except SQLAlchemyError as error:
        structlog.get_logger().error("story not stored", kind=type(error).__name__)
        return _with_text(page, NOT_STORED, NOT_STORED.status)
    # a plain word in the address, so that the receipt of a demo pilot says so as well
    demo = "ja" if page.is_demo else None
    return redirect(url_for("respond.received", taal=select_locale(), voorbeeld=demo), 303)


def _with_text(page: Page, words: Words, status: int) -> ResponseReturnValue:
    db.session.rollback()
    return pages.render_page(replace(page, refusal=words)), status


def _invitation(token: str) -> programmes.Invitation:
    invitation = programmes.get_invitation(db.session, token=token)
    g.language = invitation.language
    return invitation


def _begin(token: str, **filled: object) -> Visit:
    invitation = _invitation(token)
    version = questionnaires.get_version(db.session, version_id=invitation.wave.questionnaire_version_id)
    draft = replace(new_draft(token=token, version=str(version.id)), **filled)  # type: ignore[arg-type]
    return Visit(invitation, version, draft)


def _visit(token: str) -> Visit | None:
    """The visit as its sealed draft tells it; None when there is no draft or it can't be opened."""
    fresh = _begin(token)
    try:
        draft = pages.draft_box().open(
            request.form.get("draft", ""), token=token, version=fresh.draft.version, now=now()
        )
    except DraftUnreadable:
        return None
    return replace(fresh, draft=draft)


def _stale(token: str, step: str) -> ResponseReturnValue:
    """The draft can't be opened: what was typed on this page goes into a new one."""
    visit = _begin(token)
    form = _posted(visit, step)
    draft = Draft(**{**_fields(visit.draft), step: form.data["story"] if step == "story" else form.data})
    return pages.render_stale(replace(visit, draft=draft), form), INVALID


def _posted(visit: Visit, step: str) -> FamilyForm:
    if step == "who":
        return WhoForm(visit.policy, formdata=request.form)
    return StoryForm(formdata=request.form) if step == "story" else meaning_form(visit.any_questions, request.form)


def _fields(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__slots__}


def _form(visit: Visit, step: str) -> FamilyForm:
    """The page's form, filled with what the draft holds."""
    if step == "who":
        return WhoForm(visit.policy, data=visit.draft.who)
    if step == "story":
        return StoryForm(data={"story": visit.draft.story})
    return meaning_form(visit.questions, data=visit.draft.meaning)


def _earlier_gap(visit: Visit, *steps: str) -> ResponseReturnValue | None:
    """A page that was skipped, with its messages."""
    for step in steps:
        form = _form(visit, step)
        if not form.validate() or (isinstance(form, WhoForm) and form.is_too_young):
            return pages.render(visit, form), INVALID
    return None


def _not_now(visit: Visit, form: FamilyForm) -> ResponseReturnValue | None:
    """Say as early as possible that this invitation takes no more stories; what was typed stays on the page."""
    try:
        programmes.require_open(visit.invitation, today=now().date())
    except NOT_NOW as error:
        return pages.render_page(replace(pages.page(visit, form), refusal=REFUSALS[type(error)])), REFUSED
    return None
