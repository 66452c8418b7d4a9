"""The list of the word code: what its README says of it."""

from __future__ import annotations

import re
from pathlib import Path

from survey.data import make_code_words
from survey.services import code_words, word_codes

WORDS = code_words.words()


def test_four_secret_words_are_48_bits() -> None:
    assert len(set(WORDS)) == len(WORDS) == 4096
    assert len(WORDS) ** (word_codes.N_WORDS - word_codes.N_LOCATING) == 2**48


def test_words_are_three_to_nine_plain_letters() -> None:
    assert [word for word in WORDS if not re.fullmatch("[a-z]{3,9}", word)] == []


def test_no_two_words_are_one_slip_apart() -> None:
    known = set(WORDS)
    assert [(word, near) for word in WORDS for near in code_words.one_edit_away(word) & known if near != word] == []


def test_no_two_words_sound_alike() -> None:
    assert len({code_words.sound(word) for word in WORDS}) == len(WORDS)
    assert code_words.sound("lijden") == code_words.sound("leiden")
    assert code_words.sound("rauw") == code_words.sound("rouw")


def test_no_word_is_the_plural_or_infinitive_of_another() -> None:
    assert len({make_code_words.stem(word) for word in WORDS}) == len(WORDS)
    assert make_code_words.stem("pannen") == make_code_words.stem("pan")


def test_no_word_is_on_the_list_of_words_left_out_or_is_a_first_name() -> None:
    names = make_code_words.words_of(make_code_words.NAMES_AND_PLACES.glob("first_names/*.txt"))
    left_out = make_code_words.words_of([Path(make_code_words.HERE) / "code_words_left_out.txt"])
    assert names
    assert left_out
    assert set(WORDS) & (names | left_out) == set()


def test_a_slip_is_forgiven_where_one_word_can_be_meant() -> None:
    assert code_words.meant("tractr") is None or code_words.meant("tractr") in WORDS
    word = next(word for word in WORDS if "ij" in word)
    assert code_words.meant(word.replace("ij", "ei")) == word
    assert code_words.meant("qqqqq") is None
