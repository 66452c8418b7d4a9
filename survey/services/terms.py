"""How long what stays, per pilot: the stages, their default terms and the bounds within which a pilot may choose.

The defaults are the proposal that Loex is built for; the organisation decides (GDPR, article 5(1)(e)). 90 days for text
as it was told follows the default retention of GlobaLeaks, which is made for reports as sensitive as these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot, RetentionTerm
from survey.services import audit
from survey.services.errors import ChangedMeanwhile, TermInvalid

Stage = Literal["told", "recording", "unchecked", "held_back", "signal", "released"]
"""told: text as told, after its last release. recording: spoken, after the day of telling, when nobody released the story
sooner. unchecked: a story that nobody decided about, after the day of telling. held_back: after the day it was held
back. signal: after its end. released: stories that were released, after the last day of the pilot."""
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Term:
    """Days. shortest and longest are what a pilot may choose."""

    default: int
    shortest: int
    longest: int


TERMS: Mapping[Stage, Term] = {
    "told": Term(90, 7, 365),
    "recording": Term(90, 7, 365),
    "unchecked": Term(180, 30, 730),
    "held_back": Term(180, 30, 730),
    "signal": Term(365, 30, 1_825),
    "released": Term(730, 30, 3_650),
}


def of_pilot(session: Session, *, pilot: Pilot) -> dict[Stage, int]:
    """Days per stage, as this pilot chose or by default."""
    rows = session.scalars(select(RetentionTerm).where(RetentionTerm.pilot_id == pilot.id))
    chosen = {row.stage: row.days for row in rows}
    return {stage: chosen.get(stage, TERMS[stage].default) for stage in STAGES}


def change(
    session: Session,
    *,
    pilot: Pilot,
    days: Mapping[Stage, int],
    seen: Mapping[Stage, int],
    by: User,
    now: datetime,
) -> None:
    """Choose terms. seen: the terms that were on the screen. Raises TermInvalid, ChangedMeanwhile."""
    session.refresh(pilot, with_for_update=True)
    before = of_pilot(session, pilot=pilot)
    if dict(seen) != before:
        raise ChangedMeanwhile(pilot.slug)
    changed = {stage: n for stage, n in days.items() if n != before[stage]}
    for stage, n in changed.items():
        if not TERMS[stage].shortest <= n <= TERMS[stage].longest:
            raise TermInvalid(stage)
        session.execute(delete(RetentionTerm).where(RetentionTerm.pilot_id == pilot.id, RetentionTerm.stage == stage))
        session.add(RetentionTerm(pilot_id=pilot.id, stage=stage, days=n))
    session.flush()
    if changed:
        audit.record(
            session,
            action="pilot.terms_changed",
            subject=pilot,
            by=by,
            now=now,
            **{str(s): n for s, n in changed.items()},
        )
