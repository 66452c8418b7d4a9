"""Waves of a pilot: planning, changing, deleting one in which nothing happened."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.saving import Errors, save
from survey.manage.setup_forms import NewWaveForm, WaveForm
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.services import programmes, setting_up
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.route("/<pilot_slug>/meetmomenten/nieuw", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def new_wave(by: User, pilot: Pilot) -> ResponseReturnValue:
    versions = setting_up.published_versions(db.session)
    form = NewWaveForm(
        pilot=pilot,
        versions=[version.id for version in versions],
        not_over=now().date(),
        data={"number": max((wave.number for wave in pilot.waves), default=0) + 1},
    )
    errors = save(
        form,
        lambda: setting_up.add_wave(
            db.session, pilot=pilot, number=form.number.data, settings=form.settings, by=by, now=now()
        ),
    )
    if errors == []:
        flash(_("The wave is planned. Now make its invitations."))
        return redirect(url_for("manage.settings", pilot_slug=pilot.slug, _anchor="waves"))
    return _page(pilot, None, form, errors, versions=versions)


@blueprint.route("/<pilot_slug>/meetmomenten/<int:number>", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def edit_wave(by: User, pilot: Pilot, number: int) -> ResponseReturnValue:
    wave = programmes.get_wave(db.session, pilot=pilot, number=number)
    versions = setting_up.published_versions(db.session)
    kept = setting_up.why_kept(db.session, wave=wave, today=now().date())
    form = WaveForm(
        pilot=pilot,
        versions=[version.id for version in versions],
        wave=wave,
        is_kept=kept is not None,
        data=_stored(wave),
    )
    errors = save(
        form,
        lambda: setting_up.change_wave(
            db.session, wave=wave, settings=form.settings, seen=form.seen.data, by=by, now=now()
        ),
    )
    if errors == []:
        flash(_("Your changes have been saved."))
        return redirect(url_for("manage.settings", pilot_slug=pilot.slug, _anchor="waves"))
    return _page(pilot, wave, form, errors, versions=versions)


@blueprint.post("/<pilot_slug>/meetmomenten/<int:number>/verwijderen")
@with_role("admin", "coordinator")
def delete_wave(by: User, pilot: Pilot, number: int) -> ResponseReturnValue:
    wave = programmes.get_wave(db.session, pilot=pilot, number=number)
    setting_up.delete_wave(db.session, wave=wave, by=by, now=now())
    flash(_("The wave and its invitations have been deleted."))
    return redirect(url_for("manage.settings", pilot_slug=pilot.slug, _anchor="waves"))


def _stored(wave: Wave) -> dict[str, Any]:
    return {
        "title": wave.title,
        "phase": wave.phase.number,
        "questionnaire": str(wave.questionnaire_version_id),
        "opens_on": wave.opens_on,
        "closes_on": wave.closes_on,
        **{f"planned_{name}": n for name, n in (wave.planned or {}).items()},
    }


def _page(pilot: Pilot, wave: Wave | None, form: WaveForm, errors: Errors | None, **more: Any) -> ResponseReturnValue:
    kept = setting_up.why_kept(db.session, wave=wave, today=now().date()) if wave else None
    page = render_template(
        "manage/wave_form.html",
        kept=kept,
        pilot=pilot,
        wave=wave,
        form=form,
        errors=errors or [],
        seen=setting_up.fingerprint(setting_up.wave_settings(wave)) if wave else "",
        **more,
    )
    return page, 400 if errors else 200
