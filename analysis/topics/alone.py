"""Stories that stand alone: no other story near, or about another subject altogether than all of them."""

import numpy as np
from numpy.typing import NDArray

from analysis.topics.graph import nearness
from analysis.topics.parameters import Parameters

_MAD_TO_DEVIATION = 1.4826
"""Median absolute deviation times this is the standard deviation of a normal distribution."""

_LEAST_DEVIATION = 1e-3
"""Cosine. Among stories that are nearly the same, smaller differences than this set nobody apart."""

_ROUNDS = 3


def stand_alone(level: NDArray[np.float32], drawn: NDArray[np.int64], parameters: Parameters) -> NDArray[np.bool_]:
    """Which stories stand alone: bool, shape (n,).

    level: aligned vectors, not centred, shape (n, d): after centring all strays seem to belong together. drawn: rows
    among which stories look for others. A story stands alone when its nearest few lie much further off than is usual,
    or when it has much less than usual of what all stories share: ten recipes are near each other, and still no story.
    """
    own = level[drawn]
    few = parameters.min_tellers
    near = np.empty(len(level))
    if len(drawn) < len(level):
        near[:] = nearness(level, own, few, themselves=False)
    near[drawn] = nearness(own, own, few, themselves=True)
    too_far = usual_from(near[drawn], parameters.outlier_deviations)
    return np.asarray((near < too_far) | foreign(level, drawn, parameters))


def foreign(level: NDArray[np.float32], drawn: NDArray[np.int64], parameters: Parameters) -> NDArray[np.bool_]:
    """Which stories have much less than usual of what all stories share: bool, shape (n,).

    What is shared is the mean of the drawn stories that are not foreign themselves, so it is found in a few rounds.
    """
    inside = np.ones(len(drawn), bool)
    for _ in range(_ROUNDS):
        shared = level[drawn][inside].astype(np.float64).mean(axis=0)
        similar = np.round(level @ shared / max(float(np.linalg.norm(shared)), 1e-9), 6)
        bound = usual_from(similar[drawn][inside], parameters.foreign_deviations)
        inside &= similar[drawn] >= bound
    return np.asarray(similar < bound)


def usual_from(values: NDArray[np.float64], deviations: float) -> float:
    """Below this a value is unusually low: so many robust standard deviations under the median. values: cosines."""
    middle = float(np.median(values))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(values - middle)))
    return middle - deviations * max(deviation, _LEAST_DEVIATION)
