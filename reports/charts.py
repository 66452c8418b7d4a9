"""One pure function a chart: a frame with a named list of columns in, a chart out. Empty frames are the caller's to avoid.

All charts share one build: a label line above, lanes below it, everything on a scale of 0-100 percent (coverage: stories).
Labels stand above their lane, so that the whole width is left for the data, on a phone too.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal, cast

import altair as alt
import pandas as pd

from analysis.records import PERSPECTIVES, Perspective
from reports.chart_theme import ACCENT, COLOURS, FONT_SIZE, GREY, INK, LINE, PALE, SHAPES, WIDTH, themed
from reports.texts import say

LABEL_LINE = 24
LABEL_LETTERS = 42
LINE_STEP = 16
LANE = 17
GAP = 10
LEGEND = 30
EDGE = 12
RIGHT = WIDTH - 8
GUTTER = 46
BAR = 22
BAR_GUTTER = 104
BAR_END = 256
MARK = 95
PERCENT_TICKS = (0, 25, 50, 75, 100)
MOVEMENT_EDGE = 26
MOVEMENT_TICKS = (-100, -50, 0, 50, 100)


def then_now_chart(frame: pd.DataFrame, *, perspective: Perspective, title: str, sentence: str) -> alt.LayerChart:
    """Then (open) and now (filled) per domain with their intervals, one perspective. frame: THEN_NOW_COLUMNS."""
    shown = with_heads(frame.dropna(subset=["percent"]))
    shown, height = _with_blocks(shown, "domain", move_blocks(shown))
    shown["y"] = shown["top"] + shown["head"] + LANE * (0.5 + (shown["moment"] == "now"))
    colour = COLOURS[perspective]
    marks = alt.Chart(shown).encode(x=_percent_axis(left=GUTTER), y=_pixels("y", height))
    layers = [
        _labels(shown.drop_duplicates("domain"), height, right="change"),
        _grid(shown.drop_duplicates("domain"), PERCENT_TICKS, _percent_axis(left=GUTTER, column="tick"), height),
        _text(shown, height, x=0, column="moment_label", colour=GREY),
        _intervals(marks, colour),
        _links(shown, height, colour),
        marks.transform_filter("datum.moment == 'then'").mark_point(
            size=MARK, fill="white", stroke=colour, strokeWidth=2, opacity=1
        ),
        marks.transform_filter("datum.moment == 'now'").mark_point(size=MARK, fill=colour, stroke=colour, opacity=1),
    ]
    return themed(_over(*layers), title=title, sentence=sentence, height=height)


def movement_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """Diverging bars per domain: for whom it got worse to the left (pale), better to the right (dark), each with its
    interval. frame: MOVEMENT_COLUMNS."""
    shown = with_heads(frame)
    blocks = (shown.groupby("domain", sort=False)["head"].first() + BAR + GAP).astype("float64")
    shown, height = _with_blocks(shown, "domain", blocks, start=LEGEND)
    shown["y"] = shown["top"] + shown["head"]
    shown["y2"], shown["middle"] = shown["y"] + BAR - 6, shown["y"] + (BAR - 6) / 2
    shown["zero"] = 0
    layers: list[alt.Chart | alt.LayerChart] = [
        _labels(shown, height, right="note"),
        _grid(shown, MOVEMENT_TICKS, _movement_axis("tick"), height),
    ]
    bars, lines = alt.Chart(shown), alt.Chart(shown).mark_rule(color=INK, strokeWidth=2)
    for side, colour in (("worse", PALE), ("better", ACCENT)):
        bar = bars.mark_rect(color=colour).encode(y=_pixels("y", height), y2=alt.Y2("y2:Q"))
        layers.append(bar.encode(x=_movement_axis("zero"), x2=alt.X2(f"{side}:Q")))
    for side in ("worse", "better"):
        ends = {"x": _movement_axis(f"{side}_low"), "x2": alt.X2(f"{side}_high:Q"), "y": _pixels("middle", height)}
        halo = alt.Chart(shown).mark_rule(color="white", strokeWidth=5)
        layers += [halo.encode(**ends), lines.encode(**ends)]
    layers += _sides(height)
    return themed(_over(*layers), title=title, sentence=sentence, height=height)


def contact_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """Who is positive about contact and organisation: a mark with its interval per perspective. frame: DOT_COLUMNS."""
    return _dot_chart(frame, title=title, sentence=sentence)


def theme_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """In which part of the stories each theme is heard, with intervals, per perspective. frame: DOT_COLUMNS."""
    return _dot_chart(frame, title=title, sentence=sentence)


def perspective_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """Who does well now, per domain, as each perspective sees it. frame: DOT_COLUMNS."""
    return _dot_chart(frame, title=title, sentence=sentence)


def coverage_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """Stories told (pale), taking part (dark) and planned (line): a block per perspective, a bar per wave. COVERAGE_COLUMNS."""
    words = {key: say(f"coverage.chart_{key}") for key in ("released", "told", "planned")}
    return _bar_chart(frame, words, title=title, sentence=sentence)


def answer_count_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    """Answers (pale, `told`) and those that say it goes well (dark, `released`): a block per perspective, a bar per domain.

    For a pilot with too few answers for any percentage. frame: COVERAGE_COLUMNS.
    """
    words = {"released": say("then_now.chart_well"), "told": say("then_now.chart_answered"), "planned": ""}
    return _bar_chart(frame, words, title=title, sentence=sentence)


# --- the shared build ---------------------------------------------------------------------------------------------------


def _bar_chart(frame: pd.DataFrame, words: Mapping[str, str], *, title: str, sentence: str) -> alt.LayerChart:
    placed, height = _with_blocks(with_heads(frame), "perspective", bar_blocks(frame), start=LEGEND)
    lane = placed.groupby("perspective", sort=False).cumcount()
    placed["y"] = placed["top"] + LABEL_LINE + BAR * lane
    placed["y2"] = placed["y"] + BAR - 6
    placed["middle"] = placed["y"] + (BAR - 6) / 2
    ticks = _story_ticks(
        max(float(placed[column].max()) for column in ("told", "released", "planned") if placed[column].any())
    )
    first = placed.drop_duplicates("perspective")
    layers: list[alt.Chart | alt.LayerChart] = [
        _labels(first, height),
        _grid(first, ticks, _story_axis("tick", ticks), height),
        _text(placed, height, x=0, column="wave_label", colour=GREY, y="middle"),
        *(_bar(placed, column, colour, ticks, height) for column, colour in (("told", PALE), ("released", ACCENT))),
        *(_plan(placed, colour, width, ticks, height) for colour, width in (("white", 5), (INK, 3))),
        _text(placed, height, x=WIDTH, column="note", colour="white", y="middle", align="right", halo=6),
        _text(placed, height, x=WIDTH, column="note", colour=INK, y="middle", align="right"),
        *_bar_legend(words, height, has_plan=bool(placed["planned"].notna().any())),
    ]
    return themed(_over(*layers), title=title, sentence=sentence, height=height)


def _dot_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    present = [who for who in PERSPECTIVES if who in set(frame["perspective"])]
    frame = with_heads(frame)
    placed, height = _with_blocks(frame, "item", dot_blocks(frame), start=LEGEND)
    placed["y"] = placed["top"] + placed["head"] + LANE * (placed.groupby("item", sort=False).cumcount() + 0.5)
    items = placed.drop_duplicates("item")
    layers: list[alt.Chart | alt.LayerChart] = [
        _labels(items, height),
        _grid(items, PERCENT_TICKS, _percent_axis(column="tick"), height),
    ]
    for who in present:
        marks = alt.Chart(placed[placed["perspective"] == who]).encode(x=_percent_axis(), y=_pixels("y", height))
        layers += [_intervals(marks, COLOURS[who]), _mark(marks, who)]
    return themed(_over(*layers, *_perspective_legend(present, height)), title=title, sentence=sentence, height=height)


def _over(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Layers over each other; none of ours is a facet."""
    return cast("alt.LayerChart", alt.layer(*layers))


