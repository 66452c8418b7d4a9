"""The table beside every chart: the same figures in words, with how many answers they rest on and why one is missing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analysis.records import PERSPECTIVES, Perspective
from reports import numbers
from reports.content import (
    ASPECTS,
    DOMAINS,
    CoverageRow,
    Figure,
    ImpactReport,
    LessonFacts,
    PhaseFacts,
    ThenNowRow,
    WaveFacts,
)
from reports.texts import say


@dataclass(frozen=True, slots=True)
class Cell:
    """main: what is said; notes: lines of small print under it. span: how many columns it takes; muted: no figure here."""

    main: str
    notes: tuple[str, ...] = ()
    span: int = 1
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row under its own head."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, such as those of one wave. heading: '' when there is only one group."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """caption and head in words; head[0] is the head of the row heads."""

    caption: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]


def share_cell(figure: Figure | None) -> Cell:
    """A percentage with its interval and its count, or in words why there is none."""
    if figure is None:
        return Cell(say("withheld.missing"), muted=True)
    if figure.percent is None or figure.low is None or figure.high is None or figure.withheld is not None:
        return Cell(say(f"withheld.{figure.withheld or 'too_few_to_show'}"), muted=True)
    part = numbers.whole(figure.numerator) if figure.numerator else say("count.few")
    amount = say("count.short", part=part, whole=numbers.whole(figure.denominator or 0))
    return Cell(numbers.percent(figure.percent), notes=(numbers.interval(figure.low, figure.high), amount))


def count_cell(value: int | None) -> Cell:
    """A rounded count; 0 means none or a few, None that it may not be shown."""
    if value is None:
        return Cell(say("withheld.no_count"), muted=True)
    return Cell(numbers.whole(value)) if value else Cell(say("count.few"), muted=True)


def coverage_table(rows: Sequence[CoverageRow], waves: Sequence[WaveFacts]) -> Table:
    """Who was heard: told and taking part, and what it is held against where that is known."""
    columns = ["told", "released"]
    columns += [name for name in ("planned", "known") if any(getattr(row, name) is not None for row in rows)]

    def cells(row: CoverageRow) -> tuple[Cell, ...]:
        known = (_known_cell(getattr(row, name)) for name in columns[2:])
        return (*_merged((count_cell(row.told), count_cell(row.released))), *known)

    def rows_of(wave: int) -> list[Row]:
        return [Row(say(f"perspective.{r.perspective}.title"), cells(r)) for r in rows if r.wave == wave]

    head = (say("coverage.col_who"), *(say(f"coverage.col_{name}") for name in columns))
    return Table(say("coverage.caption"), head, _groups(waves, rows_of, whole_wave=False))


def then_now_table(rows: Sequence[ThenNowRow], perspective: Perspective, waves: Sequence[WaveFacts]) -> Table:
    """One perspective: then, now, better, worse and not mentioned per domain, wave by wave."""

    def rows_of(wave: int) -> list[Row]:
        return [
            Row(
                numbers.sentence_case(say(f"domain.{row.domain}.label")),
                (
                    *_merged(tuple(share_cell(figure) for figure in (row.then, row.now, row.better, row.worse))),
                    count_cell(row.now.n_not_mentioned if row.now else None),
                ),
            )
            for row in rows
            if row.wave == wave
        ]

    columns = ("col_domain", "col_then", "col_now", "col_better", "col_worse", "col_not")
    caption = say("then_now.caption", people=say(f"perspective.{perspective}.title"))
    return Table(caption, tuple(say(f"then_now.{c}") for c in columns), _groups(waves, rows_of))


def answer_count_table(report: ImpactReport, waves: Sequence[WaveFacts]) -> Table:
    """How many say it goes well now, and then, of how many: counts only, a column per perspective, wave by wave."""
    found = {(r.domain, r.wave, r.perspective): r for r in report.then_now}

    def cell(row: ThenNowRow | None) -> Cell:
        if row is None or row.now is None or not row.now.denominator:
            return Cell(say("withheld.too_few_to_show"), muted=True)
        return Cell(count_words(row.now), notes=(say("then_now.count_then", count=count_words(row.then)),))

    def rows_of(wave: int) -> list[Row]:
        return [
            Row(
                numbers.sentence_case(say(f"domain.{domain}.label")),
                tuple(cell(found.get((domain, wave, who))) for who in PERSPECTIVES),
            )
            for domain in DOMAINS
        ]

    head = (say("then_now.col_domain"), *(say(f"perspective.{who}.title") for who in PERSPECTIVES))
    return Table(say("then_now.count_caption"), head, _groups(waves, rows_of))


def aspect_table(report: ImpactReport, waves: Sequence[WaveFacts]) -> Table:
    """Who is positive about which aspect, a column per perspective, wave by wave."""
    found = {(r.aspect, r.wave, r.perspective): r.figure for r in report.aspects}

    def rows_of(wave: int) -> list[Row]:
        return [
            _row(say(f"aspect.{aspect}.label"), (found.get((aspect, wave, who)) for who in PERSPECTIVES))
            for aspect in ASPECTS
        ]

    return _by_perspective(say("aspects.caption"), say("aspects.col_aspect"), _groups(waves, rows_of))


def theme_table(report: ImpactReport, waves: Sequence[WaveFacts]) -> Table:
    """In which part of the stories each theme is heard, a column per perspective, wave by wave."""

    def rows_of(wave: int) -> list[Row]:
        made = []
        for theme in report.themes:
            found = {heard.perspective: heard.figure for heard in theme.heard if heard.wave == wave}
            made.append(_row(theme.name, (found.get(who) for who in PERSPECTIVES)))
        return made

    return _by_perspective(say("themes.caption"), say("themes.col_theme"), _groups(waves, rows_of))


def perspective_table(report: ImpactReport, waves: Sequence[WaveFacts]) -> Table:
    """Who does well now per domain, a column per perspective, wave by wave."""
    found = {(r.domain, r.wave, r.perspective): r.now for r in report.then_now}

    def rows_of(wave: int) -> list[Row]:
        return [
            _row(say(f"domain.{domain}.label"), (found.get((domain, wave, who)) for who in PERSPECTIVES))
            for domain in DOMAINS
        ]

    return _by_perspective(say("compare.caption"), say("compare.col_domain"), _groups(waves, rows_of))


def lesson_table(report: ImpactReport) -> Table:
    """What was learnt, where it came from, who carries it and what became of it."""
    columns = ("col_lesson", "col_from", "col_owner", "col_status")
    newest = max((wave.phase for wave in report.waves), default=0)

    def rows(*, earlier: bool) -> tuple[Row, ...]:
        return tuple(
            Row(
                lesson.text,
                (
                    Cell(lesson.source, notes=_when(lesson)),
                    Cell(lesson.owner),
                    Cell(say(f"lessons.{lesson.status}"), notes=(lesson.outcome,) if lesson.outcome else ()),
                ),
            )
            for lesson in report.lessons
            if (lesson.phase < newest) == earlier
        )

    groups = (
        Group(say("lessons.earlier"), rows(earlier=True)),
        Group(say("lessons.this_phase"), rows(earlier=False)),
    )
    head = tuple(say(f"lessons.{c}") for c in columns)
    return Table(say("lessons.caption"), head, tuple(group for group in groups if group.rows))


def _when(lesson: LessonFacts) -> tuple[str, ...]:
    """In which phase it was learnt, and the day on which it was written down where that is known."""
    phase = say("lessons.phase", number=lesson.phase)
    return (phase, say("lessons.written", date=numbers.day(lesson.written_on))) if lesson.written_on else (phase,)


def risk_table(report: ImpactReport) -> Table:
    """The programme's risks with their control measure, and what this report brings to each."""
    columns = ("col_risk", "col_measure", "col_found")
    rows = tuple(
        Row(
            say("risks.row", number=part.number, risk=part.risk),
            (Cell(part.measure), Cell(" ".join(say(f"risks.found.{found}") for found in part.found))),
        )
        for part in report.risks
    )
    return Table(say("risks.caption"), tuple(say(f"risks.{c}") for c in columns), (Group("", rows),))


