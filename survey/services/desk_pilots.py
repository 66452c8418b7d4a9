"""One figure of many pilots beside each other: always in alphabetical order, each by itself and with what the others tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.estimation.interval import Estimate, TooFew, z_value
from analysis.estimation.pilots import PilotEstimates, estimate_together
from analysis.indicators import describe
from analysis.internal import InternalIndicator, InternalView
from analysis.records import Perspective
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import accounts, desk_figures

FEWEST_PILOTS = 3


@dataclass(frozen=True, slots=True)
class PilotFigure:
    """The latest wave in which the figure can be shown. row: None where it cannot. together: the same share with what the
    other pilots tell (0-1); None with fewer than three pilots."""

    pilot: Pilot
    row: InternalIndicator | None
    together: Estimate | None


def may_see(session: Session, *, user: User) -> list[Pilot]:
    """Pilots in which somebody is an evaluator, by title."""
    pilots = session.scalars(select(Pilot).order_by(Pilot.title, Pilot.slug))
    return [pilot for pilot in pilots if accounts.holds(user, ("evaluator",), pilot=pilot)]


def side_by_side(
    session: Session, *, pilots: Sequence[Pilot], indicator: str, perspective: Perspective
) -> list[PilotFigure]:
    """Raises KeyError for a code that is not in the catalogue."""
    entry = describe(indicator)
    views = desk_figures.side_by_side(session, pilots=pilots, item=entry.item, perspective=perspective)
    rows = [_latest(views.get(pilot.slug), entry.code) for pilot in pilots]
    shown = [row for row in rows if row is not None]
    together = dict(zip([row.pilot for row in shown], estimates(shown), strict=True))
    return [
        PilotFigure(pilot, row, together.get(pilot.slug) if row else None)
        for pilot, row in zip(pilots, rows, strict=True)
    ]


def estimates(rows: Sequence[InternalIndicator]) -> Sequence[Estimate | None]:
    """What the pilots say together about each, kept inside 0-1. The standard error of a share is half of Wilson's interval,
    so that it is never nought where everybody says the same."""
    try:
        found: PilotEstimates = estimate_together(
            [row.value or 0.0 for row in rows],
            [((row.high or 0.0) - (row.low or 0.0)) / (2 * z_value()) for row in rows],
            [row.denominator or 0 for row in rows],
        )
    except TooFew:
        return [None] * len(rows)
    return [
        Estimate(_share(each.value), _share(each.low), _share(each.high), each.n, each.method)
        for each in found.together
    ]


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _latest(view: InternalView | None, code: str) -> InternalIndicator | None:
    rows = [row for row in view.indicators if row.indicator == code and row.value is not None] if view else []
    return max(rows, key=lambda row: row.wave, default=None)
