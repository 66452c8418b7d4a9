"""Did more stories still bring other themes? A curve with the room in which it may lie, and where the stories ended.

(Figures over the waves are drawn by `reports.desk_charts.waves_chart`, for the desk and for the report.)
"""

import math
from typing import Final, cast

import altair as alt
import pandas as pd

from reports import numbers
from reports.chart_theme import ACCENT, GREY, INK, LINE, NO_AXIS_FOOT, PALE, WIDTH, themed
from reports.texts import say

LEFT: Final = 30
RIGHT: Final = WIDTH - 16
TOP: Final = 34
BOTTOM: Final = 202
HEIGHT: Final = BOTTOM + 48
MOST_TICKS: Final = 5


def saturation_chart(frame: pd.DataFrame, *, n_themes: int, title: str, sentence: str) -> alt.LayerChart:
    """frame: EXPECTED_COLUMNS, the last row at all stories. n_themes: a dashed line, which the curve comes near to or not."""
    most = float(frame["n_stories"].max())
    across, low, middle = _x(most), _y(n_themes, "low"), _y(n_themes, "themes")
    curve, end = alt.Chart(frame), alt.Chart(frame.tail(1))
    layers: list[alt.Chart] = [
        *_ground(n_themes, most),
        curve.mark_area(color=PALE, opacity=0.35).encode(x=across, y=low, y2=alt.Y2("high:Q")),
        curve.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=across, y=middle),
        end.mark_rule(color=INK, strokeWidth=2).encode(x=across, y=low, y2=alt.Y2("high:Q")),
        end.mark_point(size=95, fill=ACCENT, stroke="white", strokeWidth=1, opacity=1).encode(x=across, y=middle),
    ]
    made = cast("alt.LayerChart", alt.layer(*layers))
    return themed(made, title=title, sentence=sentence, height=HEIGHT, foot=NO_AXIS_FOOT)


def _x(most: float) -> alt.X:
    return alt.X("n_stories:Q", scale=alt.Scale(domain=[0, most], range=[LEFT, RIGHT]), axis=None)


def _y(n_themes: int, column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, n_themes], range=[BOTTOM, TOP]), axis=None)


def _ground(n_themes: int, most: float) -> list[alt.Chart]:
    """Hairlines with numbers of themes, the dashed line at all themes, and numbers of stories below."""
    step = max(1, math.ceil(n_themes / MOST_TICKS))
    levels = pd.DataFrame({"themes": [t for t in range(0, n_themes, step) if n_themes - t >= step or t == 0]})
    lines = alt.Chart(levels).encode(y=_y(n_themes, "themes"))
    whole = alt.Chart(pd.DataFrame({"themes": [n_themes]})).encode(y=_y(n_themes, "themes"))
    ticks = pd.DataFrame({"n_stories": _story_ticks(most)})
    ticks["word"] = [numbers.whole(int(n)) for n in ticks["n_stories"]]
    across = {"x": alt.XValue(LEFT), "x2": alt.X2Value(RIGHT)}
    above = alt.Chart(pd.DataFrame({"word": [say("saturation.axis_themes", number=n_themes)]}))
    below = alt.Chart(pd.DataFrame({"word": [say("saturation.axis_stories")]}))
    return [
        lines.mark_rule(color=LINE).encode(**across),
        lines.mark_text(align="right", color=GREY).encode(x=alt.XValue(LEFT - 6), text=alt.Text("themes:N")),
        whole.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[4, 3]).encode(**across),
        whole.mark_text(align="right", color=INK).encode(x=alt.XValue(LEFT - 6), text=alt.Text("themes:N")),
        above.mark_text(align="left").encode(x=alt.XValue(0), y=alt.YValue(12), text=alt.Text("word:N")),
        alt.Chart(ticks).mark_text(color=GREY).encode(x=_x(most), y=alt.YValue(BOTTOM + 16), text=alt.Text("word:N")),
        below.mark_text(align="right").encode(x=alt.XValue(RIGHT), y=alt.YValue(BOTTOM + 38), text=alt.Text("word:N")),
    ]


def _story_ticks(most: float) -> list[float]:
    """Round steps from 0, five at most, and none so near the end that words touch."""
    step = next(s for s in (5, 10, 20, 25, 50, 100, 250, 500, 1000, 2500, 5000) if s * MOST_TICKS >= most or s == 5000)
    return [float(n) for n in range(0, int(most) + 1, step)]