def quote_table(report: ImpactReport) -> Table:
    """The register of quotes: where each stands in which story, so that anyone can check it."""
    columns = ("col_number", "col_ref", "col_place", "col_hash")
    rows = tuple(
        Row(
            str(quote.number),
            (
                Cell(quote.ref),
                Cell(say("provenance.place", start=quote.start, end=quote.end)),
                Cell(quote.text_hash),
            ),
        )
        for quote in report.all_quotes
    )
    return Table(say("provenance.quotes_caption"), tuple(say(f"provenance.{c}") for c in columns), (Group("", rows),))


def group_words(perspective: Perspective, wave: int) -> str:
    """Parents and carers at wave 1, in words."""
    people = say(f"perspective.{perspective}.many")
    return say("coverage.group", people=people, wave=say("wave.inline", number=wave))


def wave_name(wave: WaveFacts) -> str:
    """Wave 2 with what it is called; a title that only repeats the word for wave adds nothing."""
    title = wave.title.removeprefix(say("wave.prefix")).strip()
    if not title or title == str(wave.number):
        return say("wave.label", number=wave.number)
    return say("wave.full", number=wave.number, title=title)


def phase_name(phase: PhaseFacts) -> str:
    """Phase 2 with its title; a title that already begins with the number keeps it once."""
    title = phase.title.removeprefix(say("head.phase_prefix", number=phase.number)).strip()
    return say("head.phase", number=phase.number, title=title)


