"""Where a panel member begins: the meetings with a seat, one meeting, and a place to catch one's breath."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.panel import board
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.services import seats
from survey.web.access import with_role
from survey.web.forms import local_path


@blueprint.get("/<pilot_slug>/")
@with_role("panel_member")
def meetings(by: User, pilot: Pilot) -> ResponseReturnValue:
    found = seats.meetings_with_seat(db.session, pilot=pilot, user=by)
    return render_template(
        "panel/meetings.html",
        pilot=pilot,
        meetings=[board.meeting_card(db.session, meeting, seat) for meeting, seat in found],
    )


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/")
@in_meeting(seat=True, leader=True)
def meeting(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """How far the meeting is, and what this seat can do now. The facilitator leads from another page."""
    if here.seat is None:
        return redirect(url_for("panel.lead", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    card = board.meeting_card(db.session, here.meeting, here.seat)
    return render_template("panel/meeting.html", pilot=pilot, here=here, meeting=here.meeting, card=card)


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/adempauze")
@in_meeting(seat=True, leader=True)
def breathe(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """For whom a story touches: nothing to read here, somebody to talk to, and every way on is open."""
    after = local_path(request.args.get("terug")) or ""
    home = url_for("panel.meeting", pilot_slug=pilot.slug, meeting_id=here.meeting.id)
    return render_template(
        "panel/breathe.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        back=after if after.startswith(home) else home,
        skip=request.args.get("na", ""),
    )
