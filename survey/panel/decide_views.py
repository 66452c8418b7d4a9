"""The facilitator: what every seat said side by side, the final verdicts, and the end of the meeting."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.account import User
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.panel import board
from survey.panel.blueprint import blueprint
from survey.panel.forms import VerdictForm
from survey.panel.views import _give
from survey.services import panels, seats, tasks
from survey.services.errors import VerdictInvalid
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/besluit")
@with_role("coordinator", "evaluator")
def decide(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    return _overview(pilot, _led_by(by, pilot, meeting_id))


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/besluit/<uuid:candidate_id>", methods=["GET", "POST"])
@with_role("coordinator", "evaluator")
def decide_theme(by: User, pilot: Pilot, meeting_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    meeting = _led_by(by, pilot, meeting_id)
    seats.require_open(meeting)
    candidate = seats.get_candidate(db.session, meeting=meeting, candidate_id=candidate_id)
    others = [other for other in seats.candidates(db.session, meeting=meeting) if other.id != candidate.id]
    row = board.row(db.session, meeting, candidate)
    form = VerdictForm(board.as_typed(row.final), others=[str(other.id) for other in others], needs_name=True)
    if request.method == "POST" and form.validate():
        _give(meeting, candidate, others, form, by=by)
        flash(_("The decision on theme %(n)s has been recorded.", n=candidate.number + 1))
        return redirect(url_for("panel.decide", pilot_slug=pilot.slug, meeting_id=meeting.id))
    page = render_template(
        "panel/decide_theme.html",
        pilot=pilot,
        meeting=meeting,
        row=row,
        theme=board.theme(db.session, pilot, candidate, current_app.config["KEY_RING"]),
        others=others,
        form=form,
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/besluit/sluiten")
@with_role("coordinator", "evaluator")
def close(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    meeting = _led_by(by, pilot, meeting_id)
    seats.require_open(meeting)
    if tasks.undecided(db.session, meeting=meeting) and request.form.get("anyway") != "yes":
        sentence = _("Some themes have no decision yet. Decide, or tick that you close without.")
        return _overview(pilot, meeting, [("anyway", sentence)]), 400
    try:
        panels.close_meeting(db.session, meeting=meeting, by=by, now=now())
    except VerdictInvalid:
        db.session.rollback()
        sentence = _("Some decisions contradict each other: two themes each belong with the other. Change one of them.")
        return _overview(pilot, _led_by(by, pilot, meeting_id), [("", sentence)]), 400
    flash(_("The meeting is closed. What the panel decided stands."))
    return redirect(url_for("panel.decide", pilot_slug=pilot.slug, meeting_id=meeting.id))


def _led_by(by: User, pilot: Pilot, meeting_id: UUID) -> PanelMeeting:
    meeting = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
    seats.require_facilitator(meeting, user=by)
    return meeting


def _overview(pilot: Pilot, meeting: PanelMeeting, errors: list[tuple[str, str]] | None = None) -> str:
    rows = [board.row(db.session, meeting, candidate) for candidate in seats.candidates(db.session, meeting=meeting)]
    return render_template(
        "panel/decide.html",
        pilot=pilot,
        meeting=meeting,
        rows=rows,
        n_undecided=sum(row.final is None for row in rows),
        themes=panels.themes_of(db.session, meeting=meeting) if meeting.closed_at else [],
        errors=errors or [],
    )
