"""Sentences over numbers: never an error, never more than the numbers say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.indicators import wilson
from analysis.records import PERSPECTIVES
from reports import numbers, wording
from reports.content import ASPECTS, DOMAINS, AspectRow, CoverageRow, Figure, HeardRow, ImpactReport, ThenNowRow
from reports.short import short
from reports.texts import TEXTS_FILE, say
from tests.reports import factory

REPORT = factory.full_report()
NEVER = re.compile(
    r"significant|bewezen|bewijst|dankzij|komt door de pilot|effect van|beste|slechtste|\bp\s*[<=]|None|nan|\{|\}",
    re.IGNORECASE,
)
calm = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def _figure(part: int, whole: int) -> Figure:
    if whole < 25:
        reason = "too_few_to_show" if whole == 0 else "too_few_for_a_percentage"
        return Figure(whole or None, None, None, None, None, None, None, None, "wilson-95-envelope", reason)
    low, high = wilson(part, whole)
    return Figure(
        whole, part, whole, round(100 * part / whole, 1), round(100 * low, 1), round(100 * high, 1), 0, None,
        "wilson-95-envelope", None,
    )  # fmt: skip


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """A published figure, as disclosure control could give it."""
    whole = 5 * draw(st.integers(0, 400))
    return _figure(5 * draw(st.integers(0, whole // 5)), whole)


perhaps = st.none() | figures()
counts = st.none() | st.integers(1, 500).map(lambda n: 5 * n)


@st.composite
def reports(draw: st.DrawFn) -> ImpactReport:
    cells = [(wave, who) for wave in (1, 2) for who in PERSPECTIVES]
    then_now = [
        ThenNowRow(wave, who, domain, draw(perhaps), draw(perhaps), draw(perhaps), draw(perhaps))
        for wave, who in cells
        for domain in draw(st.lists(st.sampled_from(DOMAINS), unique=True, max_size=5))
    ]
    aspects = [
        AspectRow(wave, who, aspect, draw(figures()))
        for wave, who in cells
        for aspect in draw(st.lists(st.sampled_from(ASPECTS), unique=True, max_size=6))
    ]
    themes = tuple(
        replace(theme, heard=tuple(HeardRow(wave, who, draw(figures())) for wave, who in cells if draw(st.booleans())))
        for theme in REPORT.themes
    )
    coverage = [
        CoverageRow(wave, who, draw(counts), draw(counts), draw(counts), draw(counts), "") for wave, who in cells
    ]
    return replace(REPORT, then_now=tuple(then_now), aspects=tuple(aspects), themes=themes, coverage=tuple(coverage))


def every_sentence(report: ImpactReport) -> list[str]:
    said = wording.coverage_sentences(report.coverage)
    for wave in (1, 2):
        for who in PERSPECTIVES:
            rows = [r for r in report.then_now if (r.wave, r.perspective) == (wave, who)]
            said += wording.then_now_sentences(rows)
        said += wording.aspect_sentences(report, wave)
        said += wording.theme_sentences(report, wave)
        said += wording.perspective_sentences(report, wave)
    page = short(report)
    return [*said, page.lead, *page.heard, *page.change, *page.contact]


@calm
@given(reports())
def test_sentences_never_fail_and_never_say_more_than_the_numbers(report: ImpactReport) -> None:
    for sentence in every_sentence(report):
        assert sentence == sentence.strip()
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not NEVER.search(sentence), sentence
        assert ".." not in sentence
        assert "((" not in sentence
        assert "  " not in sentence


@calm
@given(reports())
def test_groups_are_named_and_never_taken_together(report: ImpactReport) -> None:
    named = [say(f"perspective.{who}.{form}") for who in PERSPECTIVES for form in ("many", "title")]
    for wave in (1, 2):
        for sentence in wording.aspect_sentences(report, wave) + wording.theme_sentences(report, wave):
            assert any(name in sentence for name in named), sentence


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_then_and_now_are_said_to_lie_apart_only_where_their_intervals_do(a: int, b: int, c: int, d: int) -> None:
    then, now = _figure(5 * min(a, b), 5 * max(a, b)), _figure(5 * min(c, d), 5 * max(c, d))
    said = " ".join(wording.then_now_sentences([ThenNowRow(1, "parent", "housing", then, now, None, None)]))
    label = say("domain.housing.label")
    if not (then.is_shown and now.is_shown):
        assert said == say("then_now.withheld", domains=label)
    elif (now.low or 0) > (then.high or 0):
        assert said == say("then_now.apart_up", domains=label)
    elif (then.low or 0) > (now.high or 0):
        assert said == say("then_now.apart_down", domains=label)
    else:
        assert said == say("then_now.overlap", domains=label)


@given(figures())
def test_an_amount_names_the_whole_and_is_never_sure_about_none_or_all(figure: Figure) -> None:
    if not figure.is_shown:
        return
    said = wording.amount(figure)
    assert numbers.whole(figure.denominator or 0) in said
    if figure.numerator in (0, figure.denominator):
        assert "bijna" in said or "paar" in said
    else:
        assert "ongeveer" in said
        assert numbers.whole(figure.numerator or 0) in said


@given(st.floats(0, 100), st.floats(0, 100))
def test_an_interval_is_rounded_outwards_so_that_it_never_looks_surer_than_it_is(one: float, other: float) -> None:
    low, high = sorted((round(one, 1), round(other, 1)))
    first, last = (int(n) for n in re.findall(r"\d+", numbers.interval(low, high)))
    assert first <= low <= high <= last
    assert last - first < high - low + 2


@given(st.integers(0, 10_000_000))
def test_thousands_are_written_with_full_stops(count: int) -> None:
    said = numbers.whole(count)
    assert int(said.replace(".", "")) == count
    assert re.fullmatch(r"\d{1,3}(\.\d{3})*", said)


@pytest.mark.parametrize("people", PERSPECTIVES)
def test_when_all_is_equal_nothing_is_called_most_or_least(people: str) -> None:
    same = _figure(20, 50)
    aspects = tuple(AspectRow(1, people, aspect, same) for aspect in ASPECTS)  # type: ignore[arg-type]
    themes = tuple(replace(t, heard=(HeardRow(1, people, same),)) for t in REPORT.themes)  # type: ignore[arg-type]
    report = replace(REPORT, aspects=aspects, themes=themes)
    said = " ".join(wording.aspect_sentences(report, 1) + wording.theme_sentences(report, 1))
    assert "vaakst" not in said
    assert "minst" not in said


def test_when_two_domains_are_spoken_about_as_much_no_single_one_is_called_the_most() -> None:
    same = _figure(20, 50)
    rows = tuple(ThenNowRow(2, "parent", domain, same, same, same, same) for domain in ("support", "wellbeing"))
    said = " ".join(short(replace(REPORT, then_now=rows)).change)
    assert (say("domain.support.label") in said) == (say("domain.wellbeing.label") in said)


def test_the_texts_claim_no_effect_and_no_proof() -> None:
    text = TEXTS_FILE.read_text(encoding="utf-8")
    sentences = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert not re.search(r"significant|bewezen|dankzij de pilot|effectief", sentences, flags=re.IGNORECASE)
