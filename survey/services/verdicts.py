"""Verdicts on candidate themes: what each seat says until its own are locked, and what is decided after the talk."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import VerdictKind
from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import PanelMeeting, Rating, Source, VerdictAlso, VerdictEvent
from survey.services import panel_log, phases
from survey.services.cleaning import clean
from survey.services.errors import VerdictInvalid

LEAST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a candidate. kind: what should become of it. merge_with: the candidates with which it is one theme
    (kind `merge`). parts: what it falls apart into (kind `split`). reason: always asked."""

    kind: VerdictKind
    reason: str
    rating: Rating | None = None
    name: str = ""
    merge_with: tuple[CandidateTheme, ...] = ()
    parts: tuple[str, ...] = ()
    source: Source = "screen"


def give(
    session: Session, *, meeting: PanelMeeting, candidate: CandidateTheme, said: Said, seat: int, now: datetime
) -> VerdictEvent:
    """Append what a seat says; the very same again changes nothing.

    Raises MeetingClosed, PhaseOver, VerdictsLocked, NotAllowed (no such seat), VerdictInvalid.
    """
    phases.require(meeting, "judge")
    phases.require_unlocked(meeting, seat)
    said = _cleaned(said)
    _require_whole(meeting, candidate, said)
    before = of_seat(session, meeting=meeting, seat=seat).get(candidate.id)
    if before is not None and _same(before, said):
        return before
    verdict = _append(session, meeting, candidate, said, now, seat=seat, is_final=False)
    panel_log.write(
        session,
        meeting=meeting,
        what="verdict",
        now=now,
        seat=seat,
        about=str(candidate.number + 1),
        old=_code(before),
        new=_code(verdict),
        source=said.source,
    )
    return verdict


def decide(
    session: Session,
    *,
    meeting: PanelMeeting,
    candidate: CandidateTheme,
    said: Said,
    by: User,
    now: datetime,
    absorbs: Sequence[CandidateTheme] = (),
    votes_for: int | None = None,
    votes_against: int | None = None,
) -> VerdictEvent:
    """Append the outcome of the talk about a candidate. absorbs: candidates that become part of this theme, for the same
    reason. votes_*: show of hands, if there was one.

    Raises MeetingClosed, PhaseOver, NotAllowed (not the facilitator), VerdictInvalid.
    """
    phases.require_facilitator(meeting, user=by)
    phases.require(meeting, "decide")
    said = _cleaned(said)
    _require_whole(meeting, candidate, said)
    if said.kind in ("confirm", "rename") and not said.name.strip():
        raise VerdictInvalid("A theme needs a name.")
    if len(said.merge_with) > 1 or (absorbs and said.kind not in ("confirm", "rename")) or candidate in absorbs:
        raise VerdictInvalid("A theme that stays takes others in; one that goes, goes to one other.")
    votes = {"votes_for": votes_for, "votes_against": votes_against}
    verdict = _final(session, meeting, candidate, said, now, **votes)
    for other in absorbs:
        goes = Said("merge", said.reason, merge_with=(candidate,), source=said.source)
        _require_whole(meeting, other, goes)
        _final(session, meeting, other, goes, now, **votes)
    return verdict


def lock(session: Session, *, meeting: PanelMeeting, seat: int, now: datetime) -> None:
    """From now on the verdicts of this seat stand; a second time changes nothing. Raises MeetingClosed, PhaseOver, NotAllowed."""
    phases.require(meeting, "judge")
    member = phases.require_seat(meeting, seat)
    if member.locked_at is None:
        member.locked_at = now
        session.flush()
        panel_log.write(session, meeting=meeting, what="lock", now=now, seat=seat)


def of_seat(session: Session, *, meeting: PanelMeeting, seat: int) -> dict[uuid.UUID, VerdictEvent]:
    """This seat's latest verdict per candidate."""
    rows = session.scalars(
        select(VerdictEvent)
        .where(VerdictEvent.meeting_id == meeting.id, VerdictEvent.seat == seat)
        .order_by(VerdictEvent.number)
    )
    return {row.candidate_id: row for row in rows}


def finals(session: Session, *, meeting: PanelMeeting) -> dict[uuid.UUID, VerdictEvent]:
    """The latest outcome per candidate that has one."""
    rows = session.scalars(
        select(VerdictEvent)
        .where(VerdictEvent.meeting_id == meeting.id, VerdictEvent.is_final)
        .order_by(VerdictEvent.number)
    )
    return {row.candidate_id: row for row in rows}


def _final(
    session: Session, meeting: PanelMeeting, candidate: CandidateTheme, said: Said, now: datetime, **votes: int | None
) -> VerdictEvent:
    before = finals(session, meeting=meeting).get(candidate.id)
    verdict = _append(session, meeting, candidate, said, now, seat=None, is_final=True, **votes)
    panel_log.write(
        session,
        meeting=meeting,
        what="final",
        now=now,
        about=str(candidate.number + 1),
        old=_code(before),
        new=_code(verdict),
        source=said.source,
    )
    return verdict


def _append(
    session: Session, meeting: PanelMeeting, candidate: CandidateTheme, said: Said, now: datetime, **more: Any
) -> VerdictEvent:
    first, *others = said.merge_with or (None,)
    verdict = VerdictEvent(
        meeting_id=meeting.id,
        candidate_id=candidate.id,
        kind=said.kind,
        rating=said.rating,
        name=said.name.strip(),
        merge_into_id=first.id if first else None,
        also=[VerdictAlso(candidate_id=other.id) for other in others if other],
        parts=[part.strip() for part in said.parts] or None,
        reason=said.reason.strip(),
        source=said.source,
        given_at=now,
        **more,
    )
    session.add(verdict)
    session.flush()
    return verdict


def _cleaned(said: Said) -> Said:
    """Without what can't be seen or printed: these words stand in reports (Word refuses control characters)."""
    parts = tuple(clean(part) for part in said.parts)
    return replace(said, name=clean(said.name), reason=clean(said.reason), parts=parts)


def _require_whole(meeting: PanelMeeting, candidate: CandidateTheme, said: Said) -> None:
    """Raises VerdictInvalid."""
    if any(theme.run_id != meeting.run_id for theme in (candidate, *said.merge_with)):
        raise VerdictInvalid("The theme is not in this meeting.")
    if not said.reason.strip():
        raise VerdictInvalid("A verdict needs a reason.")
    parts = [part for part in said.parts if part.strip()]
    whole = {
        "confirm": said.rating != "wrong",
        "rename": bool(said.name.strip()),
        "merge": bool(said.merge_with),
        "split": len(parts) >= LEAST_PARTS,
        "reject": True,
    }[said.kind]
    if (
        not whole
        or len(parts) < len(said.parts)
        or (said.parts and said.kind != "split")
        or (said.merge_with and said.kind != "merge")
        or candidate in said.merge_with
        or len(set(said.merge_with)) < len(said.merge_with)
    ):
        raise VerdictInvalid(f"A verdict '{said.kind}' is not complete.")


def _same(before: VerdictEvent, said: Said) -> bool:
    others = {before.merge_into_id, *(other.candidate_id for other in before.also)} - {None}
    return (before.kind, before.rating, before.name, before.reason, before.parts or []) == (
        said.kind,
        said.rating,
        said.name.strip(),
        said.reason.strip(),
        [part.strip() for part in said.parts],
    ) and others == {theme.id for theme in said.merge_with}


def _code(verdict: VerdictEvent | None) -> str:
    return "" if verdict is None else f"{verdict.rating or '-'} {verdict.kind}"
