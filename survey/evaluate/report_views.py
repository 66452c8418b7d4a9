# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The pilot's impact reports: all of them, issuing one, reading it, taking it along."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.render.formats import FORMATS
from survey.evaluate import desk as values
from survey.evaluate.blueprint import blueprint
from survey.evaluate.forms import ReportForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import jobs, panels, report_corrections, report_files, reporting
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems
from survey.web.headers import content_security_policy

ISSUE = "issue_report"
UNFINISHED = ("wanted", "running")


@blueprint.get("/<pilot_slug>/rapporten")
@with_role("evaluator")
def reports(by: User, pilot: Pilot) -> ResponseReturnValue:
    """Every issued version, what may not be shown in it any more, and the way to everything around a report."""
    versions = reporting.versions(db.session, pilot=pilot)
    job = jobs.latest(db.session, kind=ISSUE, pilot_slug=pilot.slug)
    return render_template(
        "evaluate/reports.html",
        pilot=pilot,
        versions=versions,
        corrected={v.number: report_corrections.corrections(db.session, version=v) for v in versions},
        gone=reporting.gone_from(db.session, pilot=pilot, key_ring=current_app.config["KEY_RING"]),
        job=job if job and job.state in UNFINISHED else None,
    )


@blueprint.route("/<pilot_slug>/rapporten/nieuw", methods=["GET", "POST"])
@with_role("evaluator")
def issue(by: User, pilot: Pilot) -> ResponseReturnValue:
    """Measure, publish through disclosure control, and freeze a version: one piece of work, so that nobody works from
    figures that were never published."""
    form = ReportForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        job = _under_way(pilot) or jobs.want(
            db.session, kind=ISSUE, subject={"pilot": pilot.slug, "by": str(by.id)}, by=by, now=now()
        )
        return redirect(url_for("evaluate.issuing", pilot_slug=pilot.slug, job_id=job.id))
    page = render_template(
        "evaluate/issue.html",
        pilot=pilot,
        form=form,
        heard=values.heard(db.session, pilot=pilot),
        meetings=[meeting for meeting in panels.meetings(db.session, pilot=pilot) if meeting.closed_at],
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.get("/<pilot_slug>/rapporten/werk/<uuid:job_id>")
@with_role("evaluator")
def issuing(by: User, pilot: Pilot, job_id: UUID) -> ResponseReturnValue:
    """How far the making of a report is. The page can be left: the work goes on."""
    job = jobs.get(db.session, job_id=job_id)
    if job.kind != ISSUE or job.subject.get("pilot") != pilot.slug:
        raise NotFound("This work is for another pilot.")
    versions = reporting.versions(db.session, pilot=pilot)
    return render_template(
        "evaluate/issuing.html",
        pilot=pilot,
        job=job,
        is_busy=job.state in UNFINISHED,
        newest=versions[0] if versions else None,
    )


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
    made, key_ring = FORMATS[form], current_app.config["KEY_RING"]
    answer = make_response(report_files.written(db.session, pilot=pilot, version=version, form=form, key_ring=key_ring))
    answer.headers["Content-Type"] = made.media_type
    name = f"impactrapport-{pilot.slug}-{number}.{made.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _under_way(pilot: Pilot) -> jobs.Job | None:
    """Work on a report of this pilot that has not ended: pressing twice makes one report."""
    job = jobs.latest(db.session, kind=ISSUE, pilot_slug=pilot.slug)
    return job if job and job.state in UNFINISHED else None


def _document(pilot: Pilot, number: int) -> Response:
    """The report as it was issued, one file in itself."""
    from reports.render.html import render_html

    version = reporting.get_version(db.session, pilot=pilot, number=number)
    ledger = reporting.ledger(db.session, pilot=pilot, version=version, key_ring=current_app.config["KEY_RING"])
    rendered = render_html(reporting.frozen(version), ledger)
    return with_its_style(rendered.text, rendered.style_hash)


def with_its_style(text: str, style_hash: str) -> Response:
    """A page with a policy that lets in its own style and letters and nothing else."""
    answer = make_response(text)
    answer.headers["Content-Security-Policy"] = content_security_policy(
        style_src=f"'{style_hash}'", script_src="'none'", font_src="data:"
    )
    return answer
