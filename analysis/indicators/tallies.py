"""Answers tallied: of each pilot, wave and perspective, how many stories answered the same questions in the same way.

All that figures need. Counting columns of answers at once is what keeps a page over very many stories fast.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

from analysis.indicators.patterns import AnswerPattern, Block, Step

Questions = tuple[str, ...]
"""Questions that one figure draws on, together."""
Tally = Mapping[Questions, Mapping[tuple[Step, ...], int]]
"""By questions: how many stories gave which answers to them, of the stories with an answer to at least one."""


def tally_of(stories: Sequence[Mapping[str, Step]], wanted: Iterable[Questions]) -> Tally:
    """stories: answers by question, one mapping a story."""
    asked = {question for names in {tuple(given) for given in stories} for question in names}
    columns = {question: [given.get(question) for given in stories] for question in asked}
    found = {}
    for questions in wanted:
        if asked.isdisjoint(questions):
            continue
        counts = Counter(zip(*(columns.get(question, repeat(None)) for question in questions), strict=False))
        counts.pop((None,) * len(questions), None)
        if counts:
            found[questions] = counts
    return found


def tallies_of(patterns: Iterable[AnswerPattern], wanted: Iterable[Questions]) -> dict[Block, Tally]:
    """By block, from patterns."""
    every = tuple(wanted)
    found: dict[Block, dict[Questions, Counter[tuple[Step, ...]]]] = {}
    for pattern in patterns:
        place = found.setdefault(pattern.block, {})
        given = dict(pattern.given)
        for questions in _touched(tuple(given), every):
            said = tuple(map(given.get, questions))
            if any(one is not None for one in said):
                place.setdefault(questions, Counter())[said] += pattern.n
    return dict(found)


@lru_cache(maxsize=4_096)
def _touched(names: Questions, wanted: tuple[Questions, ...]) -> tuple[Questions, ...]:
    return tuple(questions for questions in wanted if not set(names).isdisjoint(questions))
