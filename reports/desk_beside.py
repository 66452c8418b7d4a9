"""Charts of the desk that lay figures beside each other: what perspectives say of the same thing, and pilots as small multiples.

Laid out in pixels like `reports.charts`, so that the same figures give the same bytes.
"""

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, cast

import altair as alt
import pandas as pd

from analysis.records import PERSPECTIVES, Perspective
from reports.chart_theme import COLOURS, FONT_SIZE, GREY, INK, LINE, SHAPES, WIDTH, size, themed
from reports.texts import say

CONTRAST_COLUMNS: Final = ("item", "label", "perspective", "perspective_label", "percent", "low", "high",
                           "not_mentioned", "not_applicable")  # fmt: skip
"""not_mentioned, not_applicable: as they may be shown, in words."""
PILOT_COLUMNS: Final = ("pilot", "label", "note", "percent", "low", "high", "together", "together_low", "together_high")
"""note: the figure in words, in one line or more, or why there is none. Not a number where there is no figure, or none with the
others."""

TICKS: Final = (0, 25, 50, 75, 100)
TICKS_NAMED: Final = (0, 50, 100)
EDGE: Final = 12
LETTERS: Final = 42
"""Letters of a label on one line."""
LABEL_LINE: Final = 26
LINE_STEP: Final = 16
LANE: Final = 18
GAP: Final = 14
KEY_LINE: Final = 20
SPACE_BETWEEN: Final = 28
"""Pixels between two small multiples beside each other."""
RIGHT_OF_MARKS: Final = 212
COUNT_ENDS: Final = (272, WIDTH)
"""Right ends of the two columns of numbers beside the marks."""
HEAD_LETTERS: Final = 9
FOOT: Final = 8
"""Pixels below these charts: the names of their ticks stand inside."""


def contrast_chart(frame: pd.DataFrame, *, heads: tuple[str, str], title: str, sentence: str) -> alt.LayerChart:
    """What each perspective says of the same thing: a mark with its interval, and beside it how many gave no step and why.

    frame: CONTRAST_COLUMNS, the rows of an item together. heads: what stands above the two columns of numbers.
    """
    placed, grounds, height = _lanes(frame)
    present = [who for who in PERSPECTIVES if who in set(frame["perspective"])]
    layers = [*_perspective_key(present), *_heads(heads), *_grounds(grounds, EDGE, RIGHT_OF_MARKS)]
    placed = _in_pixels(placed, EDGE, RIGHT_OF_MARKS)
    for who in present:
        layers += _marks(placed[placed["perspective"] == who], who, is_open=False)
    for column, end in zip(("not_mentioned", "not_applicable"), COUNT_ENDS, strict=True):
        layers.append(_words(placed.assign(at=end, word=placed[column]), colour=INK, align="right"))
    layers.append(_tick_names([(EDGE, RIGHT_OF_MARKS, float(height) + LANE / 2)]))
    return _whole(layers, title, sentence, WIDTH, height + LANE)


def contrast_size(frame: pd.DataFrame) -> tuple[int, int]:
    """Width and height in pixels of `contrast_chart`."""
    return size(_lanes(frame)[2] + LANE, foot=FOOT)


def pilots_chart(
    frame: pd.DataFrame, *, perspective: Perspective, columns: int, words: tuple[str, str], title: str, sentence: str
) -> alt.LayerChart:
    """One figure of many pilots, each a small multiple on the same scale, in the order given: never a ranking.

    frame: PILOT_COLUMNS. columns: multiples beside each other. words: for the open mark (a pilot by itself) and the filled
    one (with what the others tell), which is left out where there is none.
    """
    placed, height = _multiples(frame, columns)
    shown = placed.dropna(subset=["percent"])
    together = shown.dropna(subset=["together"])
    layers = _mark_key(perspective, words if len(together) else words[:1])
    lined = placed.assign(word=[_wrapped(label) for label in placed["label"]], at=placed["left"], y=placed["top"] + 9)
    layers.append(_words(lined, colour=INK, align="left", is_strong=True))
    layers.append(_words(placed.assign(word=placed["note"], at=placed["left"], y=placed["notes"]), colour=GREY))
    if len(shown):
        places = list(zip(shown["left"] + EDGE, shown["left"] + WIDTH - EDGE, shown["foot"], strict=True))
        layers += _multiple_grounds(shown)
        layers += _marks(_spread(shown.assign(y=shown["lane"], moment_label=words[0])), perspective, is_open=True)
        layers.append(_tick_names(places))
    if len(together):
        renamed = together.assign(
            percent=together["together"], low=together["together_low"], high=together["together_high"],
            y=together["lane"] + LANE, moment_label=words[1],
        )  # fmt: skip
        layers += _marks(_spread(renamed), perspective, is_open=False)
    return _whole(layers, title, sentence, _width(columns), height)


