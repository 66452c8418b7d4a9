"""Do people who read the same story give it the same themes? Krippendorff's alpha with a bootstrap interval.

It says how consistently the codebook is used. It is no grade for the panel's opinions: a disagreement may be a finding.
Source: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; and (2019) Content Analysis, 4th edition,
chapter 12, which asks for .800, or .667 for tentative conclusions, of the lower end of the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.records import ReadStory

Level = Literal["nominal", "ordinal"]
Value = int | float | str | bool
Reason = Literal["", "too_few_units", "no_variation"]

CONFIDENCE = 0.95
N_RESAMPLES = 2_000
STORY = "story"


@dataclass(frozen=True, slots=True)
class Agreement:
    """alpha: 1 full agreement, 0 as chance would have it, below 0 systematic disagreement; None when it cannot be
    computed, and reason says why: `no_variation` (all values are the same, so there is no disagreement that chance
    could have given) or `too_few_units`. low, high: bootstrap over units at `CONFIDENCE`, None without alpha or when
    hardly any resample varies. n_units: units with two values or more, which alone count. n_values: in those. n_left_out:
    other units. unit: what was judged.
    """

    alpha: float | None
    low: float | None
    high: float | None
    n_units: int
    n_values: int
    n_left_out: int
    unit: str
    level: Level
    seed: int
    n_resamples: int
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """Agreement on whether a theme is in a story. prevalence: share (0-1) of all values that say so, None without."""

    theme: str
    prevalence: float | None
    agreement: Agreement


def krippendorff(
    units: Sequence[Sequence[Value | None]],
    *,
    level: Level = "nominal",
    unit: str = STORY,
    seed: int = 0,
    n_resamples: int = N_RESAMPLES,
) -> Agreement:
    """Agreement among any number of people, with values missing where somebody did not judge.

    units: for each unit the values given to it, None where missing; who gave which plays no part. level: ordinal values
    must be numbers (else ValueError). Units are resampled whole. The same input and seed give the same interval.
    """
    values = [[value for value in given if value is not None] for given in units]
    if level == "ordinal" and any(isinstance(value, str) for given in values for value in given):
        raise ValueError("ordinal values must be numbers: words have no order of their own")
    paired = [given for given in values if len(given) > 1]
    counts = _counts(paired)
    alpha, reason = _point(counts, level)
    low, high = _interval(counts, level, seed, n_resamples) if alpha is not None else (None, None)
    return Agreement(
        alpha=alpha,
        low=low,
        high=high,
        n_units=len(paired),
        n_values=sum(map(len, paired)),
        n_left_out=len(values) - len(paired),
        unit=unit,
        level=level,
        seed=seed,
        n_resamples=n_resamples,
        reason=reason,
    )


def theme_agreement(
    stories: Sequence[ReadStory], themes: Sequence[str], *, seed: int = 0, n_resamples: int = N_RESAMPLES
) -> tuple[ThemeAgreement, ...]:
    """Agreement per theme, in the order given. The unit is the story: a reader gave the theme, or did not.

    Stories that nobody gave any theme are left out, and so are those with one reader: agreeing on silence would make
    every rare theme look agreed upon.
    """
    tagged = [story for story in stories if any(story.tags)]
    found = []
    for theme in themes:
        units: list[list[Value | None]] = [[theme in tags for tags in story.tags] for story in tagged]
        judged = [value for unit in units if len(unit) > 1 for value in unit]
        agreement = krippendorff(units, seed=seed, n_resamples=n_resamples)
        left_out = agreement.n_left_out + len(stories) - len(tagged)
        found.append(
            ThemeAgreement(
                theme=theme,
                prevalence=sum(map(bool, judged)) / len(judged) if judged else None,
                agreement=replace(agreement, n_left_out=left_out),
            )
        )
    return tuple(found)


def _counts(paired: Sequence[Sequence[Value]]) -> NDArray[np.float64]:
    """How often each value was given to each unit: shape (units, values), values in ascending order."""
    different = sorted({value for given in paired for value in given}, key=_ascending)
    column = {value: number for number, value in enumerate(different)}
    counts = np.zeros((len(paired), len(different)))
    for row, given in enumerate(paired):
        for value in given:
            counts[row, column[value]] += 1
    return counts


def _ascending(value: Value) -> tuple[bool, float, str]:
    return (isinstance(value, str), 0.0 if isinstance(value, str) else float(value), str(value))


def _point(counts: NDArray[np.float64], level: Level) -> tuple[float | None, Reason]:
    if not len(counts):
        return None, "too_few_units"
    alpha = float(_alphas(counts[None], level)[0])
    return (None, "no_variation") if np.isnan(alpha) else (alpha, "")


def _interval(
    counts: NDArray[np.float64], level: Level, seed: int, n_resamples: int
) -> tuple[float | None, float | None]:
    """Percentile bootstrap over units. Resamples without variation have no alpha and are left out; with more than half
    of them such, there is no interval."""
    random = np.random.default_rng(seed)
    alphas = np.concatenate(
        [
            _alphas(counts[random.integers(0, len(counts), (min(_AT_ONCE, n_resamples - start), len(counts)))], level)
            for start in range(0, n_resamples, _AT_ONCE)
        ]
        or [np.empty(0)]
    )
    alphas = alphas[~np.isnan(alphas)]
    if len(alphas) * 2 <= n_resamples:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(alphas, [tail, 1 - tail])
    return float(low), float(high)


_AT_ONCE = 100


def _alphas(counts: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    """Alpha of each resample: shape (resamples,), nan without variation. counts: shape (resamples, units, values).

    1 - observed / expected disagreement, from the coincidences of values within units, each unit weighed by how many
    values it has (Krippendorff 2011, steps B to E).
    """
    n_given = counts.sum(axis=2, keepdims=True)
    within = np.einsum("rua,rub->rab", counts / (n_given - 1), counts)
    diagonal = np.arange(counts.shape[2])
    within[:, diagonal, diagonal] -= (counts / (n_given - 1)).sum(axis=1)
    totals = within.sum(axis=2)
    n = totals.sum(axis=1)
    distances = _distances(totals, level)
    observed = (within * distances).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * distances).sum(axis=(1, 2)) / (n - 1)
    alphas: NDArray[np.float64] = 1 - np.divide(
        observed, expected, out=np.full(len(expected), np.nan), where=expected > 0
    )
    return alphas


def _distances(totals: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    """Squared difference of each two values: shape (resamples, values, values). Ordinal: the ranks between them."""
    k = totals.shape[1]
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(k), (len(totals), k, k))
    rank = np.cumsum(totals, axis=1) - totals / 2
    squared: NDArray[np.float64] = (rank[:, :, None] - rank[:, None, :]) ** 2
    return squared
