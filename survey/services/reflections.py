"""Reflection moments: the answers to three fixed questions, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.programme import Phase, Pilot
from survey.models.reflection import ReflectionDecision, ReflectionMoment


def add_moment(
    session: Session,
    *,
    pilot: Pilot,
    phase: Phase,
    held_on: date,
    works_well: str,
    needs_adjusting: str,
    usable_later: str,
    decisions: Sequence[tuple[str, str]] = (),
) -> ReflectionMoment:
    """The answers to the three fixed questions at one moment. decisions: what was decided, and who carries it."""
    moment = ReflectionMoment(
        pilot_id=pilot.id,
        phase_id=phase.id,
        held_on=held_on,
        works_well=works_well.strip(),
        needs_adjusting=needs_adjusting.strip(),
        usable_later=usable_later.strip(),
        decisions=[
            ReflectionDecision(position=position, text=text.strip(), owner=owner.strip())
            for position, (text, owner) in enumerate(decisions, start=1)
        ],
    )
    session.add(moment)
    session.flush()
    return moment


def moments(session: Session, *, pilot: Pilot) -> Sequence[tuple[ReflectionMoment, Phase]]:
    return session.execute(
        select(ReflectionMoment, Phase)
        .join(Phase, Phase.id == ReflectionMoment.phase_id)
        .where(ReflectionMoment.pilot_id == pilot.id)
        .order_by(ReflectionMoment.held_on)
    ).all()
