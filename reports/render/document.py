"""The report as a row of blocks: one reading order for every document that flows (PDF, Word). HTML has its own template.

Blocks hold finished words; nothing is decided here that `reports.wording` and `reports.tables` have not decided.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from reports import numbers, picture_wording, tables, wording
from reports.composition import SectionName
from reports.content import ImpactReport, ReflectionFacts, ThemePart
from reports.quotes import QuoteLedger
from reports.render import pictures, planes
from reports.render.added import chosen_section, corrected, quotes_of, risks_section, signals_section, text_blocks
from reports.render.back_matter import back_matter
from reports.render.blocks import Block, Bullets, Drawing, Grid, Heading, Paragraph
from reports.render.pictures import Picture
from reports.render.voices import Voice, voices_of
from reports.short import anything_told, short
from reports.texts import say

LONGEST_VOICES_OPENING = 560
"""Characters of the two voices together: with more the page that stands alone is no longer one. They stand with their theme."""


@dataclass(frozen=True, slots=True)
class Document:
    """title, kicker, line: the head of the first page. demo: what an invented report says on every page, '' otherwise.
    opening: the page that stands alone. rest: everything after it. n_gaps: quotes that leave a gap."""

    title: str
    kicker: str
    subtitle: str
    line: str
    demo: str
    demo_long: str
    opening: tuple[Block, ...]
    rest: tuple[Block, ...]
    n_gaps: int


def document(report: ImpactReport, ledger: QuoteLedger, *, longest_voices: int = LONGEST_VOICES_OPENING) -> Document:
    """The report in reading order, with the quotes that may be shown now. longest_voices: of the first page; a form that can
    measure its pages passes more, and decides itself."""
    voices = voices_of(report, ledger)
    opened = opening(report, voices, longest_voices=longest_voices)
    return assembled(report, voices, [*corrected(ledger), *opened], _rest(report, voices))


def assembled(
    report: ImpactReport, voices: dict[int, Voice], opened: Iterable[Block], rest: Iterable[Block], key: str = "head"
) -> Document:
    """A document under the report's head. key: where the words above the title stand."""
    kicker = f"{say('head.kicker')} · {report.pilot.programme}" if key == "head" else say(f"{key}.kicker")
    phases = [phase for phase in report.phases if any(wave.phase == phase.number for wave in report.waves)]
    line = [say("head.version", number=report.issue.number), numbers.day(report.issue.issued_on)]
    return Document(
        title=report.pilot.title,
        kicker=kicker,
        subtitle=say(f"{key}.subtitle"),
        line=" · ".join([*line, *map(tables.phase_name, phases)]),
        demo=say("head.demo") if report.pilot.is_demo else "",
        demo_long=say("head.demo_long") if report.pilot.is_demo else "",
        opening=tuple(opened),
        rest=tuple(rest),
        n_gaps=sum(bool(voice.gap) for voice in voices.values()),
    )


def opening(report: ImpactReport, voices: dict[int, Voice], *, longest_voices: int = 0) -> Iterable[Block]:
    """The page that stands alone. longest_voices: characters of the two voices together; longer ones are left out."""
    page, enough = short(report), anything_told(report)
    yield Heading(1, say("short.title"))
    if any(voice.gap for voice in voices.values()):
        yield Paragraph(say("gap.notice"), "note")
    yield Paragraph(page.lead, "lead")
    if not enough:
        yield Paragraph(say("few.read_only" if report.all_quotes else "few.nothing"), "note")
    for key, lines in (("heard", page.heard), ("change", page.change), ("contact", page.contact)):
        if lines:
            yield Heading(2, say(f"short.{key}_title"))
            yield from map(Paragraph, lines)
    yield Heading(2, say("short.themes_title"))
    yield Paragraph(say("short.themes_sentence" if page.themes else "short.themes_none"))
    if page.themes:
        yield Bullets(page.themes)
    yield Heading(2, say("short.limits_title"))
    yield Paragraph(say("short.limits_text"))
    if page.voices and sum(len(voices[quote.number].words) for quote in page.voices) <= longest_voices:
        yield Heading(2, say("short.voices_title"))
        yield quotes_of(page.voices, voices)


