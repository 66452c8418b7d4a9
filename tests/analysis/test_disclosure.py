"""Figures for outside: what may leave, by itself and beside an earlier release."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import DisclosureRefused, policy_of, publish
from analysis.disclosure.exposure import allowed, rounded
from analysis.disclosure.policy import policies_from
from analysis.indicators import wilson
from tests.analysis.results import POLICY, calm, only, published, result, results

# --- outside: figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_counts_are_rounded_to_the_nearest_five(count, shown) -> None:
    assert rounded(count, 5) == shown
    assert allowed(shown, 5)[0] <= count <= allowed(shown, 5)[1]


def test_totals_are_rounded_by_themselves_and_need_not_add_up() -> None:
    row = only(result(12, 23, not_mentioned=3, not_applicable=2))
    assert (row.n, row.numerator, row.denominator, row.n_not_mentioned) == (30, 10, 25, 5)


def test_how_many_found_a_question_not_applicable_does_not_leave() -> None:
    assert only(result(12, 23, not_applicable=20)).n_not_applicable is None


@pytest.mark.parametrize(("stories", "shown"), [(19, False), (22, False), (23, True)])
def test_a_percentage_needs_a_rounded_denominator_that_proves_twenty_stories(stories, shown) -> None:
    row = only(result(10, stories))
    assert (row.percent is not None) is shown
    assert row.withheld == (None if shown else "too_few_for_a_percentage")


def test_a_percentage_follows_from_the_rounded_counts() -> None:
    assert only(result(12, 33)).percent == round(100 * 10 / 35, 1)
    assert only(result(8, 37)).percent == only(result(12, 33)).percent


def test_a_row_about_no_or_very_few_stories_shows_no_numbers() -> None:
    row = only(result(2, 2))
    assert row.withheld == "too_few_to_show"
    assert (row.n, row.numerator, row.denominator, row.percent) == (None, None, None, None)


def test_a_theme_heard_in_too_few_checked_stories_says_so() -> None:
    row = only(result(5, 15, indicator="heard_theme.klik", kind="heard"))
    assert (row.withheld, row.percent) == ("not_enough_checked_stories", None)


def test_a_count_of_stories_is_rounded_and_has_no_percentage() -> None:
    row = only(result(23, None, indicator="stories.told", kind="count", n=23))
    assert (row.n, row.numerator, row.denominator, row.percent, row.withheld) == (25, 25, None, None, None)


@calm
@given(results())
def test_published_counts_are_multiples_of_five_and_none_below_five_but_nought(row) -> None:
    shown = only(row)
    numbers = [shown.n, shown.numerator, shown.denominator, shown.n_not_mentioned]
    assert all(number is None or number % 5 == 0 for number in numbers)


@calm
@given(results())
def test_the_published_interval_contains_every_interval_behind_the_rounding(row) -> None:
    shown = only(row)
    if shown.percent is None:
        assert shown.low is None
        assert shown.high is None
        return
    assert row.denominator >= POLICY.minimum_n_percent
    assert 0 <= shown.low <= shown.percent <= shown.high <= 100
    assert shown.low <= 100 * row.low + 0.051
    assert 100 * row.high - 0.051 <= shown.high


@calm
@given(st.integers(25, 200), st.data())
def test_the_published_interval_is_the_envelope_and_no_wider(denominator, data) -> None:
    shown = only(result(data.draw(st.integers(0, denominator)), denominator))
    true = [
        wilson(x, n)
        for n in range(denominator - 10, denominator + 11)
        for x in range(n + 1)
        if (rounded(n, 5), rounded(x, 5)) == (shown.denominator, shown.numerator)
    ]
    assert shown.low == round(100 * min(low for low, _ in true), 1)
    assert shown.high == round(100 * max(high for _, high in true), 1)


@calm
@given(results())
def test_publishing_what_is_rounded_already_changes_nothing(row) -> None:
    shown = only(row)
    if shown.n is None:
        return
    again = only(
        dataclasses.replace(
            row,
            n=shown.n,
            numerator=shown.numerator,
            denominator=shown.denominator,
            n_not_mentioned=shown.n_not_mentioned,
        )
    )
    assert again == shown


@calm
@given(results(), st.integers(0, 60))
def test_nothing_but_the_rounded_counts_reaches_the_release(row, not_applicable) -> None:
    """Two truths with the same rounded counts give the same row, to the last field."""
    twin = result(
        min(rounded(row.numerator, 5), rounded(row.denominator, 5)),
        rounded(row.denominator, 5),
        not_mentioned=rounded(row.n_not_mentioned, 5),
        not_applicable=not_applicable,
        n=rounded(row.n, 5),
    )
    assert only(row) == only(twin)


@pytest.mark.parametrize("change", [{"rounding_base": 4}, {"rounding_base": 3}, {"minimum_count": 1}])
def test_a_policy_that_rounds_less_than_its_minimum_is_refused(change) -> None:
    with pytest.raises(ValueError, match="odd base"):
        dataclasses.replace(POLICY, **change)


def test_a_release_is_about_one_pilot_and_holds_each_figure_once() -> None:
    row = result(5, 30)
    for rows, words in [
        ((), "exactly one pilot"),
        ((row, dataclasses.replace(row, pilot="q")), "exactly one pilot"),
        ((row, row), "twice"),
    ]:
        with pytest.raises(ValueError, match=words):
            published(*rows)
    with pytest.raises(ValueError, match="another pilot"):
        published(row, earlier=[published(dataclasses.replace(row, pilot="q"))])


def test_perspectives_together_and_apart_are_not_both_published() -> None:
    apart, together = result(20, 30), result(40, 60, perspective=None)
    assert published(together).indicators[0].percent is not None
    with pytest.raises(DisclosureRefused, match=r"trust\.agree, wave 1"):
        published(apart, together)
    with pytest.raises(DisclosureRefused, match=r"trust\.agree, wave 1"):
        published(together, earlier=[published(apart)])
    assert published(apart, dataclasses.replace(together, wave=2))


def test_the_panels_readings_may_be_together_where_answers_are_apart() -> None:
    heard = result(9, 40, indicator="heard_theme.klik", kind="heard", perspective=None)
    assert published(result(20, 30), heard).indicators[1].percent is not None


def test_the_one_corner_that_rounding_leaves_open_is_refused() -> None:
    """All five counts at the edge of their rounding: 25 well now, 15 well then, nobody could be better but these 2."""
    rows = [
        result(17, 38, indicator="support.then_well", n=42, not_mentioned=0, not_applicable=4),
        result(23, 42, indicator="support.now_well"),
        result(2, 38, indicator="support.better", n=42, not_applicable=4),
        result(0, 38, indicator="support.worse", n=42, not_applicable=4),
    ]
    with pytest.raises(DisclosureRefused, match=r"support.better \(numerator\), wave 1, parent"):
        published(*rows)
    rows[1] = result(22, 42, indicator="support.now_well")
    assert published(*rows)


# --- outside: one release beside another -----------------------------------------------------------------------------


def test_the_same_release_again_is_fine() -> None:
    first = published(result(12, 33, not_mentioned=4))
    assert published(result(12, 33, not_mentioned=4), earlier=[first]) == first


@pytest.mark.parametrize(
    ("before", "after"),
    [(result(12, 31), result(13, 32)), (result(13, 32), result(12, 31)), (result(2, 33), result(3, 33))],
    ids=["one came", "one went", "nought becomes five"],
)
def test_a_difference_that_shows_what_a_few_stories_said_is_refused(before, after) -> None:
    with pytest.raises(DisclosureRefused, match=r"trust\.agree, wave 1, parent: beside an earlier release"):
        published(after, earlier=[published(before)])


def test_every_earlier_release_is_compared_not_only_the_latest() -> None:
    releases = [published(result(12, 31)), published(result(25, 60))]
    with pytest.raises(DisclosureRefused):
        published(result(13, 32), earlier=releases)


def test_a_difference_of_many_stories_is_fine() -> None:
    assert published(result(25, 60), earlier=[published(result(12, 31))])


def test_a_new_wave_or_a_new_indicator_is_no_difference() -> None:
    first = published(result(12, 31))
    assert published(result(12, 31), result(13, 32, wave=2), result(20, 31, indicator="heard.agree"), earlier=[first])


def test_more_who_did_not_mention_it_among_as_many_stories_is_refused() -> None:
    with pytest.raises(DisclosureRefused):
        published(result(20, 40, not_mentioned=3, n=44), earlier=[published(result(20, 40, not_mentioned=2, n=43))])


def test_a_few_who_got_worse_among_new_stories_that_mostly_got_better_are_protected() -> None:
    def pair(both: int, better: int, worse: int):
        return (
            result(better, both, indicator="income.better"),
            result(worse, both, indicator="income.worse"),
        )

    with pytest.raises(DisclosureRefused, match=r"income\.better"):
        published(*pair(62, 28, 18), earlier=[published(*pair(53, 22, 17))])
    assert published(*pair(62, 27, 18), earlier=[published(*pair(53, 22, 17))])


def test_another_rounding_of_the_same_figure_is_refused() -> None:
    first = published(result(12, 31))
    with pytest.raises(DisclosureRefused, match="rounding to 5"):
        publish([result(12, 31)], policy=dataclasses.replace(POLICY, rounding_base=7), earlier=[first])


@calm
@given(results(), results())
def test_no_two_releases_prove_that_a_few_newcomers_said_something(before, after) -> None:
    """Independent of the code: try every pair of truths in which stories only came."""
    first = published(before)
    try:
        second = published(after, earlier=[first])
    except DisclosureRefused:
        return
    old, new = first.indicators[0], second.indicators[0]
    for whole, part in (("n", "denominator"), ("n", "n_not_mentioned"), ("denominator", "numerator")):
        sizes = set()
        for whole_then in range(*_span(getattr(old, whole))):
            for whole_now in range(*_span(getattr(new, whole))):
                came = whole_now - whole_then
                least_part = _span(getattr(new, part))[0] - (_span(getattr(old, part))[1] - 1)
                if came >= max(0, least_part):
                    sizes.add((came, least_part >= 1))
        some_said = {came for came, proven in sizes if proven}
        assert not some_said or max(some_said) >= POLICY.minimum_count


def _span(shown: int | None) -> tuple[int, int]:
    low, high = allowed(shown or 0, 5)
    return low, high + 1


OWN = {"name": "strict-1", "programmes": ["elders"], "source": "agreement", "owner": "the council"}
EVERYWHERE = {**dataclasses.asdict(POLICY), "programmes": [], "source": "trials", "owner": "the officer"}


def test_a_programme_has_its_own_policy_and_every_other_the_one_that_holds_everywhere() -> None:
    own, everywhere = policies_from([EVERYWHERE, {**OWN, "minimum_count": 7, "rounding_base": 11}])
    assert own["elders"].rounding_base == 11
    assert own["elders"].minimum_n_percent == everywhere.minimum_n_percent, "what it does not name is as everywhere"
    assert everywhere.name == "loex-1"
    shipped = policy_of("any programme")
    assert (shipped.minimum_count, shipped.minimum_n_percent_inside, shipped.minimum_n_percent) == (5, 10, 20)
    assert shipped.source
    assert shipped.owner


def test_the_policy_that_holds_everywhere_names_every_threshold() -> None:
    with pytest.raises(TypeError, match="rounding_base"):
        policies_from([{name: value for name, value in EVERYWHERE.items() if name != "rounding_base"}])


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([OWN], "holds everywhere"),
        ([EVERYWHERE, EVERYWHERE], "holds everywhere"),
        ([EVERYWHERE, OWN, OWN], "two policies"),
        ([EVERYWHERE, {**OWN, "minimum_n_percent": 19}], "only be stricter"),
        ([{**EVERYWHERE, "owner": ""}], "who answers for it"),
        ([EVERYWHERE, {**OWN, "rounding_base": 6}], "odd base"),
    ],
)
def test_a_policy_that_is_looser_or_nobodys_is_refused(entries: list[dict[str, object]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        policies_from(entries)
