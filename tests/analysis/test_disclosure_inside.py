"""Parts of a whole and tables of moves on the evaluators' desk: nothing small can be computed from them."""

import dataclasses
from functools import cache
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import internal, internal_moves, internal_parts, internal_steps, internal_within
from analysis.disclosure.moves import _sums, known_sums
from analysis.estimation.movement import KINDS
from analysis.indicators import Transitions
from tests.analysis.results import POLICY, calm, result, results

COUNTS = ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable")


def within(value: str, **parts):
    [row] = internal_within({name: [row] for name, row in parts.items()}, value, policy=POLICY).indicators
    return row


def test_a_large_part_beside_large_others_is_shown_exactly() -> None:
    row = within("a", a=result(10, 20), b=result(12, 30))
    assert (row.numerator, row.denominator, row.withheld) == (10, 20, None)


def test_a_small_part_takes_the_smallest_other_with_it() -> None:
    parts = {"a": result(10, 20), "b": result(1, 2), "c": result(12, 30)}
    assert within("b", **parts).n is None
    assert within("a", **parts).n is None, "the total less a and c would be b"
    assert within("c", **parts).numerator == 12


def test_a_part_of_nobody_hides_nothing() -> None:
    parts = {"a": result(10, 20), "none": result(0, 0)}
    assert within("a", **parts).numerator == 10
    assert within("none", **parts).n == 0


def test_parts_with_different_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="same rows"):
        internal_within({"a": [result(1, 2)], "b": [result(1, 2, wave=2)]}, "a", policy=POLICY)


@calm
@given(st.lists(results(), min_size=2, max_size=5))
def test_what_is_left_after_subtracting_every_part_shown_is_nothing_small(rows) -> None:
    parts = {str(at): [row] for at, row in enumerate(rows)}
    seen = {name: internal_within(parts, name, policy=POLICY).indicators[0] for name in parts}
    for field in COUNTS:
        hidden = [name for name, row in seen.items() if getattr(row, field) is None]
        assert not any(1 <= (getattr(row, field) or 0) < POLICY.minimum_count for row in seen.values())
        if hidden and any(row.n for row in seen.values()):
            left = sum(getattr(parts[name][0], field) for name in hidden)
            assert len(hidden) >= 2
            assert left == 0 or left >= POLICY.minimum_count


def test_when_few_stayed_the_same_better_and_worse_are_hidden_together() -> None:
    rows = [result(20, 40, indicator="support.better"), result(17, 40, indicator="support.worse")]
    shown = internal(rows, policy=POLICY).indicators
    assert [row.numerator for row in shown] == [None, None]
    rows[1] = dataclasses.replace(rows[1], numerator=15, value=15 / 40)
    assert [row.numerator for row in internal(rows, policy=POLICY).indicators] == [20, 15]


@pytest.mark.parametrize(
    ("parts", "shown", "total"),
    [
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}, 14),
        ({"a": 4, "b": 9, "c": 6}, {"a": None, "b": 9, "c": None}, 19),
        ({"a": 1, "b": 1, "c": 9}, {"a": None, "b": None, "c": None}, 11),
        ({"a": 4, "b": 4}, {"a": None, "b": None}, None),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}, None),
        ({}, {}, 0),
    ],
)
def test_small_parts_of_a_number_are_hidden_with_others(parts, shown, total) -> None:
    found = internal_parts(parts, policy=POLICY)
    assert (dict(found.parts), found.total) == (shown, total)


@calm
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), max_size=6))
def test_no_part_of_one_to_four_follows_from_the_total(parts) -> None:
    """Over every way to fill in what is hidden: no small part is the same in all of them."""
    found = internal_parts(parts, policy=POLICY)
    assert not any(part is not None and 1 <= part < 5 for part in (*found.parts.values(), found.total))
    hidden = [name for name, part in found.parts.items() if part is None]
    if found.total is None or not hidden:
        return
    left = found.total - sum(part or 0 for part in found.parts.values())
    possible = [
        fill for fill in product(range(1, left + 1), repeat=len(hidden) - 1) if left - sum(fill) >= 1
    ]  # the last one follows
    for at, name in enumerate(hidden[:-1]):
        if parts[name] < 5:
            assert len({fill[at] for fill in possible}) > 1


