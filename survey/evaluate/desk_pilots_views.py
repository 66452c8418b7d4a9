"""Pilots side by side, and what a phase reports, registered beforehand."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from analysis.indicators import describe, load_catalogue
from analysis.records import PERSPECTIVES
from survey.evaluate import desk_words as words
from survey.evaluate.blueprint import blueprint
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import desk_pilots, registrations
from survey.web.access import with_role
from survey.web.filters import now

FIRST = "trust.agree"


@blueprint.get("/pilots")
@with_role("evaluator")
def pilots(by: User) -> ResponseReturnValue:
    """One figure of every pilot that this evaluator follows."""
    codes = [indicator.code for indicator in load_catalogue() if indicator.is_counted]
    code = request.args.get("cijfer", FIRST)
    who = request.args.get("perspectief", PERSPECTIVES[0])
    code, who = code if code in codes else FIRST, who if who in PERSPECTIVES else PERSPECTIVES[0]
    mine = desk_pilots.may_see(db.session, user=by)
    found = desk_pilots.side_by_side(db.session, pilots=mine, indicator=code, perspective=who)
    return render_template(
        "evaluate/pilots.html",
        found=found,
        code=code,
        codes=codes,
        who=who,
        indicator=describe(code),
        fewest=desk_pilots.FEWEST_PILOTS,
        words=words,
        is_demo=any(pilot.is_demo for pilot in mine),
    )


@blueprint.route("/<pilot_slug>/vastleggen", methods=["GET", "POST"])
@with_role("evaluator")
def register(by: User, pilot: Pilot) -> ResponseReturnValue:
    """What a phase will report; written down once, never taken back."""
    phases = {str(phase.number): phase for phase in pilot.programme.phases}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        phase, chosen = phases.get(request.form.get("phase", "")), request.form.getlist("indicators")
        if phase is None:
            errors.append(("phase", _("Choose a phase from the list.")))
        if not chosen:
            errors.append(("indicators", _("Choose at least one figure.")))
        if phase is not None and not errors:
            n = registrations.register(db.session, pilot=pilot, phase=phase, indicators=chosen, by=by, now=now())
            flash(ngettext("%(num)s figure has been registered.", "%(num)s figures have been registered.", n))
            return redirect(url_for("evaluate.register", pilot_slug=pilot.slug))
    page = render_template(
        "evaluate/register.html",
        pilot=pilot,
        phases=pilot.programme.phases,
        registered=registrations.registered(db.session, pilot=pilot),
        catalogue=[i for i in load_catalogue() if i.is_counted or i.kind == "heard"],
        chosen=request.form.getlist("indicators"),
        phase=request.form.get("phase", ""),
        errors=errors,
        words=words,
    )
    return page, 400 if errors else 200
