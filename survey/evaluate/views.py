# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The evaluator's desk, looking for themes, and reflection moments."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate import desk as values
from survey.evaluate import desk_filters as filters
from survey.evaluate.blueprint import blueprint
from survey.evaluate.forms import AnalysisForm, ReflectionForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import jobs, panels, reflections, reporting, tasks
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

ANALYSE = "analyse"
UNFINISHED = ("wanted", "running")


@blueprint.get("/<pilot_slug>/")
@with_role("evaluator")
def desk(by: User, pilot: Pilot) -> ResponseReturnValue:
    job = jobs.latest(db.session, kind=ANALYSE, pilot_slug=pilot.slug)
    asked = filters.asked(request.args, pilot=pilot)
    return render_template(
        "evaluate/desk.html",
        pilot=pilot,
        by=by,
        **values.shown(db.session, pilot=pilot, asked=asked, today=now().date()),
        run=values.latest_run(db.session, pilot=pilot),
        n_new=tasks.released_since_latest_run(db.session, pilot=pilot),
        job=job if job and job.state in UNFINISHED else None,
        meetings=panels.meetings(db.session, pilot=pilot),
        versions=reporting.versions(db.session, pilot=pilot),
        moments=reflections.moments(db.session, pilot=pilot),
    )


@blueprint.route("/<pilot_slug>/themas-zoeken", methods=["GET", "POST"])
@with_role("evaluator")
def analyse(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = AnalysisForm()
    if request.method == "POST" and form.validate():
        subject = {"pilot": pilot.slug, "seed": form.seed.data, "catalogue": int(form.catalogue.data)}
        job = jobs.want(db.session, kind=ANALYSE, subject=subject, by=by, now=now())
        return redirect(url_for("evaluate.follow", pilot_slug=pilot.slug, job_id=job.id))
    page = render_template(
        "evaluate/analyse.html",
        pilot=pilot,
        form=form,
        suggested=f"{now():%Y%m%d}",
        n_new=tasks.released_since_latest_run(db.session, pilot=pilot),
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


@blueprint.get("/<pilot_slug>/werk/<uuid:job_id>")
@with_role("evaluator")
def follow(by: User, pilot: Pilot, job_id: UUID) -> ResponseReturnValue:
    job = jobs.get(db.session, job_id=job_id)
    if job.subject.get("pilot") != pilot.slug:
        raise NotFound("This work is for another pilot.")
    pace = jobs.pace(job, now=now())
    return render_template("evaluate/follow.html", pilot=pilot, job=job, is_busy=job.state in UNFINISHED, pace=pace)


@blueprint.route("/<pilot_slug>/reflectie", methods=["GET", "POST"])
@with_role("evaluator")
def reflect(by: User, pilot: Pilot) -> ResponseReturnValue:
    """The three fixed questions of the startnotitie, at one moment."""
    phases = pilot.programme.phases
    taken = [moment.held_on for moment, _phase in reflections.moments(db.session, pilot=pilot)]
    form = ReflectionForm(phases=[phase.number for phase in phases], taken=taken)
    if request.method == "POST" and form.validate():
        reflections.add_moment(
            db.session,
            pilot=pilot,
            phase=next(phase for phase in phases if phase.number == form.phase.data),
            held_on=form.held_on.data,
            works_well=form.works_well.data,
            needs_adjusting=form.needs_adjusting.data,
            usable_later=form.usable_later.data,
            decisions=form.decisions(),
        )
        flash(_("The reflection moment has been kept. It comes into the next report."))
        return redirect(url_for("evaluate.desk", pilot_slug=pilot.slug))
    page = render_template(
        "evaluate/reflect.html",
        pilot=pilot,
        form=form,
        phases=phases,
        today=now().date(),
        errors=problems(form),
    )
    return page, 400 if form.errors else 200
