"""A panel member asks that somebody looks soon at the story on the card."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.programme import Pilot
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.services import phases, seats, signals
from survey.services.errors import NotFound
from survey.web.filters import now


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/signaal")
@in_meeting(seat=True)
def ask_for_a_look(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """Only for a story that lies before this very seat; who asked is not kept with the signal."""
    phases.require(here.meeting, "read")
    asked = request.form.get("ref", type=UUID)
    if asked is None or asked not in seats.unread(db.session, meeting=here.meeting, seat=here.own_seat):
        raise NotFound("This story does not lie before this seat.")
    signals.raise_signal(db.session, pilot=pilot, ref=asked, source="panel", today=now().date())
    flash(_("Thank you. The coordinator of the pilot looks at this story soon."))
    return redirect(url_for("panel.read", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
