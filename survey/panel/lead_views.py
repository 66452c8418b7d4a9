"""The facilitator leads: how far everybody is, in counts, the step to the next phase, and the log of the meeting."""

from __future__ import annotations

from typing import get_args

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.panel import PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.services import choices, leading, panel_log, phases, tasks
from survey.services.errors import NegativeNotAsked, VerdictInvalid
from survey.web.filters import now


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/leiden")
@in_meeting(leader=True)
def lead(pilot: Pilot, here: Here) -> ResponseReturnValue:
    return _page(pilot, here.meeting)


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/leiden")
@in_meeting(leader=True)
def move_on(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """The form names the phase that follows, so that a double press takes one step."""
    to = request.form.get("to", "")
    if to not in get_args(Phase):
        return _page(pilot, here.meeting), 400
    is_leaving_talk = here.meeting.phase == "decide" and to == "choose"
    if is_leaving_talk and request.form.get("anyway") != "yes" and tasks.undecided(db.session, meeting=here.meeting):
        sentence = _("Some themes have no decision yet. Decide, or tick that you go on without.")
        return _page(pilot, here.meeting, [("anyway", sentence)]), 400
    try:
        leading.move_on(db.session, meeting=here.meeting, to=to, by=here.by, now=now())  # type: ignore[arg-type]  # a leader has an account
    except VerdictInvalid:
        db.session.rollback()
        sentence = _(
            "Some decisions contradict each other: two themes each belong with the other, or have the same name."
        )
        return _page(pilot, here.meeting, [("", sentence)]), 400
    except NegativeNotAsked:
        db.session.rollback()
        sentence = _("Ask the panel what got worse above all, or write down why nothing did.")
        return _page(pilot, here.meeting, [("", sentence)]), 400
    if to == "closed":
        flash(_("The meeting is closed. What the panel decided stands."))
    return redirect(url_for("panel.lead", pilot_slug=pilot.slug, meeting_id=here.meeting.id))


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/verloop")
@in_meeting(leader=True)
def log(pilot: Pilot, here: Here) -> ResponseReturnValue:
    lines = [(line, panel_log.is_gap(line)) for line in panel_log.lines(db.session, meeting=here.meeting)]
    domains = choices.domains(db.session, meeting=here.meeting, language=str(get_locale()))
    return render_template("panel/log.html", pilot=pilot, here=here, meeting=here.meeting, lines=lines, domains=domains)


def _page(pilot: Pilot, meeting: PanelMeeting, errors: list[tuple[str, str]] | None = None) -> str:
    is_talk, seats = meeting.phase == "decide", leading.progress(db.session, meeting=meeting)
    return render_template(
        "panel/lead.html",
        pilot=pilot,
        meeting=meeting,
        seats=seats,
        after=phases.after(meeting.phase),
        n_busy=sum(not seat.is_ready for seat in seats),
        n_undecided=len(tasks.undecided(db.session, meeting=meeting)) if is_talk else 0,
        asked_worse=choices.is_asked(db.session, meeting=meeting, domain=choices.WORSE),
        errors=errors or [],
    )
