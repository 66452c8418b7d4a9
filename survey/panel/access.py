"""Who is in a meeting: a member with an account, whoever sits in a seat by its code, or the facilitator.

A seat by code has no account. The device remembers the seat in its sealed session, until "next person", until the code is
made anew, or until the browser closes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from flask import abort, render_template, session
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.models.account import RoleName, User
from survey.models.panel import PanelMeeting, PanelMember
from survey.models.programme import Pilot
from survey.services import panel_paper, panels, phases, programmes, seat_codes, seats
from survey.services.errors import (
    ConsentMissing,
    MeetingClosed,
    NotAllowed,
    NotFound,
    PhaseOver,
    StoryGone,
    VerdictInvalid,
    VerdictsHidden,
    VerdictsLocked,
)
from survey.web import errors
from survey.web.access import View, with_role
from survey.web.filters import now

KEPT = "panel_seat"
LEADERS: tuple[RoleName, ...] = ("coordinator", "evaluator")
REFUSED = (PhaseOver, MeetingClosed, VerdictsHidden, VerdictsLocked, VerdictInvalid, NotFound, ConsentMissing)


@dataclass(frozen=True, slots=True)
class Here:
    """Who is looking. seat: None for the facilitator. by: None for a seat by code."""

    meeting: PanelMeeting
    seat: int | None
    by: User | None

    @property
    def own_seat(self) -> int:
        """Raises NotAllowed for the facilitator, who has none."""
        if self.seat is None:
            raise NotAllowed("The facilitator does not sit in a seat.")
        return self.seat


def in_meeting(*, seat: bool = False, leader: bool = False, helper: bool = False) -> Callable[[View], View]:
    """Stamp a view with an address of a meeting; passes `pilot` and `here`. seat: for whoever has a seat; leader: for the
    facilitator; helper: for the facilitator and every coordinator of the pilot. What the table of roles says holds for
    accounts; a seat by code gets in where a panel member does. Who is in, and is refused there, keeps the way back."""
    roles: tuple[RoleName, ...] = (*(("panel_member",) if seat else ()), *(LEADERS if leader or helper else ()))

    def stamp(view: View) -> View:
        @with_role(*roles)
        def with_account(by: User, pilot: Pilot, meeting_id: UUID, **address: Any) -> ResponseReturnValue:
            meeting = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
            if helper:
                panel_paper.require_helper(pilot, meeting, user=by)
                return _inside(view, pilot, Here(meeting, None, by), address)
            return _inside(view, pilot, _of_account(by, meeting, seat=seat, leader=leader), address)

        @wraps(view)
        def checked(**address: Any) -> ResponseReturnValue:
            found = by_code(address["meeting_id"]) if seat else None
            if found is None:
                return with_account(**address)
            meeting, member = found
            pilot = programmes.find_pilot(db.session, slug=address.pop("pilot_slug"))
            if pilot is None or meeting.pilot_id != pilot.id:
                abort(403)
            del address["meeting_id"]
            return _inside(view, pilot, Here(meeting, member.seat, None), address)

        checked.access = with_account.access  # type: ignore[attr-defined]  # the stamp on a view
        return checked

    return stamp


def _inside(view: View, pilot: Pilot, here: Here, address: dict[str, Any]) -> ResponseReturnValue:
    """The view; when it refuses, why, with the way back to the meeting."""
    try:
        return view(pilot=pilot, here=here, **address)
    except REFUSED as refused:
        db.session.rollback()
        words = errors.words_of(StoryGone() if isinstance(refused, ConsentMissing) else refused)
        page = render_template("panel/refused.html", pilot=pilot, here=here, meeting=here.meeting, words=words)
        return page, words.status


def by_code(meeting_id: UUID | None = None) -> tuple[PanelMeeting, PanelMember] | None:
    """The seat that this device holds, in this meeting when one is given; None when it holds none (any more)."""
    kept = session.get(KEPT)
    if not isinstance(kept, list) or len(kept) != 3 or (meeting_id and kept[0] != str(meeting_id)):
        return None
    return seat_codes.holder(db.session, meeting_id=UUID(kept[0]), seat=kept[1], mark=kept[2], now=now())


def sit_down(member: PanelMember) -> None:
    """This device holds the seat from now on, and nothing else: whoever was signed in on it is not any more."""
    session.clear()
    session[KEPT] = [str(member.meeting_id), member.seat, seat_codes.mark_of(member)]


def _of_account(by: User, meeting: PanelMeeting, *, seat: bool, leader: bool) -> Here:
    """Raises NotAllowed."""
    if seat and any(member.user_id == by.id for member in meeting.members):
        return Here(meeting, seats.seat_of(meeting, user=by), by)
    if leader and (not seat or meeting.facilitator_id == by.id):
        phases.require_facilitator(meeting, user=by)
        return Here(meeting, None, by)
    raise NotAllowed("You have no seat in this meeting.")
