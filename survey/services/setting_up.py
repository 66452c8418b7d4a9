"""Changing how a programme is set up: by a named person, recorded, and never over somebody else's change.

Whoever changes something says which values were on the screen (`seen`, a fingerprint). When those are not the stored ones
any more, nothing is changed.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.feedback import WaveFeedback
from survey.models.invitation import Invitation
from survey.models.panel import PanelMeeting
from survey.models.programme import AgePolicy, Partner, Phase, Pilot, Programme, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.submission import Submission
from survey.services import audit, programmes
from survey.services.errors import AlreadyThere, ChangedMeanwhile, NotFound, WaveInUse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WhyKept = Literal["open", "stories", "used"]
"""open: stories can be told today. stories: some were told. used: a panel meeting or a text for tellers hangs on it."""


@dataclass(frozen=True, slots=True)
class PhaseSettings:
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PilotSettings:
    """What can be changed at any time; the age policy is a decision of its own."""

    title: str
    themes: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    target_group: str
    starts_on: date
    ends_on: date
    worry_contact: str | None
    worry_working_days: int
    takes_recordings: bool
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class WaveSettings:
    """planned: stories hoped for, per perspective; None when nothing was planned."""

    title: str
    phase_id: uuid.UUID
    questionnaire_version_id: uuid.UUID
    opens_on: date
    closes_on: date
    planned: Mapping[str, int] | None


Settings = PhaseSettings | PilotSettings | WaveSettings


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """When somebody decided about the age of tellers, and why. reason: as that person wrote it."""

    at: datetime
    by: str
    age_policy: AgePolicy
    reason: str


def phase_settings(phase: Phase) -> PhaseSettings:
    return PhaseSettings(phase.title, phase.starts_on, phase.ends_on)


def pilot_settings(pilot: Pilot) -> PilotSettings:
    return PilotSettings(
        pilot.title,
        tuple(pilot.themes),
        tuple(pilot.neighbourhoods),
        pilot.target_group,
        pilot.starts_on,
        pilot.ends_on,
        pilot.worry_contact,
        pilot.worry_working_days,
        pilot.takes_recordings,
        pilot.four_eyes,
    )


def wave_settings(wave: Wave) -> WaveSettings:
    return WaveSettings(
        wave.title, wave.phase_id, wave.questionnaire_version_id, wave.opens_on, wave.closes_on, wave.planned
    )


def fingerprint(values: DataclassInstance | str) -> str:
    """32 characters that differ as soon as one value differs."""
    plain = values if isinstance(values, str) else asdict(values)
    return hashlib.sha256(json.dumps(plain, default=str, sort_keys=True).encode()).hexdigest()[:32]


def all_programmes(session: Session) -> list[Programme]:
    """Every programme by title, with its phases and pilots."""
    with_parts = selectinload(Programme.phases), selectinload(Programme.pilots)
    return list(session.scalars(select(Programme).options(*with_parts).order_by(Programme.title)))


def get_programme(session: Session, *, slug: str) -> Programme:
    """Raises NotFound."""
    programme = programmes.find_programme(session, slug=slug)
    if programme is None:
        raise NotFound(f"There is no programme {slug!r}.")
    return programme


def get_phase(*, programme: Programme, number: int) -> Phase:
    """Raises NotFound."""
    phase = next((phase for phase in programme.phases if phase.number == number), None)
    if phase is None:
        raise NotFound(f"Programme {programme.slug!r} has no phase {number}.")
    return phase


def published_versions(session: Session) -> list[QuestionnaireVersion]:
    """Every published version of every questionnaire, the latest first."""
    return list(
        session.scalars(
            select(QuestionnaireVersion)
            .options(selectinload(QuestionnaireVersion.questionnaire))
            .where(QuestionnaireVersion.published_at.is_not(None))
            .order_by(QuestionnaireVersion.published_at.desc(), QuestionnaireVersion.number.desc())
        )
    )


def add_programme(session: Session, *, slug: str, title: str, by: User, now: datetime) -> Programme:
    """A programme without phases or pilots yet. Raises AlreadyThere('slug')."""
    if programmes.find_programme(session, slug=slug):
        raise AlreadyThere("slug")
    programme = programmes.create_programme(session, slug=slug, title=title, phases=[])
    audit.record(session, action="programme.created", subject=programme, by=by, now=now)
    return programme


def add_phase(session: Session, *, programme: Programme, settings: PhaseSettings, by: User, now: datetime) -> Phase:
    """The next phase; it may overlap with the others."""
    phase = Phase(
        programme_id=programme.id,
        number=max((phase.number for phase in programme.phases), default=0) + 1,
        **asdict(settings),
    )
    session.add(phase)
    session.flush()
    session.refresh(programme)
    audit.record(session, action="phase.created", subject=phase, by=by, now=now, number=phase.number)
    return phase


def change_phase(
    session: Session, *, phase: Phase, settings: PhaseSettings, seen: str, by: User, now: datetime
) -> None:
    """Raises ChangedMeanwhile."""
    session.refresh(phase, with_for_update=True)
    _change(session, phase, phase_settings(phase), settings, seen, by, now)


def add_pilot(
    session: Session,
    *,
    programme: Programme,
    slug: str,
    settings: PilotSettings,
    age_policy: AgePolicy,
    reason: str,
    by: User,
    now: datetime,
) -> Pilot:
    """A pilot of the programme. reason: where the decision about age is written down. Raises AlreadyThere('slug')."""
    if programmes.find_pilot(session, slug=slug):
        raise AlreadyThere("slug")
    values: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()
    }
    later = {
        name: values.pop(name) for name in ("worry_contact", "worry_working_days", "takes_recordings", "four_eyes")
    }
    pilot = programmes.create_pilot(
        session, programme=programme, slug=slug, age_policy=age_policy, by=by, now=now, **values
    )
    for name, value in later.items():
        setattr(pilot, name, value)
    session.flush()
    _record_policy(session, pilot, reason, by, now)
    return pilot


def change_pilot(
    session: Session, *, pilot: Pilot, settings: PilotSettings, seen: str, by: User, now: datetime
) -> None:
    """Raises ChangedMeanwhile."""
    session.refresh(pilot, with_for_update=True)
    _change(session, pilot, pilot_settings(pilot), settings, seen, by, now)


def change_age_policy(
    session: Session, *, pilot: Pilot, age_policy: AgePolicy, reason: str, seen: str, by: User, now: datetime
) -> None:
    """Holds for stories from now on; nothing that was told before changes. Raises ChangedMeanwhile."""
    session.refresh(pilot, with_for_update=True)
    if seen != fingerprint(pilot.age_policy):
        raise ChangedMeanwhile()
    pilot.age_policy = age_policy
    session.flush()
    _record_policy(session, pilot, reason, by, now)


def policy_decisions(session: Session, *, pilot: Pilot) -> list[PolicyDecision]:
    """Every recorded decision about age, the latest first."""
    rows = session.execute(
        select(AuditEvent, User.name)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.action == "pilot.age_policy", AuditEvent.subject_id == str(pilot.id))
        .order_by(AuditEvent.number.desc())
    )
    return [PolicyDecision(row.at, name, row.detail["age_policy"], row.detail["reason"]) for row, name in rows]


def add_partner(session: Session, *, pilot: Pilot, name: str, role: str, by: User, now: datetime) -> Partner:
    """Raises AlreadyThere('name'), also for another way of writing capitals."""
    if any(partner.name.casefold() == name.casefold() for partner in pilot.partners):
        raise AlreadyThere("name")
    partner = programmes.add_partner(session, pilot=pilot, name=name, role=role)
    session.refresh(pilot)
    audit.record(session, action="partner.added", subject=pilot, by=by, now=now, partner=name)
    return partner


def remove_partner(session: Session, *, pilot: Pilot, partner_id: uuid.UUID, by: User, now: datetime) -> None:
    """Raises NotFound."""
    partner = session.get(Partner, partner_id)
    if partner is None or partner.pilot_id != pilot.id:
        raise NotFound(f"Pilot {pilot.slug!r} has no partner {partner_id}.")
    audit.record(session, action="partner.removed", subject=pilot, by=by, now=now, partner=partner.name)
    session.delete(partner)
    session.flush()


def add_wave(session: Session, *, pilot: Pilot, number: int, settings: WaveSettings, by: User, now: datetime) -> Wave:
    """Raises AlreadyThere('number')."""
    if any(wave.number == number for wave in pilot.waves):
        raise AlreadyThere("number")
    wave = Wave(pilot_id=pilot.id, number=number, **asdict(settings))
    session.add(wave)
    session.flush()
    session.refresh(pilot)
    audit.record(session, action="wave.created", subject=wave, by=by, now=now, number=number)
    return wave


def change_wave(session: Session, *, wave: Wave, settings: WaveSettings, seen: str, by: User, now: datetime) -> None:
    """Raises ChangedMeanwhile, and WaveInUse for another questionnaire or phase than stories are told with already."""
    session.refresh(wave, with_for_update=True)
    before = wave_settings(wave)
    if why_kept(session, wave=wave, today=now.date()) and (
        (settings.questionnaire_version_id, settings.phase_id) != (before.questionnaire_version_id, before.phase_id)
    ):
        raise WaveInUse(wave.title)
    _change(session, wave, before, settings, seen, by, now)


def delete_wave(session: Session, *, wave: Wave, by: User, now: datetime) -> None:
    """Remove a wave in which nothing happened, with its invitations. Raises WaveInUse."""
    if why_kept(session, wave=wave, today=now.date()):
        raise WaveInUse(wave.title)
    audit.record(session, action="wave.deleted", subject=wave, by=by, now=now, number=wave.number)
    for invitation in session.scalars(select(Invitation).where(Invitation.wave_id == wave.id)):
        session.delete(invitation)
    session.delete(wave)
    session.flush()


def why_kept(session: Session, *, wave: Wave, today: date) -> WhyKept | None:
    """Why a wave keeps its questionnaire and phase and can't be deleted; None when it can still change."""

    def any_row(table: Any) -> bool:
        return bool(session.scalar(select(exists().where(table.wave_id == wave.id))))

    if any_row(Submission):
        return "stories"
    if wave.opens_on <= today <= wave.closes_on:
        return "open"
    return "used" if any_row(PanelMeeting) or any_row(WaveFeedback) else None


def _change(
    session: Session, row: Phase | Pilot | Wave, before: Settings, after: Settings, seen: str, by: User, now: datetime
) -> None:
    if seen != fingerprint(before):
        raise ChangedMeanwhile()
    changed = [field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)]
    for name in changed:
        value = getattr(after, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    session.flush()
    if changed:
        audit.record(
            session, action=f"{row.__tablename__}.changed", subject=row, by=by, now=now, fields=",".join(changed)
        )


def _record_policy(session: Session, pilot: Pilot, reason: str, by: User, now: datetime) -> None:
    audit.record(
        session,
        action="pilot.age_policy",
        subject=pilot,
        by=by,
        now=now,
        age_policy=pilot.age_policy,
        reason=reason,
    )
