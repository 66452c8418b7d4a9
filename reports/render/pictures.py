"""The pictures of the report: per chart its panels (one a wave), what to see in each, and the table beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import altair as alt
import pandas as pd
from markupsafe import Markup

from analysis.records import PERSPECTIVES, Perspective
from reports import charts, frames, numbers, tables, wording
from reports.chart_theme import to_svg
from reports.content import ImpactReport, WaveFacts
from reports.tables import Table
from reports.texts import say

REPORTS_KEPT = 4
"""Of so many reports the drawings are kept in memory: one report is written in many forms, and drawing takes longest."""

LEAST_STEPS = 3
"""Counts are drawn when the longest bar is at least so many rounding steps long: shorter ones show the rounding, not people."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawing and what to see in it. label: its wave, '' when it holds all; svg: empty when nothing may be shown."""

    label: str
    svg: Markup
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A titled figure. table: None when not one figure may be shown; then `panels` is empty too. folded: of these panels, those
    that a screen shows when it is asked to, together with the table; fold: what these are, in words. On paper all are open."""

    title: str
    panels: tuple[Panel, ...]
    table: Table | None
    folded: tuple[Panel, ...] = ()
    fold: str = ""

    @property
    def opened(self) -> tuple[Panel, ...]:
        """Those that stand open."""
        return tuple(panel for panel in self.panels if panel not in self.folded)


class Draw(Protocol):
    """Makes a chart of a frame."""

    def __call__(self, frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart: ...


@lru_cache(maxsize=REPORTS_KEPT)
def coverage(report: ImpactReport) -> Picture:
    """Who was heard. The table also stands when nobody was: who is missing comes first."""
    title = say("coverage.figure")
    sentences = wording.coverage_sentences(report.coverage)
    anything = any(row.told for row in report.coverage)
    svg = (
        drawn(charts.coverage_chart, frames.coverage_frame(report.coverage), title, sentences) if anything else Markup()
    )
    table = tables.coverage_table(report.coverage, report.waves) if report.coverage else None
    return Picture(title, (Panel("", svg, tuple(sentences)),), table)


@lru_cache(maxsize=REPORTS_KEPT)
def then_now(report: ImpactReport) -> tuple[Picture, ...]:
    """A picture per perspective about which there are figures at all."""
    told = {row.perspective for row in report.then_now}
    return tuple(_then_now_of(report, who) for who in PERSPECTIVES if who in told)


def then_now_few(report: ImpactReport) -> str:
    """Of whom there are answers about then and now, but too few to show any; '' when there is nobody."""
    told = [who for who in PERSPECTIVES if any(row.perspective == who for row in report.then_now)]
    few = [who for who, drawn in zip(told, then_now(report), strict=True) if not drawn.table]
    return say("then_now.empty_who", people=numbers.listing([wording.people(who) for who in few])) if few else ""


def _then_now_of(report: ImpactReport, who: Perspective) -> Picture:
    rows = [row for row in report.then_now if row.perspective == who]
    title = say("then_now.figure", people=say(f"perspective.{who}.title"))

    def panel(wave: WaveFacts) -> Panel | None:
        of_wave = [row for row in rows if row.wave == wave.number]
        if not of_wave:
            return None
        frame = frames.then_now_frame(of_wave)
        sentences = wording.then_now_sentences(of_wave)

        def draw(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
            return charts.then_now_chart(frame, perspective=who, title=title, sentence=sentence)

        anything = bool(frame["percent"].notna().any())
        svg = drawn(draw, frame, title, sentences) if anything else Markup()
        return Panel(tables.wave_name(wave), svg, tuple(sentences))

    return _picture(title, report.waves, panel, tables.then_now_table(rows, who, report.waves))


@lru_cache(maxsize=REPORTS_KEPT)
def movement(report: ImpactReport) -> tuple[Picture, ...]:
    """For how many it got better and for how many worse: a picture per perspective of which that may be shown. Its table is that
    of then and now, which holds the same figures: it is shown there, once."""
    told = {row.perspective for row in report.then_now}
    made = (_movement_of(report, who) for who in PERSPECTIVES if who in told)
    return tuple(picture for picture in made if picture.table)


def _movement_of(report: ImpactReport, who: Perspective) -> Picture:
    rows = [row for row in report.then_now if row.perspective == who]
    title = say("movement.figure", people=say(f"perspective.{who}.title"))

    def panel(wave: WaveFacts) -> Panel | None:
        of_wave = [row for row in rows if row.wave == wave.number]
        frame = frames.movement_frame(of_wave)
        if frame.empty:
            return None
        sentences = wording.movement_sentences(of_wave)
        return Panel(tables.wave_name(wave), drawn(charts.movement_chart, frame, title, sentences), tuple(sentences))

    return _picture(title, report.waves, panel, tables.then_now_table(rows, who, report.waves))


@lru_cache(maxsize=REPORTS_KEPT)
def answer_counts(report: ImpactReport) -> Picture:
    """Counts instead of percentages, for a pilot in which no percentage about then and now may be shown."""
    title = say("then_now.count_figure")
    answered = max((row.now.denominator or 0 for row in report.then_now if row.now), default=0)
    if answered < LEAST_STEPS * report.limits.rounding_base:
        return Picture(title, (), None)

    def panel(wave: WaveFacts) -> Panel:
        frame = frames.answer_count_frame([row for row in report.then_now if row.wave == wave.number])
        if frame.empty:
            return Panel(tables.wave_name(wave), Markup(), (say("then_now.empty"),))
        sentences = (say("then_now.count_see"),)
        return Panel(tables.wave_name(wave), drawn(charts.answer_count_chart, frame, title, sentences), sentences)

    return _picture(title, report.waves, panel, tables.answer_count_table(report, report.waves))


@lru_cache(maxsize=REPORTS_KEPT)
def aspects(report: ImpactReport) -> Picture:
    """Contact and organisation."""
    return _over_waves(
        report, "aspects", frames.aspect_frame, charts.contact_chart, wording.aspect_sentences, tables.aspect_table
    )


@lru_cache(maxsize=REPORTS_KEPT)
def themes(report: ImpactReport) -> Picture:
    """In which part of the stories the themes are heard."""
    return _over_waves(
        report, "themes", frames.theme_frame, charts.theme_chart, wording.theme_sentences, tables.theme_table
    )


@lru_cache(maxsize=REPORTS_KEPT)
def compare(report: ImpactReport) -> Picture:
    """Who does well now, as each perspective sees it."""
    return _over_waves(
        report,
        "compare",
        frames.perspective_frame,
        charts.perspective_chart,
        wording.perspective_sentences,
        tables.perspective_table,
    )


def forget() -> None:
    """Draw everything anew from now on: for whoever changes how charts look while the program runs."""
    for kept in (coverage, then_now, movement, answer_counts, aspects, themes, compare):
        kept.cache_clear()


def _over_waves(
    report: ImpactReport,
    section: str,
    frame_of: Callable[[ImpactReport, int], pd.DataFrame],
    draw: Draw,
    sentences_of: Callable[[ImpactReport, int], list[str]],
    table_of: Callable[[ImpactReport, Sequence[WaveFacts]], Table],
) -> Picture:
    title = say(f"{section}.figure")

    def panel(wave: WaveFacts) -> Panel:
        frame = frame_of(report, wave.number)
        if frame.empty:
            return Panel(tables.wave_name(wave), Markup(), (say(f"{section}.empty_wave"),))
        sentences = sentences_of(report, wave.number)
        return Panel(tables.wave_name(wave), drawn(draw, frame, title, sentences), tuple(sentences))

    return _picture(title, report.waves, panel, table_of(report, report.waves))


def _picture(
    title: str, waves: Sequence[WaveFacts], panel: Callable[[WaveFacts], Panel | None], table: Table
) -> Picture:
    """All panels with the table, or neither when not one figure may be shown."""
    panels = tuple(made for wave in waves if (made := panel(wave)))
    return waves_folded(title, panels, table) if any(p.svg for p in panels) else Picture(title, (), None)


def waves_folded(title: str, panels: tuple[Panel, ...], table: Table) -> Picture:
    """The newest wave that has a drawing stands open, what is said about later ones too; earlier ones are folded."""
    newest = max(place for place, panel in enumerate(panels) if panel.svg)
    earlier = panels[:newest]
    fold = say("head.earlier_one" if len(earlier) == 1 else "head.earlier") if earlier else ""
    return Picture(title, panels, table, folded=earlier, fold=fold)


def drawn(draw: Draw, frame: pd.DataFrame, title: str, sentences: Sequence[str]) -> Markup:
    """A chart as SVG, with its sentences as what it says to whoever cannot see it."""
    chart = draw(frame, title=title, sentence=" ".join(sentences))
    return Markup(to_svg(chart))  # noqa: S704 - our own drawing; vl-convert and ElementTree escape its texts


def methods(report: ImpactReport) -> list[str]:
    """By which methods the intervals that are shown were made."""
    shares = [part for row in report.then_now for part in (row.then, row.now, row.better, row.worse)]
    shares += [row.figure for row in report.aspects]
    shares += [heard.figure for theme in report.themes for heard in theme.heard]
    return sorted({figure.method for figure in shares if figure is not None and figure.is_shown})
