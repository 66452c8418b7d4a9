"""One pure function a chart: a frame with a named list of columns in, a chart out. Empty frames are the caller's to avoid.

All charts share one build: a label line above, lanes below it, everything on a scale of 0-100 percent (coverage: stories).
Labels stand above their lane, so that the whole width is left for the data, on a phone too.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd
from analysis.records import PERSPECTIVES, Perspective

from reports.chart_theme import ACCENT, COLOURS, FONT_SIZE, GREY, INK, LINE, PALE, SHAPES, WIDTH, themed
from reports.texts import say

LABEL_LINE = 26
LANE = 17
GAP = 14
LEGEND = 30
GUTTER = 40
MARK = 95


def then_now_chart(frame: pd.DataFrame, *, perspective: Perspective, title: str, sentence: str) -> alt.LayerChart:
    """Then (open) and now (filled) per domain with their intervals, one perspective. frame: THEN_NOW_COLUMNS."""
    block = LABEL_LINE + 2 * LANE + GAP
    placed = _with_top(frame, "domain", block)
    placed["y"] = placed["top"] + LABEL_LINE + LANE * (0.5 + (placed["moment"] == "now"))
    shown = placed.dropna(subset=["percent"])
    height = block * placed["domain"].nunique()
    colour = COLOURS[perspective]
    marks = alt.Chart(shown).encode(x=_percent_axis(left=GUTTER), y=_pixels("y", height))
    links = shown.pivot_table(index="domain", columns="moment", values=["percent", "y"], sort=False)
    layers = [
        _labels(placed.drop_duplicates("domain"), height, right="change"),
        _text(shown, height, x=0, column="moment_label", colour=GREY),
        _intervals(marks, colour),
        *([_links(links, height, colour)] if len(shown) else []),
        marks.transform_filter("datum.moment == 'then'").mark_point(
            size=MARK, fill="white", stroke=colour, strokeWidth=2, opacity=1
        ),
        marks.transform_filter("datum.moment == 'now'").mark_point(size=MARK, fill=colour, stroke=colour, opacity=1),
    ]
    return themed(alt.layer(*layers), title=title, sentence=sentence, height=height)


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
    """Stories told (pale), taking part (dark) and planned (line), per perspective and wave. frame: COVERAGE_COLUMNS."""
    block = LABEL_LINE + LANE + GAP - 2
    placed = frame.assign(key=[f"{w}-{p}" for w, p in zip(frame["wave"], frame["perspective"], strict=True)])
    placed = _with_top(placed, "key", block, start=LEGEND)
    placed["y"] = placed["top"] + LABEL_LINE + LANE / 2
    height = LEGEND + block * len(placed)
    most = float(placed[["told", "released", "planned"]].max(axis=None, skipna=True))
    axis = alt.Axis(tickCount=4, format="d", grid=True)
    scale = alt.Scale(domain=[0, most], nice=True, range=[0, WIDTH])
    bars = alt.Chart(placed).encode(y=_pixels("y", height))
    layers = [
        _labels(placed, height, right="note"),
        bars.mark_bar(size=LANE, color=PALE).encode(x=alt.X("told:Q", scale=scale, axis=axis)),
        bars.mark_bar(size=LANE, color=ACCENT).encode(x=alt.X("released:Q", scale=scale, axis=axis)),
        bars.mark_tick(size=LANE + 8, thickness=3, color=INK).encode(x=alt.X("planned:Q", scale=scale, axis=axis)),
        *_coverage_legend(height, has_plan=bool(placed["planned"].notna().any())),
    ]
    return themed(alt.layer(*layers), title=title, sentence=sentence, height=height)


# --- the shared build ---------------------------------------------------------------------------------------------------


def _dot_chart(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
    present = [who for who in PERSPECTIVES if who in set(frame["perspective"])]
    block = LABEL_LINE + LANE * len(present) + GAP
    placed = _with_top(frame, "item", block, start=LEGEND)
    lane = placed["perspective"].map({who: place for place, who in enumerate(present)}).astype("float64")
    placed["y"] = placed["top"] + LABEL_LINE + LANE * (lane + 0.5)
    height = LEGEND + block * placed["item"].nunique()
    layers: list[alt.Chart] = [_labels(placed.drop_duplicates("item"), height)]
    for who in present:
        marks = alt.Chart(placed[placed["perspective"] == who]).encode(x=_percent_axis(), y=_pixels("y", height))
        layers += [_intervals(marks, COLOURS[who]), _mark(marks, who)]
    return themed(
        alt.layer(*layers, *_perspective_legend(present, height)), title=title, sentence=sentence, height=height
    )


def _with_top(frame: pd.DataFrame, key: str, block: int, *, start: int = 0) -> pd.DataFrame:
    """A copy with `top`: where the block of each key begins, in pixels from above, in the order in which keys appear."""
    order = {value: place for place, value in enumerate(dict.fromkeys(frame[key]))}
    return frame.assign(top=frame[key].map(order).astype("float64") * block + start)


def _pixels(column: str, height: int) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None)


def _percent_axis(*, left: int = 0, column: str = "percent") -> alt.X:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.value + '\u00a0%'", grid=True)
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 100], range=[left, WIDTH]), axis=axis)


def _intervals(marks: alt.Chart, colour: str) -> alt.Chart:
    return marks.mark_rule(color=colour, strokeWidth=2, opacity=0.55).encode(x=alt.X("low:Q"), x2="high:Q")


def _mark(marks: alt.Chart, who: Perspective) -> alt.Chart:
    return marks.mark_point(shape=SHAPES[who], size=MARK, fill=COLOURS[who], stroke="white", strokeWidth=1, opacity=1)


def _links(pivoted: pd.DataFrame, height: int, colour: str) -> alt.Chart:
    """A thin line from then to now."""
    ends = pd.DataFrame(
        {
            "x": pivoted[("percent", "then")].to_numpy(),
            "x2": pivoted[("percent", "now")].to_numpy(),
            "y": pivoted[("y", "then")].to_numpy(),
            "y2": pivoted[("y", "now")].to_numpy(),
        }
    )
    return (
        alt.Chart(ends)
        .mark_rule(color=colour, strokeWidth=1.5, strokeDash=[2, 2])
        .encode(x=_percent_axis(left=GUTTER, column="x"), x2="x2:Q", y=_pixels("y", height), y2="y2:Q")
    )


def _labels(rows: pd.DataFrame, height: int, *, right: str | None = None) -> alt.LayerChart:
    """The label line of every block, with a short text at its right end, over a hairline."""
    lines = rows.assign(y=rows["top"] + LABEL_LINE / 2)
    base = alt.Chart(lines).encode(y=_pixels("y", height))
    limit = WIDTH if right is None else WIDTH * 0.6
    layers = [
        alt.Chart(rows).mark_rule(color=LINE).encode(x=alt.value(0), x2=alt.value(WIDTH), y=_pixels("top", height)),
        base.mark_text(align="left", fontWeight=600, limit=limit).encode(x=alt.value(0), text="label:N"),
    ]
    if right is not None:
        layers.append(base.mark_text(align="right", color=GREY).encode(x=alt.value(WIDTH), text=f"{right}:N"))
    return alt.layer(*layers)


def _text(rows: pd.DataFrame, height: int, *, x: int, column: str, colour: str) -> alt.Chart:
    texts = alt.Chart(rows).mark_text(align="left", color=colour, fontSize=FONT_SIZE - 1)
    return texts.encode(x=alt.value(x), y=_pixels("y", height), text=f"{column}:N")


def _perspective_legend(present: Sequence[Perspective], height: int) -> list[alt.Chart]:
    words = [(who, say(f"perspective.{who}.many")) for who in present]
    layers: list[alt.Chart] = []
    x = 6.0
    for who, word in words:
        spot = alt.Chart(pd.DataFrame({"y": [LEGEND / 2 - 4], "word": [word]})).encode(y=_pixels("y", height))
        layers.append(_mark(spot, who).encode(x=alt.value(x)))
        layers.append(spot.mark_text(align="left").encode(x=alt.value(x + 11), text="word:N"))
        x += 11 + _rough_width(word) + 24
    return layers


def _coverage_legend(height: int, *, has_plan: bool) -> list[alt.Chart]:
    keys = [(ACCENT, 14, "released"), (PALE, 14, "told"), *([(INK, 3, "planned")] if has_plan else [])]
    layers: list[alt.Chart] = []
    x = 0.0
    for colour, width, key in keys:
        word = say(f"coverage.chart_{key}")
        spot = alt.Chart(pd.DataFrame({"y": [LEGEND / 2 - 4], "word": [word]})).encode(y=_pixels("y", height))
        layers.append(spot.mark_bar(size=14, color=colour).encode(x=alt.value(x), x2=alt.value(x + width)))
        layers.append(spot.mark_text(align="left").encode(x=alt.value(x + width + 7), text="word:N"))
        x += width + 7 + _rough_width(word) + 26
    return layers


def _rough_width(word: str) -> float:
    """Pixels a word takes at the chart's size, generously; never measured, so that the bytes stay the same."""
    return len(word) * FONT_SIZE * 0.54
