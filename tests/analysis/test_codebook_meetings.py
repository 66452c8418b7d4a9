"""What a next meeting gets: stories to read, groups to judge, and matches to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.codebook import (
    Codebook,
    CodebookError,
    CodebookTheme,
    Group,
    assign,
    candidates_among_abstained,
    draw_for_meeting,
    fit,
    fold,
    groups_of,
    propose_matches,
)
from analysis.codebook.choose import RULE
from analysis.records import StoryVector
from tests.analysis.codebooks import World, labelled, read, themes, world

calm = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def there() -> World:
    return world(150)


@pytest.fixture(scope="module")
def learned(there: World) -> Codebook:
    return fit(labelled(there, range(60)), there.vectors)


# --- stories to read -------------------------------------------------------------------------------------------------


@calm
@given(st.integers(0, 10**6), st.integers(0, 200), st.integers(0, 200))
def test_random_and_chosen_stories_are_apart_and_nothing_is_drawn_twice(
    seed: int, n_random: int, n_chosen: int
) -> None:
    there = world(60)
    book = labelled(there, range(20))
    drawn = draw_for_meeting(there.vectors, n_random=n_random, n_chosen=n_chosen, seed=seed, codebook=book)
    together = drawn.random + drawn.chosen
    assert len(together) == len(set(together))
    assert len(drawn.random) == min(n_random, 60)
    assert set(together) <= set(there.refs)
    assert not set(drawn.chosen) & {story.ref for story in book.labels}
    assert drawn == draw_for_meeting(
        dict(reversed(there.vectors.items())), n_random=n_random, n_chosen=n_chosen, seed=seed, codebook=book
    )
    assert (drawn.rule, drawn.seed) == (RULE, seed)


def test_neither_the_codebook_nor_the_number_chosen_has_a_say_in_the_random_sample(
    there: World, learned: Codebook
) -> None:
    plain = draw_for_meeting(there.vectors, n_random=20, n_chosen=0, seed=5)
    assert draw_for_meeting(there.vectors, n_random=20, n_chosen=30, seed=5, codebook=learned).random == plain.random
    scrambled = {ref: replace(v, vector=v.vector[::-1].copy()) for ref, v in there.vectors.items()}
    assert draw_for_meeting(scrambled, n_random=20, n_chosen=5, seed=5).random == plain.random
    assert draw_for_meeting(there.vectors, n_random=20, n_chosen=0, seed=6).random != plain.random


def test_every_story_has_the_same_chance_of_the_random_sample(there: World, learned: Codebook) -> None:
    counts = dict.fromkeys(there.refs, 0)
    for seed in range(400):
        for ref in draw_for_meeting(there.vectors, n_random=15, n_chosen=0, seed=seed, codebook=learned).random:
            counts[ref] += 1
    read_before = [counts[story.ref] for story in learned.labels]
    assert np.mean(read_before) == pytest.approx(40, abs=3), "labelled before or not makes no difference"
    assert max(counts.values()) < 75


def test_stories_between_two_themes_teach_most(there: World, learned: Codebook) -> None:
    chosen = draw_for_meeting(there.vectors, n_random=0, n_chosen=12, seed=1, codebook=learned).chosen
    certainty = dict(zip(there.refs, assign(there.matrix, learned).probabilities, strict=True))

    def ahead(refs: Sequence[str]) -> float:
        return float(np.mean([np.diff(np.sort(certainty[ref])[-2:])[0] for ref in refs]))

    unlearned = replace(learned, classifier=None)
    blind = draw_for_meeting(there.vectors, n_random=0, n_chosen=12, seed=1, codebook=unlearned).chosen
    assert ahead(chosen) < ahead(blind) - 0.1
    assert ahead(chosen) < ahead(there.refs[60:]) - 0.1


def test_chosen_stories_differ_from_one_another_and_from_what_was_read() -> None:
    there = world(90, k=3, noise=0.3)
    chosen = draw_for_meeting(there.vectors, n_random=0, n_chosen=3, seed=1).chosen
    assert len({there.truth[there.refs.index(ref)] for ref in chosen}) == 3
    single = [row for row, about in enumerate(there.truth) if about == (0,)]
    seen = fold(themes(3), read(there, single))
    after = draw_for_meeting(there.vectors, n_random=0, n_chosen=2, seed=1, codebook=seen).chosen
    assert all(there.truth[there.refs.index(ref)] != (0,) for ref in after)


def test_a_stray_story_that_resembles_nothing_is_not_chosen() -> None:
    there = world(60, noise=0.3)
    stray = -np.ones(16, np.float32) / 4
    vectors = {**there.vectors, "stray": StoryVector("stray", "", "test model", stray)}
    assert "stray" not in draw_for_meeting(vectors, n_random=0, n_chosen=10, seed=1).chosen


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_stories_are_no_trouble(n: int) -> None:
    there = world(2)
    few = {ref: there.vectors[ref] for ref in there.refs[:n]}
    drawn = draw_for_meeting(few, n_random=1, n_chosen=9, seed=1)
    assert len(drawn.random) + len(drawn.chosen) == n


def test_a_negative_number_of_stories_is_refused(there: World) -> None:
    with pytest.raises(CodebookError, match="negative"):
        draw_for_meeting(there.vectors, n_random=-1, n_chosen=0, seed=1)


# --- groups among what could not be placed ---------------------------------------------------------------------------


def test_stories_that_no_theme_fits_come_back_as_candidates(
    stories: tuple[str, ...], story_vectors: np.ndarray
) -> None:
    refs = [f"s{row}" for row in range(len(stories))]
    nothing_fits = Codebook(1, (CodebookTheme("t", "Iets anders"),), ())
    book = fit(nothing_fits, dict(zip(refs, story_vectors, strict=True)))
    coded = assign(story_vectors, book)
    found = candidates_among_abstained(refs, stories, story_vectors, coded, seed=7)
    assert (found.n_pooled, found.enough) == (48, True)
    assert found.candidates
    for candidate in found.candidates:
        assert candidate.stability >= 0.6
        assert candidate.n_tellers >= 5
        assert set(candidate.representatives) <= set(candidate.refs) <= set(refs)
    assert found.search is not None
    assert [topic.n_tellers for topic in found.search.topics] == [one.n_tellers for one in found.candidates]
    in_a_group = {ref for candidate in found.candidates for ref in candidate.refs}
    outside = {found.pooled[row] for row in found.search.rest}
    assert in_a_group | outside == set(found.pooled)
    assert not in_a_group & outside
    assert found.search.share_outside == pytest.approx(len(outside) / found.n_pooled)
    strict = candidates_among_abstained(refs, stories, story_vectors, coded, seed=7, returned_from=1.01)
    assert strict.candidates == ()
    assert strict.n_unsteady == len(found.candidates) + found.n_unsteady


def test_stories_with_a_theme_are_not_pooled_and_too_few_make_no_group(there: World, learned: Codebook) -> None:
    coded = assign(there.matrix, learned)
    silent = int(coded.abstained.sum())
    assert 0 < silent < 30
    found = candidates_among_abstained(there.refs, ["Een verhaal."] * 150, there.matrix, coded, seed=1)
    assert (found.n_pooled, found.enough, found.candidates) == (silent, False, ())
    everything = replace(coded, labels=np.zeros(150, np.int64))
    assert candidates_among_abstained(there.refs, [""] * 150, there.matrix, everything, seed=1).n_pooled == 0
    with pytest.raises(CodebookError, match="equally long"):
        candidates_among_abstained(there.refs[:9], [""] * 9, there.matrix, coded, seed=1)


# --- matches with earlier themes -------------------------------------------------------------------------------------


def group(key: str, refs: str, *centre: float) -> Group:
    return Group(key, frozenset(refs), np.array(centre) if centre else None)


def test_a_match_has_a_score_and_its_parts() -> None:
    [match] = propose_matches([group("new", "abcd", 1, 0)], [group("old", "abcx", 1, 0)], known_to_both="abcdx")
    assert (match.new, match.earlier, match.stories, match.meaning) == ("new", "old", 0.6, 1.0)
    assert match.score == pytest.approx(0.8)


def test_stories_that_only_one_side_knew_do_not_count_against_a_match() -> None:
    [match] = propose_matches([group("new", "abcNEW")], [group("old", "abc")], known_to_both="abc")
    assert (match.stories, match.meaning, match.score) == (1.0, None, 1.0)


def test_without_stories_in_common_the_meaning_decides() -> None:
    [match] = propose_matches([group("new", "xy", 1, 0)], [group("old", "ab", 1, 1)])
    assert match.stories is None
    assert match.score == match.meaning == pytest.approx(2**-0.5)


def test_matches_are_one_to_one_and_best_together() -> None:
    new = [group("n1", "abcdef"), group("n2", "abc")]
    earlier = [group("e1", "abcd"), group("e2", "ef")]
    found = {match.new: match.earlier for match in propose_matches(new, earlier, known_to_both="abcdef")}
    assert found == {"n1": "e2", "n2": "e1"}, "n1 resembles e1 as well, but then n2 would have nothing"


def test_groups_get_their_centre_from_centred_vectors(there: World) -> None:
    about = {
        f"t{t}": [r for r, themes in zip(there.refs, there.truth, strict=True) if themes == (t,)] for t in range(3)
    }
    halves = [{key: refs[side::2] for key, refs in about.items()} for side in (0, 1)]
    new, earlier = (groups_of(half, there.vectors) for half in halves)
    found = propose_matches(new, earlier)
    assert {(match.new, match.earlier) for match in found} == {(key, key) for key in about}
    assert all(match.stories is None and (match.meaning or 0) > 0.8 for match in found)
    assert groups_of({"gone": ["x"]}, there.vectors)[0].centre is None
    assert groups_of({"gone": ["x"]}, {})[0].refs == {"x"}


def test_what_hardly_resembles_anything_is_not_suggested() -> None:
    far = [group("new", "abcd", 1, 0)]
    assert propose_matches(far, [group("old", "dxyz", -1, 0)], known_to_both="abcdxyz") == ()
    assert propose_matches(far, []) == propose_matches([], far) == ()
    with pytest.raises(CodebookError, match="same identifier"):
        propose_matches([*far, *far], far)


@calm
@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter_and_a_group_matches_itself(found, random) -> None:
    distinct = sorted({frozenset(refs) for refs in found}, key=sorted)
    new = [Group(f"n{number}", refs) for number, refs in enumerate(distinct)]
    earlier = [Group(f"e{number}", refs) for number, refs in enumerate(distinct)]
    matches = propose_matches(new, earlier, known_to_both="abcdefgh")
    assert {(m.new[1:], m.earlier[1:], m.score) for m in matches} == {(str(n), str(n), 1.0) for n in range(len(new))}
    random.shuffle(new)
    random.shuffle(earlier)
    assert propose_matches(new, earlier, known_to_both="abcdefgh") == matches
