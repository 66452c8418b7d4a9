"""Build an `ImpactReport` from published results and a few facts. Nothing is computed here that disclosure did not release.

Figures over all perspectives together are left out on purpose: perspectives are never pooled by default (docs/methods/report.md).
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from analysis.published import PublishedIndicator, PublishedQuote, PublishedResults, PublishedTheme
from analysis.records import PERSPECTIVES, Perspective
from reports.composition import (
    SECTIONS,
    ChosenStory,
    RiskFound,
    RiskPart,
    SignalFacts,
    TextBlock,
    checked_sections,
)
from reports.content import (
    ASPECTS,
    DOMAINS,
    SCHEMA,
    AspectRow,
    ChosenPart,
    CoverageFacts,
    CoverageRow,
    Figure,
    GlossaryEntry,
    HeardRow,
    ImpactReport,
    IssueFacts,
    LessonFacts,
    Limits,
    PanelFacts,
    PhaseFacts,
    PilotFacts,
    ProvenanceFacts,
    QuoteRef,
    ReflectionFacts,
    ThemePart,
    ThenNowRow,
    WaveFacts,
)
from reports.parts import TriadPart, TriadWords
from reports.texts import glossary
from reports.texts import texts as words

HEARD_PREFIX = "heard_theme."

_Key = tuple[str, int, Perspective]
_Figures = dict[_Key, Figure]
_Cell = tuple[int, Perspective]


class WrongPilot(ValueError):
    """The results are about another pilot than the facts."""


class UnknownWave(ValueError):
    """The results hold a wave about which no facts were given."""


def build_report(
    *,
    published: PublishedResults,
    pilot: PilotFacts,
    phases: Sequence[PhaseFacts],
    waves: Sequence[WaveFacts],
    issue: IssueFacts,
    provenance: ProvenanceFacts,
    coverage: Sequence[CoverageFacts] = (),
    panel: Sequence[PanelFacts] = (),
    reflections: Sequence[ReflectionFacts] = (),
    lessons: Sequence[LessonFacts] = (),
    chosen: Sequence[ChosenStory] = (),
    signals: SignalFacts | None = None,
    sections: Sequence[str] = SECTIONS,
    texts: Sequence[TextBlock] = (),
    triads: Sequence[TriadWords] = (),
    with_risks: bool = True,
) -> ImpactReport:
    """Everything in its place and in a fixed order. sections: those that the report has, in their order. with_risks: the
    programme is the one whose risks `texts.toml` holds.

    Raises WrongPilot, UnknownWave, UnknownSection.
    """
    _check(published, pilot, waves)
    present = checked_sections(tuple(sections))
    figures = _figures(published.indicators)
    cells = [(wave.number, who) for wave in sorted(waves, key=lambda w: w.number) for who in PERSPECTIVES]
    placed = _placed_quotes(published, {ref for part in chosen for ref in (part.ref, part.contrary_ref)})
    made = ImpactReport(
        schema=SCHEMA,
        issue=issue,
        pilot=pilot,
        phases=tuple(sorted(phases, key=lambda p: p.number)),
        waves=tuple(sorted(waves, key=lambda w: w.number)),
        coverage=_coverage(figures, cells, coverage),
        then_now=_then_now(figures, cells),
        aspects=_aspects(figures, cells),
        panel=tuple(sorted(panel, key=lambda p: p.held_on)),
        themes=tuple(_theme(theme, figures, cells, placed) for theme in published.themes),
        quotes=tuple(ref for theme, ref in placed if theme is None),
        reflections=tuple(sorted(reflections, key=lambda r: r.held_on)),
        lessons=tuple(lessons),
        limits=_limits(published),
        provenance=provenance,
        glossary=tuple(GlossaryEntry(term, meaning) for term, meaning in glossary()),
        sections=present,
        texts=tuple(block for name in present for block in texts if block.section == name and block.text),
        chosen=tuple(_chosen(part, placed) for part in chosen),
        signals=signals,
        risks=(),
        triads=tuple(_triad(words, published) for words in triads),
        theme_map=published.pictures.theme_map if published.pictures else None,
        saturation=published.pictures.saturation if published.pictures else None,
    )
    return replace(made, risks=_risks(made)) if with_risks else made


def _check(published: PublishedResults, pilot: PilotFacts, waves: Sequence[WaveFacts]) -> None:
    if published.pilot != pilot.code:
        raise WrongPilot(f"results of {published.pilot}, facts of {pilot.code}")
    held = {i.wave for i in published.indicators} | {q.wave for q in published.quotes}
    if unknown := held - {wave.number for wave in waves}:
        raise UnknownWave(f"no facts about wave {sorted(unknown)}")


def _figures(indicators: Iterable[PublishedIndicator]) -> _Figures:
    """By indicator, wave and perspective; figures over all perspectives together are not taken."""
    return {(i.indicator, i.wave, i.perspective): _figure(i) for i in indicators if i.perspective is not None}


def _figure(indicator: PublishedIndicator) -> Figure:
    return Figure(
        n=indicator.n,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        percent=indicator.percent,
        low=indicator.low,
        high=indicator.high,
        n_not_mentioned=indicator.n_not_mentioned,
        n_not_applicable=indicator.n_not_applicable,
        method=indicator.method,
        withheld=indicator.withheld,
    )


def _coverage(figures: _Figures, cells: Sequence[_Cell], facts: Sequence[CoverageFacts]) -> tuple[CoverageRow, ...]:
    """A row for every wave and perspective, also where nobody was heard: who is missing comes first."""
    by_cell = {(f.wave, f.perspective): f for f in facts}
    rows = []
    for wave, who in cells:
        fact = by_cell.get((wave, who))
        rows.append(
            CoverageRow(
                wave=wave,
                perspective=who,
                told=_count(figures.get(("stories.told", wave, who))),
                released=_count(figures.get(("stories.released", wave, who))),
                planned=fact.planned if fact else None,
                known=fact.known if fact else None,
                source=fact.source if fact else "",
            )
        )
    return tuple(rows)


def _count(figure: Figure | None) -> int | None:
    return None if figure is None or figure.withheld is not None else figure.numerator


def _then_now(figures: _Figures, cells: Sequence[_Cell]) -> tuple[ThenNowRow, ...]:
    rows = []
    for wave, who in cells:
        for domain in DOMAINS:
            then, now, better, worse = (
                figures.get((f"{domain}.{part}", wave, who)) for part in ("then_well", "now_well", "better", "worse")
            )
            if then or now or better or worse:
                rows.append(ThenNowRow(wave, who, domain, then, now, better, worse))
    return tuple(rows)


def _aspects(figures: _Figures, cells: Sequence[_Cell]) -> tuple[AspectRow, ...]:
    return tuple(
        AspectRow(wave, who, aspect, figure)
        for wave, who in cells
        for aspect in ASPECTS
        if (figure := figures.get((f"{aspect}.agree", wave, who)))
    )


def _theme(
    theme: PublishedTheme, figures: _Figures, cells: Sequence[_Cell], placed: Sequence[tuple[str | None, QuoteRef]]
) -> ThemePart:
    heard = tuple(
        HeardRow(wave, who, figure)
        for wave, who in cells
        if (figure := figures.get((f"{HEARD_PREFIX}{theme.name}", wave, who)))
    )
    return ThemePart(
        name=theme.name,
        reasons=theme.reasons,
        votes=theme.votes,
        dissent=theme.dissent,
        keywords=theme.keywords,
        firmness=theme.firmness,
        n_stories=theme.n_stories,
        heard=heard,
        quotes=tuple(ref for name, ref in placed if name == theme.name),
    )


def _triad(words: TriadWords, published: PublishedResults) -> TriadPart:
    """A triad with its pictures in the order of the waves."""
    drawn = published.pictures.triads if published.pictures else ()
    mine = [t for t in drawn if (t.question, t.perspective) == (words.question, words.perspective)]
    return TriadPart(words, tuple(sorted(mine, key=lambda triad: triad.wave)))


CHOSEN = ""
"""Where a quote stands that is in the report because the panel chose its story, and for nothing else."""


def _placed_quotes(published: PublishedResults, chosen: Set[str | None]) -> tuple[tuple[str | None, QuoteRef], ...]:
    """Quotes numbered in the order of the release, each with its theme; None when the release holds no such theme, and
    `CHOSEN` for a story that the panel chose."""
    names = {theme.name for theme in published.themes}
    return tuple(
        (quote.theme if quote.theme in names else CHOSEN if quote.ref in chosen else None, _quote_ref(number, quote))
        for number, quote in enumerate(published.quotes, start=1)
    )


def _chosen(part: ChosenStory, placed: Sequence[tuple[str | None, QuoteRef]]) -> ChosenPart:
    by_ref = {quote.ref: quote for _, quote in reversed(placed)}
    quote, contrary = by_ref.get(part.ref), by_ref.get(part.contrary_ref or "")
    return ChosenPart(
        about=part.about,
        quote=quote,
        reasons=part.reasons if quote else (),
        contrary=contrary,
        contrary_reasons=part.contrary_reasons if contrary else (),
        no_contrary=part.no_contrary if part.contrary_ref is None else "",
        is_negative=part.is_negative,
    )


def _risks(report: ImpactReport) -> tuple[RiskPart, ...]:
    """The startnotitie's risks that a report can say something about, and what this one brings to each."""
    shown: dict[RiskFound, bool] = {
        "then_now": any(figure and figure.is_shown for row in report.then_now for figure in (row.then, row.now)),
        "panel": bool(report.panel),
        "chosen": bool(report.chosen),
        "reflection": bool(report.reflections),
        "lessons": bool(report.lessons),
        "quotes": bool(report.all_quotes),
        "professionals": any(row.told for row in report.coverage if row.perspective == "professional"),
        "themes": bool(report.themes),
    }
    return tuple(
        RiskPart(
            number=risk["number"],
            risk=risk["risk"],
            measure=risk["measure"],
            found=tuple(found for found in risk["brings"] if shown[found]) or ("not_yet",),
        )
        for risk in words()["risks"]["list"]
    )


def _quote_ref(number: int, quote: PublishedQuote) -> QuoteRef:
    return QuoteRef(
        number=number,
        ref=quote.ref,
        start=quote.start,
        end=quote.end,
        text_hash=quote.text_hash,
        language=quote.language,
        perspective=quote.perspective,
        wave=quote.wave,
        contrary=quote.contrary,
    )


def _limits(published: PublishedResults) -> Limits:
    return Limits(
        policy=published.policy,
        rounding_base=published.rounding_base,
        minimum_count=published.minimum_count,
        minimum_n_percent=published.minimum_n_percent,
        held_over=tuple((wave, who) for wave, who in published.held_over if who is not None),
    )
