"""Shares: one, the difference between two, and the net movement of pairs.

Normal ("Wald") intervals are never used: at n = 8 they cover 34-78 % where Wilson's covers 93-95 %.
"""

import math

from analysis.estimation.interval import CONFIDENCE, Estimate, TooFew, z_value


def wilson_bounds(share: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval (low, high) for a share 0-1 seen in n observations; n need not be whole, so that it also
    serves an effective number. Source: E. B. Wilson (1927), JASA 22, 209-212. Raises ValueError outside 0-1, TooFew
    for n <= 0."""
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is no share")
    if n <= 0:
        raise TooFew("a share needs at least one observation")
    z = z_value(confidence)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if share == 0 else max(0.0, middle - half), 1.0 if share == 1 else min(1.0, middle + half))


def share(numerator: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share with Wilson's interval. Raises TooFew for n = 0, ValueError for a numerator outside 0-n."""
    if n < 1:
        raise TooFew("a share needs at least one observation")
    if not 0 <= numerator <= n:
        raise ValueError(f"{numerator} of {n} is no share")
    low, high = wilson_bounds(numerator / n, n, confidence)
    return Estimate(numerator / n, low, high, n, "wilson")


def difference(first: tuple[int, int], second: tuple[int, int], confidence: float = CONFIDENCE) -> Estimate:
    """Second share minus first, each (numerator, n) of different tellers, -1 to 1; n is both together.

    Square-and-add of Wilson intervals: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    one, two = share(*first, confidence), share(*second, confidence)
    value = two.value - one.value
    low = value - math.hypot(two.value - two.low, one.high - one.value)
    high = value + math.hypot(two.high - two.value, one.value - one.low)
    return Estimate(value, max(low, -1.0), min(high, 1.0), one.n + two.n, "newcombe")


def net_movement(n_better: int, n_same: int, n_worse: int, confidence: float = CONFIDENCE) -> Estimate:
    """Share that moved up minus share that moved down among the same tellers, -1 to 1.

    The value is the plain difference; the interval is the adjusted one of D. G. Bonett and R. M. Price (2012), Journal
    of Educational and Behavioral Statistics 37, 479-488, stretched to hold the value. Raises TooFew without pairs.
    """
    n = n_better + n_same + n_worse
    if min(n_better, n_same, n_worse) < 0:
        raise ValueError("a count is never negative")
    if n < 1:
        raise TooFew("a movement needs at least one teller with a step for then and for now")
    value = (n_better - n_worse) / n
    up, down = (n_better + 1) / (n + 2), (n_worse + 1) / (n + 2)
    half = z_value(confidence) * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    low, high = up - down - half, up - down + half
    return Estimate(value, max(-1.0, min(low, value)), min(1.0, max(high, value)), n, "bonett-price")
