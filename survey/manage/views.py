"""Coordinators: how a pilot is doing, and invitations."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.forms import InvitationForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import collection, panels, programmes
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

@blueprint.get("/<pilot_slug>/")
@with_role("coordinator")
def overview(by: User, pilot: Pilot) -> ResponseReturnValue:
    waves = collection.progress(db.session, pilot=pilot, today=now().date())
    meetings = panels.meetings(db.session, pilot=pilot)
    return render_template("manage/overview.html", pilot=pilot, waves=waves, meetings=meetings, by=by)


@blueprint.route("/<pilot_slug>/uitnodigingen/nieuw", methods=["GET", "POST"])
@with_role("coordinator")
def invite(by: User, pilot: Pilot) -> ResponseReturnValue:
    today = now().date()
    waves = [wave for wave in pilot.waves if wave.closes_on >= today]
    form = InvitationForm(today=today, waves=[(wave.number, wave.title) for wave in waves])
    if request.method == "POST" and form.validate():
        wave = programmes.get_wave(db.session, pilot=pilot, number=form.wave.data)
        programmes.create_invitation(
            db.session,
            wave=wave,
            route=form.route.data,
            language=form.language.data,
            expires_on=form.expires_on.data,
            quota=form.quota.data,
        )
        flash(_("The invitation is ready. Copy the link below and share it."))
        return redirect(url_for("manage.overview", pilot_slug=pilot.slug, _anchor=f"wave-{wave.number}"))
    status = 400 if form.errors else 200
    page = render_template(
        "manage/invite.html", pilot=pilot, form=form, waves=waves, today=today, errors=problems(form)
    )
    return page, status
