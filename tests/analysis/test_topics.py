"""Finding topics: what belongs together is found, the rest is left alone, and the same question has the same answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from analysis.provenance import input_hash, library_versions
from analysis.records import TopicRun
from analysis.topics import Parameters, find_topics
from analysis.topics.frame import bertopic_model, represent
from analysis.topics.graph import aligned, centred, nearest, shared_neighbours
from analysis.topics.words import words_of

OFF_TOPIC = (
    "Verwarm de oven voor op 180 graden en roer de boter door het meel.",
    "Te koop: vier gebruikte winterbanden, maat 205/55.",
    "De koers van het aandeel steeg dinsdag met twee procent.",
)


@pytest.fixture(scope="module")
def run(stories: tuple[str, ...], story_vectors: np.ndarray) -> TopicRun:
    return find_topics(stories, story_vectors, seed=7, model_id="the model")


def same(one: TopicRun, other: TopicRun) -> bool:
    assert one.fine is not None
    assert other.fine is not None
    return (
        np.array_equal(one.labels, other.labels)
        and np.array_equal(one.weights, other.weights)
        and np.array_equal(one.fine.labels, other.fine.labels)
        and np.array_equal(one.fine.weights, other.fine.weights)
        and (one.topics, one.fine.topics, one.rest) == (other.topics, other.fine.topics, other.rest)
        and (one.ari, one.ami, one.coverage) == (other.ari, other.ami, other.coverage)
        and one.provenance == other.provenance
    )


def test_groups_that_are_plainly_there_are_found(run: TopicRun) -> None:
    assert run.enough
    assert adjusted_rand_score(np.arange(48) % 4, run.labels) >= 0.5
    assert len(run.rest) <= 0.15 * 48


def test_the_same_seed_gives_the_same_answer_in_this_and_in_another_process(
    run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray, tmp_path: Path
) -> None:
    assert same(run, find_topics(stories, story_vectors, seed=7, model_id="the model"))
    np.save(tmp_path / "vectors.npy", story_vectors)
    again = (
        "import sys, numpy as np; from analysis.topics import find_topics; "
        "texts = sys.stdin.buffer.read().decode().split('\\n'); "
        f"run = find_topics(texts, np.load({str(tmp_path / 'vectors.npy')!r}), seed=7); "
        "print(run.labels.tolist(), run.weights.tobytes().hex(), run.topics)"
    )
    told = subprocess.run(
        [sys.executable, "-c", again],
        input="\n".join(stories).encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.decode().strip() == f"{run.labels.tolist()} {run.weights.tobytes().hex()} {run.topics}"
    assert told.stderr == b"", "loading and running BERTopic is silent"


def test_topics_are_numbered_by_size_and_every_story_has_a_place(run: TopicRun) -> None:
    sizes = [topic.n_stories for topic in run.topics]
    assert [topic.number for topic in run.topics] == list(range(len(sizes)))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes == [int((run.labels == number).sum()) for number in range(len(sizes))]
    assert set(run.rest) == set(np.flatnonzero(run.labels == -1).tolist())


def test_weights_are_shares_and_a_storys_main_topic_weighs_most(run: TopicRun) -> None:
    assert run.weights.shape == (48, len(run.topics))
    assert run.weights.min() >= 0
    assert run.weights.sum(axis=1).max() <= 1 + 1e-5
    inside = run.labels >= 0
    assert np.array_equal(run.weights[inside].argmax(axis=1), run.labels[inside])


def test_a_topic_is_shown_by_central_stories_and_by_others_at_its_edge(run: TopicRun) -> None:
    for topic in run.topics:
        assert 5 <= len(topic.representatives) <= 8
        assert len(topic.contrary) <= 3
        assert not set(topic.representatives) & set(topic.contrary)
        assert all(run.labels[row] == topic.number for row in topic.representatives)


def test_keywords_come_from_five_tellers_and_belong_to_one_topic(run: TopicRun, stories: tuple[str, ...]) -> None:
    words = [keyword.word for topic in run.topics for keyword in topic.keywords]
    assert len(words) == len(set(words))
    assert {"school", "luisterde", "begeleider"} <= set(words)
    for topic in run.topics:
        for keyword in topic.keywords:
            inside = [stories[row].lower() for row in range(48) if run.labels[row] == topic.number]
            users = [story for story in inside if any(form in story for form in keyword.forms)]
            assert len(users) >= keyword.n_tellers >= 5
            assert keyword.word == keyword.forms[0]


def test_one_teller_with_many_stories_makes_no_topic_and_no_keyword(
    stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    tellers = ["the same" if row % 4 == 1 else str(row) for row in range(48)]
    run = find_topics(stories, story_vectors, seed=7, tellers=tellers)
    assert all(topic.n_tellers >= 5 for topic in run.topics)
    assert "school" not in {keyword.word for topic in run.topics for keyword in topic.keywords}
    for topic in run.topics:
        shown = [tellers[row] for row in topic.representatives]
        assert len(shown) == len(set(shown))


def test_taking_bertopics_representation_away_changes_the_keywords(
    run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bertopic.vectorizers

    monkeypatch.setattr(bertopic.vectorizers.ClassTfidfTransformer, "transform", lambda self, counts: counts * 1.0)
    without = find_topics(stories, story_vectors, seed=7, model_id="the model")
    assert np.array_equal(without.labels, run.labels)
    assert [topic.keywords for topic in without.topics] != [topic.keywords for topic in run.topics]


def test_the_frame_is_bertopic_without_an_embedding_of_its_own() -> None:
    from bertopic import BERTopic

    model = bertopic_model(None)
    assert isinstance(model, BERTopic)
    assert model.embedding_model is None
    assert model.language is None
    heavy = {"umap", "hdbscan", "numba", "torch", "sentence_transformers"} & set(sys.modules)
    assert not heavy


def test_bertopics_renumbering_is_undone() -> None:
    words = [["appel", "peer"]] * 3 + [["fiets", "wiel"]] * 6
    ranked = represent(words, np.eye(9, 4, dtype=np.float32), np.array([0] * 3 + [1] * 6))
    assert {word for word, _ in ranked[0]} == {"appel", "peer"}
    assert {word for word, _ in ranked[1]} == {"fiets", "wiel"}


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Toen [naam 1] 14 was, was er hulp.", "nl", ["hulp"]),
        ("De school in [plaats] en klas 3b", "nl", ["school", "klas"]),
        ("THE school and the teacher", "en", ["school", "teacher"]),
        ("zo'n jeugdwerker, WIJ-team", "nl", ["jeugdwerker", "wij-team"]),
        ("[ school ] 12 %", "nl", []),
        ("In maart, op maandag, in de klas", "nl", ["klas"]),
    ],
)
def test_figures_placeholders_and_stop_words_are_no_keywords(text: str, language: str, words: list[str]) -> None:
    assert words_of(text, language) == words


def test_stories_in_two_languages_group_by_subject(
    encoder, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    english = (
        "We were on the waiting list for months and heard nothing.",
        "At school nobody in the classroom understood him.",
        "Somebody finally listened to me, I felt heard.",
        "Every few months we got another new support worker.",
    ) * 3
    vectors = np.vstack([story_vectors, encoder.encode(english)])
    run = find_topics([*stories, *english], vectors, seed=3, languages=["nl"] * 48 + ["en"] * 12)
    theirs = run.labels[48:]
    assert (theirs >= 0).mean() >= 0.5
    for topic in range(len(run.topics)):
        assert (run.labels[:48] == topic).any(), "no topic of one language alone"


def test_stories_about_something_else_altogether_fit_nowhere(
    encoder, stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    vectors = np.vstack([story_vectors, encoder.encode(OFF_TOPIC)])
    run = find_topics([*stories, *OFF_TOPIC], vectors, seed=5)
    assert [run.rest.get(row) for row in (48, 49, 50)] == ["fits_nowhere"] * 3


@pytest.mark.parametrize("n", [0, 1, 2, 29])
def test_under_thirty_stories_nothing_is_clustered(stories: tuple[str, ...], story_vectors: np.ndarray, n: int) -> None:
    run = find_topics(stories[:n], story_vectors[:n], seed=1)
    assert not run.enough
    assert run.topics == ()
    assert run.weights.shape == (n, 0)
    assert run.labels.tolist() == [-1] * n
    assert set(run.rest) == set(range(n))


def test_blank_stories_do_not_count_towards_the_thirty(stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    assert find_topics(stories[:30], story_vectors[:30], seed=1).enough
    assert not find_topics([*stories[:29], " \0"], story_vectors[:30], seed=1).enough


def test_rows_without_a_usable_vector_are_set_aside(stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    vectors = story_vectors.copy()
    vectors[3], vectors[4, 0] = 0, np.nan
    run = find_topics(stories, vectors, seed=1)
    assert run.enough
    assert (run.rest[3], run.rest[4]) == ("fits_nowhere", "fits_nowhere")


@pytest.mark.parametrize("text", ["Het ging goed.", "de het een", "[naam 1] 12", "ﷺ" * 2_000, "a\0b", "z" * 50_000])
def test_forty_times_the_same_text_is_no_crash(text: str) -> None:
    vectors = np.tile(np.eye(1, 384, dtype=np.float32), (40, 1))
    run = find_topics([text] * 40, vectors, seed=1)
    assert len(run.labels) == 40
    assert len(run.topics) <= 1


def test_unequal_lengths_are_refused(stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="equally long"):
        find_topics(stories[:-1], story_vectors, seed=1)


@given(seed=st.integers(0, 2**31 - 1), n=st.integers(30, 60), spread=st.sampled_from([0.0, 0.01, 1.0]))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_vectors_give_a_run_that_adds_up(seed: int, n: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    vectors = (1 + spread * random.standard_normal((n, 16))).astype(np.float32)
    run = find_topics([f"verhaal {'school' * (row % 2)}" for row in range(n)], vectors, seed=seed)
    assert all(topic.n_tellers >= 5 for topic in run.topics)
    assert sum(topic.n_stories for topic in run.topics) + len(run.rest) == n
    assert np.isfinite(run.weights).all()


def test_many_stories_are_found_on_a_sample_and_the_others_placed(
    story_vectors: np.ndarray, stories: Sequence[str]
) -> None:
    random = np.random.default_rng(1)
    vectors = np.repeat(story_vectors, 5, axis=0) + 0.02 * random.standard_normal((240, 384)).astype(np.float32)
    texts = [story for story in stories for _ in range(5)]
    run = find_topics(texts, vectors, seed=1, parameters=Parameters(fit_at_most=120))
    assert adjusted_rand_score(np.repeat(np.arange(48) % 4, 5), run.labels) >= 0.4
    assert len(run.rest) <= 0.25 * 240


def test_no_language_pulls_its_stories_together() -> None:
    random = np.random.default_rng(1)
    vectors = random.standard_normal((40, 8)).astype(np.float32)
    vectors[:20, 0] += 30
    unit = centred(aligned(vectors, ["nl"] * 20 + ["ar"] * 20))
    assert np.allclose(unit[:20].mean(axis=0), unit[20:].mean(axis=0), atol=0.2)


def test_neighbours_are_the_nearest_and_ties_go_to_the_first_row() -> None:
    unit = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], np.float32)
    assert nearest(unit, 2).tolist() == [[1, 2], [0, 2], [0, 1], [0, 1]]
    graph = shared_neighbours(nearest(unit, 2)).toarray()
    assert graph[0, 1] == graph[1, 0] == 1
    assert np.array_equal(graph, graph.T)
    assert not graph.diagonal().any()


def test_a_run_says_where_it_came_from(run: TopicRun, stories: tuple[str, ...], story_vectors: np.ndarray) -> None:
    origin = run.provenance
    assert (origin.model_id, origin.seed, origin.parameters["n_resamples"]) == ("the model", 7, 40)
    assert {"python", "bertopic", "scikit-network"} <= set(origin.libraries)
    turned = find_topics(stories[::-1], story_vectors[::-1], seed=7)
    assert turned.provenance.input_hash != origin.input_hash


def test_no_two_lists_have_the_same_hash() -> None:
    assert input_hash(["ab", "c"]) != input_hash(["a", "bc"]) != input_hash(["abc"])
    assert input_hash(["ab"]) == input_hash([b"ab"])
    assert len(input_hash(["\ud800"])) == 64
    assert library_versions(["no-such-library"])["no-such-library"] == ""


def test_looking_for_topics_loads_no_heavy_library_before_it_is_asked() -> None:
    check = (
        "import sys; import analysis.topics, analysis.stability, analysis.embed; "
        "heavy = {'bertopic', 'sklearn', 'sknetwork', 'onnxruntime', 'stopwordsiso', 'pandas'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=Path(__file__).parents[2])
