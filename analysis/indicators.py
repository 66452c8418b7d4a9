"""Indicators: the catalogue as data, and what the answers and the panel's reading say, with honest intervals.

Every figure is about one pilot, wave and perspective. Perspectives are put together only when asked, and then stand
beside the separate ones. "Not mentioned" and "not applicable" are neither zero nor negative: they are counted apart
and are in no denominator. Method and catalogue: docs/methods/indicators.md.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from analysis.records import PERSPECTIVES, Answer, IndicatorKind, IndicatorResult, Perspective, ReadStory, StoryCount

Rule = Literal["well", "better", "worse", "theme", "told", "released"]
Block = tuple[str, int, Perspective | None]
"""Pilot, wave, perspective (None: all perspectives together)."""
Step = int | None | Literal["not_mentioned", "not_applicable"]
"""What a story says to one question; None when it holds no answer to it at all."""

LOWEST_STEP, WELL_FROM_STEP, HIGHEST_STEP = 1, 4, 5
CONFIDENCE = 0.95
METHOD = "wilson-95"
THEME_PREFIX = "heard_theme."
ANY_THEME = THEME_PREFIX + "*"


class UnusableInput(ValueError):
    """Answers, readings or counts contradict each other, or lie outside their scale."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue. label, explanation, unit: Dutch, for people. rule: how the figure follows from
    answers.

    questions: codes of the closed answers it draws on. section: A-H of domain.md section 4, "" for what runs across
    them.
    """

    code: str
    label: str
    explanation: str
    kind: IndicatorKind
    rule: Rule
    questions: tuple[str, ...]
    source_document: str
    source_place: str
    unit: str
    section: str


@lru_cache(maxsize=1)
def load_catalogue() -> tuple[Indicator, ...]:
    """The catalogue in its own order (analysis/data/indicators.toml). A missing or unknown field raises TypeError."""
    data = tomllib.loads(files("analysis").joinpath("data", "indicators.toml").read_text(encoding="utf-8"))
    return tuple(Indicator(**{**entry, "questions": tuple(entry["questions"])}) for entry in data["indicator"])


def describe(code: str, catalogue: Sequence[Indicator] | None = None) -> Indicator:
    """The entry of an indicator code; every `heard_theme.<name>` is described by `heard_theme.*`. Raises KeyError."""
    wanted = ANY_THEME if code.startswith(THEME_PREFIX) else code
    for indicator in load_catalogue() if catalogue is None else catalogue:
        if indicator.code == wanted:
            return indicator
    raise KeyError(code)


def catalogue_table(catalogue: Sequence[Indicator] | None = None) -> str:
    """The catalogue as a Markdown table, for docs/methods/indicators.md."""
    lines = [
        "| code | label | plain explanation | kind | questions | unit | section | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for i in load_catalogue() if catalogue is None else catalogue:
        questions = ", ".join(f"`{code}`" for code in i.questions) or "–"
        source = f"{i.source_document}, {i.source_place}"
        cells = (f"`{i.code}`", i.label, i.explanation, i.kind, questions, i.unit, i.section or "–", source)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=65_536)
def wilson(numerator: int, denominator: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval (low, high), shares 0-1, without continuity correction.

    At n = 8 it covers 93-95 % where the normal interval covers 34-78 % (research, section 5). Source: E. B. Wilson
    (1927), JASA 22, 209-212; computed by scipy. Raises ValueError unless 0 <= numerator <= denominator and denominator
    >= 1.
    """
    from scipy.stats import (
        binomtest,
    )  # not at module level: the web process reads the catalogue and starts without scipy

    if not 0 <= numerator <= denominator or denominator < 1:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    interval = binomtest(numerator, denominator).proportion_ci(confidence_level=confidence, method="wilson")
    return float(interval.low), float(interval.high)


