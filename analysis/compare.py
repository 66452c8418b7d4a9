"""Two runs side by side: what went in, what was set otherwise, and which candidate may be which.

Only proposes. A match says that two candidates hold much the same stories; whether they are the same theme is for people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.records import Provenance

PROPOSED_FROM = 0.30
"""Jaccard overlap from which a match is proposed. Communities are followed over time in the same way (Greene, Doyle and
Cunningham 2010, doi 10.1109/ASONAM.2010.17); under a third of their stories in common, two candidates are two."""
MUCH_ALIKE_FROM = 0.50
"""More than half of the two together is shared: at most one candidate of a run can have it with another."""
NEARLY_SAME_FROM = 0.75
"""Hennig's bound for a cluster that is the same again (2007, doi 10.1016/j.csda.2006.11.025)."""

Alikeness = Literal["nearly_same", "much_alike", "partly_alike"]
Setting = Literal["encoder", "seed", "parameter", "library"]


@dataclass(frozen=True, slots=True)
class RunTheme:
    """A candidate as its run left it. stories: whose main theme it is; typical: those shown for it, most typical first.
    Both hold references of stories that are still there. stability: share (0-1) of resamples in which it returned."""

    id: str
    number: int
    keywords: tuple[str, ...]
    stability: float
    n_stories: int
    n_tellers: int
    stories: frozenset[str]
    typical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run as it can be read afterwards. n_stories, n_rest: when it was made; stories, rest: those still there."""

    id: str
    provenance: Provenance
    n_stories: int
    n_rest: int
    enough: bool
    stories: frozenset[str]
    rest: frozenset[str]
    themes: tuple[RunTheme, ...]

    @property
    def n_lost(self) -> int:
        """Stories that it used and that have been withdrawn since."""
        return max(0, self.n_stories - len(self.stories))


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was set otherwise in the later run. name: of the parameter or library, else ''. None: it had none."""

    what: Setting
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Match:
    """Two candidates that may be the same. before, after: their ids. score: Jaccard overlap (0-1) of their stories, counted
    among the stories that both runs had; n_shared: stories in both."""

    before: str
    after: str
    score: float
    n_shared: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two runs.

    added, gone: references that only the later or only the earlier run had, of stories still there. n_both: stories in
    both; n_stayed: of these, how many are in two candidates that match, or in the rest group both times. only_before,
    only_after: candidates without a match. same_input: texts, languages and vectors were the same to the last bit.
    """

    added: frozenset[str]
    gone: frozenset[str]
    changes: tuple[Change, ...]
    matches: tuple[Match, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    n_both: int
    n_stayed: int
    same_input: bool


def compare(before: RunFacts, after: RunFacts) -> Comparison:
    """Set two runs of the same pilot side by side."""
    both = before.stories & after.stories
    matches = propose_matches(before.themes, after.themes, among=both)
    earlier = {theme.id: theme for theme in before.themes}
    later = {theme.id: theme for theme in after.themes}
    stayed = [earlier[match.before].stories & later[match.after].stories & both for match in matches]
    return Comparison(
        added=after.stories - before.stories,
        gone=before.stories - after.stories,
        changes=changes(before.provenance, after.provenance),
        matches=matches,
        only_before=_without(earlier, [match.before for match in matches]),
        only_after=_without(later, [match.after for match in matches]),
        n_both=len(both),
        n_stayed=sum(map(len, stayed)) + len(before.rest & after.rest & both),
        same_input=before.provenance.input_hash == after.provenance.input_hash,
    )


def propose_matches(
    before: Sequence[RunTheme], after: Sequence[RunTheme], *, among: frozenset[str]
) -> tuple[Match, ...]:
    """At most one partner for each candidate, so that the overlaps together are greatest (Kuhn 1955, the Hungarian
    method). among: stories that both runs had; others say nothing about sameness. Best first."""
    if not before or not after:
        return ()
    from scipy.optimize import linear_sum_assignment

    shared, overlap = _overlaps(before, after, among)
    rows, columns = linear_sum_assignment(np.where(overlap >= PROPOSED_FROM, overlap, 0), maximize=True)
    found = [
        Match(before[row].id, after[column].id, float(overlap[row, column]), int(shared[row, column]))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if overlap[row, column] >= PROPOSED_FROM
    ]
    number = {theme.id: theme.number for theme in before}
    return tuple(sorted(found, key=lambda match: (-match.score, number[match.before])))


def alikeness(score: float) -> Alikeness:
    """A proposed match's overlap (0-1) in words."""
    if score >= NEARLY_SAME_FROM:
        return "nearly_same"
    return "much_alike" if score >= MUCH_ALIKE_FROM else "partly_alike"


def changes(before: Provenance, after: Provenance) -> tuple[Change, ...]:
    """What was set otherwise: encoder, seed, parameters and library versions, in that order."""
    found: list[Change] = []
    if before.model_id != after.model_id:
        found.append(Change("encoder", "", before.model_id, after.model_id))
    if before.seed != after.seed:
        found.append(Change("seed", "", before.seed, after.seed))
    return (*found, *_differing("parameter", before, after), *_differing("library", before, after))


def _without(numbers: Iterable[str], matched: Sequence[str]) -> tuple[str, ...]:
    return tuple(number for number in numbers if number not in matched)


def _differing(what: Literal["parameter", "library"], before: Provenance, after: Provenance) -> list[Change]:
    was: Mapping[str, Any] = before.parameters if what == "parameter" else before.libraries
    now: Mapping[str, Any] = after.parameters if what == "parameter" else after.libraries
    names = sorted(was.keys() | now.keys())
    return [
        Change(what, name, was.get(name), now.get(name))
        for name in names
        if _plain(was.get(name)) != _plain(now.get(name))
    ]


def _plain(value: Any) -> Any:
    """As it is after having been kept as JSON, where a tuple becomes a list."""
    return list(value) if isinstance(value, tuple) else value


def _overlaps(
    before: Sequence[RunTheme], after: Sequence[RunTheme], among: frozenset[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Stories in both, and Jaccard overlap: shapes (earlier candidates, later candidates)."""
    ours, theirs = [theme.stories & among for theme in before], [theme.stories & among for theme in after]
    shared = np.array([[len(one & other) for other in theirs] for one in ours], np.int64)
    union = np.array([[len(one | other) for other in theirs] for one in ours], np.int64)
    return shared, shared / np.maximum(union, 1)
