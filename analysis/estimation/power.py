"""What a given number of stories can show, before anybody looks at an outcome."""

import math
from functools import lru_cache

from analysis.estimation.interval import CONFIDENCE, TooFew

USUAL_DEVIATION_PER_100 = 22.0
"""Standard deviation of a teller's own rating on a scale of 100, as in the literature's sliders (research, section 5)."""


@lru_cache(maxsize=4_096)
def chance_to_see(
    shift: float, n_per_wave: int, *, deviation: float = USUAL_DEVIATION_PER_100, confidence: float = CONFIDENCE
) -> float:
    """Chance (0-1) that a shift of the mean between two waves of different tellers stands out (two-sided t test).

    shift, deviation: in the unit of the scale. Source: noncentral t, J. Cohen (1988), Statistical Power Analysis, ch. 2;
    30 per wave see a shift of 15 points on 100 in 7 of 10 cases, one of 5 points in 1 of 8. Raises TooFew below 2.
    """
    from scipy import stats

    if n_per_wave < 2:
        raise TooFew("two waves can be compared from two answers each")
    freedom = 2 * n_per_wave - 2
    ahead = abs(shift) / deviation * math.sqrt(n_per_wave / 2)
    edge = float(stats.t.ppf(0.5 + confidence / 2, freedom))
    wrong_way = stats.nct.cdf(-edge, freedom, ahead)  # scipy has no number for it where it is far below 1e-12
    return float(stats.nct.sf(edge, freedom, ahead) + (wrong_way if math.isfinite(wrong_way) else 0.0))
