"""Every Dutch sentence that families read is plain: measured by bench.readability, which holds formula and threshold."""

from __future__ import annotations

import socket

import pytest

from bench import readability

FRAGMENTS = frozenset({"de coördinator van deze pilot"})
"""Words that stand in the middle of a sentence, with a word that the first page has explained."""


def test_every_dutch_sentence_for_families_is_plain() -> None:
    measured = [readability.measure(text) for text in readability.texts() if text and text not in FRAGMENTS]
    assert len(measured) > 300
    hard = [each for each in measured if not each.is_plain]
    assert not hard, "\n" + "\n".join(f"{each.ease} {each.text}" for each in readability.worst(hard) or hard)


def test_measuring_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("somebody asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert readability.measure("Schrijf op wat je is bijgebleven van de hulp.").ease is not None


def test_long_words_and_long_sentences_score_lower() -> None:
    plain = readability.measure("Je krijgt een code. Schrijf de code op.")
    official = readability.measure("Na verstrekking van de verificatiecode dient deze zorgvuldig te worden bewaard.")
    assert plain.is_plain
    assert not official.is_plain
    assert (plain.ease or 0) > (official.ease or 0)


@pytest.mark.parametrize(
    ("text", "is_plain"), [("Uw uitnodiging", True), ("Coördinatiegesprek", False), ("Verder", True)]
)
def test_a_short_text_is_judged_by_its_longest_word(text: str, is_plain: bool) -> None:
    measured = readability.measure(text)
    assert measured.ease is None
    assert measured.is_plain is is_plain


def test_the_threshold_itself_is_plain_and_just_under_it_is_not() -> None:
    at = readability.Measured("", readability.EASY_ENOUGH, 9)
    under = readability.Measured("", readability.EASY_ENOUGH - 0.1, 1)
    assert (at.is_plain, under.is_plain) == (True, False)


def test_the_worst_are_listed_hardest_first() -> None:
    measured = [readability.Measured(str(ease), float(ease), 1) for ease in (80, 20, 50)]
    assert [each.text for each in readability.worst(measured, 2)] == ["20", "50"]
