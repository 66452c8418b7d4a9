"""The log of a meeting: one line per act, never changed, without a word of text. Written in the transaction of the act."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.panel import PanelLog, PanelMeeting, Source

Act = Literal["phase", "read", "verdict", "lock", "move", "final", "nominate", "choose"]
ABOUT_A_STORY: frozenset[Act] = frozenset({"read", "move", "nominate", "choose"})


def write(
    session: Session,
    *,
    meeting: PanelMeeting,
    what: Act,
    now: datetime,
    seat: int | None = None,
    about: str = "",
    ref: uuid.UUID | None = None,
    old: str = "",
    new: str = "",
    source: Source = "screen",
) -> None:
    """Append a line. old, new: codes, never anybody's words. seat None: the facilitator."""
    session.add(
        PanelLog(
            meeting_id=meeting.id,
            seat=seat,
            what=what,
            about=about,
            ref=ref,
            old=old,
            new=new,
            source=source,
            at=now,
        )
    )


def lines(session: Session, *, meeting: PanelMeeting) -> list[PanelLog]:
    """Everything that was done, in the order in which it was done."""
    return list(session.scalars(select(PanelLog).where(PanelLog.meeting_id == meeting.id).order_by(PanelLog.number)))


def is_gap(line: PanelLog) -> bool:
    """The act was about a story that has been taken back since."""
    return line.what in ABOUT_A_STORY and line.ref is None and line.new != "none"
