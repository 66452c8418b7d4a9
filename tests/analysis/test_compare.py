"""Two runs side by side: what went in, what was set otherwise, and which theme may be which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.compare import PROPOSED_FROM, RunFacts, RunTheme, alikeness, changes, compare, propose_matches
from analysis.records import Provenance

SOURCE = Provenance("model", 1, {"resolution": 1.5, "neighbours": (8, 12)}, {"numpy": "2.3"}, "a" * 64)


def theme(name: str, stories: str) -> RunTheme:
    return RunTheme(name, 1, (), 0.9, len(stories), len(stories), frozenset(stories), tuple(stories[:2]))


def run(name: str, themes: list[RunTheme], rest: str = "", source: Provenance = SOURCE, lost: int = 0) -> RunFacts:
    stories = frozenset(rest).union(*(one.stories for one in themes))
    return RunFacts(name, source, len(stories) + lost, len(rest), True, stories, frozenset(rest), tuple(themes))


def test_the_same_run_beside_itself_shows_no_difference() -> None:
    one = run("1", [theme("a", "abcde"), theme("b", "fghij")], rest="xy")
    found = compare(one, one)
    assert not found.added
    assert not found.gone
    assert found.changes == ()
    assert [(m.before, m.after, m.score) for m in found.matches] == [("a", "a", 1.0), ("b", "b", 1.0)]
    assert (found.n_both, found.n_stayed, found.same_input) == (12, 12, True)


def test_new_stories_do_not_make_a_theme_another() -> None:
    before = run("1", [theme("a", "abcde")], rest="x")
    after = run("2", [theme("A", "abcdeKLMNO")], rest="xQ")
    found = compare(before, after)
    assert found.added == frozenset("KLMNOQ")
    assert found.matches[0].score == 1.0
    assert found.matches[0].n_shared == 5
    assert found.n_stayed == found.n_both == 6


def test_the_overlaps_together_are_greatest_not_the_first_best_one() -> None:
    """a and A overlap most (.43); taking that pair would leave b and B alone, while a-B and b-A make .75 together."""
    before = [theme("a", "abcdefghi"), theme("b", "jklmnx")]
    after = [theme("A", "abcdefjklmn"), theme("B", "ghi")]
    found = propose_matches(before, after, among=frozenset("abcdefghijklmnx"))
    assert {(m.before, m.after) for m in found} == {("a", "B"), ("b", "A")}
    assert found[0].score >= found[1].score


def test_a_theme_that_falls_apart_has_no_match_in_its_crumbs() -> None:
    before = run("1", [theme("a", "abcdefghijkl")])
    after = run("2", [theme("A", "abc"), theme("B", "def"), theme("C", "ghi"), theme("D", "jkl")])
    found = compare(before, after)
    assert found.matches == ()
    assert found.only_before == ("a",)
    assert found.only_after == ("A", "B", "C", "D")
    assert found.n_stayed == 0


@pytest.mark.parametrize(("shared", "proposed"), [(30, True), (29, False)])
def test_a_match_is_proposed_from_its_threshold(shared: int, proposed: bool) -> None:
    common = [f"s{n}" for n in range(shared)]
    left, right = [f"l{n}" for n in range(50)], [f"r{n}" for n in range(50 - shared)]
    before = RunTheme("a", 1, (), 1, 1, 1, frozenset(common + left), ())
    after = RunTheme("A", 1, (), 1, 1, 1, frozenset(common + right), ())
    assert PROPOSED_FROM == 0.30
    assert bool(propose_matches([before], [after], among=before.stories | after.stories)) is proposed


def test_alikeness_in_words() -> None:
    assert [alikeness(score) for score in (0.30, 0.49, 0.50, 0.74, 0.75, 1.0)] == [
        "partly_alike", "partly_alike", "much_alike", "much_alike", "nearly_same", "nearly_same",
    ]  # fmt: skip


def test_what_was_set_otherwise_is_named_and_what_was_not_is_not() -> None:
    other = Provenance(
        "lexical", 2, {"resolution": 2.0, "neighbours": [8, 12], "new": True}, {"numpy": "2.4"}, "b" * 64
    )
    found = [(c.what, c.name, c.before, c.after) for c in changes(SOURCE, other)]
    assert found == [
        ("encoder", "", "model", "lexical"),
        ("seed", "", 1, 2),
        ("parameter", "new", None, True),
        ("parameter", "resolution", 1.5, 2.0),
        ("library", "numpy", "2.3", "2.4"),
    ]


def test_withdrawn_stories_are_counted_and_never_named() -> None:
    before = run("1", [theme("a", "abcde")], lost=3)
    assert before.n_lost == 3
    assert compare(before, run("2", [theme("A", "abcde")])).gone == frozenset()


@st.composite
def two_runs(draw: Any) -> tuple[RunFacts, RunFacts]:
    def one(name: str) -> RunFacts:
        labels = draw(st.lists(st.integers(-1, 4), min_size=12, max_size=12))
        groups = {k: "".join(chr(97 + i) for i, label in enumerate(labels) if label == k) for k in range(5)}
        rest = "".join(chr(97 + i) for i, label in enumerate(labels) if label == -1)
        return run(name, [theme(f"{name}{k}", held) for k, held in groups.items() if held], rest=rest)

    return one("p"), one("q")


@given(two_runs())
@settings(max_examples=150, deadline=None)
def test_matches_are_one_to_one_and_scores_are_shares(both: tuple[RunFacts, RunFacts]) -> None:
    before, after = both
    found = compare(before, after)
    assert len({m.before for m in found.matches}) == len({m.after for m in found.matches}) == len(found.matches)
    assert all(PROPOSED_FROM <= m.score <= 1 and m.n_shared >= 1 for m in found.matches)
    assert len(found.matches) + len(found.only_before) == len(before.themes)
    assert len(found.matches) + len(found.only_after) == len(after.themes)
    assert 0 <= found.n_stayed <= found.n_both
    back = compare(after, before)
    assert sum(m.score for m in back.matches) == pytest.approx(sum(m.score for m in found.matches))
