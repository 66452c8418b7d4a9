"""The settings of a pilot: what it is about, the decision about age, its partners. No story is shown here."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import timebar
from survey.manage.blueprint import blueprint
from survey.manage.saving import save
from survey.manage.setup_forms import AgePolicyForm, PartnerForm, Period, PilotForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import accounts, setting_up
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.get("/<pilot_slug>/instellingen")
@with_role("admin", "coordinator")
def settings(by: User, pilot: Pilot) -> ResponseReturnValue:
    today = now().date()
    return render_template(
        "manage/settings.html",
        pilot=pilot,
        waves=[(wave, setting_up.why_kept(db.session, wave=wave, today=today)) for wave in pilot.waves],
        time=timebar.of_waves(pilot.waves, pilot.programme, today=today),
        decisions=setting_up.policy_decisions(db.session, pilot=pilot),
        versions={version.id: version for version in setting_up.published_versions(db.session)},
        coordinates=accounts.holds(by, ("coordinator",), pilot=pilot),
    )


@blueprint.route("/<pilot_slug>/instellingen/pilot", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def edit_pilot(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = PilotForm(
        inside=[Period(wave.title, wave.opens_on, wave.closes_on) for wave in pilot.waves],
        stored=(pilot.starts_on, pilot.ends_on),
        data=asdict(setting_up.pilot_settings(pilot)),
    )
    errors = save(
        form,
        lambda: setting_up.change_pilot(
            db.session, pilot=pilot, settings=form.settings, seen=form.seen.data, by=by, now=now()
        ),
    )
    if errors == []:
        flash(_("Your changes have been saved."))
        return redirect(url_for("manage.settings", pilot_slug=pilot.slug))
    page = render_template(
        "manage/pilot_form.html",
        pilot=pilot,
        form=form,
        errors=errors or [],
        seen=setting_up.fingerprint(setting_up.pilot_settings(pilot)),
    )
    return page, 400 if errors else 200


@blueprint.route("/<pilot_slug>/instellingen/leeftijd", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def age_policy(by: User, pilot: Pilot) -> ResponseReturnValue:
    """A decision of the organisation: never preselected, always with where it is written down."""
    form = AgePolicyForm()
    form.current = pilot.age_policy
    errors = save(
        form,
        lambda: setting_up.change_age_policy(
            db.session,
            pilot=pilot,
            age_policy=form.age_policy.data,
            reason=form.reason.data,
            seen=form.seen.data,
            by=by,
            now=now(),
        ),
    )
    if errors == []:
        flash(_("The decision has been recorded. It holds for stories that are told from now on."))
        return redirect(url_for("manage.settings", pilot_slug=pilot.slug, _anchor="age"))
    page = render_template(
        "manage/age_policy.html",
        pilot=pilot,
        form=form,
        errors=errors or [],
        decisions=setting_up.policy_decisions(db.session, pilot=pilot),
        seen=setting_up.fingerprint(pilot.age_policy),
    )
    return page, 400 if errors else 200


@blueprint.route("/<pilot_slug>/instellingen/partners", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def partners(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = PartnerForm()
    errors = save(
        form,
        lambda: setting_up.add_partner(
            db.session, pilot=pilot, name=form.name.data, role=form.role.data, by=by, now=now()
        ),
    )
    if errors == []:
        flash(_("%(name)s has been added.", name=form.name.data))
        return redirect(url_for("manage.partners", pilot_slug=pilot.slug))
    page = render_template("manage/partners.html", pilot=pilot, form=form, errors=errors or [])
    return page, 400 if errors else 200


@blueprint.post("/<pilot_slug>/instellingen/partners/<uuid:partner_id>/weg")
@with_role("admin", "coordinator")
def remove_partner(by: User, pilot: Pilot, partner_id: uuid.UUID) -> ResponseReturnValue:
    setting_up.remove_partner(db.session, pilot=pilot, partner_id=partner_id, by=by, now=now())
    flash(_("The partner has been taken off the list."))
    return redirect(url_for("manage.partners", pilot_slug=pilot.slug))
