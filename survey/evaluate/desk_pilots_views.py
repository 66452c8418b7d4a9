"""Pilots side by side, and what a phase reports, registered beforehand."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from analysis.indicators import describe, load_catalogue
from analysis.records import PERSPECTIVES, Perspective
from survey.evaluate import desk_pilots_pictures as pictures
from survey.evaluate import desk_words as words
from survey.evaluate.blueprint import blueprint
from survey.evaluate.picture_files import picture_file
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import desk_pilots, registrations
from survey.web.access import with_role
from survey.web.filters import now

FIRST = "trust.agree"
FIGURE, PERSPECTIVE, PART, WIDE = "cijfer", "perspectief", "deel", "breed"
"""Parts of the address: which figure, whose, which part of the pilots, and whether the picture is for a wide screen."""


@blueprint.get("/pilots")
@with_role("evaluator")
def pilots(by: User) -> ResponseReturnValue:
    """One figure of every pilot that this evaluator follows."""
    code, who, found = _asked(by)
    part = pictures.chosen(found, request.args.get(PART, "1")) if found else None
    drawn = [part and pictures.picture(part, found, code=code, who=who, is_wide=wide) for wide in (False, True)]
    return render_template(
        "evaluate/pilots.html",
        found=found,
        parts=pictures.parts(found),
        part=part,
        sizes=[each.size for each in drawn if each],
        code=code,
        codes=_codes(),
        who=who,
        address={FIGURE: code, PERSPECTIVE: who},
        indicator=describe(code),
        fewest=desk_pilots.FEWEST_PILOTS,
        words=words,
        is_demo=any(each.pilot.is_demo for each in found),
    )


@blueprint.get("/pilots/plaatje/<file_type>")
@with_role("evaluator")
def pilots_picture(by: User, file_type: str) -> ResponseReturnValue:
    """The same as a picture; with all pilots when no part is asked for."""
    code, who, found = _asked(by)
    part = pictures.chosen(found, request.args.get(PART, ""))
    drawn = pictures.picture(part, found, code=code, who=who, is_wide=WIDE in request.args) if part else None
    return picture_file(drawn, f"pilots-{code.replace('.', '-')}-{who}", file_type)


def _asked(by: User) -> tuple[str, Perspective, list[desk_pilots.PilotFigure]]:
    """Which figure of whom, and what the pilots that this evaluator follows say about it."""
    code, who = request.args.get(FIGURE, FIRST), request.args.get(PERSPECTIVE, PERSPECTIVES[0])
    code, who = code if code in _codes() else FIRST, who if who in PERSPECTIVES else PERSPECTIVES[0]
    mine = desk_pilots.may_see(db.session, user=by)
    return code, who, desk_pilots.side_by_side(db.session, pilots=mine, indicator=code, perspective=who)


def _codes() -> list[str]:
    return [indicator.code for indicator in load_catalogue() if indicator.is_counted]


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
