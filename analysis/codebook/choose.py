"""Which stories a meeting reads: some drawn at random, some chosen because their labels teach most.

The two are kept apart. Only the random ones say how often a theme occurs: they are drawn first, from all stories, and
neither a vector nor the codebook has a say in it. What teaches most is chosen from the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.book import Codebook, CodebookError
from analysis.codebook.classifier import ALL_LANGUAGES, centred, language_means, probabilities
from analysis.codebook.vectors import Vector, Vectors, gather

RULE = "random-first; uncertainty x density x diversity; 1"
"""Stored with every draw. The last figure changes whenever the same seed would give other stories."""
NEAR = 10
"""Stories whose nearness tells how many others a label speaks for."""
DENSITY_AMONG = 4_000
"""Stories among which nearness is looked for."""
_ROWS_AT_ONCE = 1_000
_LEAST_DENSITY = 1e-3


@dataclass(frozen=True, slots=True)
class MeetingDraw:
    """random, chosen: references, in the order in which they were drawn; no story is in both. rule: `RULE`."""

    random: tuple[str, ...]
    chosen: tuple[str, ...]
    rule: str
    seed: int


def draw_for_meeting(
    vectors: Mapping[str, Vector],
    *,
    n_random: int,
    n_chosen: int,
    seed: int,
    codebook: Codebook | None = None,
    languages: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
) -> MeetingDraw:
    """Stories for a meeting; fewer where there are not enough. The same input and seed give the same draw.

    vectors: of the stories that may be read in this meeting, by reference. codebook: its labels say which stories need
    no second reading, its classifier which ones it hesitates about; without one, density and diversity choose. Stories
    that were ever drawn at random are not chosen. languages: by reference. taken: stories that this meeting reads already; they
    are not chosen, and what resembles them teaches less. Raises CodebookError for negative numbers,
    OtherModel as `gather` does.
    """
    if min(n_random, n_chosen) < 0:
        raise CodebookError("a number of stories cannot be negative")
    refs = sorted(vectors)
    shuffled = [refs[row] for row in np.random.default_rng(seed).permutation(len(refs))]
    random = shuffled[:n_random]
    read = {story.ref for story in codebook.labels} if codebook else set()
    known = read | set(random) | set(taken)
    left = [ref for ref in shuffled[n_random:] if ref not in known]
    chosen = _most_telling(vectors, left, n_chosen, known, codebook, languages or {})
    return MeetingDraw(tuple(random), tuple(chosen), RULE, seed)


def _most_telling(
    vectors: Mapping[str, Vector],
    left: list[str],
    n_chosen: int,
    known: set[str],
    codebook: Codebook | None,
    languages: Mapping[str, str],
) -> list[str]:
    """left: stories to choose from; of two that teach as much the first is taken. known: those that people read."""
    n_chosen = min(n_chosen, len(left))
    if not n_chosen:
        return []
    given = gather(vectors)
    unit = _centred(given, codebook, languages)
    row_of = {ref: row for row, ref in enumerate(given.refs)}
    rows = np.array([row_of[ref] for ref in left])
    pool = unit[rows]
    worth = _uncertainty(pool, codebook) * _density(pool)
    nearest = np.zeros(len(rows))
    for ref in sorted(known & row_of.keys()):
        nearest = np.maximum(nearest, pool @ unit[row_of[ref]])
    chosen: list[str] = []
    for _ in range(n_chosen):
        best = int(np.round(worth * (1 - np.clip(nearest, 0, 1)), 9).argmax())
        chosen.append(left[best])
        worth[best] = -1
        nearest = np.maximum(nearest, pool @ pool[best])
    return chosen


def _centred(given: Vectors, codebook: Codebook | None, languages: Mapping[str, str]) -> NDArray[np.float64]:
    spoken = [languages.get(ref, ALL_LANGUAGES) for ref in given.refs]
    learned = codebook.classifier if codebook else None
    return centred(given.matrix, spoken, learned.means if learned else language_means(given.matrix, spoken))


def _uncertainty(unit: NDArray[np.float64], codebook: Codebook | None) -> NDArray[np.float64]:
    """How little the likeliest theme is ahead of the next: shape (n,), 0-1; 1 where nothing was learned."""
    learned = codebook.classifier if codebook else None
    if learned is None:
        return np.ones(len(unit))
    two = np.sort(probabilities(learned, unit), axis=1)[:, -2:]
    if two.shape[1] == 2:
        ahead: NDArray[np.float64] = two[:, 1] - two[:, 0]
        return 1 - ahead
    return 1 - np.abs(2 * two[:, 0] - 1)


def _density(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean centred cosine with the nearest few, above 0: shape (n,). A story that nothing resembles teaches little
    about the others. unit: in random order; with very many stories the first few thousand stand for all."""
    among = unit[:DENSITY_AMONG]
    n_near = min(NEAR, len(among) - 1)
    density = np.ones(len(unit))
    for start in range(0, len(unit) if n_near > 0 else 0, _ROWS_AT_ONCE):
        cosines = unit[start : start + _ROWS_AT_ONCE] @ among.T
        themselves = np.arange(start, min(start + len(cosines), len(among)))
        cosines[themselves - start, themselves] = -np.inf
        nearest = np.partition(cosines, -n_near, axis=1)[:, -n_near:]
        density[start : start + _ROWS_AT_ONCE] = np.clip(nearest.mean(axis=1), _LEAST_DENSITY, 1)
    return density
