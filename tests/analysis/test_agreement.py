"""Krippendorff's alpha as its author computes it, and what must hold for any readings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import krippendorff, theme_agreement
from analysis.records import ReadStory

FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
"""Krippendorff (2011), section C: four observers, twelve units, values missing."""
TWO_CODERS = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
"""Krippendorff (2011), section A: binary data, two observers, none missing."""
LETTERS = ["aabbdcccedda", "babbbccceddd"]
"""The same, section B: nominal data, two observers, none missing."""


def by_unit(coders):
    return list(zip(*coders, strict=True))


def read(ref: str, *tags: set[str]) -> ReadStory:
    return ReadStory(ref, "p", 1, "parent", tuple(map(frozenset, tags)))


@pytest.mark.parametrize(
    ("coders", "level", "alpha"),
    [
        (FOUR_CODERS, "nominal", 0.743),
        (FOUR_CODERS, "ordinal", 0.815),
        (TWO_CODERS, "nominal", 0.095),
        (LETTERS, "nominal", 0.692),
    ],
)
def test_published_examples_come_out(coders, level, alpha: float) -> None:
    found = krippendorff(by_unit(coders), level=level)
    assert found.alpha == pytest.approx(alpha, abs=0.0006)


def test_a_value_without_a_second_one_is_left_out_and_counted() -> None:
    found = krippendorff(by_unit(FOUR_CODERS))
    assert (found.n_units, found.n_values, found.n_left_out) == (11, 40, 1)
    assert found.alpha == krippendorff([*by_unit(FOUR_CODERS), [9, None], [None, None], []]).alpha


def test_the_interval_holds_the_point_and_has_a_seed() -> None:
    one = krippendorff(by_unit(FOUR_CODERS), seed=4)
    assert one == krippendorff(by_unit(FOUR_CODERS), seed=4)
    assert (one.low, one.high) != (krippendorff(by_unit(FOUR_CODERS), seed=5).low, 0)
    assert one.low is not None
    assert one.high is not None
    assert one.low <= (one.alpha or 0) <= one.high


def test_more_stories_give_a_narrower_interval() -> None:
    random = np.random.default_rng(0)
    units = [[value, value if random.random() < 0.8 else 1 - value] for value in random.integers(0, 2, 400).tolist()]
    few, many = krippendorff(units[:40]), krippendorff(units)
    assert (many.high or 0) - (many.low or 0) < ((few.high or 0) - (few.low or 0)) / 2


def test_agreement_without_variation_cannot_be_computed() -> None:
    found = krippendorff([[1, 1]] * 20)
    assert (found.alpha, found.low, found.high, found.reason) == (None, None, None, "no_variation")


@pytest.mark.parametrize("units", [[], [[1]], [[None, 1], [2, None]]])
def test_too_little_to_compare_is_said(units) -> None:
    assert (krippendorff(units).alpha, krippendorff(units).reason) == (None, "too_few_units")


def test_words_have_no_order() -> None:
    with pytest.raises(ValueError, match="no order"):
        krippendorff([["a", "b"]], level="ordinal")


def test_agreement_per_theme_says_n_prevalence_and_unit() -> None:
    stories = [
        read("a", {"klik"}, {"klik"}),
        read("b", {"klik", "school"}, {"school"}),
        read("c", {"school"}, {"school"}),
        read("d", {"school"}, {"klik"}),
        read("nobody tagged", set(), set()),
        read("read once", {"klik"}),
    ]
    klik, school = theme_agreement(stories, ["klik", "school"])
    assert (klik.theme, klik.agreement.unit, klik.agreement.level) == ("klik", "story", "nominal")
    assert (klik.agreement.n_units, klik.agreement.n_values, klik.agreement.n_left_out) == (4, 8, 2)
    assert klik.prevalence == 4 / 8
    assert school.prevalence == 5 / 8
    assert klik.agreement.alpha == pytest.approx(1 - 0.5 / (32 / 56))


def test_silence_on_untagged_stories_raises_no_agreement() -> None:
    tagged = [read("a", {"klik"}, set()), read("b", {"klik"}, {"klik"}), read("c", {"school"}, {"school"})]
    silent = [read(str(number), set(), set()) for number in range(50)]
    assert (
        theme_agreement(tagged + silent, ["klik"])[0].agreement.alpha
        == theme_agreement(tagged, ["klik"])[0].agreement.alpha
    )
    assert theme_agreement(silent, ["klik"])[0].prevalence is None
    [nobody] = theme_agreement(tagged, ["unheard"])
    assert (nobody.prevalence, nobody.agreement.reason) == (0.0, "no_variation")


quick = settings(max_examples=60, deadline=None)
values = st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=5), max_size=12)


@quick
@given(st.lists(st.integers(0, 4), min_size=2, max_size=20).filter(lambda v: len(set(v)) > 1), st.integers(2, 4))
@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_identical_coders_agree_fully(level, given_values: list[int], coders: int) -> None:
    found = krippendorff([[value] * coders for value in given_values], level=level, n_resamples=40)
    assert found.alpha == pytest.approx(1)


@quick
@given(values, st.sampled_from(["nominal", "ordinal"]), st.randoms(use_true_random=False))
def test_alpha_is_at_most_one_and_knows_no_order(units, level, random) -> None:
    found = krippendorff(units, level=level, n_resamples=30)
    assert found.alpha is None or found.alpha <= 1 + 1e-9
    mixed = [random.sample(unit, len(unit)) for unit in units]
    random.shuffle(mixed)
    again = krippendorff(mixed, level=level, n_resamples=30)
    assert (found.alpha is None) == (again.alpha is None)
    assert found.alpha is None or found.alpha == pytest.approx(again.alpha)
    assert (found.n_units, found.n_left_out) == (again.n_units, again.n_left_out)


@quick
@given(values)
def test_other_names_for_the_values_change_nothing_nominal(units) -> None:
    renamed = [[None if value is None else f"v{9 - value}" for value in unit] for unit in units]
    one, other = krippendorff(units, n_resamples=20).alpha, krippendorff(renamed, n_resamples=20).alpha
    assert (one is None) == (other is None)
    assert one is None or one == pytest.approx(other)
