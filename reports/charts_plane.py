"""Charts of many stories on a plane: a triad by zones, and the map of the stories by squares. Never a single story.

How full a place is, is said by a number or a size as well as by a tint, so that nothing is lost in grey. Laid out in pixels
like `reports.charts`.
"""

import textwrap
from typing import Final, cast

import altair as alt
import pandas as pd

from analysis.published import Zone
from reports.chart_theme import ACCENT, FONT_SIZE, GREY, INK, LINE, NO_AXIS_FOOT, PALE, WIDTH, themed
from reports.parts import Poles

LINE_STEP: Final = 16
POLE_LETTERS: Final = 21
APEX_LETTERS: Final = 40

SIDE: Final = 276
"""Pixels of a side of the triangle."""
TALL: Final = round(SIDE * 3**0.5 / 2)
TINTS: Final = (0.12, 0.3, 0.5, 0.92)
"""Of the accent, from a quarter of the fullest zone to the fullest."""
DARK: Final = 0.9
"""From this tint on, words are white: under it ink stands out at least 5:1, above it white does."""

_Corner = tuple[float, float, float]
OUTLINES: Final[dict[Zone, tuple[_Corner, ...]]] = {
    "first": ((100, 0, 0), (60, 40, 0), (60, 0, 40)),
    "second": ((0, 100, 0), (40, 60, 0), (0, 60, 40)),
    "third": ((0, 0, 100), (40, 0, 60), (0, 40, 60)),
    "first_second": ((60, 40, 0), (40, 60, 0), (20, 60, 20), (60, 20, 20)),
    "second_third": ((0, 60, 40), (0, 40, 60), (20, 20, 60), (20, 60, 20)),
    "first_third": ((60, 0, 40), (40, 0, 60), (20, 20, 60), (60, 20, 20)),
    "middle": ((60, 20, 20), (20, 60, 20), (20, 20, 60)),
}
"""Corners of each zone in percents of the three poles; `analysis.placing.zone_of` says the same in words."""

MAP: Final = WIDTH - 16
BUBBLE: Final = 0.44
"""Radius of the fullest square's circle, in sides of a square."""
BADGE: Final = 18
NAME_LETTERS: Final = 44
NAME_STEP: Final = 19


def triad_chart(frame: pd.DataFrame, *, poles: Poles, title: str, sentence: str) -> alt.LayerChart:
    """How many stories lie near each of three poles, between two, and in the middle: darker is fuller. frame: TRIAD_COLUMNS,
    a zone that may not be shown left out; such a zone stays white, without a number."""
    apex = textwrap.wrap(poles[0], APEX_LETTERS)
    feet = [textwrap.wrap(pole, POLE_LETTERS) for pole in poles[1:]]
    top = LINE_STEP * len(apex) + 8
    height = top + TALL + 8 + LINE_STEP * max(map(len, feet)) + 4
    shown = dict(zip(frame["zone"], frame["n"].astype(int), strict=True))
    most = max(shown.values())
    layers = [_zone(zone, shown.get(zone, 0) / most, top, height) for zone in OUTLINES]
    layers += [_number(zone, n, n / most, top, height) for zone, n in shown.items()]
    layers += [
        _words(apex, WIDTH / 2, LINE_STEP / 2, "center", height),
        _words(feet[0], 0, top + TALL + 8 + LINE_STEP / 2, "left", height),
        _words(feet[1], WIDTH, top + TALL + 8 + LINE_STEP / 2, "right", height),
    ]
    return themed(_over(layers), title=title, sentence=sentence, height=height, foot=NO_AXIS_FOOT)


def story_map_chart(
    spots: pd.DataFrame, themes: pd.DataFrame, *, side: int, title: str, sentence: str
) -> alt.LayerChart:
    """Where the stories lie: a circle for each square, larger where there are more; a numbered label for each theme, its name
    below. spots: SPOT_COLUMNS. themes: THEME_SPOT_COLUMNS. side: squares a side."""
    square = MAP / side
    names = [
        (int(number), textwrap.wrap(str(name), NAME_LETTERS))
        for number, name in zip(themes["number"], themes["name"], strict=True)
    ]
    height = round(MAP + 26 + sum(LINE_STEP * (len(lines) - 1) + NAME_STEP + 5 for _, lines in names))
    circles = spots.assign(
        x=8 + square * (spots["column"] + 0.5),
        y=MAP - square * (spots["row"] + 0.5),
        area=3.14159 * (square * BUBBLE) ** 2 * spots["n"] / spots["n"].max(),
    )
    layers = [_lattice(side, square, height)]
    marks = _at(circles, height).mark_point(shape="circle", fill=PALE, stroke=GREY, strokeWidth=1, opacity=1)
    layers.append(marks.encode(size=alt.Size("area:Q", scale=None, legend=None)))
    layers += _badges(_beside_each_other(themes, square), height)
    layers += _names(names, height)
    return themed(_over(layers), title=title, sentence=sentence, height=height, foot=NO_AXIS_FOOT)


