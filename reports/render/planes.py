"""The pictures of many stories at once, and of the waves: drawings with what to see in them and their table."""

from functools import lru_cache

import altair as alt
import pandas as pd

from reports import charts_course, charts_plane, desk_charts, frames, numbers, picture_tables, picture_wording, tables
from reports.content import DOMAINS, Domain, ImpactReport
from reports.parts import TriadPart
from reports.render.pictures import REPORTS_KEPT, Panel, Picture, drawn, waves_folded
from reports.texts import say

DOMAINS_OPEN = 1
"""Of the domains over the waves, so many stand open on a screen: the one that comes first in every list of them."""


@lru_cache(maxsize=REPORTS_KEPT)
def triads(report: ImpactReport) -> tuple[Picture, ...]:
    """A picture per triad and perspective that has any; its panels are the waves."""
    return tuple(_triad(report, part) for part in report.triads if part.pictures)


def _triad(report: ImpactReport, part: TriadPart) -> Picture:
    words = part.words
    title = say("triads.figure", people=say(f"perspective.{words.perspective}.title"), question=words.text)
    names = {wave.number: tables.wave_name(wave) for wave in report.waves}

    def draw(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
        return charts_plane.triad_chart(frame, poles=words.poles, title=title, sentence=sentence)

    panels = []
    for picture in part.pictures:
        sentences = picture_wording.triad_sentences(picture, words.poles)
        alternative = [*sentences, picture_wording.triad_blanks(picture, words.poles)]
        svg = drawn(draw, frames.triad_frame(picture), title, alternative)
        panels.append(Panel(names[picture.wave], svg, tuple(sentences)))
    return waves_folded(title, tuple(panels), picture_tables.triad_table(part))


@lru_cache(maxsize=REPORTS_KEPT)
def theme_map(report: ImpactReport) -> Picture:
    """Which stories and themes are alike."""
    title, found = say("map.figure"), report.theme_map
    if found is None:
        return Picture(title, (), None)

    def draw(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
        themes = frames.theme_spot_frame(found)
        return charts_plane.story_map_chart(frame, themes, side=found.side, title=title, sentence=sentence)

    sentences = picture_wording.map_sentences(found)
    svg = drawn(draw, frames.spot_frame(found), title, sentences)
    return Picture(title, (Panel("", svg, tuple(sentences)),), picture_tables.map_table(found))


@lru_cache(maxsize=REPORTS_KEPT)
def saturation(report: ImpactReport) -> Picture:
    """Whether more stories still brought other themes."""
    title, found = say("saturation.figure"), report.saturation
    if found is None:
        return Picture(title, (), None)

    def draw(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
        return charts_course.saturation_chart(frame, n_themes=found.n_themes, title=title, sentence=sentence)

    sentences = picture_wording.saturation_sentences(found)
    svg = drawn(draw, frames.expected_frame(found), title, sentences)
    return Picture(title, (Panel("", svg, tuple(sentences)),), picture_tables.saturation_table(found))


@lru_cache(maxsize=REPORTS_KEPT)
def waves(report: ImpactReport) -> Picture:
    """A panel per domain that some perspective has figures about at two waves or more."""
    title = say("waves.figure")
    shown = [domain for domain in DOMAINS if picture_wording.wave_sentences(report, domain)]
    if not shown:
        return Picture(title, (), None)
    panels = tuple(_domain(report, domain, title) for domain in shown)
    with_figures = [wave for wave in report.waves if any(row.wave == wave.number for row in report.then_now)]
    table = picture_tables.wave_table(report, shown, with_figures)
    more = panels[DOMAINS_OPEN:]
    fold = say("waves.more", domains=numbers.listing([panel.label.lower() for panel in more])) if more else ""
    return Picture(title, panels, table, folded=more, fold=fold)


def _domain(report: ImpactReport, domain: Domain, title: str) -> Panel:
    def draw(frame: pd.DataFrame, *, title: str, sentence: str) -> alt.LayerChart:
        return desk_charts.waves_chart(frame, breaks=(), unsaid="", title=title, sentence=sentence)

    label = numbers.sentence_case(say(f"domain.{domain}.label"))
    sentences = picture_wording.wave_sentences(report, domain)
    svg = drawn(draw, frames.wave_frame(report, domain), f"{title}: {label}", sentences)
    return Panel(label, svg, tuple(sentences))


def forget() -> None:
    """See `pictures.forget`."""
    for kept in (triads, theme_map, saturation, waves):
        kept.cache_clear()
