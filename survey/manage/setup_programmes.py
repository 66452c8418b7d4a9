"""Programmes, their phases, and new pilots. Administrators set up; coordinators see where their pilots stand."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import timebar
from survey.manage.blueprint import blueprint
from survey.manage.saving import reserved_codes, save
from survey.manage.setup_forms import NewPilotForm, Period, PhaseForm, ProgrammeForm
from survey.models.account import User
from survey.models.programme import Phase
from survey.services import accounts, setting_up
from survey.web.access import with_role
from survey.web.filters import now

USUAL_WORKING_DAYS = 2
"""What the form proposes; the pilot decides."""


@blueprint.get("/")
@with_role("admin", "coordinator")
def programmes(by: User) -> ResponseReturnValue:
    """Everything there is, for an administrator; for a coordinator the programmes of the own pilots."""
    is_admin = accounts.holds(by, ("admin",), pilot=None)
    mine = {pilot.id: roles for pilot, roles in accounts.pilots_of(db.session, user=by).items()}
    coordinated = {pilot_id for pilot_id, roles in mine.items() if "coordinator" in roles}
    shown = [
        (programme, timebar.of_programme(programme, today=now().date()))
        for programme in setting_up.all_programmes(db.session)
        if is_admin or any(pilot.id in coordinated for pilot in programme.pilots)
    ]
    return render_template(
        "manage/programmes.html",
        programmes=shown,
        is_admin=is_admin,
        coordinated=coordinated,
        is_demo=any(programme.is_demo for programme, _ in shown),
    )


@blueprint.route("/programma/nieuw", methods=["GET", "POST"])
@with_role("admin")
def new_programme(by: User) -> ResponseReturnValue:
    form = ProgrammeForm()
    errors = save(
        form,
        lambda: setting_up.add_programme(db.session, slug=form.slug.data, title=form.title.data, by=by, now=now()),
    )
    if errors == []:
        flash(_("The programme is there. Add its phases and pilots."))
        return redirect(url_for("manage.programmes", _anchor=form.slug.data))
    return render_template("manage/programme_form.html", form=form, errors=errors or []), 400 if errors else 200


@blueprint.route("/programma/<programme_slug>/fasen/nieuw", methods=["GET", "POST"])
@with_role("admin")
def new_phase(by: User, programme_slug: str) -> ResponseReturnValue:
    programme = setting_up.get_programme(db.session, slug=programme_slug)
    form = PhaseForm()
    errors = save(
        form,
        lambda: setting_up.add_phase(db.session, programme=programme, settings=form.settings, by=by, now=now()),
    )
    if errors == []:
        flash(_("The phase is there."))
        return redirect(url_for("manage.programmes", _anchor=programme_slug))
    page = render_template(
        "manage/phase_form.html", programme=programme, phase=None, form=form, errors=errors or [], seen=""
    )
    return page, 400 if errors else 200


@blueprint.route("/programma/<programme_slug>/fasen/<int:number>", methods=["GET", "POST"])
@with_role("admin")
def edit_phase(by: User, programme_slug: str, number: int) -> ResponseReturnValue:
    programme = setting_up.get_programme(db.session, slug=programme_slug)
    phase = setting_up.get_phase(programme=programme, number=number)
    stored = setting_up.phase_settings(phase)
    form = PhaseForm(
        inside=_waves_of(phase),
        stored=(phase.starts_on, phase.ends_on),
        data={"title": stored.title, "starts_on": stored.starts_on, "ends_on": stored.ends_on},
    )
    errors = save(
        form,
        lambda: setting_up.change_phase(
            db.session, phase=phase, settings=form.settings, seen=form.seen.data, by=by, now=now()
        ),
    )
    if errors == []:
        flash(_("Your changes have been saved."))
        return redirect(url_for("manage.programmes", _anchor=programme_slug))
    page = render_template(
        "manage/phase_form.html",
        programme=programme,
        phase=phase,
        form=form,
        errors=errors or [],
        seen=setting_up.fingerprint(setting_up.phase_settings(phase)),
    )
    return page, 400 if errors else 200


@blueprint.route("/programma/<programme_slug>/pilots/nieuw", methods=["GET", "POST"])
@with_role("admin")
def new_pilot(by: User, programme_slug: str) -> ResponseReturnValue:
    programme = setting_up.get_programme(db.session, slug=programme_slug)
    form = NewPilotForm(not_over=now().date(), data={"worry_working_days": USUAL_WORKING_DAYS})
    form.taken = reserved_codes()
    errors = save(
        form,
        lambda: setting_up.add_pilot(
            db.session,
            programme=programme,
            slug=form.slug.data,
            settings=form.settings,
            age_policy=form.age_policy.data,
            reason=form.reason.data,
            by=by,
            now=now(),
        ),
    )
    if errors == []:
        flash(_("The pilot is there. Now plan its first wave."))
        return redirect(url_for("manage.settings", pilot_slug=form.slug.data))
    page = render_template(
        "manage/new_pilot.html", programme=programme, form=form, errors=errors or [], is_demo=programme.is_demo
    )
    return page, 400 if errors else 200


def _waves_of(phase: Phase) -> list[Period]:
    return [
        Period(f"{pilot.title}: {wave.title}", wave.opens_on, wave.closes_on)
        for pilot in phase.programme.pilots
        for wave in pilot.waves
        if wave.phase_id == phase.id
    ]
