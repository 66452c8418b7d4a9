"""Then and now: every move from step to step, and what it adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.estimation.interval import Estimate
from analysis.estimation.shares import net_movement, share
from analysis.records import NotGiven

STEPS = (1, 2, 3, 4, 5)
NOT_GIVEN: tuple[NotGiven, ...] = ("not_mentioned", "not_applicable")
Given = int | NotGiven
KINDS: tuple[Given, ...] = (*STEPS, *NOT_GIVEN)
"""Rows (then) and columns (now) of the table, in order."""


@dataclass(frozen=True, slots=True)
class Movement:
    """table: counts, 7 rows (then) by 7 columns (now) in the order of `KINDS`. net: share better minus share worse.
    better, same, worse: shares of those with a step for both. The estimates are None when nobody has both."""

    table: tuple[tuple[int, ...], ...]
    net: Estimate | None
    better: Estimate | None
    same: Estimate | None
    worse: Estimate | None

    @property
    def n_pairs(self) -> int:
        """Stories with a step for then and for now."""
        return sum(sum(row[: len(STEPS)]) for row in self.table[: len(STEPS)])


def movement(pairs: Iterable[tuple[Given, Given]]) -> Movement:
    """All moves of (then, now). Counts add up to the number of pairs. Raises ValueError for what is no step."""
    counts = [[0] * len(KINDS) for _ in KINDS]
    for then, now in pairs:
        if then not in KINDS or now not in KINDS:
            raise ValueError(f"{then!r} to {now!r} is no move between steps")
        counts[KINDS.index(then)][KINDS.index(now)] += 1
    table = tuple(map(tuple, counts))
    n_better = sum(table[a][b] for a in range(len(STEPS)) for b in range(a + 1, len(STEPS)))
    n_worse = sum(table[a][b] for a in range(len(STEPS)) for b in range(a))
    n_same = sum(table[a][a] for a in range(len(STEPS)))
    n = n_better + n_same + n_worse
    if not n:
        return Movement(table, None, None, None, None)
    return Movement(
        table, net_movement(n_better, n_same, n_worse), share(n_better, n), share(n_same, n), share(n_worse, n)
    )
