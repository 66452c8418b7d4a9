"""The phrase screen finds what a person must see, says why and where, and leaves everyday sentences alone."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import signals

SENTENCES = Path(__file__).parent.parent / "data" / "signal-sentences.toml"


@pytest.fixture(scope="module")
def sentences() -> dict[str, Any]:
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


def reasons(text: str) -> set[str]:
    return {hit.reason for hit in signals.hits(text)}


def share_found(lines: list[list[str]]) -> float:
    return sum(bool(signals.hits(text)) for _, text in lines) / len(lines)


def test_what_is_said_in_plain_words_is_found(sentences: dict[str, Any]) -> None:
    assert share_found(sentences["familiar"]["touching"]) >= 0.98


def test_what_is_said_in_a_roundabout_way_is_found_less_often_and_we_know_it(sentences: dict[str, Any]) -> None:
    """The figure of docs/methods/signals.md, measured once on sentences that the list was not made for."""
    assert share_found(sentences["indirect"]["touching"]) >= 0.40


@pytest.mark.parametrize("name", ["familiar", "indirect"])
def test_everyday_sentences_are_left_alone(sentences: dict[str, Any], name: str) -> None:
    flagged = [text for text in sentences[name]["everyday"] if signals.hits(text)]
    assert len(flagged) <= 0.05 * len(sentences[name]["everyday"]), flagged


def test_no_reason_is_without_sentences(sentences: dict[str, Any]) -> None:
    assert {reason for reason, _ in sentences["familiar"]["touching"]} == set(signals.reasons())


@pytest.mark.parametrize(
    "text",
    ["Hij slaat me.", "Hij slaat me niet meer.", "hij heeft me nooit geslagen", "HIJ SLOEG ME", "hij slòeg me"],
)
def test_negation_capitals_and_accents_change_nothing(text: str) -> None:
    assert "violence" in reasons(text)


@pytest.mark.parametrize("text", ["Dat slaat nergens op.", "Ik schaamde me dood.", "Wij sneden uien voor de soep."])
def test_fixed_expressions_with_the_same_words_are_spared(text: str) -> None:
    assert reasons(text) == set()


def test_an_expression_does_not_hide_what_stands_beside_it() -> None:
    assert "violence" in reasons("Dat slaat nergens op. Daarna sloeg hij me.")


def test_words_that_belong_together_must_stand_near_each_other() -> None:
    near = "ik durfde niet naar huis"
    far = "ik durfde te zingen en dat was leuk want iedereen zong mee en daarna dronken we thee in het huis"
    assert "unsafe" in reasons(near)
    assert "unsafe" not in reasons(far)


def test_a_word_that_also_stands_elsewhere_does_not_hide_the_phrase() -> None:
    assert "suicide_or_self_harm" in reasons("Daar heb ik niks aan. Ik eet ook bijna niet.")
    assert "unsafe" in reasons("Thuis was het druk, niet leuk, en niet warm. Ik durfde niet naar huis.")


def test_a_hit_says_where_it_stands() -> None:
    text = "Eerst was het stil. Mijn vader sloeg mij, élke dag."
    (hit,) = (hit for hit in signals.hits(text) if hit.reason == "violence")
    assert "sloeg" in text[hit.start : hit.end]


def test_every_phrase_of_the_list_can_be_found() -> None:
    """A line that can never match is a line somebody relies on in vain."""
    for phrase in (*signals._phrases(), *signals._idioms()):
        for part in phrase.parts:
            for term in part:
                assert term.words or term.beginnings or term.ends or term.stretches
                assert all(word == signals._plain(word) for word in term.words), term


@given(st.text(max_size=400))
def test_any_text_gives_hits_inside_the_text_and_never_overlapping_for_one_reason(text: str) -> None:
    found = signals.hits(text)
    for hit in found:
        assert 0 <= hit.start < hit.end <= len(text)
    for reason in signals.reasons():
        own = [hit for hit in found if hit.reason == reason]
        assert all(one.end <= other.start for one, other in pairwise(own))


@given(
    st.text(alphabet=st.sampled_from("abc dehinrstv.,\n"), max_size=120),
    st.sampled_from(["Hij sloeg me.", "Ik wil dood."]),
)
def test_what_stands_around_a_phrase_never_hides_it(around: str, phrase: str) -> None:
    assert reasons(phrase) <= reasons(f"{around}\n{phrase}\n{around}")
