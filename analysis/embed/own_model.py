"""A sentence-transformers model of one's own, from a folder on this machine. On a GPU when there is one.

For organisations that have a better model for their languages. The library (and torch with it) is not among the locked
dependencies and is imported only when a setting asks for it. Nothing is ever fetched: the folder must hold everything,
and the hub client is told that it is offline.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embed.kinds import EncoderUnavailable
from analysis.embed.text import NORMALISATION, normalise_all, sentences
from analysis.embed.weights import ModelFileMissing

DESCRIBED_BY = "modules.json"
"""Every sentence-transformers model has this file at its top."""
_HASH_CHUNK = 1 << 20
_MARKS = 2
"""Tokens that a model puts around a text."""


class LibraryMissing(EncoderUnavailable):
    """sentence-transformers is asked for but not installed."""


class OwnModelUnreadable(EncoderUnavailable):
    """The folder holds a model that the library cannot open."""


class OwnModelEncoder:
    """model_id: checksum over all files of the folder, and the version of the normalisation. The prompt, if the model has
    one, is the default of its own configuration.

    Vectors are rounded to float16. Unlike those of the packaged model they may differ in the last bit between machines
    and batch sizes. Raises `ModelFileMissing`, `LibraryMissing` or
    `OwnModelUnreadable`.
    """

    weaker_languages: frozenset[str] = frozenset()

    def __init__(self, folder: Path) -> None:
        if not (folder / DESCRIBED_BY).is_file():
            raise ModelFileMissing(f"{folder} holds no sentence-transformers model ({DESCRIBED_BY} is not there)")
        self._folder = folder
        self._model = _load(folder)
        self.dim = int(self._read(["."]).shape[1])
        self.model_id = f"sentence-transformers:{_checksum(folder)[:16]}:{NORMALISATION}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts: float32, shape (n, dim), unit rows. Texts longer than the model can see are read in windows
        of whole sentences, averaged by length. Raises `BlankText`."""
        windows = [self._windows(text) for text in normalise_all(texts)]
        if not windows:
            return np.empty((0, self.dim), np.float32)
        flat = [window for of_text in windows for window, _ in of_text]
        lengths = np.array([length for of_text in windows for _, length in of_text], np.float64)
        rows = np.repeat(np.arange(len(windows)), [len(of_text) for of_text in windows])
        sums = np.zeros((len(windows), self.dim))
        np.add.at(sums, rows, self._read(flat) * lengths[:, None])
        unit = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit.astype(np.float16).astype(np.float32)

    def __reduce__(self) -> tuple[type[OwnModelEncoder], tuple[Path]]:
        """To another process it travels as its folder."""
        return OwnModelEncoder, (self._folder,)

    def _read(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """What the library makes of texts: unit rows, shape (n, dim)."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, np.float64)

    def _windows(self, text: str) -> list[tuple[str, int]]:
        """Windows of whole sentences with their length in tokens. A sentence that is too long is cut by the model."""
        room = (self._model.max_seq_length or sys.maxsize) - _MARKS
        packed: list[tuple[str, int]] = []
        for sentence in sentences(text):
            length = max(1, len(self._model.tokenizer.tokenize(sentence)))
            if packed and packed[-1][1] + length <= room:
                packed[-1] = (f"{packed[-1][0]} {sentence}", packed[-1][1] + length)
            else:
                packed.append((sentence, length))
        return packed


def _load(folder: Path) -> Any:
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as missing:
        raise LibraryMissing(
            "sentence-transformers is not installed; docs/operations/settings.md says how"
        ) from missing
    hub = sys.modules.get("huggingface_hub.constants")
    if hub is not None:
        hub.HF_HUB_OFFLINE = True  # type: ignore[attr-defined]  # read at every request the library would make
    try:
        return library.SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False)
    except Exception as broken:  # whatever is wrong with the files, it is said in one way
        raise OwnModelUnreadable(f"the model in {folder} cannot be opened: {broken}") from broken


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
        digest.update(len(name).to_bytes(8, "big") + name + path.stat().st_size.to_bytes(8, "big"))
        with path.open("rb") as file:
            while chunk := file.read(_HASH_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()
