"""How stories on one theme differ among themselves: what a difference between two stories is to be measured by.

Used wherever themes are told apart, by labels (`analysis.codebook`) or by what stories make themselves
(`analysis.topics`).
"""

import numpy as np
from numpy.typing import NDArray

ROUNDED = 0.5
"""Share of the spread that is made equal in all directions: a few hundred stories cannot tell hundreds of directions
apart. On sets that are not SIB-200 .3 to .7 measure the same for labels, .5 and .8 for topics."""
NO_SPREAD = 1e-9


def spread(unit: NDArray[np.float64], share: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread inside themes, shape (d, d), mean variance 1, and the middle of each theme, shape (k, d).

    unit: vectors, shape (n, d). share: how much of each story is on each theme, shape (n, k), 0 or more; no theme without
    any. The pooled within-class covariance of linear discriminant analysis (Fisher 1936,
    doi 10.1111/j.1469-1809.1936.tb02137.x), drawn to equal variances (Friedman 1989, doi 10.2307/2289860).
    """
    size = share.sum(axis=0)
    middles: NDArray[np.float64] = share.T @ unit / size[:, None]
    inside = (unit.T * share.sum(axis=1)) @ unit - (middles.T * size) @ middles
    usual = float(np.trace(inside)) / len(inside)
    equal = np.eye(len(inside))
    if usual < NO_SPREAD:
        return equal, middles
    return (1 - ROUNDED) * inside / usual + ROUNDED * equal, middles
