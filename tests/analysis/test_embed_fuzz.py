"""The encoder's front takes whatever a person or a machine sends: at least twenty thousand strings, and never a crash."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from analysis.embed import BlankText, content_hash, normalise
from analysis.embed.e5 import E5Encoder
from analysis.embed.lexical import LexicalEncoder
from analysis.embed.text import MAX_CHARACTERS
from analysis.passages import windows

N_STRINGS = 20_000
N_THROUGH_THE_NETWORK = 150

RANGES = (
    (0x00, 0x20),  # controls
    (0x20, 0x7F),
    (0x80, 0x250),
    (0x300, 0x370),  # marks that combine
    (0x590, 0x700),  # Hebrew, Arabic: right to left
    (0x1200, 0x1380),  # Ethiopic
    (0x2000, 0x2070),  # invisible spaces, direction marks
    (0x3040, 0x3100),
    (0x4E00, 0x5000),
    (0xAC00, 0xAD00),
    (0xD800, 0xE000),  # lone surrogates
    (0xFB50, 0xFE00),  # Arabic ligatures: one of these becomes eighteen characters
    (0xFFF0, 0x10000),
    (0x1F300, 0x1F700),  # emoji
    (0xE0000, 0xE0080),  # tags
)
WHOLE = (
    "ﷺ" * 2_000,
    "a" * 50_000,
    "Wacht. " * 8_000,
    "\ud800" * 3_000,
    "\0" * 500 + "wachtlijst",
    "\u202e" + "omgekeerd" * 50,
    "e" + "\u0301" * 5_000,
    "👩‍👩‍👧‍👦" * 800,
    "<s></s><pad><unk><mask>" * 100,
    "\ufdfa." * 3_000,
    "\ufeff" * 2_000,
)


def strings() -> Iterator[str]:
    """Twenty thousand strings, the same every time: mixes of scripts, controls, halves of characters, repeats."""
    yield from WHOLE
    chance = random.Random(20261122)
    for _ in range(N_STRINGS - len(WHOLE)):
        ranges = chance.choices(RANGES, k=chance.randint(1, 3))
        size = chance.choice((1, 2, 5, 20, 60, 200))
        letters = [chr(chance.randrange(*chance.choice(ranges))) for _ in range(size)]
        if chance.random() < 0.2:
            letters = letters[:3] * chance.randint(1, 40)
        if chance.random() < 0.3:
            letters.insert(chance.randrange(len(letters) + 1), chance.choice((". ", "! ", "\n", "。", "؟ ", "ﷺ" * 9)))
        yield "".join(letters)


def test_twenty_thousand_strings_come_through_the_front(encoder: E5Encoder) -> None:
    n_read = 0
    for text in strings():
        plain = normalise(text)
        assert len(plain) <= MAX_CHARACTERS
        plain.encode()  # no half characters are left
        assert len(content_hash(text, encoder.model_id)) == 64
        assert "".join("".join(windows(text)).split()) in ("", "".join(plain.split()))
        for window in encoder._tokens.windows(plain) if plain else ():
            assert 4 <= len(window) <= 512
            assert {0, 1, 2, 250_001}.isdisjoint(window[1:-1])
        n_read += bool(plain)
    assert n_read > N_STRINGS // 2


def test_some_of_them_go_all_the_way_and_get_a_finite_unit_vector(encoder: E5Encoder) -> None:
    every = [text for text in strings() if normalise(text)]
    chosen = [*WHOLE[:3], *WHOLE[4:10], *every[50 :: len(every) // N_THROUGH_THE_NETWORK]]
    for made in (encoder.encode(chosen), LexicalEncoder().encode(chosen)):
        assert np.isfinite(made).all()
        assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=2e-3)


def test_what_holds_nothing_to_read_is_refused_by_its_row(encoder: E5Encoder) -> None:
    for each in (encoder, LexicalEncoder()):
        with pytest.raises(BlankText) as refusal:
            each.encode(["Goed.", WHOLE[3], WHOLE[10]])
        assert refusal.value.rows == (1, 2)