def _rest(report: ImpactReport, voices: dict[int, Voice]) -> Iterable[Block]:
    """Every section that the report has, in its order, each under its heading with the text that stands at its head."""
    enough = anything_told(report)
    read_only = (Paragraph(say("few.read_only"), "note"),) if enough or report.all_quotes else ()
    back, asked = back_matter(report), "empty" if report.triads else "not_asked"
    drawn: dict[SectionName, Callable[[], Iterable[Block]]] = {
        "coverage": lambda: _coverage(report, enough),
        "then_now": lambda: _then_now(report, read_only),
        "waves": lambda: _section("waves", [planes.waves(report)], ()),
        "triads": lambda: _section("triads", planes.triads(report), (), empty=asked),
        "map": lambda: _section("map", [planes.theme_map(report)], (), count=report.limits.minimum_count),
        "saturation": lambda: _section("saturation", [planes.saturation(report)], ()),
        "aspects": lambda: _section("aspects", [pictures.aspects(report)], read_only),
        "themes": lambda: _themes(report, voices),
        "chosen": lambda: chosen_section(report, voices),
        "quotes": lambda: _loose_quotes(report, voices),
        "compare": lambda: _section("compare", [pictures.compare(report)], read_only),
        "signals": lambda: signals_section(report),
        "reflection": lambda: _reflections(report),
        "lessons": lambda: _lessons(report),
        "risks": lambda: risks_section(report),
        **{name: partial(iter, blocks) for name, blocks in back.items()},
    }
    for name in report.sections:
        blocks = list(drawn[name]())
        yield from blocks[:1]
        yield from text_blocks(report, name) if blocks else ()
        yield from blocks[1:]


def _loose_quotes(report: ImpactReport, voices: dict[int, Voice]) -> Iterable[Block]:
    if report.quotes:
        yield Heading(1, say("quotes.title"))
        yield Paragraph(say("quotes.lead_new"))
        yield Paragraph(say("quotes.lead"))
        yield quotes_of(report.quotes, voices)


def _lessons(report: ImpactReport) -> Iterable[Block]:
    yield Heading(1, say("lessons.title"))
    yield Paragraph(say("lessons.lead"))
    yield Grid(tables.lesson_table(report)) if report.lessons else Paragraph(say("lessons.empty"), "note")


def _section(
    key: str, drawn: Iterable[Picture], when_empty: Iterable[Block], *, empty: str = "empty", **how: object
) -> Iterable[Block]:
    """Heading, lead, how to read, and the pictures; or a dignified sentence when nothing may be shown."""
    yield Heading(1, say(f"{key}.title"))
    yield Paragraph(say(f"{key}.lead"))
    shown = [picture for picture in drawn if picture.table]
    if not shown:
        yield Paragraph(say(f"{key}.{empty}"), "note")
        yield from when_empty
        return
    yield Paragraph(say(f"{key}.how", **how), "small")
    for picture in shown:
        yield from _picture(picture)


def _picture(picture: Picture) -> Iterable[Block]:
    yield Heading(2, picture.title)
    for panel in picture.panels:
        if panel.label:
            yield Heading(3, panel.label)
        if panel.svg:
            yield Drawing(str(panel.svg), " ".join(panel.sentences))
        yield from (
            [Bullets(panel.sentences)] if len(panel.sentences) > 1 else [Paragraph(line) for line in panel.sentences]
        )
    if picture.table:
        yield Grid(picture.table)


def _coverage(report: ImpactReport, enough: bool) -> Iterable[Block]:
    yield Heading(1, say("coverage.title"))
    yield Paragraph(say("coverage.lead"))
    if enough:
        has_plan = any(row.planned is not None for row in report.coverage)
        yield Paragraph(
            say("coverage.how") + (f" {say('coverage.how_planned')}" if has_plan else ""),
            "small",
        )
    drawn = pictures.coverage(report)
    yield from _picture(drawn) if drawn.table else [Paragraph(say("few.nothing"), "note")]
    if held_over := wording.held_over_sentence(report):
        yield Paragraph(held_over, "note")
    sources = dict.fromkeys(row.source for row in report.coverage if row.source)
    if sources:
        yield Paragraph(say("coverage.sources", sources="; ".join(sources)), "small")


