# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Issuing an impact report, and showing one."""

from __future__ import annotations

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.render.formats import FORMATS
from survey.evaluate import desk as values
from survey.evaluate.blueprint import blueprint
from survey.evaluate.forms import ReportForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import measurement, panels, publishing, reporting
from survey.services.errors import NotFound, ReleaseRefused
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems
from survey.web.headers import content_security_policy


@blueprint.route("/<pilot_slug>/rapporten/nieuw", methods=["GET", "POST"])
@with_role("evaluator")
def issue(by: User, pilot: Pilot) -> ResponseReturnValue:
    """Measure, publish through disclosure control, and freeze a version: one act, so that nobody works from figures that
    were never published."""
    form = ReportForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        try:
            return _issue(by, pilot)
        except ReleaseRefused:
            db.session.rollback()
            sentence = _("Together with an earlier report these figures could expose someone. There is no new report.")
            errors = [("", sentence)]
    page = render_template(
        "evaluate/issue.html",
        pilot=pilot,
        form=form,
        heard=values.heard(db.session, pilot=pilot),
        meetings=[meeting for meeting in panels.meetings(db.session, pilot=pilot) if meeting.closed_at],
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.get("/<pilot_slug>/rapporten/<int:number>")
@with_role("evaluator")
def report(by: User, pilot: Pilot, number: int) -> ResponseReturnValue:
    return _document(pilot, number)


@blueprint.get("/<pilot_slug>/rapporten/<int:number>/bestand/<form>")
@with_role("evaluator")
def download(by: User, pilot: Pilot, number: int, form: str) -> ResponseReturnValue:
    """The report to take along, as one of the forms that Loex makes."""
    if form not in FORMATS:
        raise NotFound(f"There is no report in the form {form!r}.")
    version = reporting.get_version(db.session, pilot=pilot, number=number)
    ledger = reporting.ledger(db.session, pilot=pilot, version=version, key_ring=current_app.config["KEY_RING"])
    made = FORMATS[form]
    answer = make_response(made.render(reporting.frozen(version), ledger))
    answer.headers["Content-Type"] = made.media_type
    name = f"impactrapport-{pilot.slug}-{number}.{made.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _issue(by: User, pilot: Pilot) -> ResponseReturnValue:
    key_ring = current_app.config["KEY_RING"]
    measured = measurement.measure(db.session, pilot=pilot, key_ring=key_ring, by=by, now=now())
    release = publishing.publish(db.session, pilot=pilot, measured=measured, key_ring=key_ring, by=by, now=now())
    version = reporting.issue(db.session, pilot=pilot, release=release, by=by, now=now())
    flash(_("Report %(n)s is ready.", n=version.number))
    return redirect(url_for("evaluate.desk", pilot_slug=pilot.slug, _anchor="reports"))


def _document(pilot: Pilot, number: int) -> Response:
    """The report as it was issued, one file in itself, with a policy that lets in its own style and nothing else."""
    from reports.render.html import render_html

    version = reporting.get_version(db.session, pilot=pilot, number=number)
    ledger = reporting.ledger(db.session, pilot=pilot, version=version, key_ring=current_app.config["KEY_RING"])
    rendered = render_html(reporting.frozen(version), ledger)
    answer = make_response(rendered.text)
    answer.headers["Content-Security-Policy"] = content_security_policy(
        style_src=f"'{rendered.style_hash}'", script_src="'none'"
    )
    return answer
