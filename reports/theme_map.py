"""The map of themes: circles with numbers, stories as dots. For the evaluators' desk only; a report never shows dots."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, cast

import altair as alt
import pandas as pd

from reports.chart_theme import ACCENT, GREY, INK, LINE, PALE, WIDTH, themed

THEME_COLUMNS: Final = ("number", "x", "y", "n_stories", "firmness")
"""number from 1; x and y from -1 to 1; n_stories; firmness: firm, fair or shaky."""

SIDE: Final = WIDTH
EDGE: Final = 20
"""Pixels kept free, so that a circle at the edge is whole."""
SMALLEST: Final = 420
LARGEST: Final = 1_300
"""Square pixels of a circle: of a theme of few stories, and of the largest."""


class Look(NamedTuple):
    """How a circle is drawn: its ground, its edge, the colour of its number, and whether the edge is dashed."""

    ground: str
    edge: str
    number: str
    dash: tuple[int, ...] = ()


LOOKS: Final = {
    "firm": Look(ACCENT, "white", "white"),
    "fair": Look("white", ACCENT, INK),
    "shaky": Look("white", GREY, INK, (3, 3)),
}
"""Firmness is seen in ground and edge, not in hue."""


def frame(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame with these columns, also without rows."""
    return pd.DataFrame(list(rows), columns=list(columns))


def theme_map_chart(themes: pd.DataFrame, stories: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """themes: THEME_COLUMNS. stories: columns x and y, -1 to 1."""
    largest = max(float(themes["n_stories"].max()), 1.0)
    sized = themes.assign(area=SMALLEST + (LARGEST - SMALLEST) * themes["n_stories"] / largest)
    sized = sized.sort_values("area", ascending=False)
    layers = [_cross(), _at(stories).mark_circle(size=14, color=PALE, opacity=0.45)]
    for firmness, look in LOOKS.items():
        spots = _at(sized[sized["firmness"] == firmness])
        circles = spots.mark_point(
            fill=look.ground, stroke=look.edge, strokeWidth=2, strokeDash=list(look.dash), opacity=1
        )
        layers.append(circles.encode(size=alt.Size("area:Q", scale=None, legend=None)))
        layers.append(spots.mark_text(color=look.number, fontWeight=600).encode(text="number:N"))
    return themed(cast("alt.LayerChart", alt.layer(*layers)), title=title, sentence=sentence, height=SIDE)


def _at(rows: pd.DataFrame) -> alt.Chart:
    across = alt.Scale(domain=[-1, 1], range=[EDGE, SIDE - EDGE])
    up = alt.Scale(domain=[-1, 1], range=[SIDE - EDGE, EDGE])
    return alt.Chart(rows).encode(x=alt.X("x:Q", scale=across, axis=None), y=alt.Y("y:Q", scale=up, axis=None))


def _cross() -> alt.Chart:
    """Two hairlines through the middle, so that a map with few dots does not float."""
    lines = pd.DataFrame({"x": [-1, 0], "y": [0, -1], "x2": [1, 0], "y2": [0, 1]})
    return _at(lines).mark_rule(color=LINE).encode(x2="x2:Q", y2="y2:Q")
