"""Coordinators: how a pilot is doing and what waits there, and planning a panel meeting."""

from __future__ import annotations

import secrets

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.forms import MeetingForm
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.programme import Pilot
from survey.services import accounts, analysis_runs, collection, panels, programmes
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

LARGEST_SEED = 2**31 - 1
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


@blueprint.route("/<pilot_slug>/bijeenkomsten/nieuw", methods=["GET", "POST"])
@with_role("coordinator")
def plan(by: User, pilot: Pilot) -> ResponseReturnValue:
    """A panel meeting about what the machine found last, with stories drawn by lot to read first."""
    run = analysis_runs.latest_run(db.session, pilot=pilot)
    leaders = accounts.holders(db.session, pilot=pilot, roles=["coordinator", "evaluator"])
    members = accounts.holders(db.session, pilot=pilot, roles=["panel_member"])
    form = MeetingForm(
        waves=[wave.number for wave in pilot.waves],
        leaders=[str(user.id) for user in leaders],
        members=[str(user.id) for user in members],
        chosen=request.form.getlist("members"),
    )
    if request.method == "POST" and run and form.validate():
        _plan(by, pilot, run, form, leaders, members)
        flash(_("The meeting is planned. The panel members find it when they sign in."))
        return redirect(url_for("manage.overview", pilot_slug=pilot.slug, _anchor="meetings-title"))
    page = render_template(
        "manage/plan.html",
        pilot=pilot,
        by=by,
        run=run,
        leaders=leaders,
        members=members,
        form=form,
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


def _plan(
    by: User, pilot: Pilot, run: AnalysisRun, form: MeetingForm, leaders: list[User], members: list[User]
) -> None:
    panels.plan_meeting(
        db.session,
        pilot=pilot,
        wave=programmes.get_wave(db.session, pilot=pilot, number=form.wave.data),
        run=run,
        title=form.title.data.strip(),
        held_on=form.held_on.data,
        facilitator=next(user for user in leaders if str(user.id) == form.facilitator.data),
        members=[user for user in members if str(user.id) in form.chosen],
        n_random=form.n_random.data,
        sample_seed=secrets.randbelow(LARGEST_SEED),
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