def measure(
    answers: Sequence[Answer], catalogue: Sequence[Indicator] | None = None, *, pooled: bool = False
) -> tuple[IndicatorResult, ...]:
    """What tellers answered themselves: one row per `measured` indicator x pilot x wave x perspective present.

    n: stories that hold an answer, of whatever kind, to a question of the indicator; a row with n = 0 says that nobody
    was asked. n = denominator + n_not_mentioned + n_not_applicable. Two-question indicators (better, worse) count
    stories with both steps; "not applicable" on either side goes before "not mentioned", and a missing side is "not
    mentioned". pooled: rows over all perspectives come beside the separate ones. Rows are ordered by pilot, wave,
    perspective (pooled last), then as in the catalogue. Raises UnusableInput for a step outside 1-5, a question
    answered twice by one story, or a story that stands in two places.
    """
    chosen = [i for i in (load_catalogue() if catalogue is None else catalogue) if i.kind == "measured"]
    told = _by_block(answers)
    rows = []
    for block in _blocks(told, pooled=pooled):
        stories = [story for member in _members(block, told) for story in told[member].values()]
        rows += [_measured(indicator, block, stories) for indicator in chosen]
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
    for block in _blocks(read, pooled=pooled):
        present = [story for member in _members(block, read) for story in read[member]]
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
    for block in _blocks(by_block, pooled=pooled):
        members = [by_block[member] for member in _members(block, by_block)]
        told, released = sum(c.told for c in members), sum(c.released for c in members)
        rows += [_count("stories.told", block, told, told), _count("stories.released", block, released, told)]
    return tuple(rows)


def _by_block(answers: Iterable[Answer]) -> dict[Block, dict[str, dict[str, Step]]]:
    """Answers by block, story and question."""
    told: dict[Block, dict[str, dict[str, Step]]] = {}
    place: dict[str, Block] = {}
    for answer in answers:
        block: Block = (answer.pilot, answer.wave, answer.perspective)
        if place.setdefault(answer.ref, block) != block:
            raise UnusableInput(f"story {answer.ref} stands in two pilots, waves or perspectives")
        story = told.setdefault(block, {}).setdefault(answer.ref, {})
        if answer.question in story:
            raise UnusableInput(f"story {answer.ref} answers {answer.question} twice")
        story[answer.question] = _checked(answer)
    return told


def _checked(answer: Answer) -> Step:
    value = answer.value
    if isinstance(value, int) and not isinstance(value, bool):
        if LOWEST_STEP <= value <= HIGHEST_STEP:
            return value
    elif value in ("not_mentioned", "not_applicable"):
        return value
    raise UnusableInput(f"story {answer.ref}, question {answer.question}: {value!r} is no step and no reason for none")


def _blocks(present: Iterable[Block], *, pooled: bool) -> list[Block]:
    """The blocks present, in order, with one pooled block per pilot and wave where asked."""
    blocks = set(present)
    if pooled:
        blocks |= {(pilot, wave, None) for pilot, wave, _ in blocks}
    return sorted(blocks, key=lambda b: (b[0], b[1], len(PERSPECTIVES) if b[2] is None else PERSPECTIVES.index(b[2])))


def _members(block: Block, present: Iterable[Block]) -> list[Block]:
    """The single-perspective blocks that a block is made of."""
    return sorted(b for b in present if b[:2] == block[:2] and block[2] in (None, b[2]))


def _well(step: int) -> bool:
    return step >= WELL_FROM_STEP


def _better(then: int, now: int) -> bool:
    return now > then


def _worse(then: int, now: int) -> bool:
    return now < then


_HOLDS: Mapping[str, Callable[..., bool]] = {"well": _well, "better": _better, "worse": _worse}


def _measured(indicator: Indicator, block: Block, stories: Iterable[Mapping[str, Step]]) -> IndicatorResult:
    holds = _HOLDS[indicator.rule]
    numerator = denominator = n_not_mentioned = n_not_applicable = 0
    for story in stories:
        given = [story.get(question) for question in indicator.questions]
        steps = [step for step in given if isinstance(step, int)]
        if all(step is None for step in given):
            continue
        if len(steps) == len(given):
            denominator += 1
            numerator += holds(*steps)
        elif "not_applicable" in given:
            n_not_applicable += 1
        else:
            n_not_mentioned += 1
    return _proportion(indicator.code, "measured", block, numerator, denominator, (n_not_mentioned, n_not_applicable))


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
