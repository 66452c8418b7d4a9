"""What answers, the panel's reading and counts say: one row per indicator, pilot, wave and perspective."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from analysis.estimation.interval import CONFIDENCE
from analysis.estimation.shares import share
from analysis.indicators.catalogue import THEME_PREFIX, Indicator, load_catalogue
from analysis.indicators.patterns import (
    AnswerPattern,
    Block,
    Step,
    UnusableInput,
    blocks,
    check,
    check_given,
    members,
    patterns_of,
)
from analysis.indicators.tallies import Tally, tallies_of, tally_of
from analysis.records import Answer, IndicatorKind, IndicatorResult, ReadStory, StoryCount

WELL_FROM_STEP = 4
METHOD = "wilson-95"


@lru_cache(maxsize=65_536)
def wilson(numerator: int, denominator: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval (low, high), shares 0-1, without continuity correction.

    At n = 8 it covers 93-95 % where the normal interval covers 34-78 % (research, section 5). Source: E. B. Wilson
    (1927), JASA 22, 209-212. Raises ValueError unless 0 <= numerator <= denominator and denominator >= 1.
    """
    if not 0 <= numerator <= denominator or denominator < 1:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    estimate = share(numerator, denominator, confidence)
    return estimate.low, estimate.high


def measure(
    answers: Sequence[Answer], catalogue: Sequence[Indicator] | None = None, *, pooled: bool = False
) -> tuple[IndicatorResult, ...]:
    """What tellers answered themselves: one row per `measured` indicator x pilot x wave x perspective present.

    n: stories that hold an answer, of whatever kind, to a question of the indicator; a row with n = 0 says that nobody
    was asked. n = denominator + n_not_mentioned + n_not_applicable. Two-question indicators (better, worse) count
    stories with both steps; "not applicable" on either side goes before "not mentioned", and a missing side is "not
    mentioned". An indicator outside the standard form has rows only in pilots where somebody answered it. pooled: rows
    over all perspectives come beside the separate ones. Rows are ordered by pilot, wave, perspective (pooled last), then
    as in the catalogue. Raises UnusableInput for a step outside 1-5, a question answered twice by one story, or a story
    that stands in two places.
    """
    return measure_patterns(patterns_of(answers), catalogue, pooled=pooled)


def measure_patterns(
    patterns: Sequence[AnswerPattern], catalogue: Sequence[Indicator] | None = None, *, pooled: bool = False
) -> tuple[IndicatorResult, ...]:
    """As `measure`, from counts of patterns. Raises UnusableInput for an impossible step or number."""
    for pattern in patterns:
        check(pattern)
    chosen = _counted(catalogue)
    return _from_tallies(tallies_of(patterns, _drawn_on(chosen)), chosen, pooled=pooled)


def measure_stories(
    stories: Mapping[Block, Sequence[Mapping[str, Step]]],
    catalogue: Sequence[Indicator] | None = None,
    *,
    pooled: bool = False,
) -> tuple[IndicatorResult, ...]:
    """As `measure`, from the answers by question of the stories of each block. Raises UnusableInput for an impossible step."""
    chosen = _counted(catalogue)
    wanted = _drawn_on(chosen)
    tallies = {block: tally_of(told, wanted) for block, told in stories.items() if any(told)}
    for tally in tallies.values():
        for questions, counts in tally.items():
            for said in counts:
                check_given(zip(questions, said, strict=True))
    return _from_tallies(tallies, chosen, pooled=pooled)


def _counted(catalogue: Sequence[Indicator] | None) -> list[Indicator]:
    return [entry for entry in (load_catalogue() if catalogue is None else catalogue) if entry.is_counted]


def _drawn_on(chosen: Sequence[Indicator]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(indicator.questions for indicator in chosen))


def _from_tallies(
    tallies: Mapping[Block, Tally], chosen: Sequence[Indicator], *, pooled: bool
) -> tuple[IndicatorResult, ...]:
    asked = {(block[0], questions) for block, tally in tallies.items() for questions in tally}
    rows: list[IndicatorResult] = []
    for block in blocks(tallies, pooled=pooled):
        parts = [tallies[part] for part in members(block, tallies)]
        here = [entry for entry in chosen if entry.standard or (block[0], entry.questions) in asked]
        rows += [_measured(indicator, block, parts) for indicator in here]
    return tuple(rows)


