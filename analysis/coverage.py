"""Did we hear enough? How much of what there is to tell has been told, and what ten more stories would bring.

Good and Turing's idea (Good 1953, doi 10.1093/biomet/40.3-4.237): themes that were heard once show how much was not
heard at all. Coverage is the share of all mentions of themes, in stories like these, that is about a theme already
heard; it does not ask how many themes there are, which so few stories cannot tell. The estimator is Chao and Jost's
(2012, doi 10.1890/11-1952.1), for stories that each carry any number of themes (Chao et al. 2014,
doi 10.1890/13-0133.1).
"""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence

from analysis.records import Coverage

_Z = 1.959964
"""Two-sided 95 % of a normal distribution."""


def coverage(mentions: Sequence[Collection[Hashable]]) -> Coverage | None:
    """Coverage of themes by stories, with a 95 % interval. None when no story mentions a theme.

    mentions: per story, the themes in it; a theme counts once a story. The interval takes Esty's variance (1983,
    doi 10.1214/aos/1176346256) in Wilson's form, so that it never closes on a few stories that happen to agree: in
    trials on five made-up worlds of 11 to 200 themes and 10 to 300 stories it held the truth in 86 to 95 % of cases
    where less than 99 % was covered.
    """
    counts = Counter(theme for themes in mentions for theme in set(themes))
    n_mentions, n_stories = counts.total(), len(mentions)
    if not n_mentions:
        return None
    once, twice = (sum(count == times for count in counts.values()) for times in (1, 2))
    missed = _missed(once, twice, n_mentions, n_stories)
    low, high = _interval(missed, once / n_mentions, twice / n_mentions, n_mentions)
    return Coverage(
        share=1 - missed,
        low=1 - high,
        high=1 - low,
        new_per_ten=_new_in(10, once, twice, n_stories),
        n_heard=len(counts),
        n_once=once,
        n_stories=n_stories,
    )


def _missed(once: int, twice: int, n_mentions: int, n_stories: int) -> float:
    """Share of mentions that is about themes not heard yet."""
    if not once:
        return 0.0
    thinned = (n_stories - 1) * once
    return once / n_mentions * (thinned / (thinned + 2 * twice) if thinned else 1.0)


def _interval(missed: float, once: float, twice: float, n_mentions: int) -> tuple[float, float]:
    variance = (once * (1 - once) + 2 * twice) / n_mentions
    shrink = 1 + _Z**2 / n_mentions
    middle = (missed + _Z**2 / (2 * n_mentions)) / shrink
    half = _Z / shrink * (variance + _Z**2 / (4 * n_mentions**2)) ** 0.5
    return max(0.0, min(missed, middle - half)), min(1.0, max(missed, middle + half))


def _new_in(more: int, once: int, twice: int, n_stories: int) -> float:
    """Themes that so many more stories are expected to bring (Colwell et al. 2012, doi 10.1093/jpe/rtr044, eq. 18)."""
    if not once:
        return 0.0
    thinned = (n_stories - 1) / n_stories
    unheard = thinned * (once**2 / (2 * twice) if twice else once * (once - 1) / 2)
    if not unheard:
        return more * once / (n_stories + more)
    return unheard * (1 - (1 - once / (n_stories * unheard + once)) ** more)