def _over(layers: list[alt.Chart]) -> alt.LayerChart:
    return cast("alt.LayerChart", alt.layer(*layers))


def _at(rows: pd.DataFrame, height: int, x: str = "x", y: str = "y") -> alt.Chart:
    return alt.Chart(rows).encode(
        x=alt.X(f"{x}:Q", scale=alt.Scale(domain=[0, WIDTH], range=[0, WIDTH]), axis=None),
        y=alt.Y(f"{y}:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None),
    )


def _pixel(corner: _Corner, top: int) -> tuple[float, float]:
    """The first pole is at the top, the second left below, the third right below."""
    first, _second, third = (percent / 100 for percent in corner)
    left = (WIDTH - SIDE) / 2
    return left + SIDE * (third + first / 2), top + TALL * (1 - first)


def _middle(zone: Zone, top: int) -> tuple[float, float]:
    corners = [_pixel(corner, top) for corner in OUTLINES[zone]]
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def _tint(share: float) -> float:
    return TINTS[min(len(TINTS) - 1, int(share * len(TINTS) - 1e-9))]


def _zone(zone: Zone, share: float, top: int, height: int) -> alt.Chart:
    """share: of the fullest zone; 0 for one that may not be shown."""
    corners = [_pixel(corner, top) for corner in OUTLINES[zone]]
    outline = pd.DataFrame([*corners, corners[0]], columns=["x", "y"]).assign(order=range(len(corners) + 1))
    fill = {"fill": ACCENT, "fillOpacity": _tint(share)} if share else {"fill": "white"}
    line = _at(outline, height).mark_line(stroke=GREY, strokeWidth=1, strokeJoin="round", **fill)
    return line.encode(order=alt.Order("order:Q"))


def _number(zone: Zone, n: int, share: float, top: int, height: int) -> alt.Chart:
    x, y = _middle(zone, top)
    colour = "white" if _tint(share) >= DARK else INK
    spot = pd.DataFrame({"x": [x], "y": [y], "word": [str(n)]})
    return (
        _at(spot, height)
        .mark_text(color=colour, fontWeight=600, fontSize=FONT_SIZE + 2)
        .encode(text=alt.Text("word:N"))
    )


def _words(lines: list[str], x: float, y: float, align: str, height: int) -> alt.Chart:
    spot = pd.DataFrame({"x": [x], "y": [y], "word": ["\n".join(lines)]})
    text = _at(spot, height).mark_text(align=align, color=INK, lineBreak="\n", lineHeight=LINE_STEP)  # type: ignore[arg-type]  # one of three words
    return text.encode(text=alt.Text("word:N"))


def _lattice(side: int, square: float, height: int) -> alt.Chart:
    """The hairlines between the squares."""
    lines = [(8 + square * k, 0.0, 8 + square * k, float(MAP)) for k in range(side + 1)]
    lines += [(8.0, MAP - square * k, 8.0 + MAP, MAP - square * k) for k in range(side + 1)]
    rows = pd.DataFrame(lines, columns=["x", "y", "x2", "y2"])
    return _at(rows, height).mark_rule(color=LINE).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def _beside_each_other(themes: pd.DataFrame, square: float) -> pd.DataFrame:
    """Labels stand in the corner of their square, off its circle, side by side in rows of as many as fit."""
    fit = max(1, int((square - 2) // (BADGE + 1)))
    place = themes.groupby(["column", "row"]).cumcount()
    return themes.assign(
        x=8 + square * themes["column"] + 2 + BADGE / 2 + (BADGE + 1) * (place % fit),
        y=MAP - square * (themes["row"] + 1) + 2 + BADGE / 2 + (BADGE + 1) * (place // fit),
    )


def _badges(placed: pd.DataFrame, height: int) -> list[alt.Chart]:
    marks = _at(placed, height)
    return [
        marks.mark_point(shape="square", size=BADGE**2, fill=INK, stroke="white", strokeWidth=2, opacity=1),
        marks.mark_text(color="white", fontWeight=600).encode(text=alt.Text("number:N")),
    ]


def _names(names: list[tuple[int, list[str]]], height: int) -> list[alt.Chart]:
    """The number and the name of each theme under the map."""
    layers, y = [], MAP + 26.0
    for number, lines in names:
        spot = pd.DataFrame({"x": [8 + BADGE / 2], "y": [y], "number": [number]})
        layers += _badges(spot, height)
        layers.append(_words(lines, 8 + BADGE + 10, y, "left", height))
        y += LINE_STEP * (len(lines) - 1) + NAME_STEP + 5
    return layers
