"""Answers counted as patterns: the same figures as story by story, and every move from then to now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import (
    AnswerPattern,
    UnusableInput,
    measure,
    measure_patterns,
    measure_stories,
    patterns_of,
    transitions,
)
from analysis.records import Answer
from tests.analysis.results import calm

values = st.sampled_from([1, 2, 3, 4, 5, "not_mentioned", "not_applicable"])
stories = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("support.then", "support.now", "trust"), values)), max_size=25
)


def answers(told: list[dict]) -> list[Answer]:
    return [
        Answer(f"s{at}", "p", 1, ("parent", "professional")[at % 2], question, value)  # type: ignore[arg-type]
        for at, story in enumerate(told)
        for question, value in story.items()
    ]


@calm
@given(stories)
def test_patterns_put_together_give_the_figures_of_single_stories(told) -> None:
    together: dict[tuple, int] = {}
    for pattern in patterns_of(answers(told)):
        key = (pattern.perspective, pattern.given)
        together[key] = together.get(key, 0) + 1
    counted = [AnswerPattern("p", 1, who, given, n) for (who, given), n in together.items()]
    assert measure_patterns(counted) == measure(answers(told))


@calm
@given(stories)
def test_stories_tallied_by_column_give_the_figures_of_single_stories(told) -> None:
    by_block: dict[tuple, list[dict]] = {}
    for at, story in enumerate(told):
        by_block.setdefault(("p", 1, ("parent", "professional")[at % 2]), []).append(story)
    for pooled in (False, True):
        assert measure_stories(by_block, pooled=pooled) == measure(answers(told), pooled=pooled)


def test_a_step_that_cannot_be_is_refused_in_a_tally_as_well() -> None:
    with pytest.raises(UnusableInput, match="trust"):
        measure_stories({("p", 1, "parent"): [{"trust": 6}]})


@calm
@given(stories)
def test_moves_add_up_to_those_who_answered_and_agree_with_better_and_worse(told) -> None:
    found = {row.perspective: row.table for row in transitions(patterns_of(answers(told)), "support")}
    for row in measure(answers(told)):
        if row.indicator not in ("support.better", "support.worse") or not row.n:
            continue
        table = found[row.perspective]
        moved = [(a, b, n) for a, line in enumerate(table[:5]) for b, n in enumerate(line[:5])]
        right = row.indicator == "support.better"
        assert sum(map(sum, table)) == row.n
        assert sum(n for _, _, n in moved) == row.denominator
        assert sum(n for a, b, n in moved if (b > a if right else b < a)) == row.numerator


def test_a_question_outside_the_form_has_figures_only_where_somebody_answered_it() -> None:
    assert not [row for row in measure([Answer("a", "p", 1, "parent", "trust", 4)]) if row.indicator == "nearby.agree"]
    rows = measure([Answer("a", "p", 1, "parent", "nearby", 4), Answer("b", "q", 1, "parent", "trust", 4)])
    assert [(row.pilot, row.numerator) for row in rows if row.indicator == "nearby.agree"] == [("p", 1)]
