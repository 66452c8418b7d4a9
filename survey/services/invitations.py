"""Invitations as a coordinator handles them: made, changed, stopped, and what state each is in. Counts only."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey.models.account import User
from survey.models.invitation import Invitation
from survey.models.programme import Pilot, Wave
from survey.services import audit, programmes
from survey.services.errors import ChangedMeanwhile, NotFound, QuotaTooSmall
from survey.services.setting_up import fingerprint

State = Literal["open", "coming", "full", "stopped", "expired", "over"]
"""coming: its wave has not opened. expired: its last day has passed. over: its wave is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What can still be changed about a link. quota: None when there is no limit."""

    expires_on: date
    quota: int | None
    is_kiosk: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A link with its counts. quota: None when there is no limit."""

    token: str
    wave: int
    wave_title: str
    route: str
    language: str
    is_kiosk: bool
    expires_on: date
    quota: int | None
    n_started: int
    n_sent: int
    state: State


def state(invitation: Invitation, *, today: date) -> State:
    """'open' exactly when `programmes.require_open` lets a story through."""
    wave = invitation.wave
    if invitation.stopped_on is not None and today >= invitation.stopped_on:
        return "stopped"
    if today > wave.closes_on:
        return "over"
    if today > invitation.expires_on:
        return "expired"
    if today < wave.opens_on:
        return "coming"
    return "full" if invitation.quota is not None and invitation.n_sent >= invitation.quota else "open"


def lines(session: Session, *, pilot: Pilot, today: date) -> list[Line]:
    """Every invitation of the pilot: the latest wave first, within it by route."""
    rows = session.scalars(
        select(Invitation)
        .join(Wave, Wave.id == Invitation.wave_id)
        .options(selectinload(Invitation.wave))
        .where(Wave.pilot_id == pilot.id)
        .order_by(Wave.number.desc(), Invitation.route, Invitation.language, Invitation.token)
    )
    return [line(row, today=today) for row in rows]


def line(invitation: Invitation, *, today: date) -> Line:
    return Line(
        invitation.token,
        invitation.wave.number,
        invitation.wave.title,
        invitation.route,
        invitation.language,
        invitation.is_kiosk,
        invitation.expires_on,
        invitation.quota,
        invitation.n_started,
        invitation.n_sent,
        state(invitation, today=today),
    )


def get(session: Session, *, pilot: Pilot, token: str) -> Invitation:
    """An invitation of this pilot. Raises NotFound."""
    invitation = programmes.get_invitation(session, token=token)
    if invitation.wave.pilot_id != pilot.id:
        raise NotFound("There is no such invitation.")
    return invitation


def terms(invitation: Invitation) -> Terms:
    return Terms(invitation.expires_on, invitation.quota, invitation.is_kiosk)


def make(
    session: Session, *, wave: Wave, route: str, language: str, terms: Terms, by: User, now: datetime
) -> Invitation:
    invitation = programmes.create_invitation(session, wave=wave, route=route, language=language, **asdict(terms))
    audit.record(session, action="invitation.created", subject=invitation, by=by, now=now, route=route)
    return invitation


def change(session: Session, *, invitation: Invitation, terms: Terms, seen: str, by: User, now: datetime) -> None:
    """seen: fingerprint of the terms that were on the screen. Raises ChangedMeanwhile, and QuotaTooSmall for fewer than
    came through already."""
    session.refresh(invitation, with_for_update=True)
    before = Terms(invitation.expires_on, invitation.quota, invitation.is_kiosk)
    if seen != fingerprint(before):
        raise ChangedMeanwhile()
    if terms.quota is not None and terms.quota < invitation.n_sent:
        raise QuotaTooSmall(invitation.n_sent)
    if terms != before:
        invitation.expires_on, invitation.quota, invitation.is_kiosk = terms.expires_on, terms.quota, terms.is_kiosk
        session.flush()
        audit.record(session, action="invitation.changed", subject=invitation, by=by, now=now)


def stop(session: Session, *, invitation: Invitation, by: User, now: datetime) -> None:
    """Close this door from today on; who is filling in the form is told on sending. Once is enough."""
    if invitation.stopped_on is None:
        invitation.stopped_on = now.date()
        session.flush()
        audit.record(session, action="invitation.stopped", subject=invitation, by=by, now=now)


def resume(session: Session, *, invitation: Invitation, by: User, now: datetime) -> None:
    """Open a stopped door again, for what was printed already."""
    if invitation.stopped_on is not None:
        invitation.stopped_on = None
        session.flush()
        audit.record(session, action="invitation.resumed", subject=invitation, by=by, now=now)
