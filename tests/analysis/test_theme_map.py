"""The map of themes: the same every time, near what is alike, and drawn without a script."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.theme_map import lay_out
from reports.chart_theme import to_svg
from reports.theme_map import THEME_COLUMNS, frame, theme_map_chart


@pytest.fixture
def vectors() -> np.ndarray:
    """Thirty stories in three themes; the first two lie close to each other."""
    chance = np.random.default_rng(4)
    middles = np.array([[1, 0, 0, 0.2], [0.9, 0.4, 0, 0.2], [-1, 0, 0.5, 0.2]])
    made = np.repeat(middles, 10, axis=0) + 0.1 * chance.standard_normal((30, 4))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


LABELS = np.repeat([0, 1, 2], 10)
DUTCH = ["nl"] * 30


def test_what_is_alike_lies_together_and_a_theme_lies_among_its_stories(vectors: np.ndarray) -> None:
    found = lay_out(vectors, LABELS, DUTCH)
    apart = np.linalg.norm(found.themes[:, None] - found.themes[None], axis=2)
    assert apart[0, 1] < apart[0, 2]
    assert apart[0, 1] < apart[1, 2]
    for theme in range(3):
        assert np.allclose(found.themes[theme], found.stories[theme == LABELS].mean(axis=0))
    assert np.abs(found.themes).max() <= 1
    assert np.abs(found.stories).max() <= 1
    assert found.kept == pytest.approx(1), "three middles lie in one plane"


def test_the_map_is_the_same_to_the_last_bit(vectors: np.ndarray) -> None:
    one, again = lay_out(vectors, LABELS, DUTCH), lay_out(vectors.copy(), LABELS.copy(), DUTCH)
    assert np.array_equal(one.themes, again.themes)
    assert np.array_equal(one.stories, again.stories)


@pytest.mark.parametrize("n_themes", [0, 1, 2])
def test_few_themes_give_a_map_too(vectors: np.ndarray, n_themes: int) -> None:
    labels = np.where(n_themes > LABELS, LABELS, -1)
    found = lay_out(vectors, labels, DUTCH)
    assert found.themes.shape == (n_themes, 2)
    assert found.stories.shape == (30, 2)
    assert np.isfinite(found.stories).all()


def test_identical_stories_do_not_break_the_map() -> None:
    found = lay_out(np.ones((12, 4), np.float32) / 2, np.repeat([0, 1], 6), ["nl"] * 12)
    assert np.isfinite(found.themes).all()
    assert np.isfinite(found.stories).all()


def test_the_drawing_holds_every_number_and_no_script_or_style(vectors: np.ndarray) -> None:
    rows = [(1, 0.1, 0.2, 31, "firm"), (2, -0.4, 0.9, 9, "fair"), (3, 1.0, -1.0, 5, "shaky")]
    dots = frame([(0.0, 0.1), (1.0, 1.0)], ("x", "y"))
    svg, again = (
        to_svg(theme_map_chart(frame(rows, THEME_COLUMNS), dots, title="Kaart", sentence="Wat je ziet.")) for _ in "12"
    )
    assert svg == again
    assert all(f">{number}<" in svg for number in (1, 2, 3))
    assert "style=" not in svg
    assert "<script" not in svg
    assert 'role="img"' in svg
