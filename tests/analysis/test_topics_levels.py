"""Two levels of topics: fine ones to offer, coarse ones that group them, and the same rules for both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.records import Passages, TopicLevel, TopicRun
from analysis.stability import FAIR_FROM
from analysis.topics import Parameters, Seeds, find_topics
from analysis.topics.cluster import sample
from analysis.topics.consensus import linked, resample
from analysis.topics.graph import centred
from analysis.topics.levels import split
from analysis.topics.weights import with_passages


@pytest.fixture(scope="module")
def run(stories: tuple[str, ...], story_vectors: np.ndarray) -> TopicRun:
    return find_topics(stories, story_vectors, seed=7)


def fine_of(run: TopicRun) -> TopicLevel:
    assert run.fine is not None
    return run.fine


def nested(seed: int = 1, n_each: int = 40) -> np.ndarray:
    """Three subjects of two sides each: so many stories of one side, then of the next."""
    random = np.random.default_rng(seed)
    subjects, sides = np.eye(3, 24), np.eye(24)[6:12]
    middles = [subjects[side // 2] + 0.4 * sides[side] for side in range(6)]
    return np.vstack([middle + 0.2 * random.standard_normal((n_each, 24)) for middle in middles]).astype(np.float32)


def test_fine_topics_are_found_inside_coarse_ones() -> None:
    run = find_topics(["Een verhaal."] * 240, nested(), seed=1)
    subject = np.repeat(np.arange(3), 80)
    side = np.repeat(np.arange(6), 40)
    fine = fine_of(run)
    assert (len(run.topics), len(fine.topics)) == (3, 6)
    for number in range(len(run.topics)):
        assert len(set(subject[run.labels == number])) == 1
    for number in range(len(fine.topics)):
        assert np.bincount(side[fine.labels == number]).max() >= 0.7 * (fine.labels == number).sum()


def test_every_fine_topic_has_one_parent_and_its_stories_are_the_parents(run: TopicRun) -> None:
    fine = fine_of(run)
    assert {topic.parent for topic in fine.topics} == {topic.number for topic in run.topics}
    for topic in fine.topics:
        assert set(run.labels[fine.labels == topic.number]) == {topic.parent}
    assert all(topic.parent is None for topic in run.topics)


def test_fine_topics_have_weights_stories_and_firmness_of_their_own(run: TopicRun) -> None:
    fine = fine_of(run)
    assert fine.weights.shape == (48, len(fine.topics))
    inside = fine.labels >= 0
    assert np.array_equal(fine.weights[inside].argmax(axis=1), fine.labels[inside])
    assert fine.weights.sum(axis=1).max() <= 1 + 1e-5
    for topic in fine.topics:
        assert topic.n_tellers >= 5
        assert topic.n_stories == (fine.labels == topic.number).sum()
        assert set(fine.labels[list(topic.representatives)]) == {topic.number}
        assert 0 <= topic.stability <= 1


def test_a_topic_that_does_not_divide_is_one_fine_topic() -> None:
    together = np.ones((12, 12), np.float32)
    found = split(np.eye(12, dtype=np.float32), together, np.zeros(12, np.int64), [*"abcdefghijkl"], Parameters(), 1)
    assert found.placed.labels.tolist() == [0] * 12
    assert found.parents.tolist() == [0]


def test_stories_that_go_with_no_part_of_their_topic_stay_outside_the_fine_ones_only() -> None:
    together = np.zeros((12, 12), np.float32)
    together[:5, :5] = together[5:10, 5:10] = 1
    together[10, :5] = together[:5, 10] = 0.6
    found = split(np.eye(12, dtype=np.float32), together, np.zeros(12, np.int64), [*"abcdefghijkl"], Parameters(), 1)
    assert found.placed.labels.tolist() == [0] * 5 + [1] * 5 + [0, -1], "often with the first part; with none"
    assert found.placed.rest == {11: "machine_doubts"}


def test_parts_of_four_tellers_are_no_fine_topics() -> None:
    together = np.zeros((10, 10), np.float32)
    together[:5, :5] = together[5:, 5:] = 1
    tellers = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "i"]
    found = split(np.eye(10, dtype=np.float32), together, np.zeros(10, np.int64), tellers, Parameters(), 1)
    assert found.placed.labels.tolist() == [0] * 5 + [-1] * 5


def test_the_order_in_which_stories_came_in_makes_no_difference(
    run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    order = np.random.default_rng(2).permutation(48)
    tellers = [str(row) for row in range(48)]
    turned = find_topics(
        [stories[row] for row in order], story_vectors[order], seed=7, tellers=[tellers[row] for row in order]
    )
    assert np.array_equal(turned.labels, run.labels[order])
    assert np.array_equal(turned.weights, run.weights[order])
    assert np.array_equal(fine_of(turned).labels, fine_of(run).labels[order])
    assert [topic.keywords for topic in turned.topics] == [topic.keywords for topic in run.topics]
    assert [tuple(order[list(topic.representatives)]) for topic in turned.topics] == [
        topic.representatives for topic in run.topics
    ]


def test_resamples_shared_by_two_processes_are_the_same() -> None:
    unit = centred(nested(n_each=10))
    alone, shared = (resample(unit, Parameters(n_resamples=6), 1, workers=workers) for workers in (1, 2))
    for cuts, others in ((alone.coarse, shared.coarse), (alone.fine, shared.fine)):
        for one, other in zip(cuts, others, strict=True):
            assert np.array_equal(one.rows, other.rows)
            assert np.array_equal(one.labels, other.labels)


def test_average_linkage_takes_part_only_where_there_are_few_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.topics import consensus

    called: list[int] = []

    def counted(unit: np.ndarray, n_groups: int) -> np.ndarray:
        called.append(n_groups)
        return linked(unit, n_groups)

    monkeypatch.setattr(consensus, "linked", counted)
    parameters = Parameters(n_resamples=6, linkage_below=60)
    resample(centred(nested(n_each=10)), parameters, 1)
    assert not called, "sixty stories"
    resample(centred(nested(n_each=10))[:59], parameters, 1)
    assert len(called) == 3, "every other one, with fewer"


def test_groups_by_linkage_are_those_that_lie_together() -> None:
    unit = np.repeat(np.eye(3, 8, dtype=np.float32), [4, 5, 6], axis=0)
    assert len(set(zip(np.repeat([0, 1, 2], [4, 5, 6]), linked(unit, 3), strict=True))) == 3
    assert len(set(linked(np.ones((5, 2), np.float32), 3))) == 1, "equal stories are one group"


def test_a_sample_holds_every_language_by_its_share() -> None:
    languages = ["nl"] * 160 + ["ar"] * 30 + ["ti"] * 10
    rows = sample(languages, 100, 1)
    drawn = [languages[row] for row in rows]
    assert (drawn.count("nl"), drawn.count("ar"), drawn.count("ti")) == (80, 15, 5)
    assert sorted(rows) == rows.tolist()
    assert sample(languages, 300, 1).tolist() == list(range(200))
    assert sample(languages, 100, 2).tolist() != rows.tolist()


# --- passages --------------------------------------------------------------------------------------------------------


def test_a_passage_about_another_theme_gives_the_story_a_share_in_it_and_leaves_the_labels_alone(
    run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    row, other = 0, next(row for row in range(48) if run.labels[row] >= 0 and run.labels[row] != run.labels[0])
    passages = Passages(
        (stories[row], stories[other]), np.stack([story_vectors[row], story_vectors[other]]), np.array([row, row])
    )
    told = find_topics(stories, story_vectors, seed=7, passages=passages)
    assert np.array_equal(told.labels, run.labels)
    assert told.weights[row, run.labels[other]] > run.weights[row, run.labels[other]]
    untouched = np.arange(48) != row
    assert np.allclose(told.weights[untouched], run.weights[untouched], atol=0.05)
    assert told.provenance.input_hash != run.provenance.input_hash


def test_whole_story_and_best_passage_count_halfway() -> None:
    whole = np.array([[0.2, 0.0], [0.4, 0.1]], np.float32)
    heard = with_passages(whole, np.array([[0.0, 0.6], [0.3, 0.2]], np.float32), np.array([0, 0]))
    assert np.allclose(heard, [[0.25, 0.3], [0.4, 0.1]])


@pytest.mark.parametrize("rows", [[0, 48], [0, -1], [0]])
def test_passages_of_no_story_are_refused(stories: tuple[str, ...], story_vectors: np.ndarray, rows: list[int]) -> None:
    with pytest.raises(ValueError, match="passage"):
        find_topics(stories, story_vectors, seed=1, passages=Passages(("a", "b"), story_vectors[:2], np.array(rows)))


def test_no_passages_or_unusable_ones_change_nothing(
    run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    empty = Passages((), np.empty((0, 384), np.float32), np.empty(0, np.int64))
    broken = Passages(("a",), np.full((1, 384), np.nan, np.float32), np.array([3]))
    for passages in (empty, broken):
        assert np.array_equal(find_topics(stories, story_vectors, seed=7, passages=passages).weights, run.weights)


# --- seeds -----------------------------------------------------------------------------------------------------------

DESCRIPTIONS = {
    "Wachten": "Lang op een wachtlijst staan en wachten op hulp.",
    "School": "Hoe het gaat op school, in de klas en met de lessen.",
    "Gehoord": "Er wordt geluisterd en je wordt serieus genomen.",
    "Wisselen": "Steeds weer een nieuwe begeleider, wisselende gezichten.",
    "Koken": "Recepten, boodschappen en samen eten klaarmaken.",
}


@pytest.fixture(scope="module")
def seeds(encoder) -> Seeds:
    return Seeds(tuple(DESCRIPTIONS), encoder.encode(list(DESCRIPTIONS.values())))


def test_topics_that_were_looked_for_are_told_apart_and_change_nothing(
    run: TopicRun, seeds: Seeds, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    both = find_topics(stories, story_vectors, seed=7, seeds=seeds, parameters=Parameters(seed_deviations=1.0))
    assert both.seeded is not None
    assert np.array_equal(both.labels, run.labels)
    assert both.topics == run.topics
    assert fine_of(both).topics == fine_of(run).topics
    assert {topic.origin for topic in both.topics} == {"emergent"}
    assert {topic.origin for topic in both.seeded.topics} == {"seeded"}
    assert run.seeded is None
    groups = np.array(["Wachten", "School", "Gehoord", "Wisselen"])[np.arange(48) % 4]
    for topic in both.seeded.topics:
        assert topic.n_tellers >= 5
        inside = both.seeded.labels == topic.number
        assert (groups[inside] == topic.name).mean() > 0.5
    assert len(both.seeded.topics) >= 3


def test_a_seed_nobody_speaks_of_is_no_topic(seeds: Seeds, stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    found = find_topics(stories, story_vectors, seed=7, seeds=seeds).seeded
    assert found is not None
    assert "Koken" not in {topic.name for topic in found.topics}


def test_one_seed_alone_can_be_looked_for(seeds: Seeds, stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    one = Seeds(seeds.names[:1], seeds.vectors[:1])
    found = find_topics(stories, story_vectors, seed=7, seeds=one, parameters=Parameters(seed_deviations=0.5)).seeded
    assert found is not None
    assert [topic.name for topic in found.topics] == ["Wachten"]


# --- whatever comes --------------------------------------------------------------------------------------------------


@given(
    seed=st.integers(0, 2**31 - 1),
    n=st.integers(30, 90),
    n_tellers=st.integers(3, 90),
    spread=st.sampled_from([0.0, 0.05, 1.0]),
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_levels_keep_the_rules_for_any_vectors(seed: int, n: int, n_tellers: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    vectors = (np.eye(6, 16)[random.integers(6, size=n)] + spread * random.standard_normal((n, 16))).astype(np.float32)
    tellers = [str(row % n_tellers) for row in range(n)]
    run = find_topics([f"verhaal {row}" for row in range(n)], vectors, seed=seed, tellers=tellers)
    for level in (TopicLevel(run.labels, run.weights, run.topics), fine_of(run)):
        for topic in level.topics:
            inside = np.flatnonzero(level.labels == topic.number)
            assert len({tellers[row] for row in inside}) == topic.n_tellers >= 5
        assert level.labels.max(initial=-1) < len(level.topics)
        assert level.weights.sum(axis=1).max(initial=0) <= 1 + 1e-5
    assert set(np.flatnonzero(run.labels == -1)) == set(run.rest)
    assert (fine_of(run).labels[run.labels == -1] == -1).all()
    assert run.share_outside == len(run.rest) / n
    assert run.coverage is not None
    assert run.coverage.n_stories == n


def test_how_firm_the_whole_is_goes_with_the_run(run: TopicRun) -> None:
    assert run.n_resamples == 40
    assert FAIR_FROM / 2 < run.ari <= 1
    assert 0 < run.ami <= 1
    assert run.coverage is not None
    assert 0 < run.coverage.low < run.coverage.share < 1


def test_too_few_stories_have_neither_levels_nor_claims(stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    run = find_topics(stories[:29], story_vectors[:29], seed=1)
    assert fine_of(run).topics == ()
    assert fine_of(run).labels.tolist() == [-1] * 29
    assert (run.coverage, run.seeded, run.n_resamples, run.share_outside) == (None, None, 0, 1.0)