def pilots_size(frame: pd.DataFrame, *, columns: int) -> tuple[int, int]:
    """Width and height in pixels of `pilots_chart`."""
    return size(_multiples(frame, columns)[1], width=_width(columns), foot=FOOT)


def _width(columns: int) -> int:
    return columns * WIDTH + (columns - 1) * SPACE_BETWEEN


def _whole(
    layers: Sequence[alt.Chart | alt.LayerChart], title: str, sentence: str, width: int, height: float
) -> alt.LayerChart:
    over = cast("alt.LayerChart", alt.layer(*layers))
    whole = themed(over, title=title, sentence=sentence, height=round(height))
    return whole.properties(width=width, padding={"left": 2, "right": 14, "top": 2, "bottom": FOOT})


# --- where everything stands, in pixels from above and from the left --------------------------------------------------


def _lanes(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Rows with `y`; a ground per item with its words and where its lanes begin and end; and the height of all."""
    grounds, top = [], float(KEY_LINE + 2 * LINE_STEP + 6)
    ys: dict[object, float] = {}
    for item, rows in frame.groupby("item", sort=False):
        word = _wrapped(rows["label"].iloc[0])
        begin = top + LABEL_LINE + LINE_STEP * word.count("\n")
        end = begin + LANE * len(rows)
        ys |= {at: begin + LANE * (place + 0.5) for place, at in enumerate(rows.index)}
        grounds.append({"item": item, "word": word, "top": top, "begin": begin, "end": end})
        top = end + GAP
    return frame.assign(y=pd.Series(ys)), pd.DataFrame(grounds), top - GAP


def _multiples(frame: pd.DataFrame, columns: int) -> tuple[pd.DataFrame, float]:
    """Rows with `left`, `top`, `notes` (the words under the title), `lane` and `foot` (percentages), and the height of all."""
    heads = [LINE_STEP * (1 + _wrapped(label).count("\n")) for label in frame["label"]]
    notes = [LINE_STEP * (1 + note.count("\n")) for note in frame["note"]]
    lanes = [2 * LANE + LINE_STEP if has else 0 for has in frame["percent"].notna()]
    heights = [sum(parts) + GAP for parts in zip(heads, notes, lanes, strict=True)]
    starts = [0, *range(columns, len(frame) + columns, columns)]
    tops, top = [], float(2 * KEY_LINE + 6)
    for one, other in pairwise(starts):
        row = heights[one:other]
        tops += [top] * len(row)
        top += max(row, default=0)
    lefts = [(WIDTH + SPACE_BETWEEN) * (place % columns) for place in range(len(frame))]
    placed = frame.assign(left=lefts, top=tops, notes=pd.Series(tops, frame.index) + heads + 9)
    lane = placed["notes"] + notes + 4
    return placed.assign(lane=lane, foot=lane + 2 * LANE), top


def _in_pixels(rows: pd.DataFrame, left: float, right: float) -> pd.DataFrame:
    return rows.assign(**{f"x_{end}": left + (right - left) * rows[end] / 100 for end in ("percent", "low", "high")})


def _spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Of small multiples: each beside its own left end."""
    wide = WIDTH - 2 * EDGE
    ends = {f"x_{end}": rows["left"] + EDGE + wide * rows[end] / 100 for end in ("percent", "low", "high")}
    return rows.assign(**ends)


def _wrapped(label: str) -> str:
    return "\n".join(textwrap.wrap(label, LETTERS))


# --- layers ---------------------------------------------------------------------------------------------------------------


def _across(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1], clamp=False), axis=None)


def _down(column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1], clamp=False), axis=None)