def _by_perspective(caption: str, first: str, groups: tuple[Group, ...]) -> Table:
    return Table(caption, (first, *(say(f"perspective.{who}.title") for who in PERSPECTIVES)), groups)


def _row(label: str, figures: Iterable[Figure | None]) -> Row:
    return Row(numbers.sentence_case(label), _merged(tuple(share_cell(figure) for figure in figures)))


def _merged(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """One wide cell where every cell gives the same reason for having no figure."""
    same = all(cell.muted and cell.main == cells[0].main for cell in cells)
    return (Cell(cells[0].main, span=len(cells), muted=True),) if same else cells


def _groups(
    waves: Sequence[WaveFacts], rows_of: Callable[[int], Sequence[Row]], *, whole_wave: bool = True
) -> tuple[Group, ...]:
    made = []
    for wave in waves:
        rows = rows_of(wave.number)
        if whole_wave and rows and _says_the_same(rows):
            span = sum(cell.span for cell in rows[0].cells)
            rows = [Row(say("withheld.whole_wave"), (Cell(rows[0].cells[0].main, span=span, muted=True),))]
        if rows:
            made.append(Group(wave_name(wave), tuple(rows)))
    return (Group("", made[0].rows),) if made and len(waves) == 1 else tuple(made)


def _says_the_same(rows: Sequence[Row]) -> bool:
    """Whether every row is one wide cell with the same reason for having no figure."""
    return all(
        row.cells[0].muted and row.cells[0].span > 1 and row.cells[0].main == rows[0].cells[0].main for row in rows
    )


def _known_cell(value: int | None) -> Cell:
    return Cell(say("coverage.not_known"), muted=True) if value is None else Cell(numbers.whole(value))


def count_words(figure: Figure | None) -> str:
    """5 van 15, from rounded counts; a rounded nought is none or a few."""
    if figure is None or not figure.denominator:
        return say("withheld.too_few_to_show")
    key = "then_now.chart_count" if figure.numerator else "then_now.chart_few"
    return say(key, part=numbers.whole(figure.numerator or 0), whole=numbers.whole(figure.denominator))
