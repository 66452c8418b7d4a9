"""A long password is refused when little is left of it without what everybody tries first."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.services import accounts, code_words
from survey.services.errors import PasswordUnsafe
from survey.services.obvious_passwords import FEWEST_LEFT, FINGERPRINT_BYTES, STOLEN, is_leaked, is_obvious


@pytest.mark.parametrize(
    "password",
    [
        "wachtwoord12345",
        "Welkom2026Welkom2026",
        "W@chtw00rd!2026!",
        "qwertyuiopasdfgh",
        "poiuytrewq123456",
        "1qaz2wsx3edc4rfv",
        "abcdefghijklmnop",
        "123456789012345",
        "987654321098765",
        "Zomer2026!Zomer2026!",
        "winter-2025-winter",
        "gemeentegroningen2026",
        "jeugdzorg jeugdzorg",
        "xkcdxkcdxkcdxkcd",
        "ab ab ab ab ab ab",
        "letmeinpassword!",
    ],
)
def test_what_everybody_tries_first_is_obvious(password: str) -> None:
    assert is_obvious(password)


@pytest.mark.parametrize(
    "password",
    [
        "groene stoelen!",
        "een lang geheim van vijf woorden",
        "fiets kraan molen tafel",
        "de winter van 1963 was koud",
        "correct horse battery staple",
        "Mijn oma bakt op zondag taart",
    ],
)
def test_words_of_ones_own_are_not(password: str) -> None:
    assert not is_obvious(password)


@pytest.mark.parametrize("password", ["manchesterunited", "StairwayToHeaven", "q1w2e3r4t5y6u7i8", "WORLDOFWARCRAFT"])
def test_what_was_stolen_is_refused_whatever_its_capitals(password: str) -> None:
    assert is_leaked(password)
    with pytest.raises(PasswordUnsafe):
        accounts.check_strength(password, about=())


def test_the_list_of_stolen_passwords_is_whole_and_takes_nobody_elses() -> None:
    found = STOLEN.read_bytes()
    assert len(found) == 9_728 * FINGERPRINT_BYTES
    pieces = [found[at : at + FINGERPRINT_BYTES] for at in range(0, len(found), FINGERPRINT_BYTES)]
    assert pieces == sorted(set(pieces))
    assert not is_leaked("Mijn oma bakt op zondag taart")
    assert not is_leaked("\ud800 is geen teken!")


def test_both_sides_of_the_threshold() -> None:
    kept = "fietsjub"
    assert len(kept) == FEWEST_LEFT
    assert not is_obvious(f"wachtwoord{kept}")
    assert is_obvious(f"wachtwoord{kept[:-1]}")


def test_words_that_were_drawn_are_taken() -> None:
    draw = random.Random(2026)
    for _ in range(300):
        assert not is_obvious(" ".join(draw.sample(code_words.words(), 5)))


@given(st.text(min_size=1, max_size=FEWEST_LEFT - 1), st.integers(3, 12))
def test_something_short_over_and_over_is_obvious(short: str, times: int) -> None:
    assert is_obvious(short * times)
