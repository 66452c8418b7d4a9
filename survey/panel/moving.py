"""One story of a theme belongs elsewhere: the same form while a seat judges alone and after the talk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.analysis import CandidateTheme
from survey.models.programme import Pilot
from survey.panel import board, late
from survey.panel.access import Here
from survey.panel.forms import MoveForm
from survey.services import moves
from survey.web.filters import now


def answer(
    pilot: Pilot,
    here: Here,
    candidate: CandidateTheme,
    others: list[CandidateTheme],
    *,
    again: Callable[[MoveForm], str],
    back: str,
) -> ResponseReturnValue:
    """Record the move of a seat, or of the panel when the facilitator asks. again: the page with what is wrong in the form;
    back: where to go once it is kept."""
    key_ring = current_app.config["KEY_RING"]
    theme = board.theme(db.session, pilot, candidate, key_ring)
    form = MoveForm(refs=[card.ref for card in theme.cards], others=[str(other.id) for other in others])
    if not form.validate():
        return again(form), 400
    try:
        moves.move(
            db.session,
            pilot=pilot,
            meeting=here.meeting,
            ref=UUID(form.ref.data),
            start=candidate,
            to=next((other for other in others if str(other.id) == form.to.data), None),
            reason=form.move_reason.data or "",
            key_ring=key_ring,
            now=now(),
            seat=here.seat,
            by=here.by if here.seat is None else None,
        )
    except late.TOO_LATE:
        return late.page(pilot, here, [form.move_reason.data])
    flash(_("Kept: this story belongs elsewhere."))
    return redirect(back)
