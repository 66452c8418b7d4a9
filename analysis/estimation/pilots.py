"""Many small pilots beside each other: each borrows strength from the others, as much as their spread warrants."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.estimation.interval import CONFIDENCE, Estimate, TooFew

GRID_POINTS = 400
WIDEST_SPREAD = 4.0
"""The grid of the spread between pilots ends at so many times the plain standard deviation of the pilots' values."""


@dataclass(frozen=True, slots=True)
class PilotEstimates:
    """raw: each pilot by itself. together: the same pilots with what the others tell. spread: between-pilot standard
    deviation (posterior median with interval). All in the order given."""

    raw: tuple[Estimate, ...]
    together: tuple[Estimate, ...]
    spread: Estimate


def estimate_together(
    values: Sequence[float], standard_errors: Sequence[float], ns: Sequence[int], confidence: float = CONFIDENCE
) -> PilotEstimates:
    """Normal model per pilot, normal between pilots, the spread between pilots integrated on a grid with a flat prior.

    Plugging in one estimate of that spread instead ("empirical Bayes") covers only 82-89 %. Source: A. Gelman and others,
    Bayesian Data Analysis, 3rd edition, section 5.4, equations 5.17-5.21. Raises TooFew below 3 pilots, ValueError for a
    standard error that is not above 0 or lists of different length.
    """
    y, se = np.asarray(values, float), np.asarray(standard_errors, float)
    if not len(y) == len(se) == len(ns):
        raise ValueError("values, standard errors and numbers must be equally long")
    if len(y) < 3:
        raise TooFew("borrowing strength needs at least three pilots")
    if (se <= 0).any() or not np.isfinite(y).all():
        raise ValueError("every pilot needs a value and a standard error above 0")
    tau, weight = _spread_on_a_grid(y, se)
    centre, width = _pilots_given_spread(y, se, tau)
    tail = (1 - confidence) / 2
    bounds = [_mixture_bounds(weight, centre[:, j], width[:, j], tail) for j in range(len(y))]
    together = tuple(
        Estimate(float(weight @ centre[:, j]), low, high, int(ns[j]), "hierarchical-grid")
        for j, (low, high) in enumerate(bounds)
    )
    cumulative = np.cumsum(weight)
    middle, least, most = (float(tau[np.searchsorted(cumulative, share)]) for share in (0.5, tail, 1 - tail))
    spread = Estimate(middle, least, most, len(y), "hierarchical-grid")
    return PilotEstimates(_raw(y, se, ns, confidence), together, spread)


def _raw(y: NDArray[np.float64], se: NDArray[np.float64], ns: Sequence[int], confidence: float) -> tuple[Estimate, ...]:
    from scipy import stats

    halves = [stats.t.ppf(0.5 + confidence / 2, max(n - 1, 1)) * s for n, s in zip(ns, se, strict=True)]
    return tuple(
        Estimate(float(v), float(v - h), float(v + h), int(n), "t") for v, h, n in zip(y, halves, ns, strict=True)
    )


def _spread_on_a_grid(
    y: NDArray[np.float64], se: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Grid of the spread, shape (g,), and its posterior weights, which sum to 1."""
    widest = max(WIDEST_SPREAD * float(y.std(ddof=1)), float(se.max()))
    tau = (np.arange(GRID_POINTS) + 0.5) * widest / GRID_POINTS
    variance = se**2 + tau[:, None] ** 2
    precision = (1 / variance).sum(axis=1)
    mu = (y / variance).sum(axis=1) / precision
    log_weight = (
        -0.5 * np.log(precision)
        - 0.5 * np.log(variance).sum(axis=1)
        - 0.5 * ((y - mu[:, None]) ** 2 / variance).sum(axis=1)
    )
    weight = np.exp(log_weight - log_weight.max())
    return tau, weight / weight.sum()


def _pilots_given_spread(
    y: NDArray[np.float64], se: NDArray[np.float64], tau: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each pilot for each spread on the grid, both shape (g, pilots)."""
    variance = se**2 + tau[:, None] ** 2
    precision = (1 / variance).sum(axis=1, keepdims=True)
    mu = (y / variance).sum(axis=1, keepdims=True) / precision
    own = tau[:, None] ** 2 / variance
    centre = own * y + (1 - own) * mu
    return centre, np.sqrt(own * se**2 + (1 - own) ** 2 / precision)


def _mixture_bounds(
    weight: NDArray[np.float64], centre: NDArray[np.float64], width: NDArray[np.float64], tail: float
) -> tuple[float, float]:
    from scipy.optimize import brentq
    from scipy.special import ndtr

    start, stop = float((centre - 8 * width).min()), float((centre + 8 * width).max())
    low, high = (
        float(brentq(lambda x, share=share: float(weight @ ndtr((x - centre) / width)) - share, start, stop))
        for share in (tail, 1 - tail)
    )
    return low, high
