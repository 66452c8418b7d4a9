"""Every number a reader sees comes from the frozen content; what is withheld is said in words; groups are never added up."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from lxml.html import HtmlElement

from reports.content import Figure, ImpactReport
from reports.texts import say
from tests.reports import factory
from tests.reports.reading import NUMBER, SVG, drawn, in_pictures, section, small, tree, words

REPORT = factory.full_report()
PERCENT_TICKS = {"0", "25", "50", "75", "100"}


def whole(count: int) -> str:
    """A count as people in the Netherlands write it: 1.250."""
    return f"{count:,}".replace(",", ".")


def figure_numbers(figures: Iterable[Figure | None]) -> set[str]:
    """What may be said about these figures, made without the report's own code. Percentages are whole, intervals outward."""
    allowed: set[str] = set()
    for figure in figures:
        if figure is None:
            continue
        counts = (figure.n, figure.numerator, figure.denominator, figure.n_not_mentioned)
        allowed |= {whole(count) for count in counts if count is not None}
        if figure.percent is not None and figure.low is not None and figure.high is not None:
            allowed |= {
                str(math.floor(figure.percent + 0.5)),
                str(math.floor(figure.low)),
                str(math.ceil(figure.high)),
            }
    return allowed


def wave_numbers(report: ImpactReport) -> set[str]:
    """Numbers that name a wave: its own, and those in its title (a year)."""
    return {str(w.number) for w in report.waves} | {n for w in report.waves for n in NUMBER.findall(w.title)}


def shown_numbers(part: HtmlElement) -> set[str]:
    """The numbers in tables, list items and paragraphs of a part, without those in names that people gave."""
    spoken = " ".join(
        words(each) for each in part.xpath(".//td | .//th | .//caption | .//li | .//p[not(ancestor::blockquote)]")
    )
    return set(NUMBER.findall(spoken))


def all_figures(report: ImpactReport) -> Iterator[Figure]:
    rows = [f for row in report.then_now for f in (row.then, row.now, row.better, row.worse)]
    rows += [row.figure for row in report.aspects]
    rows += [heard.figure for theme in report.themes for heard in theme.heard]
    return (figure for figure in rows if figure is not None)


FIGURES: dict[str, list[Figure | None]] = {
    "toen-nu": [f for row in REPORT.then_now for f in (row.then, row.now, row.better, row.worse)],
    "contact": [row.figure for row in REPORT.aspects],
    "vergelijken": [row.now for row in REPORT.then_now],
    "themas": [heard.figure for theme in REPORT.themes for heard in theme.heard],
}


@pytest.fixture(scope="module")
def page(full_text: str) -> HtmlElement:
    return tree(full_text)


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_in_tables_and_sentences_comes_from_the_content(page: HtmlElement, name: str) -> None:
    allowed = figure_numbers(FIGURES[name]) | wave_numbers(REPORT)
    if name == "themas":
        allowed |= {whole(t.n_stories) for t in REPORT.themes if t.n_stories}
        allowed |= {str(votes) for t in REPORT.themes for _, votes in t.votes}
        allowed |= {str(m.n_seats) for m in REPORT.panel}
        allowed |= {n for m in REPORT.panel for n in (str(m.held_on.day), str(m.held_on.year))}
        allowed |= {str(q.number) for q in REPORT.all_quotes}
    assert shown_numbers(section(page, name)) <= allowed


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_in_a_picture_comes_from_the_content(page: HtmlElement, name: str) -> None:
    allowed = figure_numbers(FIGURES[name]) | wave_numbers(REPORT) | PERCENT_TICKS
    assert set(NUMBER.findall(in_pictures(section(page, name)))) <= allowed


def test_every_number_about_who_was_heard_comes_from_the_content(page: HtmlElement) -> None:
    part = section(page, "gehoord")
    counts = {c for row in REPORT.coverage for c in (row.told, row.released, row.planned, row.known) if c is not None}
    allowed = {whole(count) for count in counts} | wave_numbers(REPORT)
    assert shown_numbers(part) <= allowed
    steps = set(NUMBER.findall(in_pictures(part))) - allowed
    assert all(int(step.replace(".", "")) % 5 == 0 for step in steps), "only the steps of the scale may be new"


def test_every_number_in_the_short_page_comes_from_the_content(page: HtmlElement) -> None:
    allowed = figure_numbers(all_figures(REPORT)) | wave_numbers(REPORT)
    allowed |= {whole(count) for row in REPORT.coverage for count in (row.told, row.released) if count is not None}
    allowed |= {str(q.number) for q in REPORT.all_quotes} | {str(p.number) for p in REPORT.phases}
    assert shown_numbers(section(page, "kort")) <= allowed


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_that_may_be_shown_stands_in_a_table(page: HtmlElement, name: str) -> None:
    cells = " | ".join(words(cell) for cell in section(page, name).xpath(".//td"))
    for figure in FIGURES[name]:
        if figure is None or not figure.is_shown:
            continue
        assert figure.percent is not None
        assert figure.low is not None
        assert figure.high is not None
        assert f"{math.floor(figure.percent + 0.5)} %" in cells.replace("\u00a0", " ")
        assert f"{math.floor(figure.low)}–{math.ceil(figure.high)} %" in cells.replace("\u00a0", " ")
        assert say("count.short", part=whole(figure.numerator or 0), whole=whole(figure.denominator or 0)) in cells or (
            not figure.numerator and say("count.few") in cells
        )