def moves(table) -> Transitions:
    return Transitions("support", "p", 1, "parent", tuple(tuple(int(c) for c in row) for row in table))


def random_table(rng: np.random.Generator, n: int) -> np.ndarray:
    table = np.zeros((7, 7), int)
    then = rng.choice(7, n, p=[0.15, 0.2, 0.2, 0.15, 0.1, 0.15, 0.05])
    np.add.at(table, (then, rng.choice(7, n, p=[0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.05])), 1)
    return table


@cache
def figure(numerator: int, denominator: int, no_step: int):
    [shown] = internal([result(numerator, denominator, not_mentioned=no_step)], policy=POLICY).indicators
    return shown


def divided(counts: tuple[int, ...], no_step: int = 0) -> tuple:
    """What the desk shows of answers to a question that is asked once: the figure, and how they divide over the steps."""
    shown = figure(sum(counts[3:]), sum(counts), no_step)
    steps = internal_steps(shown, counts, policy=POLICY).counts
    return shown.n, shown.numerator, shown.denominator, shown.n_not_mentioned, steps


def test_steps_are_shown_when_none_was_chosen_by_a_few() -> None:
    assert divided((5, 0, 6, 0, 9))[-1] == (5, 0, 6, 0, 9)
    assert divided((5, 0, 6, 4, 9))[-1] is None
    assert divided((5, 0, 6, 0, 9), no_step=3)[-1] is None, "their sum would tell who gave no step"
    assert divided((0, 0, 0, 0, 9))[-1] is None, "too few for a percentage"


def test_one_who_knows_the_rule_cannot_tell_how_few_chose_a_step() -> None:
    """Of all ways in which 10 to 14 answers divide, over five steps and none, that show the same, none agree on a small count."""
    alike: dict[tuple, list[tuple]] = {}
    for n in range(10, 15):
        for cuts in combinations(range(n + 5), 5):
            *counts, no_step = (b - a - 1 for a, b in pairwise((-1, *cuts, n + 5)))
            alike.setdefault(divided(tuple(counts), no_step), []).append((*counts, no_step))
    for truths in alike.values():
        known = [values.pop() for values in map(set, zip(*truths, strict=True)) if len(values) == 1]
        assert not [count for count in known if 1 <= count < POLICY.minimum_count]


def test_a_table_of_four_stories_shows_nothing() -> None:
    table = np.zeros((7, 7), int)
    table[0, 4] = 4
    found = internal_moves(moves(table), policy=POLICY)
    assert (found.n, found.cells) == (None, None)


def test_a_single_small_cell_in_a_sum_is_not_left_to_be_computed() -> None:
    table = np.zeros((7, 7), int)
    table[0, 4], table[4, 0] = 30, 2
    found = internal_moves(moves(table), policy=POLICY)
    assert found.cells is not None
    assert found.cells[0][4] == 30, "the two who went down may stand in other cells from well to not well"
    table[:] = 6
    table[5, 5] = 2
    found = internal_moves(moves(table), policy=POLICY)
    assert found.cells is None or found.hidden_below > 5


@pytest.mark.parametrize("n", [5, 12, 40, 200])
def test_every_small_cell_could_have_been_another_number(n) -> None:
    """Linear programming over what the desk shows of a table, for every cell of one to four."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(n)
    for _ in range(12):
        table = random_table(rng, n)
        found = internal_moves(moves(table), policy=POLICY)
        if found.cells is None:
            continue
        hidden = [(a, b) for a, b in product(range(len(KINDS)), repeat=2) if found.cells[a][b] is None]
        assert all(table[cell] < found.hidden_below for cell in hidden)
        known = known_sums(table, POLICY)
        names = sorted({name for cell in hidden for name in _sums(*cell, known)})
        part = np.array([[name in _sums(*cell, known) for cell in hidden] for name in names], float)
        sums = part @ np.array([table[cell] for cell in hidden], float)
        for at, cell in enumerate(hidden):
            if 1 <= table[cell] < POLICY.minimum_count:
                aim = np.zeros(len(hidden))
                aim[at] = 1
                low, high = (
                    sign * linprog(sign * aim, A_eq=part, b_eq=sums, bounds=(0, found.hidden_below - 1)).fun
                    for sign in (1, -1)
                )
                assert high - low > 1 - 1e-6, f"{cell} can only be {table[cell]}"
