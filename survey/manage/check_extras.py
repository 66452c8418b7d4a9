# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Beside checking a story: hearing what its teller said, removing what proves to be no story, reading what was kept apart,
and taking back a release that was a mistake."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import words
from survey.manage.blueprint import blueprint
from survey.manage.forms import OpenAgainForm, TakeBackForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import deidentification, retention, stories
from survey.services.recordings import SUFFIXES
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/opname")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/geen-verhaal", endpoint="back_from_no_story")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/apart", endpoint="back_from_apart")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/terug", endpoint="back_from_taking_back")
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


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/apart")
@with_role("coordinator")
def kept_apart(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    """The passages that stay with the coordinators; why somebody reads them is part of the act."""
    form = OpenAgainForm()
    if not form.validate():
        return render_template(
            "manage/kept_apart.html", pilot=pilot, ref=ref, errors=problems(form), passages=None
        ), 400
    passages = deidentification.open_kept_apart(
        db.session,
        pilot=pilot,
        ref=ref,
        why=form.why.data,
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
    return render_template("manage/kept_apart.html", pilot=pilot, passages=passages, headings=words.FIELDS, errors=[])


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/terug")
@with_role("coordinator")
def take_back(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    """First the question with room for a reason, then the act."""
    form = TakeBackForm()
    if not form.is_sent or not form.validate():
        errors = problems(form) if form.is_sent else []
        page = render_template("manage/take_back.html", pilot=pilot, ref=ref, form=form, errors=errors)
        return page, 400 if errors else 200
    deidentification.take_back(
        db.session,
        pilot=pilot,
        ref=ref,
        reason=form.reason.data,
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
    flash(_("Taken back. Nobody else can read this story now. You find it at the end of the list."))
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))
