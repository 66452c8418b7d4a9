"""Charts of the evaluators' desk; of these a report has the one over the waves. The build is that of `reports.charts`."""

from collections.abc import Sequence
from typing import Final, cast

import altair as alt
import pandas as pd

from analysis.records import PERSPECTIVES, Perspective
from reports.chart_theme import COLOURS, GREY, INK, LINE, NO_AXIS_FOOT, SHAPES, WIDTH, size, themed
from reports.texts import say

WAVE_COLUMNS: Final = ("wave", "wave_label", "perspective", "percent", "low", "high", "stretch", "unsaid")
"""stretch: points with the same number are joined by a line; points of one wave stand beside each other. unsaid: how many gave
no step, and why, as it may be shown; empty where nobody is asked for a step."""

LEFT: Final = 44
RIGHT: Final = WIDTH - 18
TOP: Final = 34
BOTTOM: Final = 204
HEIGHT: Final = BOTTOM + 30
COUNTS: Final = BOTTOM + 46
"""Where the numbers of those who gave no step begin."""
COUNT_STEP: Final = 18
BESIDE: Final = 11
"""Pixels between the perspectives of one wave."""
TICKS: Final = (0, 25, 50, 75, 100)


def waves_chart(
    frame: pd.DataFrame, *, breaks: tuple[int, ...], unsaid: str, title: str, sentence: str
) -> alt.LayerChart:
    """A figure over the waves: points with intervals per perspective, lines only within a stretch, and under each wave how many
    gave no step.

    frame: WAVE_COLUMNS. breaks: waves that were asked with another questionnaire than the one before. unsaid: what stands
    above those numbers.
    """
    numbers = sorted(set(frame["wave"]))
    at = {number: LEFT + (RIGHT - LEFT) * (place + 0.5) / len(numbers) for place, number in enumerate(numbers)}
    present = [who for who in PERSPECTIVES if who in set(frame["perspective"])]
    aside = {who: BESIDE * (place - (len(present) - 1) / 2) for place, who in enumerate(present)}
    placed = frame.assign(x=[at[w] + aside[who] for w, who in zip(frame["wave"], frame["perspective"], strict=True)])
    layers: list[alt.Chart | alt.LayerChart] = [
        *_ground(at, dict(zip(frame["wave"], frame["wave_label"], strict=True)))
    ]
    layers += _breaks([at[number] - (RIGHT - LEFT) / len(numbers) / 2 for number in breaks if number in at])
    for who in present:
        rows = placed[placed["perspective"] == who]
        points = alt.Chart(rows).encode(x=_across("x"), y=_up("percent"))
        for _, stretch in rows.groupby("stretch"):
            if len(stretch) > 1:
                line = alt.Chart(stretch).mark_line(color=COLOURS[who], strokeWidth=1.5)
                layers.append(line.encode(x=_across("x"), y=_up("percent"), order="wave:Q"))
        layers.append(points.mark_rule(color=COLOURS[who], strokeWidth=2).encode(y=_up("low"), y2="high:Q"))
        layers.append(
            points.mark_point(shape=SHAPES[who], size=95, fill=COLOURS[who], stroke="white", strokeWidth=1, opacity=1)
        )
    layers += _legend(present)
    if frame["unsaid"].any():
        layers += _without_step(frame.assign(x=frame["wave"].map(at)), present, unsaid)
    made = cast("alt.LayerChart", alt.layer(*layers))
    return themed(made, title=title, sentence=sentence, height=_height(frame), foot=NO_AXIS_FOOT)


def waves_size(frame: pd.DataFrame) -> tuple[int, int]:
    """Width and height in pixels of `waves_chart`."""
    return size(_height(frame), foot=NO_AXIS_FOOT)


def _height(frame: pd.DataFrame) -> int:
    return COUNTS + COUNT_STEP * (frame["perspective"].nunique() + 1) if frame["unsaid"].any() else HEIGHT


def _without_step(placed: pd.DataFrame, present: Sequence[Perspective], head: str) -> list[alt.Chart]:
    """Under the waves a line of numbers per perspective, behind its mark."""
    title = alt.Chart(pd.DataFrame({"word": [head]})).mark_text(align="left", color=GREY)
    layers = [title.encode(x=alt.value(0), y=alt.value(COUNTS), text="word:N")]
    for place, who in enumerate(present, start=1):
        y = alt.value(COUNTS + COUNT_STEP * place)
        rows = placed[placed["perspective"] == who]
        spot = alt.Chart(pd.DataFrame({"word": [who]}))
        mark = spot.mark_point(shape=SHAPES[who], size=70, fill=COLOURS[who], stroke="white", opacity=1)
        layers.append(mark.encode(x=alt.value(6), y=y))
        layers.append(alt.Chart(rows).mark_text(color=INK).encode(x=_across("x"), y=y, text="unsaid:N"))
    return layers


def _across(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, WIDTH], range=[0, WIDTH]), axis=None)


def _up(column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, 100], range=[BOTTOM, TOP]), axis=None)


def _ground(at: dict[int, float], labels: dict[int, str]) -> list[alt.Chart]:
    """Hairlines with their percentages, and under each wave its name."""
    levels = pd.DataFrame({"percent": TICKS, "label": [f"{tick}\u00a0%" for tick in TICKS]})
    lines = alt.Chart(levels).encode(y=_up("percent"))
    names = pd.DataFrame({"x": list(at.values()), "label": [labels[number] for number in at]})
    return [
        lines.mark_rule(color=LINE).encode(x=alt.value(LEFT), x2=alt.value(RIGHT)),
        lines.mark_text(align="right", color=GREY).encode(x=alt.value(LEFT - 6), text="label:N"),
        alt.Chart(names).mark_text(color=INK).encode(x=_across("x"), y=alt.value(BOTTOM + 20), text="label:N"),
    ]


def _breaks(places: list[float]) -> list[alt.Chart]:
    """An upright dashed line: from here on the question was asked in other words."""
    if not places:
        return []
    spots = alt.Chart(pd.DataFrame({"x": places}))
    return [
        spots.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[4, 3]).encode(
            x=_across("x"), y=alt.value(TOP), y2=alt.value(BOTTOM)
        )
    ]


def _legend(present: Sequence[Perspective]) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    x = 6.0
    for who in present:
        word = say(f"perspective.{who}.short")
        spot = alt.Chart(pd.DataFrame({"word": [word]}))
        layers.append(
            spot.mark_point(shape=SHAPES[who], size=95, fill=COLOURS[who], stroke="white", opacity=1).encode(
                x=alt.value(x), y=alt.value(11)
            )
        )
        layers.append(spot.mark_text(align="left").encode(x=alt.value(x + 11), y=alt.value(11), text="word:N"))
        x += 11 + len(word) * 7 + 24
    return layers
