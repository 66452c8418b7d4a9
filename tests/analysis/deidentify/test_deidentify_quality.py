"""What de-identification finds, on the labelled dev set, on names no list has and in the demo stories.

Floors lie a little below what was measured (docs/methods/deidentification.md).
"""

import pytest
from scoring import STRUCTURED, Scores, load, score
from told import told
from unlisted import CONTEXTS, HARDER_CONTEXTS, NAMES, WORD_NAMES, found, mean_and_worst

from analysis.deidentify.wordlists import folder, words


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score(load())


@pytest.mark.parametrize(("tier", "floor"), [("auto", 0.98), ("review", 0.99)])
def test_labelled_spans_are_fully_masked(scores: Scores, tier: str, floor: float) -> None:
    assert scores.recall(tier=tier) >= floor


def test_every_structured_identifier_is_masked_without_asking(scores: Scores) -> None:
    assert scores.recall(labels=STRUCTURED) == 1.0


def test_names_typed_in_lower_case_are_found(scores: Scores) -> None:
    assert scores.recall(labels=["PERSON"], attr="l") >= 0.98


@pytest.mark.parametrize(("tier", "ceiling"), [("auto", 0.05), ("review", 0.10)])
def test_clean_sentences_are_left_alone(scores: Scores, tier: str, ceiling: float) -> None:
    assert scores.flagged(tier=tier) <= ceiling


def test_inserted_names_stand_in_no_shipped_list() -> None:
    shipped = folder("first_names") | folder("surnames") | words("names_over_words") | words("words_over_names")
    assert {name for names in NAMES.values() for name in names if name.lower() in shipped} == set()
    assert len(NAMES) == 8
    assert min(len(set(names)) for names in NAMES.values()) >= 50


@pytest.mark.parametrize(
    ("lower", "contexts", "floors", "worst_below_mean"),
    [
        (False, CONTEXTS, (0.995, 0.995), (0.01, 0.01)),
        (True, CONTEXTS, (0.985, 0.99), (0.03, 0.02)),
        (True, HARDER_CONTEXTS, (0.98, 0.99), (0.05, 0.02)),
    ],
    ids=["capitals", "lower case", "lower case, harder sentences"],
)
def test_names_of_every_origin_are_found(
    lower: bool, contexts: tuple[str, ...], floors: tuple[float, float], worst_below_mean: tuple[float, float]
) -> None:
    by_origin = {origin: found(names[::2], lower=lower, contexts=contexts) for origin, names in NAMES.items()}
    mean, worst = mean_and_worst(by_origin)
    assert (mean.auto >= floors[0], mean.review >= floors[1]) == (True, True), by_origin
    assert worst.auto >= mean.auto - worst_below_mean[0], by_origin
    assert worst.review >= mean.review - worst_below_mean[1], by_origin


def test_names_that_are_also_words_are_found_in_lower_case_by_their_sentence() -> None:
    by_sentence = found(WORD_NAMES, lower=True, contexts=HARDER_CONTEXTS)
    assert by_sentence.auto >= 0.90
    assert by_sentence.review >= 0.92


def test_names_in_the_demo_stories_are_found_and_few_words_are_masked_needlessly() -> None:
    stories = told()
    assert stories.recall("PERSON") >= 0.97
    assert stories.recall() >= 0.95
    assert stories.needless_auto <= 0.5
    assert stories.needless_review <= 0.5