def _marks(rows: pd.DataFrame, who: Perspective, *, is_open: bool) -> list[alt.Chart | alt.LayerChart]:
    base = alt.Chart(rows).encode(y=_down("y"))
    size = 120 if SHAPES[who].startswith("triangle") else 95
    fill, edge = ("white", COLOURS[who]) if is_open else (COLOURS[who], "white")
    return [
        base.mark_rule(color=COLOURS[who], strokeWidth=2).encode(x=_across("x_low"), x2="x_high:Q"),
        base.mark_point(
            shape=SHAPES[who], size=size, fill=fill, stroke=edge, strokeWidth=2 if is_open else 1, opacity=1
        ).encode(x=_across("x_percent")),
    ]


def _words(
    rows: pd.DataFrame, *, colour: str, align: Literal["left", "right", "center"] = "left", is_strong: bool = False
) -> alt.Chart:
    """rows: `word`, which may have several lines, with `at` and `y`: where its first line stands."""
    kept = rows[["word", "at", "y"]]
    drawn = alt.Chart(kept).mark_text(
        align=align, color=colour, fontWeight=600 if is_strong else 400, lineBreak="\n", lineHeight=LINE_STEP
    )
    return drawn.encode(x=_across("at"), y=_down("y"), text="word:N")


def _grounds(grounds: pd.DataFrame, left: int, right: int) -> list[alt.Chart]:
    """Per item a hairline above, its words, and upright hairlines under its marks."""
    ticks = pd.DataFrame(
        [
            {"x": left + (right - left) * tick / 100, "y": begin - 2, "y2": end}
            for begin, end in zip(grounds["begin"], grounds["end"], strict=True)
            for tick in TICKS
        ]
    )
    lines = alt.Chart(grounds[["top"]]).mark_rule(color=LINE)
    return [
        lines.encode(x=alt.value(0), x2=alt.value(WIDTH), y=_down("top")),
        alt.Chart(ticks).mark_rule(color=LINE).encode(x=_across("x"), y=_down("y"), y2="y2:Q"),
        _words(grounds.assign(at=0, y=grounds["top"] + LABEL_LINE / 2), colour=INK, is_strong=True),
    ]


def _multiple_grounds(shown: pd.DataFrame) -> list[alt.Chart]:
    wide = WIDTH - 2 * EDGE
    ticks = pd.DataFrame(
        [
            {"x": left + EDGE + wide * tick / 100, "y": lane - 10, "y2": foot - 8}
            for left, lane, foot in zip(shown["left"], shown["lane"], shown["foot"], strict=True)
            for tick in TICKS
        ]
    )
    return [alt.Chart(ticks).mark_rule(color=LINE).encode(x=_across("x"), y=_down("y"), y2="y2:Q")]


def _tick_names(places: Sequence[tuple[float, float, float]]) -> alt.Chart:
    """places: left end, right end and height of each scale."""
    names = [
        {"word": f"{tick}\u00a0%", "at": left + (right - left) * tick / 100, "y": y}
        for left, right, y in places
        for tick in TICKS_NAMED
    ]
    return _words(pd.DataFrame(names), colour=GREY, align="center")


def _heads(heads: tuple[str, str]) -> list[alt.Chart]:
    rows = [
        {"word": "\n".join(textwrap.wrap(head, HEAD_LETTERS, break_long_words=False)), "at": end, "y": KEY_LINE + 10}
        for head, end in zip(heads, COUNT_ENDS, strict=True)
    ]
    return [_words(pd.DataFrame(rows), colour=GREY, align="right")]


def _perspective_key(present: Sequence[Perspective]) -> list[alt.Chart | alt.LayerChart]:
    layers: list[alt.Chart | alt.LayerChart] = []
    x = 6.0
    for who in present:
        word = say(f"perspective.{who}.short")
        layers += _key(who, word, x, 10, is_open=False)
        x += 11 + len(word) * FONT_SIZE * 0.54 + 24
    return layers


def _mark_key(who: Perspective, words: Sequence[str]) -> list[alt.Chart | alt.LayerChart]:
    """One line a mark."""
    lines = [_key(who, word, 6.0, 10 + KEY_LINE * place, is_open=not place) for place, word in enumerate(words)]
    return [layer for line in lines for layer in line]


def _key(who: Perspective, word: str, x: float, y: float, *, is_open: bool) -> list[alt.Chart | alt.LayerChart]:
    spot = pd.DataFrame([{"x_percent": x, "y": y, "word": word, "at": x + 11}])
    return [_marks(spot.assign(x_low=x, x_high=x), who, is_open=is_open)[1], _words(spot, colour=INK)]
