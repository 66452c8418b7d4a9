"""The table beside every chart: the same figures in words, with how many answers they rest on and why one is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.records import PERSPECTIVES, Perspective
from reports import numbers
from reports.content import ASPECTS, CoverageRow, Figure, ImpactReport, ThenNowRow
from reports.texts import say


@dataclass(frozen=True, slots=True)
class Table:
    """caption and head in words; rows of cells, the first of each row is its head. notes: small print under a cell's number."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def share(figure: Figure | None) -> str:
    """A percentage with its interval and count, or in words why there is none."""
    if figure is None:
        return say("withheld.missing")
    if figure.percent is None or figure.low is None or figure.high is None or figure.withheld is not None:
        return say(f"withheld.{figure.withheld or 'too_few_to_show'}")
    part = numbers.whole(figure.numerator) if figure.numerator else say("count.few")
    amount = say("count.short", part=part, whole=count(figure.denominator))
    return f"{numbers.percent(figure.percent)} ({numbers.interval(figure.low, figure.high)}; {amount})"


def count(value: int | None) -> str:
    """A rounded count; 0 means none or a few."""
    return say("withheld.no_count") if not value else numbers.whole(value)


def coverage_table(rows: Sequence[CoverageRow]) -> Table:
    """Who was heard: told and taking part, and what it is held against where that is known."""
    planned, known = any(r.planned is not None for r in rows), any(r.known is not None for r in rows)
    head = [say("coverage.col_who"), say("coverage.col_told"), say("coverage.col_released")]
    head += [say("coverage.col_planned")] if planned else []
    head += [say("coverage.col_known")] if known else []
    body = []
    for row in rows:
        cells = [group(row.perspective, row.wave), count(row.told), count(row.released)]
        cells += [_known(row.planned)] if planned else []
        cells += [_known(row.known)] if known else []
        body.append(tuple(cells))
    return Table(say("coverage.caption"), tuple(head), tuple(body))


def then_now_table(rows: Sequence[ThenNowRow], perspective: Perspective) -> Table:
    """One wave and one perspective: then, now, better, worse and not mentioned per domain."""
    people = numbers.sentence_case(say(f"perspective.{perspective}.many"))
    columns = ("col_domain", "col_then", "col_now", "col_better", "col_worse", "col_not")
    return Table(
        say("then_now.caption", people=people),
        tuple(say(f"then_now.{column}") for column in columns),
        tuple(
            (
                numbers.sentence_case(say(f"domain.{row.domain}.label")),
                *(share(figure) for figure in (row.then, row.now, row.better, row.worse)),
                count(row.now.n_not_mentioned) if row.now else say("withheld.missing"),
            )
            for row in rows
        ),
    )


def aspect_table(report: ImpactReport, wave: int) -> Table:
    """Who is positive about which aspect, a column per perspective."""
    found = {(r.aspect, r.perspective): r.figure for r in report.aspects if r.wave == wave}
    rows = (
        (
            numbers.sentence_case(say(f"aspect.{aspect}.label")),
            *(share(found.get((aspect, who))) for who in PERSPECTIVES),
        )
        for aspect in ASPECTS
    )
    return _by_perspective(say("aspects.caption"), say("aspects.col_aspect"), rows)


def theme_table(report: ImpactReport, wave: int) -> Table:
    """In which part of the stories each theme is heard, a column per perspective."""
    rows = []
    for theme in report.themes:
        found = {heard.perspective: heard.figure for heard in theme.heard if heard.wave == wave}
        rows.append((theme.name, *(share(found.get(who)) for who in PERSPECTIVES)))
    return _by_perspective(say("themes.caption"), say("themes.col_theme"), rows)


def perspective_table(report: ImpactReport, wave: int) -> Table:
    """Who does well now per domain, a column per perspective."""
    found = {(r.domain, r.perspective): r.now for r in report.then_now if r.wave == wave}
    domains = dict.fromkeys(r.domain for r in report.then_now if r.wave == wave)
    rows = (
        (
            numbers.sentence_case(say(f"domain.{domain}.label")),
            *(share(found.get((domain, who))) for who in PERSPECTIVES),
        )
        for domain in domains
    )
    return _by_perspective(say("compare.caption"), say("compare.col_domain"), rows)


def lesson_table(report: ImpactReport) -> Table:
    """What was learnt, where it came from, who carries it and what became of it."""
    columns = ("col_lesson", "col_from", "col_owner", "col_status")
    return Table(
        say("lessons.caption"),
        tuple(say(f"lessons.{column}") for column in columns),
        tuple(
            (
                lesson.text,
                f"{lesson.source} ({say('lessons.phase', number=lesson.phase)})",
                lesson.owner,
                ". ".join(part.rstrip(".") for part in (say(f"lessons.{lesson.status}"), lesson.outcome) if part),
            )
            for lesson in report.lessons
        ),
    )


def quote_table(report: ImpactReport) -> Table:
    """The register of quotes: where each stands in which story, so that anyone can check it."""
    columns = ("col_number", "col_ref", "col_place", "col_hash")
    return Table(
        say("provenance.quotes_caption"),
        tuple(say(f"provenance.{column}") for column in columns),
        tuple(
            (str(q.number), q.ref, say("provenance.place", start=q.start, end=q.end), q.text_hash)
            for q in report.all_quotes
        ),
    )


def group(perspective: Perspective, wave: int) -> str:
    """Parents and carers at wave 1, in words."""
    people = say(f"perspective.{perspective}.many")
    return numbers.sentence_case(say("coverage.group", people=people, wave=say("wave.inline", number=wave)))


def _by_perspective(caption: str, first: str, rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(caption, (first, *(say(f"perspective.{who}.title") for who in PERSPECTIVES)), tuple(rows))


def _known(value: int | None) -> str:
    return say("coverage.not_known") if value is None else numbers.whole(value)