def test_what_is_withheld_is_said_in_words_and_has_no_percentage(page: HtmlElement) -> None:
    reasons = [
        say(f"withheld.{r}") for r in ("too_few_to_show", "too_few_for_a_percentage", "not_enough_checked_stories")
    ]
    cells = [words(cell) for cell in page.xpath("//td")]
    held_back = [cell for cell in cells if any(reason in cell for reason in reasons)]
    assert held_back
    assert [cell for cell in held_back if "%" in cell] == []


def test_a_domain_with_too_few_answers_has_its_reason_in_its_row(page: HtmlElement) -> None:
    caption = say("then_now.caption", people=say("perspective.young_person.title"))
    [table] = [t for t in section(page, "toen-nu").xpath(".//table") if words(t.find("caption")) == caption]
    rows = [
        words(row) for row in table.xpath(".//tbody/tr") if words(row).lower().startswith(say("domain.income.label"))
    ]
    assert rows
    assert all(say("withheld.too_few_for_a_percentage") in row and "%" not in row for row in rows)


def test_no_count_below_the_minimum_is_ever_shown(page: HtmlElement) -> None:
    for name in FIGURES:
        cells = " ".join(words(cell) for cell in section(page, name).xpath(".//td"))
        counts = re.findall(rf"(\d+) {say('count.short', part='', whole='').split()[0]}", cells)
        assert [c for c in counts if int(c) < REPORT.limits.minimum_count] == []


def test_perspectives_are_never_added_up(page: HtmlElement) -> None:
    said = words(page).replace("\u00a0", " ")
    for wave in REPORT.waves:
        told = [row.told or 0 for row in REPORT.coverage if row.wave == wave.number]
        sums = {sum(told), *(a + b for i, a in enumerate(told) for b in told[i + 1 :] if b)}
        for total in sums - set(told):
            assert not re.search(rf"\b{whole(total)} (verhalen|van)\b", said)


def test_every_row_of_a_picture_belongs_to_one_perspective(page: HtmlElement) -> None:
    pictures = section(page, "toen-nu").xpath(f".//{SVG}")
    titles = {picture.xpath("./*[local-name()='title']")[0].text_content() for picture in pictures}
    assert titles
    assert all(
        sum(say(f"perspective.{who}.title") in title for who in ("young_person", "parent", "professional")) == 1
        for title in titles
    )


def test_a_count_that_rounds_to_nothing_is_said_as_none_or_a_few() -> None:
    nothing = Figure(30, 0, 30, 0.0, 0.0, 22.6, 0, None, "wilson-95-envelope", None)
    rows = tuple(replace(row, figure=nothing) if row.figure.is_shown else row for row in REPORT.aspects)
    part = section(drawn(replace(REPORT, aspects=rows)), "contact")
    cells = [words(cell) for cell in part.xpath(".//td") if "%" in words(cell)]
    assert cells
    assert all(say("count.few") in cell for cell in cells)


def test_thousands_have_a_full_stop() -> None:
    many = tuple(replace(row, told=12_345, released=1_250, planned=None) for row in REPORT.coverage)
    said = words(section(drawn(replace(REPORT, coverage=many)), "gehoord"))
    assert "12.345" in said
    assert "1.250" in said
    assert not re.search(r"12345|1250|12,345", said)


@pytest.mark.parametrize("n_stories", [0, 1, 4, 9])
def test_so_few_stories_give_a_report_that_says_what_cannot_be_said(n_stories: int) -> None:
    page = tree(small(n_stories).text)
    said = words(page)
    assert page.xpath("//h2[@id='kort']")
    assert say("few.read_only") in said or say("few.nothing") in said
    assert say("then_now.empty") in said
    assert say("aspects.empty") in said
    assert say("themes.empty") in said
    assert "%" not in words(section(page, "toen-nu")) + words(section(page, "contact"))
    assert say("coverage.not_heard", groups="").split(":")[0] in said
    assert said.count(say("short.limits_text")) == 1


def test_one_story_and_none_give_the_same_figures() -> None:
    """Otherwise a reader could tell whether somebody told one."""
    none, one = (tree(small(n_stories).text) for n_stories in (0, 1))
    for name in ("kort", "gehoord", *FIGURES):
        assert words(section(none, name)) == words(section(one, name))


def test_too_few_answers_for_percentages_are_drawn_as_rounded_counts() -> None:
    page = tree(small(20).text)
    change = section(page, "toen-nu")
    assert say("then_now.count_lead") in words(change)
    assert say("then_now.empty") not in words(change)
    assert change.xpath(f".//{SVG}")
    assert any(say("then_now.count_caption") in words(caption) for caption in change.xpath(".//caption"))
    assert not re.search(r"\d\s%", words(change))


def test_readers_are_told_whose_figures_are_those_of_an_earlier_report() -> None:
    held = replace(REPORT, limits=replace(REPORT.limits, held_over=((2, "parent"),)))
    assert "Van ouders en verzorgers bij meetmoment 2 staan hier de cijfers van het vorige rapport." in words(
        section(drawn(held), "gehoord")
    )
    assert "vorige rapport" not in words(section(drawn(REPORT), "gehoord"))
