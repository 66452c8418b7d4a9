"""What tellers answered and what the panel heard, as figures with intervals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.indicators import (
    UnusableInput,
    count_stories,
    heard,
    load_catalogue,
    measure,
    theme_present,
    wilson,
)
from analysis.records import PERSPECTIVES, Answer, ReadStory, StoryCount

calm = settings(deadline=None, max_examples=50)
QUESTIONS = sorted({question for indicator in load_catalogue() for question in indicator.questions})
VALUES = (1, 2, 3, 4, 5, "not_mentioned", "not_applicable")


def answer(ref: str, question: str, value, *, wave: int = 1, perspective="parent", pilot: str = "p") -> Answer:
    return Answer(ref, pilot, wave, perspective, question, value)


def row(results, indicator: str, perspective="parent", wave: int = 1):
    [found] = [r for r in results if (r.indicator, r.perspective, r.wave) == (indicator, perspective, wave)]
    return found


@st.composite
def answer_sets(draw, most: int = 25) -> list[Answer]:
    """Answers of up to `most` stories in two pilots, two waves and three perspectives; some questions left out."""
    made = []
    for number in range(draw(st.integers(0, most))):
        place = {
            "pilot": draw(st.sampled_from(["p", "q"])),
            "wave": draw(st.integers(1, 2)),
            "perspective": draw(st.sampled_from(PERSPECTIVES)),
        }
        for question in draw(st.sets(st.sampled_from(QUESTIONS[:6]), max_size=6)):
            made.append(answer(f"s{number}", question, draw(st.sampled_from(VALUES)), **place))
    return made


def random_answers(rng: np.random.Generator, n_stories: int) -> list[Answer]:
    """Every question asked of most stories, spread over two pilots, two waves and three perspectives."""
    made = []
    for number in range(n_stories):
        place = {
            "pilot": "pq"[rng.integers(2)],
            "wave": 1 + int(rng.integers(2)),
            "perspective": PERSPECTIVES[rng.integers(3)],
        }
        made += [
            answer(f"s{number}", question, VALUES[rng.integers(len(VALUES))], **place)
            for question in QUESTIONS
            if rng.random() < 0.9
        ]
    return made


# --- proportions -----------------------------------------------------------------------------------------------------


def test_seven_of_ten_is_forty_to_eightynine_percent() -> None:
    low, high = wilson(7, 10)
    assert (round(low, 3), round(high, 3)) == (0.397, 0.892)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_has_no_interval(numerator, denominator) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(numerator, denominator)


@calm
@given(st.integers(1, 400), st.data())
def test_an_interval_contains_its_estimate_and_stays_within_nought_and_one(n, data) -> None:
    x = data.draw(st.integers(0, n))
    low, high = wilson(x, n)
    assert 0 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1


@calm
@given(st.integers(1, 60), st.data(), st.integers(2, 8))
def test_an_interval_shrinks_with_more_stories_of_the_same_share(n, data, times) -> None:
    x = data.draw(st.integers(0, n))
    (low, high), (low_more, high_more) = wilson(x, n), wilson(times * x, times * n)
    assert high_more - low_more < high - low


@calm
@given(st.integers(1, 200), st.data())
def test_more_confidence_gives_a_wider_interval(n, data) -> None:
    x = data.draw(st.integers(0, n))
    (low, high), (low_99, high_99) = wilson(x, n), wilson(x, n, 0.99)
    assert high_99 - low_99 > high - low


# --- measured --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "counted"), [(3, 0), (4, 1), (5, 1)])
def test_well_begins_at_the_fourth_step(step, counted) -> None:
    assert row(measure([answer("a", "trust", step)]), "trust.agree").numerator == counted


@pytest.mark.parametrize(("then", "now", "better", "worse"), [(2, 3, 1, 0), (3, 3, 0, 0), (3, 2, 0, 1)])
def test_better_and_worse_compare_then_with_now(then, now, better, worse) -> None:
    results = measure([answer("a", "income.then", then), answer("a", "income.now", now)])
    assert row(results, "income.better").numerator == better
    assert row(results, "income.worse").numerator == worse


def test_what_was_not_mentioned_is_in_no_denominator() -> None:
    results = measure(
        [answer("a", "trust", 5), answer("b", "trust", "not_mentioned"), answer("c", "trust", "not_applicable")]
    )
    found = row(results, "trust.agree")
    assert (found.n, found.numerator, found.denominator) == (3, 1, 1)
    assert (found.n_not_mentioned, found.n_not_applicable) == (1, 1)
    assert found.value == 1.0


@pytest.mark.parametrize(
    ("then", "now", "not_mentioned", "not_applicable"),
    [
        ("not_mentioned", 4, 1, 0),
        (4, None, 1, 0),
        ("not_applicable", "not_mentioned", 0, 1),
        (4, "not_applicable", 0, 1),
    ],
)
def test_a_story_with_one_step_of_two_says_nothing_about_change(then, now, not_mentioned, not_applicable) -> None:
    given_ = [
        answer("a", f"income.{when}", value) for when, value in (("then", then), ("now", now)) if value is not None
    ]
    found = row(measure(given_), "income.better")
    assert (found.denominator, found.value, found.low) == (0, None, None)
    assert (found.n_not_mentioned, found.n_not_applicable) == (not_mentioned, not_applicable)


def test_a_question_that_nobody_was_asked_gives_a_row_of_no_stories() -> None:
    found = row(measure([answer("a", "trust", 5)]), "timely.agree")
    assert (found.n, found.denominator, found.value) == (0, 0, None)


def test_no_answers_give_no_rows() -> None:
    assert measure([]) == ()


@pytest.mark.parametrize("value", [0, 6, True, 3.0, "4", None])
def test_an_answer_outside_its_scale_is_refused(value) -> None:
    with pytest.raises(UnusableInput):
        measure([answer("a", "trust", value)])


def test_a_story_that_answers_twice_is_refused() -> None:
    with pytest.raises(UnusableInput, match="twice"):
        measure([answer("a", "trust", 4), answer("a", "trust", 4)])


def test_a_story_in_two_waves_is_refused() -> None:
    with pytest.raises(UnusableInput, match="two pilots, waves"):
        measure([answer("a", "trust", 4), answer("a", "heard", 4, wave=2)])


def test_perspectives_are_pooled_only_when_asked_and_then_beside_the_separate_ones() -> None:
    answers = [answer("a", "trust", 5), answer("b", "trust", 1, perspective="young_person")]
    assert {r.perspective for r in measure(answers)} == {"parent", "young_person"}
    results = measure(answers, pooled=True)
    assert {r.perspective for r in results} == {"parent", "young_person", None}
    assert (row(results, "trust.agree", None).numerator, row(results, "trust.agree", None).denominator) == (1, 2)


def test_rows_come_in_one_order_whatever_the_order_of_the_answers() -> None:
    answers = [answer(f"{p}{w}", "trust", 4, wave=w, perspective=p) for w in (2, 1) for p in reversed(PERSPECTIVES)]
    results = measure(answers, pooled=True)
    assert results == measure(list(reversed(answers)), pooled=True)
    places = list(dict.fromkeys((r.wave, r.perspective) for r in results))
    assert places == [(w, p) for w in (1, 2) for p in (*PERSPECTIVES, None)]
    measured = [i.code for i in load_catalogue() if i.is_counted and i.standard]
    assert [r.indicator for r in results[: len(measured)]] == measured


@calm
@given(answer_sets())
def test_counts_add_up(answers) -> None:
    for r in measure(answers, pooled=True):
        assert r.n == r.denominator + r.n_not_mentioned + r.n_not_applicable
        assert 0 <= r.numerator <= r.denominator
        assert (r.value is None) == (r.denominator == 0)
        if r.value is not None:
            assert r.low - 1e-12 <= r.value <= r.high + 1e-12


@calm
@given(answer_sets())
def test_pooled_rows_are_the_sum_of_the_separate_ones(answers) -> None:
    results = measure(answers, pooled=True)
    fields = ("n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable")
    for whole in (r for r in results if r.perspective is None):
        apart = [
            r
            for r in results
            if r.perspective and (r.indicator, r.pilot, r.wave) == (whole.indicator, whole.pilot, whole.wave)
        ]
        assert [getattr(whole, f) for f in fields] == [sum(getattr(r, f) for r in apart) for f in fields]


@calm
@given(answer_sets(), st.permutations(PERSPECTIVES))
def test_relabelling_perspectives_permutes_the_results(answers, order) -> None:
    new = dict(zip(PERSPECTIVES, order, strict=True))
    relabelled = measure([replace(a, perspective=new[a.perspective]) for a in answers])
    assert set(relabelled) == {replace(r, perspective=new[r.perspective]) for r in measure(answers)}


@pytest.mark.parametrize("seed", range(3))
def test_an_independent_recomputation_in_pandas_agrees_to_the_last_count(seed) -> None:
    answers = random_answers(np.random.default_rng(seed), n_stories=400)
    table = pd.DataFrame([(a.pilot, a.wave, a.perspective, a.ref, a.question, a.value) for a in answers])
    table.columns = ["pilot", "wave", "perspective", "ref", "question", "value"]
    keys = ["pilot", "wave", "perspective"]
    wide = table.pivot(index=[*keys, "ref"], columns="question", values="value")
    found = {(r.pilot, r.wave, r.perspective, r.indicator): r for r in measure(answers)}
    assert len(found) == len(table[keys].drop_duplicates()) * 40
    for code in dict.fromkeys(key[3] for key in found):
        stem, end = code.rsplit(".", 1)
        single = stem if end == "agree" else f"{stem}.{end.removesuffix('_well')}"
        wanted = [f"{stem}.then", f"{stem}.now"] if end in ("better", "worse") else [single]
        asked = wide[wanted].dropna(how="all")
        steps = asked.apply(pd.to_numeric, errors="coerce")
        first, last = steps[wanted[0]], steps[wanted[-1]]
        counts = pd.DataFrame(
            {
                "n": 1,
                "numerator": {"better": last > first, "worse": last < first}.get(end, first >= 4),
                "denominator": steps.notna().all(axis=1),
                "n_not_applicable": (asked == "not_applicable").any(axis=1),
            }
        )
        counts["n_not_mentioned"] = ~counts.denominator & ~counts.n_not_applicable
        sums = counts.groupby(level=keys).sum()
        for place, expected in sums.iterrows():
            assert {f: getattr(found[(*place, code)], f) for f in sums.columns} == dict(expected)
        assert sum(r.n for key, r in found.items() if key[3] == code) == len(asked)


# --- heard and counted -----------------------------------------------------------------------------------------------


def read(ref: str, *tags: set[str], perspective="parent") -> ReadStory:
    return ReadStory(ref, "p", 1, perspective, tuple(frozenset(t) for t in tags))


@pytest.mark.parametrize(
    ("tags", "present"),
    [
        ([{"klik"}], True),
        ([{"klik"}, set()], True),
        ([{"klik"}, set(), {"school"}], False),
        ([set()], False),
        ([], False),
    ],
)
def test_a_theme_is_present_when_half_of_its_readers_found_it(tags, present) -> None:
    assert theme_present(read("a", *tags), "klik") is present


def test_a_theme_is_counted_over_the_stories_that_were_read() -> None:
    stories = [read("a", {"klik"}), read("b", set()), read("c"), read("d", {"klik"}, perspective="young_person")]
    results = heard(stories, ["klik", "school"])
    assert [(r.indicator, r.perspective, r.numerator, r.denominator, r.n) for r in results] == [
        ("heard_theme.klik", "young_person", 1, 1, 1),
        ("heard_theme.school", "young_person", 0, 1, 1),
        ("heard_theme.klik", "parent", 1, 2, 2),
        ("heard_theme.school", "parent", 0, 2, 2),
    ]
    assert all((r.low, r.high) == wilson(r.numerator, r.denominator) for r in results)


def test_themes_are_pooled_only_when_asked() -> None:
    stories = [read("a", {"klik"}), read("b", set(), perspective="young_person")]
    pooled = [r for r in heard(stories, ["klik"], pooled=True) if r.perspective is None]
    assert [(r.numerator, r.denominator) for r in pooled] == [(1, 2)]


def test_a_story_read_twice_is_refused() -> None:
    with pytest.raises(UnusableInput, match="twice"):
        heard([read("a", set()), read("a", set())], ["klik"])


def test_told_and_released_stories_are_counted_without_a_share() -> None:
    results = count_stories(
        [StoryCount("p", 1, "parent", 12, 9), StoryCount("p", 1, "professional", 3, 3)], pooled=True
    )
    assert [(r.indicator, r.perspective, r.n, r.numerator) for r in results if r.perspective != "professional"] == [
        ("stories.told", "parent", 12, 12),
        ("stories.released", "parent", 12, 9),
        ("stories.told", None, 15, 15),
        ("stories.released", None, 15, 12),
    ]
    assert all(r.denominator is None and r.value is None for r in results)


@pytest.mark.parametrize(
    "counts",
    [[StoryCount("p", 1, "parent", 3, 4)], [StoryCount("p", 1, "parent", 3, 3), StoryCount("p", 1, "parent", 1, 1)]],
    ids=["more released than told", "twice"],
)
def test_counts_that_contradict_each_other_are_refused(counts) -> None:
    with pytest.raises(UnusableInput):
        count_stories(counts)
