"""Places between three poles, by zone; and stories on a map, by square."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.placing import PlacedStory, count_zones, zone_of
from analysis.published import ZONES
from analysis.theme_map import ThemeMap, in_squares

points = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda cut: (min(cut), max(cut) - min(cut), 100 - max(cut))
)


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        ((100, 0, 0), "first"),
        ((60, 40, 0), "first"),
        ((59, 41, 0), "first_second"),
        ((20, 60, 20), "second"),
        ((0, 50, 50), "second_third"),
        ((50, 0, 50), "first_third"),
        ((34, 33, 33), "middle"),
        ((59, 21, 20), "middle"),
        ((59, 22, 19), "first_second"),
    ],
)
def test_a_place_lies_in_the_zone_of_its_words(point: tuple[int, int, int], zone: str) -> None:
    assert zone_of(point) == zone


@given(points, st.permutations([0, 1, 2]))
def test_zones_do_not_depend_on_the_order_of_the_poles(point: tuple[int, int, int], order: list[int]) -> None:
    names = ("first", "second", "third")
    turned = zone_of((point[order[0]], point[order[1]], point[order[2]]))
    if turned == "middle":
        assert zone_of(point) == "middle"
    else:
        back = sorted(names.index(names[order[names.index(pole)]]) for pole in turned.split("_"))
        assert zone_of(point) == "_".join(names[place] for place in back)


@pytest.mark.parametrize("point", [(50, 50, 50), (-10, 60, 50), (0, 0, 0)])
def test_percents_that_do_not_sum_to_a_hundred_are_no_place(point: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no place"):
        zone_of(point)


@given(st.lists(points, max_size=30))
def test_every_story_is_counted_in_exactly_one_zone(placed: list[tuple[int, int, int]]) -> None:
    counts = count_zones(PlacedStory("decided", 1, "parent", point) for point in placed)
    assert len(counts) == bool(placed)
    for one in counts:
        assert [zone for zone, _ in one.counts] == list(ZONES)
        assert sum(n for _, n in one.counts) == len(placed)


def test_waves_and_perspectives_are_counted_apart() -> None:
    placed = [PlacedStory("decided", wave, who, (100, 0, 0)) for wave in (2, 1) for who in ("parent", "professional")]
    assert [(c.wave, c.perspective) for c in count_zones(placed)] == [
        (1, "parent"), (1, "professional"), (2, "parent"), (2, "professional"),
    ]  # fmt: skip


def test_the_edges_of_the_map_belong_to_its_outer_squares() -> None:
    stories = np.array([[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0], [-0.21, 0.19]])
    found = in_squares(ThemeMap(np.array([[1.0, -1.0]]), stories, 1.0), ["Wachten"], side=5)
    assert dict(found.stories) == {(0, 0): 1, (4, 4): 1, (2, 2): 1, (1, 2): 1}
    assert found.themes == (("Wachten", (4, 0)),)


@pytest.mark.parametrize(("n_stories", "side"), [(199, 5), (200, 7), (599, 7), (600, 10)])
def test_a_map_of_few_stories_has_larger_squares(n_stories: int, side: int) -> None:
    assert in_squares(ThemeMap(np.zeros((1, 2)), np.zeros((n_stories, 2)), 1.0), ["Wachten"]).side == side
