"""Which new group resembles which earlier theme: a suggestion with its reasons, for a person to confirm.

Clustering anew and matching by machine renames 17 to 51 % of stories from run to run, so nothing is matched here; it
is only proposed. One to one, so that the sum of the scores is largest (Kuhn 1955; Hungarian method).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.book import CodebookError
from analysis.codebook.classifier import ALL_LANGUAGES, centred, language_means
from analysis.codebook.vectors import Vector, gather

LEAST_SCORE = 0.25
"""0-1. Below this a resemblance is not worth a person's time."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A candidate or a theme, for comparing. key: its identifier. refs: its stories. centre: mean of its stories'
    centred vectors, shape (d,); None when unknown."""

    key: str
    refs: frozenset[str]
    centre: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A suggestion. score: mean of its parts. stories: share (0-1) of the two groups' stories that is in both, None
    when they have no story in common to judge by. meaning: centred cosine of the centres, 0 for opposite directions,
    None when unknown."""

    new: str
    earlier: str
    score: float
    stories: float | None
    meaning: float | None


def groups_of(
    members: Mapping[str, Collection[str]], vectors: Mapping[str, Vector], languages: Mapping[str, str] | None = None
) -> tuple[Group, ...]:
    """Groups with their centres. members: references by identifier. vectors, languages: of all stories, of both sides
    of the comparison, so that both are centred alike. A group without a vector has no centre."""
    given = gather(vectors)
    if not given.refs:
        return tuple(Group(key, frozenset(refs)) for key, refs in members.items())
    spoken = [(languages or {}).get(ref, ALL_LANGUAGES) for ref in given.refs]
    unit = centred(given.matrix, spoken, language_means(given.matrix, spoken))
    row_of = {ref: row for row, ref in enumerate(given.refs)}
    groups = []
    for key, refs in members.items():
        rows = sorted(row_of[ref] for ref in set(refs) & row_of.keys())
        groups.append(Group(key, frozenset(refs), unit[rows].mean(axis=0) if rows else None))
    return tuple(groups)


def propose_matches(
    new: Sequence[Group],
    earlier: Sequence[Group],
    *,
    known_to_both: Collection[str] | None = None,
    at_least: float = LEAST_SCORE,
) -> tuple[Match, ...]:
    """Suggestions, best first; no group in two. Groups without a suggestion are simply not there.

    known_to_both: stories that stood before both the old and the new analysis, in groups or not; the overlap is counted
    among these (default: stories in some group of either side). at_least: score (0-1) from which to suggest. Raises
    CodebookError when two groups of one side have the same key.
    """
    for side in (new, earlier):
        if len({group.key for group in side}) < len(side):
            raise CodebookError("two groups have the same identifier")
    if not new or not earlier:
        return ()
    from scipy.optimize import linear_sum_assignment

    new, earlier = sorted(new, key=lambda group: group.key), sorted(earlier, key=lambda group: group.key)
    shared = _shared(new, earlier) if known_to_both is None else frozenset(known_to_both)
    pairs = [[_match(one, other, shared) for other in earlier] for one in new]
    scores = np.array([[match.score for match in row] for row in pairs])
    rows, columns = linear_sum_assignment(-np.where(scores >= at_least, scores, 0))
    best = [pairs[row][column] for row, column in zip(rows, columns, strict=True)]
    kept = [match for match in best if match.score >= at_least]
    return tuple(sorted(kept, key=lambda match: (-match.score, match.new)))


def _shared(new: Sequence[Group], earlier: Sequence[Group]) -> frozenset[str]:
    one, other = (frozenset().union(*(group.refs for group in side)) for side in (new, earlier))
    return one & other


def _match(new: Group, earlier: Group, shared: frozenset[str]) -> Match:
    here, there = new.refs & shared, earlier.refs & shared
    stories = len(here & there) / len(here | there) if here | there else None
    meaning = None
    if new.centre is not None and earlier.centre is not None:
        length = float(np.linalg.norm(new.centre) * np.linalg.norm(earlier.centre))
        meaning = max(0.0, float(new.centre @ earlier.centre) / length) if length else 0.0
    parts = [part for part in (stories, meaning) if part is not None]
    return Match(new.key, earlier.key, sum(parts) / len(parts) if parts else 0.0, stories, meaning)
