"""Stopping halfway and going on later, only when the teller asks: `keep` for a question page, and `/verder` to come back."""

from __future__ import annotations

import json
from dataclasses import asdict

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.respond import pages
from survey.respond.blueprint import blueprint
from survey.respond.draft import Draft, DraftUnreadable
from survey.respond.mine_views import INVALID, TOO_MANY, pass_box, too_many_tries, wrong_code
from survey.respond.passes import LONGEST_MINUTES
from survey.respond.way import WHO, Step, Visit
from survey.services import errors, kept_drafts, programmes
from survey.web import transaction
from survey.web.access import open_to_everyone
from survey.web.errors import REFUSALS
from survey.web.filters import now


def keep(visit: Visit, step: Step) -> ResponseReturnValue:
    """Keep the draft as it is on this page, and show the code. visit: with what was typed on the page."""
    visit = visit.with_draft(at=step.name)
    text = json.dumps(asdict(visit.draft), ensure_ascii=False)
    transaction.write()
    wave = visit.invitation.wave
    try:
        programmes.require_open(visit.invitation, today=now().date())
        last_day = kept_drafts.keep(
            db.session,
            wave=wave,
            code=visit.draft.code,
            text=text,
            key_ring=current_app.config["KEY_RING"],
            today=now().date(),
        )
    except (errors.WaveClosed, errors.InvitationExpired, errors.InvitationStopped, errors.InvitationUsedUp) as error:
        words = REFUSALS[type(error)]
        return pages.render(visit, step, refusal=words), words.status
    except errors.TextTooLong:
        form = pages.form_of(visit, step)
        form.validate()
        return pages.render(visit, step, form), INVALID
    return render_template(
        "respond/kept_code.html",
        code=visit.draft.code,
        last_day=last_day,
        address=request.host + url_for("respond.kept"),
        token=visit.draft.token,
        draft=pages.sealed(visit),
        is_demo=wave.pilot.is_demo,
    )


@blueprint.get("/verder")
@open_to_everyone
def kept() -> ResponseReturnValue:
    return _ask_for_code()


@blueprint.post("/verder")
@open_to_everyone
def kept_opened() -> ResponseReturnValue:
    """With a code: go on, or ask before deleting. With a pass: delete. With a draft: back from the page with the code."""
    if "draft" in request.form:
        return _resumed()
    go = request.form.get("go")
    if "pass" in request.form:
        return _after_question(go)
    if go not in ("open", "wipe"):
        return _ask_for_code(request.form.get("code", ""))
    return _by_code(wants_to_wipe=go == "wipe")


def _by_code(*, wants_to_wipe: bool) -> ResponseReturnValue:
    code = request.form.get("code", "")
    try:
        found = kept_drafts.find(db.session, code=code, key_ring=current_app.config["KEY_RING"], now=now())
    except errors.TooManyTries:
        return _ask_for_code(code, too_many_tries()), TOO_MANY
    if found is None:
        return _ask_for_code(code, wrong_code()), INVALID
    if wants_to_wipe:
        return render_template("respond/kept_wipe.html", sealed=pass_box().seal("kept", found.id, now=now()))
    visit = _visit(Draft(**json.loads(found.text)))
    return pages.render(visit, _step(visit))


def _after_question(go: str | None) -> ResponseReturnValue:
    sealed = request.form["pass"]
    opens = pass_box().open(sealed, "kept", now=now())
    if opens is None:
        return _ask_for_code(is_late=True), INVALID
    if go == "wipe_all":
        kept_drafts.wipe(db.session, draft_id=opens)
        return render_template("respond/kept_wiped.html")
    if go == "stay":
        return _ask_for_code()
    return render_template("respond/kept_wipe.html", sealed=sealed)


def _resumed() -> ResponseReturnValue:
    """Back to the question page from the page that shows the code; or the same page in another language."""
    token = request.form.get("token", "")
    fresh = programmes.get_invitation(db.session, token=token)
    version = str(fresh.wave.questionnaire_version_id)
    try:
        draft = pages.draft_box().open(request.form["draft"], token=token, version=version, now=now())
    except DraftUnreadable:
        return _ask_for_code(is_late=True), INVALID
    visit = _visit(draft)
    step = _step(visit)
    return pages.render(visit, step) if request.form.get("go") == "resume" else keep(visit, step)


def _visit(draft: Draft) -> Visit:
    invitation = programmes.get_invitation(db.session, token=draft.token)
    return Visit(invitation, pages.questions_of(invitation), draft)


def _step(visit: Visit) -> Step:
    """The page that was shown last, if this questionnaire (still) has it."""
    return next((step for step in visit.steps if step.name == visit.draft.at), visit.step(WHO))


def _ask_for_code(code: str = "", problem: str = "", *, is_late: bool = False) -> str:
    return render_template(
        "respond/kept.html",
        code=code,
        problem=problem,
        errors=[("code", problem)] if problem else [],
        minutes=LONGEST_MINUTES if is_late else 0,
        longest_days=kept_drafts.LONGEST_DAYS,
    )