def heard(stories: Sequence[ReadStory], themes: Sequence[str], *, pooled: bool = False) -> tuple[IndicatorResult, ...]:
    """Per theme the share of the stories read in which it is present, by pilot, wave and perspective.

    stories: only those drawn at random for the panel, never stories chosen because of a label, and never a
    classifier's output (such intervals cover 23-60 %; research, section 5). A theme is present in a story when at
    least half of the seats that read it tagged it; a story that no seat read is left out. themes: the names as they
    stand in the tags. pooled, order: as in `measure`, themes in the order given. Raises UnusableInput for a story
    given twice.
    """
    if len({story.ref for story in stories}) != len(stories):
        raise UnusableInput("a story stands twice among the stories read")
    read: dict[Block, list[ReadStory]] = {}
    for story in stories:
        if story.tags:
            read.setdefault((story.pilot, story.wave, story.perspective), []).append(story)
    rows = []
    for block in blocks(read, pooled=pooled):
        present = [story for member in members(block, read) for story in read[member]]
        for theme in dict.fromkeys(themes):
            n_with = sum(theme_present(story, theme) for story in present)
            rows.append(_proportion(THEME_PREFIX + theme, "heard", block, n_with, len(present)))
    return tuple(rows)


def theme_present(story: ReadStory, theme: str) -> bool:
    """Whether at least half of the seats that read the story tagged the theme."""
    return bool(story.tags) and 2 * sum(theme in tags for tags in story.tags) >= len(story.tags)


def count_stories(counts: Sequence[StoryCount], *, pooled: bool = False) -> tuple[IndicatorResult, ...]:
    """`stories.told` and `stories.released` (n = told for both), ordered as in `measure`. Raises UnusableInput."""
    by_block: dict[Block, StoryCount] = {}
    for count in counts:
        block: Block = (count.pilot, count.wave, count.perspective)
        if block in by_block or not 0 <= count.released <= count.told:
            raise UnusableInput(f"story counts of {block} stand twice or do not add up")
        by_block[block] = count
    rows = []
    for block in blocks(by_block, pooled=pooled):
        parts = [by_block[member] for member in members(block, by_block)]
        told, released = sum(c.told for c in parts), sum(c.released for c in parts)
        rows += [_count("stories.told", block, told, told), _count("stories.released", block, released, told)]
    return tuple(rows)


def nobody_like(row: IndicatorResult) -> IndicatorResult:
    """The same figure, of no stories at all."""
    return replace(
        row,
        n=0,
        numerator=0,
        denominator=None if row.denominator is None else 0,
        value=None,
        low=None,
        high=None,
        n_not_mentioned=0,
        n_not_applicable=0,
    )


def _well(step: int) -> bool:
    return step >= WELL_FROM_STEP


def _better(then: int, now: int) -> bool:
    return now > then


def _worse(then: int, now: int) -> bool:
    return now < then


_HOLDS: Mapping[str, Callable[..., bool]] = {"well": _well, "better": _better, "worse": _worse}


@lru_cache(maxsize=4_096)
def _kind(rule: str, said: tuple[Step, ...]) -> int:
    """Where a story with these answers is counted: 0 in the numerator, 1 in the denominator only, 2 among those to whom it
    does not apply, 3 among those who did not mention it."""
    steps = [one for one in said if type(one) is int]
    if len(steps) == len(said):
        return 0 if _HOLDS[rule](*steps) else 1
    return 2 if "not_applicable" in said else 3


def _measured(indicator: Indicator, block: Block, parts: Sequence[Tally]) -> IndicatorResult:
    """parts: of each single-perspective block."""
    counts = [0, 0, 0, 0]
    for part in parts:
        for said, n in part.get(indicator.questions, {}).items():
            counts[_kind(indicator.rule, said)] += n
    numerator, others, not_applicable, not_mentioned = counts
    no_step = not_mentioned, not_applicable
    return _proportion(indicator.code, "measured", block, numerator, numerator + others, no_step)


def _proportion(
    code: str, kind: IndicatorKind, block: Block, numerator: int, denominator: int, no_step: tuple[int, int] = (0, 0)
) -> IndicatorResult:
    """A row about `numerator` of `denominator`; no_step: how many not mentioned, how many not applicable."""
    low, high = wilson(numerator, denominator) if denominator else (None, None)
    return IndicatorResult(
        indicator=code,
        kind=kind,
        pilot=block[0],
        wave=block[1],
        perspective=block[2],
        n=denominator + sum(no_step),
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if denominator else None,
        low=low,
        high=high,
        method=METHOD,
        n_not_mentioned=no_step[0],
        n_not_applicable=no_step[1],
    )


def _count(code: str, block: Block, stories: int, told: int) -> IndicatorResult:
    pilot, wave, perspective = block
    return IndicatorResult(code, "count", pilot, wave, perspective, told, stories, None, None, None, None, "count")
