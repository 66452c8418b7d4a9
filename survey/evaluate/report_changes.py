"""Changed figures of two reports as lines that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

from reports import numbers
from reports.compare import Comparison
from reports.figures import FigureRow
from reports.texts import say


@dataclass(frozen=True, slots=True)
class Line:
    """about: which figure, of whom and when; before, after: as the report shows it."""

    about: str
    before: str
    after: str


def lines(found: Comparison) -> list[Line]:
    """In the order of the report."""
    return [
        Line(
            " · ".join(
                part
                for part in (
                    say(f"{change.about}.title"),
                    change.item,
                    say(f"changes.{change.measure}"),
                    say("wave.label", number=change.wave),
                    say(f"perspective.{change.perspective}.title"),
                )
                if part
            ),
            _figure(change.before),
            _figure(change.after),
        )
        for change in found.figures
    ]


def _figure(row: FigureRow | None) -> str:
    if row is None:
        return say("withheld.missing")
    if row.withheld and row.percent is None and row.numerator is None:
        return say(f"withheld.{row.withheld}")
    part = numbers.whole(row.numerator) if row.numerator else say("count.few")
    if row.denominator is None:
        return part
    count = say("count.short", part=part, whole=numbers.whole(row.denominator))
    if row.percent is None or row.low is None or row.high is None:
        return count
    return f"{numbers.percent(row.percent)} ({numbers.interval(row.low, row.high)}), {count}"
