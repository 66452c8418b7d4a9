"""What every estimate is: a value, its interval, on how many it rests, and by which method."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """value, low, high: in the unit of what was estimated (shares 0-1). n: observations behind it. method: a name that
    docs/methods/estimation.md explains. value may lie outside the middle of low-high, never outside low-high."""

    value: float
    low: float
    high: float
    n: int
    method: str


class TooFew(ValueError):
    """There are not enough observations for this method; the message says how many it needs."""


@lru_cache(maxsize=16)
def z_value(confidence: float = CONFIDENCE) -> float:
    """How many standard deviations hold this share of a normal distribution (1.96 for .95)."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)
