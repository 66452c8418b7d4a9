# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""What happens to a report after it was issued: laid beside another version, and corrected."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.compare import compare
from reports.composition import SECTIONS
from reports.texts import say
from survey.evaluate.blueprint import blueprint
from survey.evaluate.report_changes import lines
from survey.evaluate.report_forms import CorrectionForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import report_corrections, reporting
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/rapporten/<int:number>/naast/<int:other>")
@with_role("evaluator")
def compare_reports(by: User, pilot: Pilot, number: int, other: int) -> ResponseReturnValue:
    """What changed from the earlier of the two to the later."""
    first, second = sorted((number, other))
    before = reporting.get_version(db.session, pilot=pilot, number=first)
    after = reporting.get_version(db.session, pilot=pilot, number=second)
    found = compare(reporting.frozen(before), reporting.frozen(after))
    return render_template(
        "evaluate/compare_reports.html",
        pilot=pilot,
        before=before,
        after=after,
        found=found,
        figures=lines(found),
        section_titles={name: say(f"{name}.title") for name in SECTIONS},
        versions=reporting.versions(db.session, pilot=pilot),
    )


@blueprint.route("/<pilot_slug>/rapporten/<int:number>/rechtzetten", methods=["GET", "POST"])
@with_role("evaluator")
def correct(by: User, pilot: Pilot, number: int) -> ResponseReturnValue:
    """A dated correction, shown in every form of the report from now on."""
    version = reporting.get_version(db.session, pilot=pilot, number=number)
    form = CorrectionForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        report_corrections.correct(db.session, version=version, text=form.text.data or "", by=by, now=now())
        flash(_("The correction stands at the head of report %(n)s from now on.", n=number))
        return redirect(url_for("evaluate.reports", pilot_slug=pilot.slug))
    page = render_template(
        "evaluate/correct.html",
        pilot=pilot,
        version=version,
        form=form,
        most=report_corrections.MOST_CHARACTERS,
        corrections=report_corrections.corrections(db.session, version=version),
        errors=errors,
    )
    return page, 400 if errors else 200
