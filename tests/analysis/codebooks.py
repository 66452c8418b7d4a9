"""Codebooks for the tests: themes as directions in a small space, stories around them, people who read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.codebook import Codebook, LabelEvent, fold
from analysis.records import StoryVector, Theme

NAMES = ("De klik", "Wachten", "School", "Een vaste begeleider")
MODEL = "test model"


def themes(n: int) -> dict[str, Theme]:
    return {f"t{number}": Theme(NAMES[number % 4], (f"c{number}",), ("gezegd",)) for number in range(n)}


@dataclass(frozen=True)
class World:
    """truth: per story its theme numbers. vectors: by reference."""

    refs: tuple[str, ...]
    truth: tuple[tuple[int, ...], ...]
    vectors: dict[str, StoryVector]

    @property
    def matrix(self) -> np.ndarray:
        return np.stack([self.vectors[ref].vector for ref in self.refs])


def world(n: int, k: int = 3, *, noise: float = 0.5, seed: int = 0, dim: int = 16) -> World:
    """n stories over k themes, one each in turn; every fourth has the next theme as well."""
    random = np.random.default_rng(seed)
    centres = np.linalg.qr(random.standard_normal((dim, dim)))[0][:k]
    truth = tuple((row % k, (row + 1) % k) if row % 4 == 3 and k > 1 else (row % k,) for row in range(n))
    refs = tuple(f"s{row:04d}" for row in range(n))
    vectors = {}
    for ref, about in zip(refs, truth, strict=True):
        vector = 2 + centres[list(about)].sum(axis=0) + noise * random.standard_normal(dim) / 2
        vectors[ref] = StoryVector(ref, "", MODEL, (vector / np.linalg.norm(vector)).astype(np.float32))
    return World(refs, truth, vectors)


def read(there: World, rows: Sequence[int], *, readers: int = 1, first: int = 1, meeting: int = 1) -> list[LabelEvent]:
    """Events of people who see exactly what is there."""
    events: list[LabelEvent] = []
    for row in rows:
        for reader in range(readers):
            events += [
                LabelEvent(first + len(events) + at, there.refs[row], f"t{theme}", f"seat {reader}", meeting=meeting)
                for at, theme in enumerate(there.truth[row])
            ]
    return events


def labelled(there: World, rows: Sequence[int], k: int = 3) -> Codebook:
    return fold(themes(k), read(there, rows))
