"""Drawing the stories of a meeting: the random part is a fair lot, the chosen part leaves nobody out."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.panel_draw import CardFacts, draw_cards, groups_of
from analysis.readings import findings

GROUPS = ("young_person", "parent", "professional", "better", "worse", "rest_group", "small_theme")
stories = st.lists(
    st.frozensets(st.sampled_from(GROUPS), min_size=1).map(lambda groups: groups), min_size=0, max_size=40
).map(lambda every: [CardFacts(f"{n:03}", groups) for n, groups in enumerate(every)])


@given(stories, st.integers(0, 20), st.integers(0, 20), st.integers(0, 9))
def test_no_story_is_drawn_twice_and_the_order_of_the_stories_makes_no_difference(
    every: list[CardFacts], n_random: int, n_chosen: int, seed: int
) -> None:
    drawn = draw_cards(every, n_random=n_random, n_chosen=n_chosen, seed=seed)
    both = [*drawn.random, *drawn.chosen]
    assert len(set(both)) == len(both) == min(n_random + n_chosen, len(every))
    assert draw_cards(every[::-1], n_random=n_random, n_chosen=n_chosen, seed=seed) == drawn


@given(stories, st.integers(0, 20), st.integers(0, 9))
def test_the_random_part_does_not_know_what_the_stories_are(every: list[CardFacts], n_random: int, seed: int) -> None:
    alike = [CardFacts(story.ref, frozenset({"parent"})) for story in every]
    drawn = draw_cards(every, n_random=n_random, n_chosen=5, seed=seed)
    assert draw_cards(alike, n_random=n_random, n_chosen=0, seed=seed).random == drawn.random


@given(stories, st.integers(0, 5), st.integers(0, 9))
def test_every_group_that_exists_is_represented_when_there_is_room(
    every: list[CardFacts], n_random: int, seed: int
) -> None:
    drawn = draw_cards(every, n_random=n_random, n_chosen=len(GROUPS), seed=seed)
    groups = {story.ref: story.groups for story in every}
    assert set().union(*(groups[ref] for ref in (*drawn.random, *drawn.chosen))) == set().union(*groups.values())


def test_every_story_has_the_same_chance_to_be_drawn_by_lot() -> None:
    every = [CardFacts(str(n), frozenset({"parent"})) for n in range(8)]
    counted = Counter(
        ref for seed in range(2_000) for ref in draw_cards(every, n_random=2, n_chosen=0, seed=seed).random
    )
    assert all(abs(n - 500) < 80 for n in counted.values()), (
        "2,000 lots of 2 in 8: 500 each, 4 standard deviations are 77"
    )


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        draw_cards([], n_random=-1, n_chosen=0, seed=1)


def test_one_story_can_turn_both_ways_and_a_theme_is_small_below_the_median() -> None:
    sizes = [4, 10, 10]
    assert groups_of("parent", [(1, 3), (4, 2), (3, 3)], n_with_it=10, sizes=sizes) == {"parent", "better", "worse"}
    assert groups_of("parent", [], n_with_it=9, sizes=sizes) == {"parent", "small_theme"}
    assert groups_of("parent", [], n_with_it=None, sizes=sizes) == {"parent", "rest_group"}


@pytest.mark.parametrize(
    ("machine", "seats", "found"),
    [
        ("Wachten", [["wachten"], ["Wachten", "school"]], set()),
        ("Wachten", [["school"], ["school"]], {"panel_sees_other"}),
        ("Wachten", [["school"], ["klik"]], {"panel_sees_other", "seats_differ"}),
        ("Wachten", [[], []], {"panel_sees_none"}),
        (None, [["wachten"]], {"machine_sees_none"}),
        (None, [["eigen woord"]], set()),
        ("", [["school"]], set()),
        ("Wachten", [], set()),
    ],
)
def test_a_difference_between_readings_is_a_finding(
    machine: str | None, seats: list[list[str]], found: set[str]
) -> None:
    assert findings(machine=machine, seats=seats, themes={"Wachten"}) == found
    assert findings(machine=machine, seats=seats, themes={"Wachten"}, got_worse=True) == {*found, "teller_worse"}
