"""Closed answers as patterns: so many stories of one block that answered the same questions in the same way.

A figure needs no more than that, so a database can count patterns and stories never have to leave it one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.estimation.movement import KINDS
from analysis.records import PERSPECTIVES, Answer, NotGiven, Perspective

Block = tuple[str, int, Perspective | None]
"""Pilot, wave, perspective (None: all perspectives together)."""
Step = int | None | NotGiven
"""What a story says to one question; None when it holds no answer to it at all."""

LOWEST_STEP, HIGHEST_STEP = 1, 5


class UnusableInput(ValueError):
    """Answers, readings or counts contradict each other, or lie outside their scale."""


@dataclass(frozen=True, slots=True)
class AnswerPattern:
    """n stories that answered the questions in `given` so. Of one story each question stands in at most one pattern;
    questions that one indicator draws on stand together."""

    pilot: str
    wave: int
    perspective: Perspective
    given: tuple[tuple[str, Step], ...]
    n: int

    @property
    def block(self) -> Block:
        return self.pilot, self.wave, self.perspective


@dataclass(frozen=True, slots=True)
class Transitions:
    """Every move of one item in one block. table: counts, 7 rows (then) by 7 columns (now), order of `movement.KINDS`."""

    item: str
    pilot: str
    wave: int
    perspective: Perspective | None
    table: tuple[tuple[int, ...], ...]


def patterns_of(answers: Iterable[Answer]) -> list[AnswerPattern]:
    """One pattern of one story each. Raises UnusableInput for a step outside 1-5, a question answered twice by one
    story, or a story that stands in two places."""
    stories: dict[str, tuple[Block, dict[str, Step]]] = {}
    for answer in answers:
        block: Block = (answer.pilot, answer.wave, answer.perspective)
        place, given = stories.setdefault(answer.ref, (block, {}))
        if place != block:
            raise UnusableInput(f"story {answer.ref} stands in two pilots, waves or perspectives")
        if answer.question in given:
            raise UnusableInput(f"story {answer.ref} answers {answer.question} twice")
        if answer.value is None:
            raise UnusableInput(f"story {answer.ref}, question {answer.question}: no step and no reason for none")
        given[answer.question] = answer.value
    made = [
        AnswerPattern(pilot, wave, who, tuple(given.items()), 1)  # type: ignore[arg-type]  # an answer has a perspective
        for (pilot, wave, who), given in stories.values()
    ]
    for pattern in made:
        check(pattern)
    return made


def check(pattern: AnswerPattern) -> None:
    """Raises UnusableInput for what is no step and no reason for having none, or for fewer than one story."""
    if pattern.n < 1:
        raise UnusableInput(f"a pattern of {pattern.n} stories")
    check_given(pattern.given)


def check_given(given: Iterable[tuple[str, Step]]) -> None:
    """given: questions with their answers. Raises UnusableInput for what is no step and no reason for having none."""
    for question, value in given:
        if isinstance(value, int) and not isinstance(value, bool):
            if LOWEST_STEP <= value <= HIGHEST_STEP:
                continue
        elif value in (None, "not_mentioned", "not_applicable"):
            continue
        raise UnusableInput(f"question {question}: {value!r} is no step and no reason for none")


def blocks(present: Iterable[Block], *, pooled: bool) -> list[Block]:
    """The blocks present, in order, with one pooled block per pilot and wave where asked."""
    found = set(present)
    if pooled:
        found |= {(pilot, wave, None) for pilot, wave, _ in found}
    return sorted(found, key=lambda b: (b[0], b[1], len(PERSPECTIVES) if b[2] is None else PERSPECTIVES.index(b[2])))


def members(block: Block, present: Iterable[Block]) -> list[Block]:
    """The single-perspective blocks that a block is made of."""
    return sorted((b for b in present if b[:2] == block[:2] and block[2] in (None, b[2])), key=str)


def transitions(patterns: Sequence[AnswerPattern], item: str, *, pooled: bool = False) -> tuple[Transitions, ...]:
    """The moves of one item from then to now, by block in order. A missing side is "not mentioned"; a story without any
    answer to the item is in no table. Counts add up to the stories that answered."""
    tables: dict[Block, list[list[int]]] = {}
    for pattern in patterns:
        given = dict(pattern.given)
        sides = [given.get(f"{item}.{moment}") for moment in ("then", "now")]
        if all(side is None for side in sides):
            continue
        then, now = (KINDS.index("not_mentioned" if side is None else side) for side in sides)
        places = [pattern.block, *([(*pattern.block[:2], None)] if pooled else [])]
        for place in places:
            tables.setdefault(place, [[0] * len(KINDS) for _ in KINDS])[then][now] += pattern.n
    return tuple(Transitions(item, *block, tuple(map(tuple, tables[block]))) for block in blocks(tables, pooled=False))
