"""Coordinators: how a pilot is doing and what waits there."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import collection, panels
from survey.web.access import with_role
from survey.web.filters import now

MOST_INVITATIONS_SHOWN = 6
"""Per wave on the pilot's page; the list of invitations shows all."""


@blueprint.get("/<pilot_slug>/")
@with_role("coordinator")
def overview(by: User, pilot: Pilot) -> ResponseReturnValue:
    today = now().date()
    waves = collection.progress(db.session, pilot=pilot, today=today)
    return render_template(
        "manage/overview.html",
        pilot=pilot,
        by=by,
        today=today,
        waves=sorted(waves, key=lambda wave: (wave.state != "open", -wave.number)),
        waiting=collection.waiting_for_you(db.session, pilot=pilot, waves=waves, today=today),
        meetings=panels.meetings(db.session, pilot=pilot),
        most_invitations=MOST_INVITATIONS_SHOWN,
    )
