"""A panel member asks that somebody looks soon at the story on the card."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.panel.blueprint import blueprint
from survey.services import panels, seats, signals
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/signaal")
@with_role("panel_member")
def ask_for_a_look(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """Only for a story that lies before this very seat; who asked is not kept with the signal."""
    meeting = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
    seat = panels.seat_of(meeting, user=by)
    seats.require_open(meeting)
    asked = request.form.get("ref", type=UUID)
    position = next((at for at, ref in seats.unread(db.session, meeting=meeting, seat=seat) if ref == asked), None)
    if asked is None or position is None:
        raise NotFound("This story does not lie before this seat.")
    signals.raise_signal(db.session, pilot=pilot, ref=asked, source="panel", today=now().date())
    flash(_("Thank you. The coordinator of the pilot looks at this story soon."))
    return redirect(url_for("panel.read", pilot_slug=pilot.slug, meeting_id=meeting.id, na=position - 1))
