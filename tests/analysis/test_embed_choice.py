"""Which encoder an installation uses: the packaged one, letters only, or a model of its own; never another by itself."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from analysis.embed import EncoderUnavailable, EncoderUnknown, ModelFileMissing, choose_encoder, kind_of
from analysis.embed import weaker_languages as weaker
from analysis.embed.e5 import E5Encoder
from analysis.embed.lexical import LexicalEncoder
from analysis.embed.own_model import LibraryMissing, OwnModelEncoder, OwnModelUnreadable


class FakeTransformer:
    """Stands in for `sentence_transformers.SentenceTransformer`: letters counted, eight words at most."""

    made: list[tuple[str, dict[str, object]]]

    def __init__(self, folder: str, **options: object) -> None:
        FakeTransformer.made.append((folder, options))
        self.max_seq_length = 8
        self.tokenizer = SimpleNamespace(tokenize=str.split)

    def encode(self, texts: Sequence[str], **options: object) -> np.ndarray:
        assert all(len(text.split()) <= 6 for text in texts), "the model would cut this"
        counts = np.array([[text.count("a"), text.count("e"), 1] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def broken(self: object, *given: object, **options: object) -> None:
    raise ValueError("header too large")


@pytest.fixture
def model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = FakeTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    FakeTransformer.made = []
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def test_the_packaged_model_is_the_default_and_weaker_in_somali_and_tigrinya(encoder: E5Encoder) -> None:
    assert kind_of(encoder.model_id) == "e5"
    assert encoder.weaker_languages == weaker(encoder.model_id) == {"so", "ti"}


def test_an_unknown_choice_is_refused_with_what_there_is() -> None:
    with pytest.raises(EncoderUnknown, match="lexical"):
        choose_encoder("bert")


def test_a_lexical_result_says_that_it_is_one() -> None:
    encoder = choose_encoder("lexical")
    assert encoder.model_id.startswith("lexical")
    assert kind_of(encoder.model_id) == "lexical"
    assert weaker(encoder.model_id) == frozenset()


def test_a_lexical_vector_depends_on_its_text_alone() -> None:
    encoder = LexicalEncoder()
    texts = ["Wij wachtten lang op hulp.", "x", "Op school ging het mis.", "Het wachten op hulp duurde lang."]
    together = encoder.encode(texts)
    assert together.shape == (4, encoder.dim)
    assert np.array_equal(together, np.vstack([encoder.encode([text]) for text in texts]))
    assert np.array_equal(together, together.astype(np.float16).astype(np.float32))
    assert together[0] @ together[3] > together[0] @ together[2]
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_encoders_travel_to_another_process_as_their_name(encoder: E5Encoder) -> None:
    assert len(pickle.dumps(encoder)) < 1_000
    there = pickle.loads(pickle.dumps(encoder))
    assert np.array_equal(there.encode(["Goed."]), encoder.encode(["Goed."]))


def test_a_model_of_ones_own_is_loaded_from_its_folder_and_nowhere_else(model_folder: Path) -> None:
    encoder = choose_encoder(f"sentence-transformers:{model_folder}")
    ((folder, options),) = FakeTransformer.made
    assert folder == str(model_folder)
    assert options == {"local_files_only": True, "trust_remote_code": False}
    assert kind_of(encoder.model_id) == "own_model"
    assert np.allclose(np.linalg.norm(encoder.encode(["aap", "zee en maan"]), axis=1), 1, atol=1e-3)
    assert encoder.encode([]).shape == (0, 3)


def test_the_hub_client_is_told_that_it_is_offline(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    constants = ModuleType("huggingface_hub.constants")
    constants.HF_HUB_OFFLINE = False  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", constants)
    OwnModelEncoder(model_folder)
    assert constants.HF_HUB_OFFLINE is True


def test_long_texts_reach_a_model_of_ones_own_in_whole_sentences(model_folder: Path) -> None:
    encoder = OwnModelEncoder(model_folder)
    (vector,) = encoder.encode(["Wij gingen samen naar zee. Toen was het goed. Daarna kwam er een brief."])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_other_weights_are_another_model(model_folder: Path) -> None:
    before = OwnModelEncoder(model_folder).model_id
    assert OwnModelEncoder(model_folder).model_id == before
    (model_folder / "model.safetensors").write_bytes(b"weightz")
    assert OwnModelEncoder(model_folder).model_id != before


def test_a_folder_without_a_model_a_broken_one_and_a_missing_library_are_said_plainly(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelFileMissing, match="holds no"):
        OwnModelEncoder(tmp_path / "nowhere")
    with monkeypatch.context() as patch:
        patch.setattr(FakeTransformer, "__init__", broken)
        with pytest.raises(OwnModelUnreadable, match="cannot be opened: header too large"):
            OwnModelEncoder(model_folder)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(LibraryMissing, match="not installed"):
        OwnModelEncoder(model_folder)
    assert issubclass(LibraryMissing, EncoderUnavailable)