def _then_now(report: ImpactReport, read_only: Iterable[Block]) -> Iterable[Block]:
    drawn, counts = pictures.then_now(report), pictures.answer_counts(report)
    if counts.table and not any(picture.table for picture in drawn):
        yield Heading(1, say("then_now.title"))
        yield Paragraph(say("then_now.lead"))
        yield Paragraph(say("then_now.count_lead"), "small")
        yield from _picture(counts)
        return
    yield from _section("then_now", drawn, read_only)
    if (few := pictures.then_now_few(report)) and any(picture.table for picture in drawn):
        yield Paragraph(few, "note")
    if moved := pictures.movement(report):
        yield Paragraph(say("movement.how"), "small")
        for picture in moved:
            yield from _picture(replace(picture, table=None))


def _themes(report: ImpactReport, voices: dict[int, Voice]) -> Iterable[Block]:
    yield Heading(1, say("themes.title"))
    if not report.themes:
        yield Paragraph(say("themes.empty"), "note")
        return
    yield Paragraph(say("themes.lead"))
    for line in picture_wording.panel_sentences(report.panel):
        yield Paragraph(line, "small")
    drawn = pictures.themes(report)
    if drawn.table:
        yield Paragraph(say("themes.how"), "small")
        yield from _picture(drawn)
    else:
        yield Paragraph(say("themes.no_share"), "note")
    for theme in report.themes:
        yield from theme_blocks(theme, voices)


def theme_blocks(theme: ThemePart, voices: dict[int, Voice]) -> Iterable[Block]:
    """What the panel said about a theme, and the quotes under it."""
    firm = say(f"firmness.{theme.firmness}.label")
    stories = (
        say("themes.stories", number=numbers.whole(theme.n_stories)) if theme.n_stories else say("themes.stories_few")
    )
    yield Heading(2, f"{theme.name} ({firm})")
    yield Paragraph(f"{stories} {say(f'firmness.{theme.firmness}.meaning')}", "small")
    yield Heading(3, say("themes.reasons"))
    yield Bullets(theme.reasons)
    yield Heading(3, say("themes.dissent"))
    yield Bullets(theme.dissent) if theme.dissent else Paragraph(say("themes.no_dissent"))
    if theme.votes:
        votes = ", ".join(say(f"votes.{kind}", number=number) for kind, number in theme.votes)
        yield Paragraph(f"{say('themes.votes')}: {votes}.", "small")
    if theme.quotes:
        yield quotes_of(theme.quotes, voices)
    if not any(quote.contrary for quote in theme.quotes):
        yield Paragraph(say("quotes.no_contrary"), "small")
    if theme.keywords:
        words = ", ".join(theme.keywords)
        yield Paragraph(f"{say('themes.machine')} · {say('themes.keywords')}: {words}.", "small")


def _reflections(report: ImpactReport) -> Iterable[Block]:
    keys = ("works_well", "needs_adjusting", "usable_later")
    yield Heading(1, say("reflection.title"))
    yield Paragraph(say("reflection.lead"))
    if not report.reflections:
        yield Paragraph(say("reflection.empty"), "note")
        yield Bullets(tuple(say(f"reflection.{key}") for key in keys))
    for moment in report.reflections:
        yield Heading(2, say("reflection.held", date=numbers.day(moment.held_on), phase=moment.phase))
        for key in keys:
            yield Heading(3, say(f"reflection.{key}"))
            yield Paragraph(getattr(moment, key) or say("reflection.no_answer"))
        if moment.decisions:
            yield Heading(3, say("reflection.decisions"))
            yield Bullets(_decided(moment))


def _decided(moment: ReflectionFacts) -> tuple[str, ...]:
    return tuple(say("reflection.decision", text=each.text, owner=each.owner) for each in moment.decisions)
