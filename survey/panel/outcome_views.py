"""After the meeting: what became of what a seat said, and the draft with which the tellers hear about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.panel import board, heard
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.services import choices, feedback, leading, outcome, panels, phases, verdicts
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/uitkomst")
@in_meeting(seat=True)
def became(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """From the moment that decisions are made; in which report a theme stands is said once one was issued."""
    phases.require(here.meeting, "choose", "closed")
    return render_template(
        "panel/outcome.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        became=outcome.of_seat(db.session, pilot=pilot, meeting=here.meeting, seat=here.own_seat),
        numbers={row.candidate.id: row.candidate.number + 1 for row in board.rows(db.session, here.meeting)},
    )


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/terugkoppelen")
@with_role("coordinator")
def give_back(by: User, pilot: Pilot, meeting_id: object) -> ResponseReturnValue:
    """A draft of "What we heard" from what the panel decided, for a person to read, change and publish. What was written for
    the other two parts stays; earlier versions are kept."""
    meeting = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)  # type: ignore[arg-type]  # the address's UUID
    phases.require(meeting, "closed")
    wave = db.session.get_one(Wave, meeting.wave_id)
    language = feedback.FIRST_LANGUAGE
    before = feedback.history(db.session, wave=wave, language=language)
    kept = before[0].text if before else feedback.Text()
    with force_locale(language):
        text = heard.text(
            leading.fold(db.session, meeting=meeting),
            [verdict for verdict in verdicts.finals(db.session, meeting=meeting).values() if verdict.kind == "split"],
            asked_worse=choices.is_asked(db.session, meeting=meeting, domain=choices.WORSE),
        )
    draft = feedback.Text(text[: feedback.MOST_CHARACTERS], kept.will_do, kept.will_not_do)
    feedback.save_draft(db.session, wave=wave, language=language, text=draft, by=by, now=now())
    flash(_("There is a draft of what the panel heard. Read it, change it, and add what you will do and what not."))
    return redirect(url_for("manage.write_feedback", pilot_slug=pilot.slug, number=wave.number))
