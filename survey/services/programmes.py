"""Programmes, pilots, phases, waves and invitations: setting them up and finding them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.invitation import Invitation
from survey.models.programme import AgePolicy, Partner, Phase, Pilot, Programme, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import audit
from survey.services.errors import InvitationExpired, InvitationStopped, InvitationUsedUp, NotFound, WaveClosed

SIGNS = "bcdfghjkmnpqrstvwxz23456789"
N_SIGNS = 10
"""A link that can be typed over from a poster: nothing that looks like something else, no vowels that make words. 27 signs
in 10 places are 47 bits, so that nobody comes upon an invitation by trying."""


def find_pilot(session: Session, *, slug: str) -> Pilot | None:
    return session.scalar(select(Pilot).where(Pilot.slug == slug))


def get_pilot(session: Session, *, slug: str) -> Pilot:
    """Raises NotFound."""
    pilot = find_pilot(session, slug=slug)
    if pilot is None:
        raise NotFound(f"There is no pilot {slug!r}.")
    return pilot


def all_pilots(session: Session) -> list[Pilot]:
    """Every pilot of every programme, by title."""
    return list(session.scalars(select(Pilot).order_by(Pilot.title, Pilot.slug)))


def get_wave(session: Session, *, pilot: Pilot, number: int) -> Wave:
    """Raises NotFound."""
    wave = session.scalar(select(Wave).where(Wave.pilot_id == pilot.id, Wave.number == number))
    if wave is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no wave {number}.")
    return wave


def find_programme(session: Session, *, slug: str) -> Programme | None:
    return session.scalar(select(Programme).where(Programme.slug == slug))


def create_programme(
    session: Session, *, slug: str, title: str, phases: Sequence[tuple[str, date, date]], is_demo: bool = False
) -> Programme:
    """A programme with its phases (title, first day, last day) in order; phases may overlap."""
    programme = Programme(slug=slug, title=title, is_demo=is_demo)
    programme.phases = [
        Phase(number=number, title=phase_title, starts_on=starts_on, ends_on=ends_on)
        for number, (phase_title, starts_on, ends_on) in enumerate(phases, start=1)
    ]
    session.add(programme)
    session.flush()
    return programme


def create_pilot(
    session: Session,
    *,
    programme: Programme,
    slug: str,
    title: str,
    themes: list[str],
    neighbourhoods: list[str],
    target_group: str,
    age_policy: AgePolicy,
    starts_on: date,
    ends_on: date,
    by: User | None,
    now: datetime,
) -> Pilot:
    """A pilot of the programme; a demo programme has demo pilots."""
    pilot = Pilot(
        programme_id=programme.id,
        slug=slug,
        title=title,
        themes=themes,
        neighbourhoods=neighbourhoods,
        target_group=target_group,
        age_policy=age_policy,
        is_demo=programme.is_demo,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(pilot)
    session.flush()
    audit.record(session, action="pilot.created", subject=pilot, by=by, now=now)
    return pilot


def add_partner(session: Session, *, pilot: Pilot, name: str, role: str) -> Partner:
    partner = Partner(pilot_id=pilot.id, name=name, role=role)
    session.add(partner)
    session.flush()
    return partner


def create_wave(
    session: Session,
    *,
    pilot: Pilot,
    phase: Phase,
    questionnaire: QuestionnaireVersion,
    number: int,
    title: str,
    opens_on: date,
    closes_on: date,
    planned: Mapping[str, int] | None = None,
) -> Wave:
    """planned: stories hoped for, per perspective."""
    wave = Wave(
        pilot_id=pilot.id,
        phase_id=phase.id,
        questionnaire_version_id=questionnaire.id,
        number=number,
        title=title,
        opens_on=opens_on,
        closes_on=closes_on,
        planned=dict(planned) if planned else None,
    )
    session.add(wave)
    session.flush()
    return wave


def create_invitation(
    session: Session,
    *,
    wave: Wave,
    route: str,
    language: str,
    expires_on: date,
    quota: int | None = None,
    is_kiosk: bool = False,
) -> Invitation:
    """A link that everybody invited along this route shares; it tells nothing about a person."""
    invitation = Invitation(
        wave_id=wave.id,
        token="".join(secrets.choice(SIGNS) for _ in range(N_SIGNS)),
        route=route,
        language=language,
        expires_on=expires_on,
        quota=quota,
        is_kiosk=is_kiosk,
    )
    session.add(invitation)
    session.flush()
    return invitation


def get_invitation(session: Session, *, token: str) -> Invitation:
    """Raises NotFound."""
    invitation = session.scalar(select(Invitation).where(Invitation.token == token))
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return invitation


def open_invitations(session: Session, *, programme: Programme, today: date) -> list[Invitation]:
    """Invitations of a programme through which a story can be told today, by pilot."""
    return list(
        session.scalars(
            select(Invitation)
            .join(Wave, Wave.id == Invitation.wave_id)
            .join(Pilot, Pilot.id == Wave.pilot_id)
            .where(
                Pilot.programme_id == programme.id,
                Wave.opens_on <= today,
                Wave.closes_on >= today,
                Invitation.expires_on >= today,
                or_(Invitation.stopped_on.is_(None), Invitation.stopped_on > today),
            )
            .order_by(Pilot.slug, Invitation.token)
        )
    )


def require_open(invitation: Invitation, *, today: date) -> None:
    """Raises WaveClosed, InvitationExpired, InvitationStopped or InvitationUsedUp when no story can be told through this
    invitation today. It is stopped from that very day on."""
    if not invitation.wave.opens_on <= today <= invitation.wave.closes_on:
        raise WaveClosed(invitation.wave.title)
    if today > invitation.expires_on:
        raise InvitationExpired(invitation.route)
    if invitation.stopped_on is not None and today >= invitation.stopped_on:
        raise InvitationStopped(invitation.route)
    if invitation.quota is not None and invitation.n_sent >= invitation.quota:
        raise InvitationUsedUp(invitation.route)


def count_started(session: Session, *, invitation: Invitation) -> None:
    """Somebody pressed start. A count, without a trace of who or when."""
    session.execute(update(Invitation).where(Invitation.id == invitation.id).values(n_started=Invitation.n_started + 1))
