"""Figures for the evaluators' desk."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import internal
from analysis.disclosure.desk import hidden_parts
from analysis.records import PERSPECTIVES, IndicatorResult
from tests.analysis.results import POLICY, calm, result, results


def desk(*rows: IndicatorResult):
    return internal(rows, policy=POLICY).indicators


def test_inside_numbers_are_exact() -> None:
    [row] = desk(result(12, 33, not_mentioned=6))
    assert (row.n, row.numerator, row.denominator, row.n_not_mentioned) == (39, 12, 33, 6)
    assert (row.value, row.withheld) == (12 / 33, None)


@pytest.mark.parametrize("numerator", [3, 30], ids=["few", "few others"])
def test_a_small_side_of_a_proportion_is_hidden_with_the_other(numerator) -> None:
    [row] = desk(result(numerator, 33))
    assert (row.n, row.denominator, row.numerator, row.value) == (33, 33, None, None)
    assert row.withheld == "too_few_to_show"


@pytest.mark.parametrize(("stories", "shown"), [(9, False), (10, True)])
def test_inside_a_percentage_needs_ten_stories(stories, shown) -> None:
    [row] = desk(result(5, stories)) if shown else desk(result(0, stories))
    assert (row.value is not None) is shown
    assert row.denominator == stories
    assert row.withheld == (None if shown else "too_few_for_a_percentage")


def test_few_who_gave_no_step_do_not_show_as_a_difference() -> None:
    [row] = desk(result(12, 33, not_mentioned=3))
    assert row.n == 36
    assert {row.numerator, row.denominator, row.value, row.n_not_mentioned, row.n_not_applicable} == {None}


def test_few_who_found_it_not_applicable_are_hidden_among_those_who_did_not_mention_it() -> None:
    [row] = desk(result(12, 33, not_mentioned=9, not_applicable=2))
    assert (row.n, row.numerator, row.denominator, row.value) == (44, 12, 33, 12 / 33)
    assert (row.n_not_mentioned, row.n_not_applicable) == (None, None)


def test_a_group_of_four_shows_nothing() -> None:
    [row] = desk(result(4, 4))
    assert {row.n, row.numerator, row.denominator, row.n_not_mentioned, row.value} == {None}


def test_a_total_hides_what_one_of_its_perspectives_hides() -> None:
    rows = desk(result(10, 20), result(2, 20, perspective="professional"), result(12, 40, perspective=None))
    assert (rows[0].numerator, rows[1].numerator, rows[2].numerator) == (10, None, None)
    assert rows[2].denominator == 40
    gone = desk(result(10, 20), result(2, 2, perspective="professional"), result(12, 22, perspective=None))
    assert gone[2].n is None


def test_a_figure_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        desk(result(10, 20), result(10, 20))


def test_one_who_knows_the_rules_of_hiding_cannot_tell_a_small_part() -> None:
    """Every row of up to 26 stories: of all truths that give the same desk, none agree on a count of one to four."""
    for n in range(5, 27):
        alike: dict[tuple, list[tuple]] = {}
        for yes in range(n + 1):
            for no in range(n + 1 - yes):
                for missing in range(n + 1 - yes - no):
                    row = result(yes, yes + no, not_mentioned=missing, not_applicable=n - yes - no - missing)
                    hidden = hidden_parts(row, POLICY)
                    shown = (
                        hidden,
                        None if "sides" in hidden else yes,
                        None if "denominator" in hidden else yes + no,
                        None if "no_step" in hidden else missing,
                    )
                    alike.setdefault(shown, []).append(
                        (yes, no, yes + no, missing, n - yes - no - missing, n - yes - no)
                    )
        for truths in alike.values():
            known = [values.pop() for values in map(set, zip(*truths, strict=True)) if len(values) == 1]
            assert not [count for count in known if 1 <= count < POLICY.minimum_count]


@calm
@given(st.lists(results(), min_size=3, max_size=3))
def test_inside_no_number_of_one_to_four_is_shown_nor_left_as_a_difference(rows) -> None:
    apart = [dataclasses.replace(r, perspective=p) for r, p in zip(rows, PERSPECTIVES, strict=True)]
    total = result(
        sum(r.numerator for r in rows),
        sum(r.denominator for r in rows),
        not_mentioned=sum(r.n_not_mentioned for r in rows),
        not_applicable=sum(r.n_not_applicable for r in rows),
        perspective=None,
    )
    shown = desk(*apart, total)
    for r in shown:
        cells = [r.n, r.numerator, r.denominator, r.n_not_mentioned, r.n_not_applicable]
        pairs = [(r.denominator, r.numerator), (r.n, r.denominator)]
        cells += [whole - part for whole, part in pairs if whole is not None and part is not None]
        assert not [cell for cell in cells if cell is not None and 1 <= cell < 5]
    for field in ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable"):
        missing = [r.perspective for r in shown if getattr(r, field) is None]
        assert len(missing) != 1 or missing == [None], "one hidden number follows from the others"


@calm
@given(results())
def test_inside_a_number_is_the_true_one_or_hidden_and_what_is_shown_adds_up(row) -> None:
    [shown] = desk(row)
    for field in ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable"):
        assert getattr(shown, field) in (None, getattr(row, field))
    counts = (shown.n, shown.denominator, shown.n_not_mentioned, shown.n_not_applicable)
    assert None in counts or counts[0] == sum(counts[1:])
    assert (shown.value is None) is (shown.numerator is None or not shown.denominator)
    assert shown.value is None or shown.low <= shown.value <= shown.high
