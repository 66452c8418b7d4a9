"""Something came in after its phase was over: it is refused with a sentence, and everything that was typed stays on the page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.models.programme import Pilot
from survey.panel.access import Here
from survey.services.errors import MeetingClosed, PhaseOver, VerdictsLocked

TOO_LATE = (PhaseOver, MeetingClosed, VerdictsLocked)


def page(pilot: Pilot, here: Here, typed: Sequence[str | None]) -> ResponseReturnValue:
    """typed: what somebody wrote, to read and to copy."""
    db.session.rollback()
    kept = [text.strip() for text in typed if text and text.strip()]
    shown = render_template("panel/too_late.html", pilot=pilot, here=here, meeting=here.meeting, typed=kept)
    return shown, 409
