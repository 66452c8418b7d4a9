"""Which stories a panel reads: some by lot, for counting; some besides, so that everybody is represented.

The random part is a simple random sample and alone says how often a theme occurs (docs/methods/estimation.md). The chosen
part is filled afterwards from what is left, group by group, the group that was drawn least first, as in maximum variation
sampling (Patton 2015, Qualitative Research & Evaluation Methods): it shows the breadth, and is never counted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

RULE = "random first; then perspective, turn, small meanings and gaps in the codebook, least drawn first; 2"
"""Stored with every draw. The last figure changes whenever the same seed would give other stories."""

TEACHING_RULE = "half of those besides by what teaches the codebook most (analysis.codebook.choose)"
"""Stored before `RULE` when part of the stories were chosen for their labels."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a draw needs to know of a story. groups: codes of whom and what it stands for, such as `parent` or `worse`."""

    ref: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class CardDrawn:
    """random, chosen: references in the order in which they were drawn; no story is in both. rule: `RULE`."""

    random: tuple[str, ...]
    chosen: tuple[str, ...]
    rule: str


def groups_of(
    perspective: str,
    turns: Iterable[tuple[int, int]],
    *,
    n_with_it: int | None,
    sizes: Sequence[int],
    is_in_gap: bool = False,
) -> frozenset[str]:
    """The groups of one story. turns: (then, now) per domain, as steps 1-5. n_with_it: stories in its main theme, None for
    the rest group. sizes: of all themes; below their median a theme counts as small. is_in_gap: it lies in a group of stories for
    which the codebook has no theme."""
    found = {perspective} | ({"codebook_gap"} if is_in_gap else set())
    for then, now in turns:
        found |= {"worse"} if now < then else {"better"} if now > then else set()
    if n_with_it is None:
        found.add("rest_group")
    elif sizes and n_with_it < median(sizes):
        found.add("small_theme")
    return frozenset(found)


def draw_cards(
    stories: Collection[CardFacts], *, n_random: int, n_chosen: int, seed: int, besides: Collection[str] = ()
) -> CardDrawn:
    """Stories for a meeting; fewer where there are not enough. The same stories and seed give the same draw, in whatever
    order the stories come. besides: already chosen for another reason; they count as heard, are not chosen again, and change
    nothing about the lot. Raises ValueError for negative numbers."""
    if min(n_random, n_chosen) < 0:
        raise ValueError("a number of stories cannot be negative")
    # No secret hangs on this draw; it must be repeatable from the recorded seed.
    lot = random.Random(seed)  # noqa: S311  repeatable by its seed, no secret
    by_ref = {story.ref: story for story in stories}
    shuffled = lot.sample(sorted(by_ref), len(by_ref))
    drawn = shuffled[:n_random]
    left = [by_ref[ref] for ref in shuffled[n_random:] if ref not in besides]
    heard = Counter(group for ref in (*drawn, *besides) for group in by_ref[ref].groups)
    chosen: list[str] = []
    while left and len(chosen) < n_chosen:
        story = _next(left, heard)
        left.remove(story)
        heard.update(story.groups)
        chosen.append(story.ref)
    return CardDrawn(tuple(drawn), tuple(chosen), RULE)


def _next(left: Sequence[CardFacts], heard: Counter[str]) -> CardFacts:
    """From the group that was drawn least and has a story left; of its stories the one with most that is still new."""
    least = min({group for story in left for group in story.groups}, key=lambda group: (heard[group], group))
    own = [story for story in left if least in story.groups]
    return max(own, key=lambda story: sum(not heard[group] for group in story.groups))
