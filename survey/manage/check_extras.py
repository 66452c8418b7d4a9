# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Beside checking a story: hearing what its teller said, and removing what proves to be no story."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import retention, stories
from survey.services.recordings import SUFFIXES
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/opname")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/geen-verhaal", endpoint="back_from_no_story")
@with_role("coordinator")
def back_from_recording(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/opname")
@with_role("coordinator")
def recording(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    """As a file, never in the page: what a stranger sent is not to be run by the browser that reads stories."""
    spoken = stories.open_recording(
        db.session, pilot=pilot, ref=ref, key_ring=current_app.config["KEY_RING"], by=by, now=now()
    )
    word = _("recording")
    name = f"{word}-{str(ref)[:8]}.{SUFFIXES[spoken.media_type]}"
    return send_file(BytesIO(spoken.content), spoken.media_type, as_attachment=True, download_name=name, max_age=0)


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/geen-verhaal")
@with_role("coordinator")
def no_story(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    retention.remove_as_no_story(db.session, pilot=pilot, ref=ref, by=by, now=now())
    flash(_("Removed. It was no story, and nothing of it is kept."))
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))
