# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Lessons of the programme: all of them, writing one down, and later what became of it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate.blueprint import blueprint
from survey.evaluate.lesson_forms import STATUSES, LessonForm
from survey.evaluate.refusals import why_refused
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import lessons as service
from survey.services.errors import ChangedMeanwhile, QuoteOutsideLedger
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/lessen")
@with_role("evaluator")
def lessons(by: User, pilot: Pilot) -> ResponseReturnValue:
    """What is still open first, because that asks for something."""
    found = service.lessons(db.session, programme=pilot.programme)
    return render_template(
        "evaluate/lessons.html",
        pilot=pilot,
        still_open=[(lesson, phase) for lesson, phase in found if lesson.status == "open"],
        looked_back=[(lesson, phase) for lesson, phase in found if lesson.status in ("taken_up", "not_taken_up")],
        left_out=[(lesson, phase) for lesson, phase in found if lesson.status == "left_out"],
        statuses=STATUSES,
    )


@blueprint.route("/<pilot_slug>/lessen/nieuw", methods=["GET", "POST"])
@with_role("evaluator")
def new_lesson(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = LessonForm(phases=[phase.number for phase in pilot.programme.phases])
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        ring = current_app.config["KEY_RING"]
        try:
            service.add(db.session, programme=pilot.programme, words=form.words(), key_ring=ring, by=by, now=now())
        except QuoteOutsideLedger as refused:
            errors = [("text", why_refused(refused))]
        else:
            return _kept(pilot)
    return _page(pilot, form, errors)


@blueprint.route("/<pilot_slug>/lessen/<uuid:lesson_id>", methods=["GET", "POST"])
@with_role("evaluator")
def lesson(by: User, pilot: Pilot, lesson_id: UUID) -> ResponseReturnValue:
    """A lesson to look back on, with everything that was kept of it before."""
    held = service.get(db.session, programme=pilot.programme, lesson_id=lesson_id)
    form = LessonForm(phases=[phase.number for phase in pilot.programme.phases])
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        try:
            service.change(
                db.session,
                lesson=held,
                programme=pilot.programme,
                words=form.words(),
                after=form.after.data or 0,
                key_ring=current_app.config["KEY_RING"],
                by=by,
                now=now(),
            )
        except (QuoteOutsideLedger, ChangedMeanwhile) as refused:
            errors = [("text", why_refused(refused))]
        else:
            return _kept(pilot)
    versions = service.history(db.session, lesson=held)
    if request.method == "GET":
        _fill(form, held, pilot)
    return _page(pilot, form, errors, versions)


def _fill(form: LessonForm, held: service.Lesson, pilot: Pilot) -> None:
    for part in service.MOST_CHARACTERS:
        form[part].data = getattr(held, part)
    form.standing.data = held.status
    form.phase.data = next(phase.number for phase in pilot.programme.phases if phase.id == held.phase_id)


def _kept(pilot: Pilot) -> ResponseReturnValue:
    flash(_("The lesson has been kept. It comes into the next report of every pilot of this programme."))
    return redirect(url_for("evaluate.lessons", pilot_slug=pilot.slug))


def _page(
    pilot: Pilot, form: LessonForm, errors: list[tuple[str, str]], versions: list[service.KeptLesson] | None = None
) -> ResponseReturnValue:
    """versions: None for a lesson that is not there yet."""
    page = render_template(
        "evaluate/lesson.html",
        pilot=pilot,
        form=form,
        phases=pilot.programme.phases,
        versions=versions,
        statuses=STATUSES,
        most=service.MOST_CHARACTERS,
        errors=errors,
    )
    return page, 400 if errors else 200
