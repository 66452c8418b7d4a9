"""How collecting goes in a pilot: per wave what was told and what became of it, with the invitations that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.invitation import Invitation
from survey.models.programme import Pilot, Wave
from survey.services import deidentification, released

WaveState = Literal["coming", "open", "over"]


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """A link with its counts. quota: None when there is no limit. is_open: stories can be told through it today."""

    token: str
    route: str
    language: str
    expires_on: date
    quota: int | None
    n_started: int
    n_sent: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class WaveProgress:
    """told = released + waiting + held_back, in stories."""

    number: int
    title: str
    phase: str
    opens_on: date
    closes_on: date
    state: WaveState
    told: int
    released: int
    waiting: int
    held_back: int
    invitations: tuple[InvitationLine, ...]


def progress(session: Session, *, pilot: Pilot, today: date) -> list[WaveProgress]:
    """Every wave of the pilot, in order."""
    counts = released.counts(session, pilot=pilot)
    queue = deidentification.waiting(session, pilot=pilot)
    return [
        WaveProgress(
            number=wave.number,
            title=wave.title,
            phase=wave.phase.title,
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            state="coming" if today < wave.opens_on else "open" if today <= wave.closes_on else "over",
            told=sum(told for (number, _), (told, _) in counts.items() if number == wave.number),
            released=sum(done for (number, _), (_, done) in counts.items() if number == wave.number),
            waiting=sum(story.wave == wave.number and story.outcome is None for story in queue),
            held_back=sum(story.wave == wave.number and story.outcome is not None for story in queue),
            invitations=_invitations(session, wave, today),
        )
        for wave in pilot.waves
    ]


def _invitations(session: Session, wave: Wave, today: date) -> tuple[InvitationLine, ...]:
    rows = session.scalars(
        select(Invitation).where(Invitation.wave_id == wave.id).order_by(Invitation.route, Invitation.token)
    )
    return tuple(
        InvitationLine(
            row.token,
            row.route,
            row.language,
            row.expires_on,
            row.quota,
            row.n_started,
            row.n_sent,
            wave.opens_on <= today <= min(wave.closes_on, row.expires_on)
            and (row.quota is None or row.n_sent < row.quota),
        )
        for row in rows
    )
