"""Pictures of many stories: what may be in them, when they are drawn anew, and what an attacker makes of a row of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import policy_of, publish, publish_or_hold, publish_theme, with_pictures, with_themes
from analysis.placing import ZoneCounts
from analysis.published import ZONES, PublishedResults, PublishedTriad, Zone
from analysis.records import IndicatorResult, Theme
from analysis.theme_map import Squares
from tests.analysis.picture_attacker import PictureAttack

POLICY = policy_of("any programme")
Counts = Mapping[Zone, int]


def heard(n_released: int, *, wave: int = 1) -> IndicatorResult:
    return IndicatorResult(
        "stories.released", "count", "p", wave, "parent", n_released, n_released, None, None, None, None, "count"
    )


def zones(wave: int = 1, **counts: int) -> ZoneCounts:
    return ZoneCounts("decided", wave, "parent", tuple((zone, counts.get(zone, 0)) for zone in ZONES))


def release(n_released: int, earlier: Sequence[PublishedResults] = (), **counts: int) -> PublishedResults:
    """The next release; a group that must wait keeps its earlier numbers, as in the application."""
    rows = [heard(n_released)]
    published = publish_or_hold(rows, before=rows, policy=POLICY, earlier=earlier)
    return with_pictures(published, triads=[zones(**counts)], policy=POLICY, earlier=earlier)


def triad(results: PublishedResults) -> PublishedTriad | None:
    assert results.pictures
    return next(iter(results.pictures.triads), None)


def shown(results: PublishedResults) -> dict[Zone, int] | None:
    found = triad(results)
    return {zone.zone: zone.n for zone in found.zones} if found else None


def test_a_zone_with_four_stories_is_blank_and_one_with_five_is_not() -> None:
    assert shown(release(40, first=12, second=4, third=5)) == {"first": 10, "third": 5}


@pytest.mark.parametrize(("third", "is_drawn"), [(7, False), (8, True)])
def test_a_picture_that_shows_less_than_fifteen_is_not_drawn(third: int, is_drawn: bool) -> None:
    drawn = release(40, first=7, second=4, third=third)
    assert (shown(drawn) is not None) is is_drawn


def test_a_picture_never_proves_that_there_are_more_stories_than_the_group_already_does() -> None:
    """22 stories are published as 20, so 18 to 22; zones that hold at least 20 would narrow that down."""
    assert shown(release(22, first=5, second=5, third=5, middle=5)) is None
    assert shown(release(26, first=5, second=5, third=5, middle=5)) == dict.fromkeys(
        ("first", "second", "third", "middle"), 5
    )


def test_two_more_stories_do_not_change_a_picture_and_it_says_that_it_is_an_earlier_one() -> None:
    first = release(40, first=14, third=17, second=4)
    second = release(42, [first], first=14, third=17, second=6)
    assert shown(second) == shown(first)
    assert triad(second) == replace(triad(first), held_over=True)  # type: ignore[type-var]  # it was drawn


def test_enough_new_stories_draw_it_anew() -> None:
    first = release(40, first=14, third=17, second=4)
    second = release(60, [first], first=24, third=27, second=6)
    assert shown(second) == {"first": 25, "third": 25, "second": 5}
    assert not triad(second).held_over  # type: ignore[union-attr]  # it was drawn


def test_a_zone_that_a_few_new_stories_came_to_is_held_back_although_many_came_elsewhere() -> None:
    """Six to fourteen came, eleven at least of them to the first: what the other one to three chose would be known."""
    first = release(40, first=12, second=4, third=17)
    second = release(52, [first], first=23, second=5, third=17)
    assert shown(second) == shown(first)


def test_an_earlier_picture_that_was_itself_held_over_is_no_measure() -> None:
    """Four stories come each time: the second release must wait, and the third is laid beside the first."""
    releases = [release(40, first=14, third=17)]
    for number in range(1, 5):
        releases.append(release(40 + 4 * number, releases, first=14 + 4 * number, third=17))
    assert [triad(r).held_over for r in releases] == [False, True, False, True, True]  # type: ignore[union-attr]


def test_a_group_whose_figures_are_held_over_keeps_its_picture() -> None:
    first = release(40, first=14, third=17)
    held = replace(publish([heard(60)], policy=POLICY), held_over=((1, "parent"),))
    second = with_pictures(held, triads=[zones(first=30, third=20)], policy=POLICY, earlier=[first])
    assert triad(second) == replace(triad(first), held_over=True)  # type: ignore[type-var]  # it was drawn


def test_a_release_from_before_there_were_pictures_tells_nothing_about_them() -> None:
    before = publish([heard(40)], policy=POLICY)
    assert before.pictures is None
    assert shown(release(41, [before], first=14, third=17)) == {"first": 15, "third": 15}


THEMES = ("Wachten", "Gehoord worden", "Uitleg", "Klein thema")
SQUARES = Squares(5, {(0, 0): 12, (1, 0): 4, (2, 2): 21, (4, 4): 8}, tuple((name, (2, 2)) for name in THEMES))


def with_four_themes(n_released: int = 60) -> PublishedResults:
    published = [
        publish_theme(Theme(name, (name,), ()), keywords=[], n_stories=n, firmness="firm", policy=POLICY)
        for name, n in zip(THEMES, (22, 14, 6, 4), strict=True)
    ]
    return with_themes(publish([heard(n_released)], policy=POLICY), published)


def test_a_square_with_four_stories_and_a_theme_with_four_are_not_on_the_map() -> None:
    drawn = with_pictures(with_four_themes(), squares=SQUARES, policy=POLICY).pictures.theme_map  # type: ignore[union-attr]
    assert drawn is not None
    assert {(s.column, s.row): s.n for s in drawn.spots} == {(0, 0): 10, (2, 2): 20, (4, 4): 10}
    assert [theme.theme for theme in drawn.themes] == list(THEMES[:3])


def test_the_same_stories_in_a_new_search_leave_the_earlier_map_standing() -> None:
    first = with_pictures(with_four_themes(), squares=SQUARES, policy=POLICY)
    moved = replace(SQUARES, stories={(0, 0): 11, (1, 0): 5, (2, 2): 21, (4, 4): 8})
    second = with_pictures(with_four_themes(62), squares=moved, policy=POLICY, earlier=[first])
    assert second.pictures.theme_map == replace(first.pictures.theme_map, held_over=True)  # type: ignore[union-attr, type-var]


def test_the_curve_of_themes_rises_stays_under_their_number_and_needs_nothing_that_is_not_published() -> None:
    results = with_four_themes()
    drawn = with_pictures(results, policy=POLICY).pictures.saturation  # type: ignore[union-attr]
    assert drawn is not None
    assert drawn.n_themes == 3
    assert [point.n_stories for point in drawn.points] == list(range(5, 65, 5))
    themes = [point.themes for point in drawn.points]
    assert themes == sorted(themes)
    assert all(0 <= point.low <= point.themes <= point.high <= 3 for point in drawn.points)
    kept = replace(results, themes=tuple(replace(theme, reasons=(), votes=()) for theme in results.themes))
    assert with_pictures(kept, policy=POLICY).pictures.saturation == drawn  # type: ignore[union-attr]


def test_two_themes_are_too_few_for_a_curve() -> None:
    results = with_four_themes()
    fewer = replace(results, themes=results.themes[1:])
    assert with_pictures(fewer, policy=POLICY).pictures.saturation is None  # type: ignore[union-attr]


# --- the attacker ------------------------------------------------------------------------------------------------------

counts_of_a_wave = st.fixed_dictionaries({zone: st.integers(0, 13) for zone in ZONES})


@settings(max_examples=25, deadline=None)
@given(st.lists(counts_of_a_wave, min_size=1, max_size=3), st.integers(0, 6))
def test_no_small_count_is_recovered_from_a_row_of_pictures(came: list[Counts], unplaced: int) -> None:
    found, _ = attacked(came, unplaced)
    assert found == []


def attacked(came: Sequence[Counts], unplaced: int, *, is_blunt: bool = True) -> tuple[list[str], int]:
    """Counts of one to four that the attacker knows exactly, and how many there were. came: new stories by zone, a release
    each. unplaced: stories each time without a place. is_blunt: as it leaves; else zones rounded to five like other counts,
    with how many stories they are."""
    truths = [{zone: sum(each[zone] for each in came[: n + 1]) for zone in ZONES} for n in range(len(came))]
    releases: list[PublishedResults] = []
    for number, truth in enumerate(truths):
        n_released = sum(truth.values()) + unplaced * (number + 1)
        releases.append(release(n_released, releases, **truth))
    attack = PictureAttack(releases, ("decided", 1, "parent"), policy=POLICY)
    if not is_blunt:
        attack.told_everything(truths)
    found, n_tried = [], 0
    for number, truth in enumerate(truths):
        for zone, count in truth.items():
            if 1 <= count < POLICY.minimum_count:
                n_tried += 1
                if attack.range_of(number, zone) == (count, count):
                    found.append(f"release {number + 1}, {zone} = {count}")
    return found, n_tried


def test_the_same_attacker_wins_when_zones_are_published_like_other_counts() -> None:
    """The control: four zones of three, each shown as five, are twelve at least; a total shown as ten is twelve at most."""
    counts: Counts = {zone: 3 if place < 4 else 0 for place, zone in enumerate(ZONES)}
    found, n_tried = attacked([counts], 0, is_blunt=False)
    assert len(found) == n_tried == 4
    assert attacked([counts], 0) == ([], 4)
