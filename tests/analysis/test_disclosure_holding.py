"""A group whose new figures would expose someone keeps its earlier ones; the others go on, and readers are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure import DisclosureRefused, policy_of, publish, publish_or_hold
from analysis.indicators import wilson
from analysis.records import IndicatorResult, Perspective

POLICY = policy_of("any programme")


def row(perspective: Perspective, numerator: int, denominator: int) -> IndicatorResult:
    low, high = wilson(numerator, denominator)
    return IndicatorResult(
        indicator="rapport.agree",
        kind="measured",
        pilot="samen",
        wave=2,
        perspective=perspective,
        n=denominator,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator,
        low=low,
        high=high,
        method="wilson-95",
    )


BEFORE = [row("parent", 12, 30), row("young_person", 12, 30)]
ONE_MORE = [row("parent", 13, 31), row("young_person", 25, 50)]


def test_a_difference_of_one_story_is_refused_by_itself() -> None:
    with pytest.raises(DisclosureRefused):
        publish(ONE_MORE, policy=POLICY, earlier=[publish(BEFORE, policy=POLICY)])


def test_the_group_that_must_wait_shows_what_it_showed_and_the_other_goes_on() -> None:
    first = publish(BEFORE, policy=POLICY)
    second = publish_or_hold(ONE_MORE, before=BEFORE, policy=POLICY, earlier=[first])
    parents, young = second.indicators
    assert parents == first.indicators[0]
    assert (young.numerator, young.denominator) == (25, 50)
    assert second.held_over == ((2, "parent"),)


def test_what_was_held_over_is_let_through_once_enough_stories_came() -> None:
    first = publish(BEFORE, policy=POLICY)
    second = publish_or_hold(ONE_MORE, before=BEFORE, policy=POLICY, earlier=[first])
    later = [row("parent", 25, 50), ONE_MORE[1]]
    third = publish_or_hold(later, before=[BEFORE[0], ONE_MORE[1]], policy=POLICY, earlier=[first, second])
    assert third.held_over == ()
    assert third.indicators[0].denominator == 50


def test_a_release_with_nothing_to_fall_back_on_is_still_refused() -> None:
    first = publish(BEFORE, policy=POLICY)
    with pytest.raises(DisclosureRefused):
        publish_or_hold(ONE_MORE, before=[replace(BEFORE[0], wave=1)], policy=POLICY, earlier=[first])
