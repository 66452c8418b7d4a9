"""What everybody can look at together: verdicts side by side, and how machine, teller and panel read the same story."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from survey.extensions import db
from survey.models.programme import Pilot, Wave
from survey.panel import board
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.services import outcome, panel_paper, panel_stories, phases
from survey.services.errors import VerdictsHidden


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/naast-elkaar")
@in_meeting(seat=True, leader=True)
def together(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """While judging goes on: for seats that are ready, and of those that are ready; the facilitator waits for the talk."""
    phases.require(here.meeting, "judge", "decide", "choose", "closed")
    ready = {member.seat for member in here.meeting.members if member.locked_at}
    if here.meeting.phase != "judge":
        ready = {member.seat for member in here.meeting.members}
    elif here.seat not in ready:
        raise VerdictsHidden(here.meeting.title)
    return render_template(
        "panel/together.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        rows=[board.only(row, ready) for row in board.rows(db.session, here.meeting)],
    )


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/lezingen")
@in_meeting(seat=True, leader=True)
def readings(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """From the talk on. Differences are findings."""
    phases.require(here.meeting, "decide", "choose", "closed")
    key_ring = current_app.config["KEY_RING"]
    rows = outcome.side_by_side(db.session, pilot=pilot, meeting=here.meeting, key_ring=key_ring)
    numbers = panel_paper.numbers(db.session, meeting=here.meeting)
    cards = board.cards(db.session, [row.story for row in rows], key_ring, numbers)
    wave = db.session.get_one(Wave, here.meeting.wave_id)
    return render_template(
        "panel/readings.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        rows=list(zip(rows, cards, strict=True)),
        wording=panel_stories.domains(db.session, wave=wave, language=str(get_locale())),
    )
