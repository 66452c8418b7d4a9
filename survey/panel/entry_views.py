"""Coming in with a code on paper, and leaving a shared tablet clean for the next person."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.panel import PanelMeeting, PanelMember
from survey.models.programme import Pilot
from survey.panel import access
from survey.panel.blueprint import blueprint
from survey.services import seat_codes
from survey.services.errors import TooManyTries
from survey.web.access import open_to_everyone
from survey.web.filters import now

FORGET_EVERYTHING = {"Clear-Site-Data": '"cache", "cookies", "storage"'}


@blueprint.route("/", methods=["GET", "POST"])
@open_to_everyone
def enter() -> ResponseReturnValue:
    """Where the code on the paper is typed in."""
    if request.method == "GET":
        found = access.by_code()
        return _to_meeting(found[1]) if found else _ask()
    code = request.form.get("code", "")
    db.session.rollback()  # the try is counted in a transaction of its own
    try:
        member = seat_codes.find(db.session, code=code, key_ring=current_app.config["KEY_RING"], now=now())
    except TooManyTries:
        return _ask(code, _("This was tried too often. Wait two minutes and try again.")), 429
    if member is None:
        return _ask(code, _("We don't know this code. Look at your paper: it is three words.")), 400
    access.sit_down(member)
    return _to_meeting(member)


@blueprint.post("/klaar")
@open_to_everyone
def next_person() -> ResponseReturnValue:
    """Wipe the device: session, cache and all that scripts keep. Works for accounts on a shared tablet as well."""
    session.clear()
    return redirect(url_for("panel.enter"), 303), FORGET_EVERYTHING


def _ask(code: str = "", problem: str = "") -> str:
    return render_template("panel/enter.html", code=code, errors=[("code", problem)] if problem else [])


def _to_meeting(member: PanelMember) -> ResponseReturnValue:
    meeting = db.session.get_one(PanelMeeting, member.meeting_id)
    pilot = db.session.get_one(Pilot, meeting.pilot_id)
    return redirect(url_for("panel.meeting", pilot_slug=pilot.slug, meeting_id=meeting.id))