def move_blocks(shown: pd.DataFrame) -> pd.Series:
    """By domain: pixels that its block is high. shown: with heads."""
    return (shown.groupby("domain", sort=False)["head"].first() + 2 * LANE + GAP).astype("float64")


def bar_blocks(frame: pd.DataFrame) -> pd.Series:
    """The same by perspective."""
    return (frame.groupby("perspective", sort=False)["wave"].count() * BAR + LABEL_LINE + GAP).astype("float64")


def dot_blocks(frame: pd.DataFrame) -> pd.Series:
    """The same by item. frame: with heads."""
    items = frame.groupby("item", sort=False)
    return (items["perspective"].count() * LANE + GAP + items["head"].first()).astype("float64")


def _with_blocks(frame: pd.DataFrame, key: str, blocks: pd.Series, *, start: int = 0) -> tuple[pd.DataFrame, int]:
    """A copy with `top` and `bottom` of each key's block in pixels from above, in order of appearance, and the height of all.

    blocks: height of a block by key; a key may stand in it more than once.
    """
    heights = {str(k): float(v) for k, v in blocks.items()}
    tops: dict[str, float] = {}
    height = float(start)
    for value in dict.fromkeys(frame[key]):
        tops[value] = height
        height += heights[value]
    top = frame[key].map(tops).astype("float64")
    return frame.assign(top=top, bottom=top + frame[key].map(heights).astype("float64")), round(height)


