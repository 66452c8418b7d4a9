"""Did more stories still bring other themes? Reckoned from figures that are published already, so it gives nothing more away.

For each theme the share of the stories that are about it; after m stories a theme has been heard with chance
1 - (1 - share)^m, and the expected number of themes is the sum (rarefaction: Hurlbert 1971, doi 10.2307/1934145, for stories
drawn with return). What nobody told, or too few to be a theme of the panel, is not in it.
"""

from collections.abc import Sequence
from functools import partial

from analysis.disclosure.exposure import allowed
from analysis.indicators import wilson
from analysis.published import PublishedExpectation, PublishedResults, PublishedSaturation

FEWEST_THEMES = 3
"""A curve over one or two themes shows nothing but their shares."""
N_POINTS = 24

Shares = tuple[float, float, float]
"""Of one theme, 0-1: as published, least, most."""


def saturation(published: PublishedResults) -> PublishedSaturation | None:
    """None with fewer than three themes of which a number is published, or when it is not published how many stories
    were released."""
    sizes = [theme.n_stories for theme in published.themes if theme.n_stories]
    totals = [
        row.numerator or 0 for row in published.indicators if row.indicator == "stories.released" and row.numerator
    ]
    n_stories, base = sum(totals), published.rounding_base
    if len(sizes) < FEWEST_THEMES or n_stories < max(sizes, default=0) or not n_stories:
        return None
    fewest, most = (sum(allowed(total, base)[end] for total in totals) for end in (0, 1))
    shares = [_shares(size, n_stories, (fewest, most), base) for size in sizes]
    points = tuple(map(partial(_expected, shares), _steps(n_stories, base)))
    return PublishedSaturation(len(sizes), points)


def _shares(size: int, n_stories: int, total: tuple[int, int], base: int) -> Shares:
    """With the lowest and the highest end of Wilson's interval over the counts that the rounding allows."""
    (least, greatest), (fewest, most) = allowed(size, base), total
    low, _ = wilson(least, max(most, least))
    _, high = wilson(min(greatest, fewest), fewest)
    return size / n_stories, low, high


def _expected(shares: Sequence[Shares], n_stories: int) -> PublishedExpectation:
    heard, low, high = (round(sum(1 - (1 - share[end]) ** n_stories for share in shares), 2) for end in range(3))
    return PublishedExpectation(n_stories, heard, low, high)


def _steps(n_stories: int, base: int) -> list[int]:
    """Numbers of stories from one rounding step to all, alike far apart, in whole rounding steps."""
    step = max(base, base * round(n_stories / N_POINTS / base))
    return [*range(step, n_stories, step), n_stories]
