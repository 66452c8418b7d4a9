"""What a pilot will report in a phase, registered beforehand: so that nobody picks figures once they are known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.indicators import describe
from survey.models.account import User
from survey.models.programme import Phase, Pilot
from survey.models.registration import RegisteredIndicator
from survey.services import audit
from survey.services.errors import NotFound


def register(
    session: Session, *, pilot: Pilot, phase: Phase, indicators: Collection[str], by: User, now: datetime
) -> int:
    """Write down which indicators this phase will report; those registered earlier keep their day. Returns how many were
    added. Raises NotFound for a phase of another programme or a code that is not in the catalogue."""
    if phase.programme_id != pilot.programme_id:
        raise NotFound("This phase belongs to another programme.")
    for code in indicators:
        try:
            describe(code)
        except KeyError:
            raise NotFound(f"There is no indicator {code!r}.") from None
    known = {row.indicator for row in registered(session, pilot=pilot) if row.phase_id == phase.id}
    new = [code for code in dict.fromkeys(indicators) if code not in known]
    session.add_all(
        RegisteredIndicator(
            pilot_id=pilot.id, phase_id=phase.id, indicator=code, registered_at=now, registered_by_id=by.id
        )
        for code in new
    )
    session.flush()
    if new:
        audit.record(session, action="indicators.registered", subject=pilot, by=by, now=now, indicators=len(new))
    return len(new)


def registered(session: Session, *, pilot: Pilot) -> Sequence[RegisteredIndicator]:
    """All of a pilot, by phase, in the order in which they were registered."""
    return session.scalars(
        select(RegisteredIndicator)
        .join(Phase, Phase.id == RegisteredIndicator.phase_id)
        .where(RegisteredIndicator.pilot_id == pilot.id)
        .order_by(Phase.number, RegisteredIndicator.registered_at, RegisteredIndicator.indicator)
    ).all()


def by_wave(session: Session, *, pilot: Pilot, indicator: str) -> dict[int, datetime | None]:
    """By wave: when this indicator was registered for its phase, if that was before the wave opened; else None."""
    wanted = describe(indicator).code
    at = {row.phase_id: row.registered_at for row in registered(session, pilot=pilot) if row.indicator == wanted}
    return {
        wave.number: at[wave.phase_id] if wave.phase_id in at and at[wave.phase_id].date() < wave.opens_on else None
        for wave in pilot.waves
    }
