"""Consent per use, as append-only events; the latest per use holds."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from analysis.records import USES, Use
from survey.models.consent import ConsentEvent
from survey.models.submission import Submission

REFS_PER_QUERY = 500
"""Well under the number of bound values that SQLite and PostgreSQL allow."""


def record(
    session: Session,
    *,
    ref: uuid.UUID,
    uses: Mapping[Use, bool],
    wording_hashes: Mapping[Use, str],
    language: str,
    given_by: str,
    on: date,
) -> None:
    """Append one event per use."""
    session.add_all(_event(ref, use, uses[use], wording_hashes[use], language, given_by, on) for use in USES)


def change(
    session: Session,
    *,
    ref: uuid.UUID,
    uses: Mapping[Use, bool],
    wording_hashes: Mapping[Use, str],
    language: str,
    given_by: str,
    on: date,
) -> None:
    """Append one event for each use that is answered otherwise than it holds now."""
    before = held(session, refs=[ref])[ref]
    changed = [use for use in USES if use in uses and uses[use] != (use in before)]
    session.add_all(_event(ref, use, uses[use], wording_hashes[use], language, given_by, on) for use in changed)
    session.flush()


def _event(
    ref: uuid.UUID, use: Use, granted: bool, wording_hash: str, language: str, given_by: str, on: date
) -> ConsentEvent:
    return ConsentEvent(
        ref=ref,
        use=use,
        granted=granted,
        wording_hash=wording_hash,
        language=language,
        given_on=on,
        given_by=given_by,
    )


def allowed_now(use: Use) -> ColumnElement[bool]:
    """Whether the teller of a submission allows this use at this moment; for the `where` of a query over submissions."""
    latest = (
        select(ConsentEvent.granted)
        .where(ConsentEvent.ref == Submission.ref, ConsentEvent.use == use)
        .order_by(ConsentEvent.number.desc())
        .limit(1)
    )
    return latest.scalar_subquery().is_(True)


def held(session: Session, *, refs: Iterable[uuid.UUID]) -> dict[uuid.UUID, frozenset[Use]]:
    """The uses each teller allows at this moment."""
    wanted = list(refs)
    latest: dict[tuple[uuid.UUID, str], bool] = {}
    for start in range(0, len(wanted), REFS_PER_QUERY):
        events = session.execute(
            select(ConsentEvent.ref, ConsentEvent.use, ConsentEvent.granted)
            .where(ConsentEvent.ref.in_(wanted[start : start + REFS_PER_QUERY]))
            .order_by(ConsentEvent.number)
        )
        for ref, use, granted in events:
            latest[ref, use] = granted
    uses: dict[uuid.UUID, set[Use]] = defaultdict(set)
    for (ref, use), granted in latest.items():
        if granted:
            uses[ref].add(use)  # type: ignore[arg-type]  # the column is an Enum of the same words
    return {ref: frozenset(uses[ref]) for ref in wanted}