def with_heads(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy with labels broken into lines that fit, by counting letters, and `head`: the pixels they take. Lines that a label
    has already are kept."""
    broken = [
        "\n".join(line for part in label.splitlines() for line in textwrap.wrap(part, LABEL_LETTERS))
        for label in frame["label"]
    ]
    return frame.assign(label=broken, head=[LABEL_LINE + LINE_STEP * text.count("\n") for text in broken])


def _pixels(column: str, height: int) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None)


def _percent_axis(*, left: int = EDGE, column: str = "percent") -> alt.X:
    axis = alt.Axis(values=list(PERCENT_TICKS), labelExpr="datum.value + '\u00a0%'", grid=False)
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 100], range=[left, RIGHT]), axis=axis)


def _movement_axis(column: str) -> alt.X:
    axis = alt.Axis(values=list(MOVEMENT_TICKS), labelExpr="abs(datum.value) + '\u00a0%'", grid=False)
    return alt.X(
        f"{column}:Q", scale=alt.Scale(domain=[-100, 100], range=[MOVEMENT_EDGE, WIDTH - MOVEMENT_EDGE]), axis=axis
    )


def _sides(height: int) -> list[alt.Chart]:
    """What left and right of the middle mean."""
    middle = WIDTH / 2
    spot = alt.Chart(
        pd.DataFrame({"y": [LEGEND / 2 - 4], "worse": [say("movement.left")], "better": [say("movement.right")]})
    )
    placed = spot.encode(y=_pixels("y", height))
    return [
        placed.mark_text(align="right").encode(x=alt.XValue(middle - 10), text=alt.Text("worse:N")),
        placed.mark_text(align="left").encode(x=alt.XValue(middle + 10), text=alt.Text("better:N")),
    ]


def _story_ticks(most: float) -> tuple[int, ...]:
    """Round steps from 0 to at least the longest bar, five at most."""
    step = next(s for s in (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 10000) if s * 5 >= most or s == 10000)
    return tuple(range(0, max(step, step * math.ceil(most / step)) + 1, step))


def _story_axis(column: str, ticks: Sequence[int]) -> alt.X:
    axis = alt.Axis(values=list(ticks), format=",d", grid=False, labelFlush=False)
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, ticks[-1]], range=[BAR_GUTTER, BAR_END]), axis=axis)


def _bar(placed: pd.DataFrame, column: str, colour: str, ticks: Sequence[int], height: int) -> alt.Chart:
    rows = placed.dropna(subset=[column]).assign(zero=0)
    base = alt.Chart(rows).mark_rect(color=colour)
    return base.encode(
        x=_story_axis("zero", ticks), x2=alt.X2(f"{column}:Q"), y=_pixels("y", height), y2=alt.Y2("y2:Q")
    )


def _plan(placed: pd.DataFrame, colour: str, width: int, ticks: Sequence[int], height: int) -> alt.Chart:
    """A line a little longer than the bar, so that it also shows where the bar is longer than the plan."""
    rows = placed.dropna(subset=["planned"]).assign(above=placed["y"] - 3, below=placed["y2"] + 3)
    base = alt.Chart(rows).mark_rule(color=colour, strokeWidth=width)
    return base.encode(x=_story_axis("planned", ticks), y=_pixels("above", height), y2=alt.Y2("below:Q"))


def _grid(rows: pd.DataFrame, ticks: Sequence[int], x: alt.X, height: int) -> alt.Chart:
    """Upright hairlines under the lanes only, so that no line runs through a label."""
    spots = pd.DataFrame(
        [
            {"tick": tick, "from": top + head - 2, "to": bottom}
            for top, head, bottom in zip(rows["top"], rows["head"], rows["bottom"], strict=True)
            for tick in ticks
        ],
        columns=["tick", "from", "to"],
    )
    return alt.Chart(spots).mark_rule(color=LINE).encode(x=x, y=_pixels("from", height), y2=alt.Y2("to:Q"))


def _intervals(marks: alt.Chart, colour: str) -> alt.Chart:
    return marks.mark_rule(color=colour, strokeWidth=2, opacity=0.9).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))


def _mark(marks: alt.Chart, who: Perspective) -> alt.Chart:
    size = MARK * 1.3 if SHAPES[who].startswith("triangle") else MARK
    return marks.mark_point(shape=SHAPES[who], size=size, fill=COLOURS[who], stroke="white", strokeWidth=1, opacity=1)


def _links(shown: pd.DataFrame, height: int, colour: str) -> alt.Chart:
    """A thin line from then to now."""
    then = shown[shown["moment"] == "then"].set_index("domain")
    now = shown[shown["moment"] == "now"].set_index("domain")
    ends = then[["percent", "y"]].join(now[["percent", "y"]].add_suffix("_now")).reset_index(drop=True)
    return (
        alt.Chart(ends)
        .mark_rule(color=colour, strokeWidth=1.5, strokeDash=[2, 2])
        .encode(x=_percent_axis(left=GUTTER), x2=alt.X2("percent_now:Q"), y=_pixels("y", height), y2=alt.Y2("y_now:Q"))
    )


def _labels(rows: pd.DataFrame, height: int, *, right: str | None = None) -> alt.LayerChart:
    """The label line of every block, with a short text at its right end, over a hairline."""
    lines = rows.assign(y=rows["top"] + LABEL_LINE / 2)
    base = alt.Chart(lines).encode(y=_pixels("y", height))
    layers = [
        alt.Chart(rows).mark_rule(color=LINE).encode(x=alt.XValue(0), x2=alt.X2Value(WIDTH), y=_pixels("top", height)),
        base.mark_text(align="left", fontWeight=600, lineBreak="\n", lineHeight=LINE_STEP).encode(
            x=alt.XValue(0), text=alt.Text("label:N")
        ),
    ]
    if right is not None:
        layers.append(
            base.mark_text(align="right", color=GREY).encode(x=alt.XValue(WIDTH), text=alt.Text(f"{right}:N"))
        )
    return _over(*layers)


def _text(
    rows: pd.DataFrame,
    height: int,
    *,
    x: int,
    column: str,
    colour: str,
    y: str = "y",
    align: Literal["left", "right"] = "left",
    halo: int = 0,
) -> alt.Chart:
    """A column of words; with halo only their outline, to keep lines away from the words drawn over it."""
    texts = alt.Chart(rows).mark_text(align=align, color=colour, stroke=colour, strokeWidth=halo)
    return texts.encode(x=alt.XValue(x), y=_pixels(y, height), text=alt.Text(f"{column}:N"))


def _perspective_legend(present: Sequence[Perspective], height: int) -> list[alt.Chart]:
    words = [(who, say(f"perspective.{who}.short")) for who in present]
    layers: list[alt.Chart] = []
    x = 6.0
    for who, word in words:
        spot = alt.Chart(pd.DataFrame({"y": [LEGEND / 2 - 4], "word": [word]})).encode(y=_pixels("y", height))
        layers.append(_mark(spot, who).encode(x=alt.XValue(x)))
        layers.append(spot.mark_text(align="left").encode(x=alt.XValue(x + 11), text=alt.Text("word:N")))
        x += 11 + _rough_width(word) + 24
    return layers


def _bar_legend(words: Mapping[str, str], height: int, *, has_plan: bool) -> list[alt.Chart]:
    keys = [(ACCENT, 14, "released"), (PALE, 14, "told"), *([(INK, 3, "planned")] if has_plan else [])]
    layers: list[alt.Chart] = []
    x = 0.0
    for colour, width, key in keys:
        word = words[key]
        spot = alt.Chart(pd.DataFrame({"y": [LEGEND / 2 - 4], "word": [word]})).encode(y=_pixels("y", height))
        layers.append(spot.mark_bar(size=14, color=colour).encode(x=alt.XValue(x), x2=alt.X2Value(x + width)))
        layers.append(spot.mark_text(align="left").encode(x=alt.XValue(x + width + 7), text=alt.Text("word:N")))
        x += width + 7 + _rough_width(word) + 26
    return layers


def _rough_width(word: str) -> float:
    """Pixels a word takes at the chart's size, generously; never measured, so that the bytes stay the same."""
    return len(word) * FONT_SIZE * 0.54
