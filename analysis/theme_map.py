"""Where themes lie from one another, on a plane: for looking, never for measuring.

Principal axes of the themes' centres (Pearson 1901), which for these distances is classical scaling (Torgerson 1952): no
chance in it, so that the same run gives the same map. Stories are laid on the same axes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NO_SPREAD = 1e-6
"""Singular value under which an axis holds nothing but rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class ThemeMap:
    """themes: shape (k, 2). stories: shape (n, 2). Both within -1 to 1. kept: the share (0-1) of the differences between
    the themes' centres that two axes can show."""

    themes: NDArray[np.float64]
    stories: NDArray[np.float64]
    kept: float


Square = tuple[int, int]
"""Column and row, from 0; the first row is the lowest."""

SIDES = ((200, 5), (600, 7))
"""Under so many stories a map has so many squares a side: few enough that a square holds several stories. Our choice."""
LARGEST_SIDE = 10


@dataclass(frozen=True, slots=True)
class Squares:
    """Stories counted by square of the map: exact, so never shown. themes: name and the square of its middle."""

    side: int
    stories: Mapping[Square, int]
    themes: tuple[tuple[str, Square], ...]


def in_squares(laid_out: ThemeMap, names: Sequence[str], *, side: int = 0) -> Squares:
    """names: of the themes, in their order. side: squares a side; 0: what suits so many stories."""
    n_stories = len(laid_out.stories)
    side = side or next((wide for under, wide in SIDES if n_stories < under), LARGEST_SIDE)
    return Squares(
        side=side,
        stories=Counter(_square(x, y, side) for x, y in laid_out.stories),
        themes=tuple((name, _square(x, y, side)) for name, (x, y) in zip(names, laid_out.themes, strict=True)),
    )


def _square(x: float, y: float, side: int) -> Square:
    """Of a point within -1 to 1."""
    column, row = (min(side - 1, int((value + 1) / 2 * side)) for value in (x, y))
    return column, row


def lay_out(vectors: NDArray[np.float32], labels: NDArray[np.int64], languages: Sequence[str]) -> ThemeMap:
    """A map of stories in themes; a theme lies in the middle of its stories.

    vectors: shape (n, d). labels: int, shape (n,), from 0 without gaps; -1 for the rest group, which does not steer the
    map. languages: of each story.
    """
    from analysis.topics.graph import aligned, centred

    n_themes = int(labels.max(initial=-1)) + 1
    if not n_themes:
        return ThemeMap(np.zeros((0, 2)), np.zeros((len(labels), 2)), 0.0)
    unit = centred(aligned(vectors, languages)).astype(np.float64)
    middles = np.stack([unit[labels == theme].mean(axis=0) for theme in range(n_themes)])
    origin = middles.mean(axis=0)
    axes, kept = _axes(middles - origin, unit - origin)
    themes, stories = (middles - origin) @ axes.T, (unit - origin) @ axes.T
    largest = max(np.abs(themes).max(), np.abs(stories).max(initial=0), _NO_SPREAD)
    return ThemeMap(themes / largest, stories / largest, kept)


def _axes(themes: NDArray[np.float64], stories: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Two directions, shape (2, d): of the themes as far as they go (one or two themes have fewer), then of the stories.
    Each points the way in which its largest coordinate among the themes, or stories, is positive."""
    _, sizes, directions = np.linalg.svd(themes, full_matrices=False)
    axes = directions[:2][sizes[:2] > _NO_SPREAD]
    spread = float((sizes**2).sum())
    kept = float((sizes[:2] ** 2).sum()) / spread if spread > _NO_SPREAD else 1.0
    if len(axes) < 2:
        left = stories - stories @ axes.T @ axes
        axes = np.vstack([axes, np.linalg.svd(left - left.mean(axis=0), full_matrices=False)[2][: 2 - len(axes)]])
    along = np.vstack([themes, stories]) @ axes.T
    signs = np.sign(along[np.abs(along).argmax(axis=0), np.arange(len(axes))])
    axes = axes * np.where(signs == 0, 1, signs)[:, None]
    return np.pad(axes, ((0, 2 - len(axes)), (0, 0))), kept
