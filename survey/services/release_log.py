"""The decisions about release, as they follow one another: the latest one holds."""

from __future__ import annotations

import uuid

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from survey.models.released import MaskDecision, ReleaseDecision, ReleasedText


def latest_numbers() -> Subquery:
    """The number of the latest decision per story: columns ref and number."""
    return (
        select(ReleaseDecision.ref, func.max(ReleaseDecision.number).label("number"))
        .group_by(ReleaseDecision.ref)
        .subquery()
    )


def latest_decision(session: Session, *, ref: uuid.UUID) -> ReleaseDecision | None:
    return session.scalar(
        select(ReleaseDecision).where(ReleaseDecision.ref == ref).order_by(ReleaseDecision.number.desc()).limit(1)
    )


def fields(session: Session, *, ref: uuid.UUID) -> set[str]:
    """The texts of a story about which something was decided, also those that are gone since."""
    decided = select(MaskDecision.field).join(ReleaseDecision, ReleaseDecision.number == MaskDecision.decision_number)
    released = select(ReleasedText.field).where(ReleasedText.ref == ref)
    return {*session.scalars(decided.where(ReleaseDecision.ref == ref)), *session.scalars(released)}
