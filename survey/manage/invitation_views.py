# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Invitations: the links of a pilot with their counts, making, changing and stopping one. Counts only, never who."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey.extensions import db
from survey.manage import poster
from survey.manage.blueprint import blueprint
from survey.manage.invitation_forms import InvitationForm, TermsForm
from survey.manage.saving import save
from survey.models.account import User
from survey.models.invitation import Invitation
from survey.models.programme import Pilot
from survey.services import invitations as service
from survey.services.setting_up import fingerprint
from survey.web.access import with_role
from survey.web.filters import now

SWITCHES = {
    "stoppen": (service.stop, _l("The link has been stopped. Whoever opens it reads that it is closed.")),
    "hervatten": (service.resume, _l("The link works again.")),
}


@blueprint.get("/<pilot_slug>/uitnodigingen")
@with_role("coordinator")
def invitations(by: User, pilot: Pilot) -> ResponseReturnValue:
    lines = service.lines(db.session, pilot=pilot, today=now().date())
    return render_template("manage/invitations.html", pilot=pilot, lines=lines)


@blueprint.route("/<pilot_slug>/uitnodigingen/nieuw", methods=["GET", "POST"])
@with_role("coordinator")
def invite(by: User, pilot: Pilot) -> ResponseReturnValue:
    today = now().date()
    waves = [wave for wave in pilot.waves if wave.closes_on >= today]
    form = InvitationForm(today=today, waves=waves)
    made: list[Invitation] = []
    errors = save(form, lambda: made.append(_make(form, by)))
    if made:
        flash(_("The invitation is ready. Share the link, or print the poster."))
        return redirect(url_for("manage.invitation", pilot_slug=pilot.slug, token=made[0].token))
    page = render_template("manage/invite.html", pilot=pilot, form=form, waves=waves, today=today, errors=errors or [])
    return page, 400 if errors else 200


@blueprint.route("/<pilot_slug>/uitnodigingen/<token>", methods=["GET", "POST"])
@with_role("coordinator")
def invitation(by: User, pilot: Pilot, token: str) -> ResponseReturnValue:
    """One link: to share, to print, and what can still be changed about it."""
    door = service.get(db.session, pilot=pilot, token=token)
    terms = service.terms(door)
    form = TermsForm(
        today=now().date(),
        wave=door.wave,
        data={"expires_on": terms.expires_on, "quota": terms.quota, "is_kiosk": terms.is_kiosk},
    )
    errors = save(
        form,
        lambda: service.change(db.session, invitation=door, terms=form.terms, seen=form.seen.data, by=by, now=now()),
    )
    if errors == []:
        flash(_("Your changes have been saved."))
        return redirect(url_for("manage.invitation", pilot_slug=pilot.slug, token=token))
    page = render_template(
        "manage/invitation.html",
        pilot=pilot,
        line=service.line(door, today=now().date()),
        form=form,
        errors=errors or [],
        seen=fingerprint(service.terms(door)),
        address=poster.address_of(door),
    )
    return page, 400 if errors else 200


@blueprint.post("/<pilot_slug>/uitnodigingen/<token>/<any(stoppen, hervatten):switch>")
@with_role("coordinator")
def switch_invitation(by: User, pilot: Pilot, token: str, switch: str) -> ResponseReturnValue:
    act, said = SWITCHES[switch]
    act(db.session, invitation=service.get(db.session, pilot=pilot, token=token), by=by, now=now())
    flash(str(said))
    return redirect(url_for("manage.invitation", pilot_slug=pilot.slug, token=token))


@blueprint.get("/<pilot_slug>/uitnodigingen/<token>/qr.svg")
@with_role("coordinator")
def qr_code(by: User, pilot: Pilot, token: str) -> ResponseReturnValue:
    door = service.get(db.session, pilot=pilot, token=token)
    return poster.qr_answer(door)


@blueprint.get("/<pilot_slug>/uitnodigingen/<token>/poster-<any(a4, a5):paper>.<any(pdf, svg):file_type>")
@with_role("coordinator")
def invitation_poster(by: User, pilot: Pilot, token: str, paper: str, file_type: str) -> ResponseReturnValue:
    door = service.get(db.session, pilot=pilot, token=token)
    return poster.answer(door, paper, file_type)


@blueprint.get("/<pilot_slug>/uitnodigingen/<token>/tablet")
@with_role("coordinator")
def tablet(by: User, pilot: Pilot, token: str) -> ResponseReturnValue:
    """One page for the people who put a tablet ready; it prints on one sheet."""
    door = service.get(db.session, pilot=pilot, token=token)
    return render_template(
        "manage/tablet.html", pilot=pilot, line=service.line(door, today=now().date()), address=poster.address_of(door)
    )


def _make(form: InvitationForm, by: User) -> Invitation:
    wave = form.for_wave
    assert wave is not None
    return service.make(
        db.session,
        wave=wave,
        route=form.route.data,
        language=form.language.data,
        terms=form.terms,
        by=by,
        now=now(),
    )
