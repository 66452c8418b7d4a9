"""Impact reports with realistic, invented figures: made as the platform makes them, through disclosure control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from analysis.disclosure import (
    policy_of,
    publish,
    publish_quote,
    publish_theme,
    with_pictures,
    with_quotes,
    with_themes,
)
from analysis.indicators import wilson
from analysis.placing import ZoneCounts
from analysis.published import ZONES, PublishedResults
from analysis.records import PERSPECTIVES, DeidentifiedStory, IndicatorResult, Keyword, Perspective, Theme
from analysis.theme_map import Squares
from reports.build import build_report
from reports.composition import ChosenStory, DecisionFacts, SignalFacts, TextBlock
from reports.content import (
    ASPECTS,
    DOMAINS,
    CoverageFacts,
    ImpactReport,
    IssueFacts,
    LessonFacts,
    PanelFacts,
    PhaseFacts,
    PilotFacts,
    ProvenanceFacts,
    ReflectionFacts,
    RunFacts,
    WaveFacts,
)
from reports.parts import TriadWords
from reports.quotes import LedgerEntry, QuoteLedger

POLICY = policy_of("any programme")
Sizes = Mapping[tuple[int, Perspective], int]

FULL: Sizes = {
    (1, "young_person"): 93,
    (1, "parent"): 118,
    (1, "professional"): 42,
    (2, "young_person"): 131,
    (2, "parent"): 164,
    (2, "professional"): 18,
}
"""Stories told per wave and perspective: enough for most figures, too few from professionals at the second wave."""

_ANSWERED = {"support": 0.92, "housing": 0.31, "school_work": 0.74, "income": 0.17, "wellbeing": 0.88}
_THEN = {"support": 0.21, "housing": 0.57, "school_work": 0.38, "income": 0.49, "wellbeing": 0.13}
_NOW = {"support": 0.71, "housing": 0.62, "school_work": 0.51, "income": 0.46, "wellbeing": 0.52}
_AGREE = {"rapport": 0.83, "trust": 0.74, "information": 0.36, "heard": 0.66, "one_contact": 0.58, "timely": 0.29}

WAITING = "Lang wachten op hulp"
LISTENING = "Gehoord worden, ook als je weinig zegt"
GROUP = "Merken dat je niet de enige bent, en dat een ander het net zo voelt"
EXPLAINED = "Uitleg die je begrijpt"
_HEARD = {WAITING: 0.44, LISTENING: 0.31, GROUP: 0.12, EXPLAINED: 0.21}

TRIADS = tuple(
    TriadWords("decided", who, "Wat bepaalde hoe het ging?", (wanted, needed, "wat de regels zeiden"))
    for who, wanted, needed in (
        ("young_person", "wat ik zelf wilde", "wat de mensen om mij heen nodig vonden"),
        ("parent", "wat wij als gezin wilden", "wat de mensen die hielpen nodig vonden"),
        ("professional", "wat de jongere of het gezin wilde", "wat de mensen die hielpen nodig vonden"),
    )
)
_PLACED = (0.22, 0.06, 0.27, 0.09, 0.03, 0.05, 0.19)
"""Share of the stories in each zone."""
SQUARES = Squares(
    side=7,
    stories={(1, 5): 31, (2, 5): 22, (3, 4): 9, (4, 4): 14, (5, 2): 48, (5, 1): 17, (2, 2): 12, (3, 2): 6, (6, 6): 3},
    themes=((WAITING, (5, 2)), (LISTENING, (1, 5)), (GROUP, (3, 4)), (EXPLAINED, (5, 1))),
)

ARABIC = "انتظرنا طويلا حتى اتصلت بنا سيدة من البلدية. الآن تأتي كل أسبوع إلى بيتنا."
STORIES = (
    DeidentifiedStory(
        ref="b0c9f6a4-0000-4000-8000-000000000001",
        pilot="samen",
        wave=2,
        perspective="parent",
        language="nl",
        title="",
        text="Eerst moesten we [duur] wachten. Toen kwam [naam 1], en zij bleef. Mijn zoon lacht weer <aan tafel> & thuis 🙂.",
        consent=frozenset({"analysis", "panel", "quotation"}),
    ),
    DeidentifiedStory(
        ref="b0c9f6a4-0000-4000-8000-000000000002",
        pilot="samen",
        wave=2,
        perspective="young_person",
        language="nl",
        title="",
        text="bij mij ging het juist snel. binnen een week zat ze bij ons op de bank, dat had ik niet gedacht",
        consent=frozenset({"analysis", "panel", "quotation"}),
    ),
    DeidentifiedStory(
        ref="b0c9f6a4-0000-4000-8000-000000000003",
        pilot="samen",
        wave=1,
        perspective="parent",
        language="ar",
        title="",
        text=ARABIC,
        consent=frozenset({"analysis", "panel", "quotation"}),
    ),
    DeidentifiedStory(
        ref="b0c9f6a4-0000-4000-8000-000000000004",
        pilot="samen",
        wave=1,
        perspective="professional",
        language="nl",
        title="",
        text="Ik zag dat de jongen pas praatte toen wij naast elkaar de band plakten.\nDaarna kwam hij elke week.",
        consent=frozenset({"analysis", "panel", "quotation"}),
    ),
    DeidentifiedStory(
        ref="b0c9f6a4-0000-4000-8000-000000000005",
        pilot="samen",
        wave=2,
        perspective="young_person",
        language="nl",
        title="",
        text="ik ging niet meer naar school. nu haalt [naam 1] me op en dan lopen we",
        consent=frozenset({"analysis", "panel", "quotation"}),
    ),
)

PILOT = PilotFacts(
    code="samen",
    title="Samen op school & in de buurt",
    programme="Aanvullende hulp jeugd en gezin (verzonnen)",
    is_demo=True,
    themes=("samenwerking met scholen", "collectieve vormen van ondersteuning"),
    neighbourhoods=("Beijum", "Lewenborg"),
    target_group="Jongeren van 8 tot 18 jaar en hun gezin",
    starts_on=date(2026, 1, 1),
    ends_on=date(2027, 12, 31),
)
PHASES = (
    PhaseFacts(1, "Strategie & ontwerp", date(2025, 8, 1), date(2025, 10, 31)),
    PhaseFacts(2, "Leren & ontwikkelen in de praktijk", date(2025, 10, 1), date(2026, 12, 31)),
)
WAVES = (
    WaveFacts(1, "Meetmoment voorjaar 2026", 2, date(2026, 3, 1), date(2026, 5, 31)),
    WaveFacts(2, "Meetmoment najaar 2026", 2, date(2026, 9, 1), date(2026, 10, 31)),
)
PANEL_DAY = date(2026, 11, 4)
REFLECTIONS = (
    ReflectionFacts(
        held_on=date(2026, 11, 12),
        phase=2,
        works_well="Hulp die op school aanwezig is.",
        needs_adjusting="Uitleg over rechten en plichten.",
        usable_later="",
        decisions=(DecisionFacts("De uitleg komt ook op papier.", "Werkgroep toegang"),),
    ),
)
LESSONS = (
    LessonFacts(
        1, "Vertel meteen hoe lang het wachten duurt.", "Reflectiemoment", "Werkgroep toegang", "taken_up", "Sinds mei."
    ),
    LessonFacts(2, "Eén vast gezicht per gezin.", "Cliëntenpanel", "Pilotcoördinator", "open", ""),
)
CHOSEN = (
    ChosenStory(
        about="Support",
        ref=STORIES[3].ref,
        reasons=("Pas naast elkaar durfde hij te praten, dat is zo groot.",),
        contrary_ref=STORIES[1].ref,
        contrary_reasons=("Hier was er juist snel iemand.",),
    ),
    ChosenStory(
        about="Welzijn",
        ref="b0c9f6a4-0000-4000-8000-0000000000ff",
        reasons=("Dit mag niemand lezen.",),
        contrary_ref=None,
        no_contrary="Er was geen verhaal over het omgekeerde.",
        is_negative=True,
    ),
)
TEXTS = (
    TextBlock("then_now", "De cijfers over inkomen rusten op weinig antwoorden.", "person", date(2026, 11, 21)),
    TextBlock("compare", "Ouders en jongeren kijken niet overal anders.", "machine", date(2026, 11, 20)),
)
PROVENANCE = ProvenanceFacts(
    software="Loex 0.1.0",
    release=3,
    released_on=date(2026, 11, 20),
    release_checksum="5f" * 32,
    questionnaires=("Vertel je verhaal (v2)",),
    runs=(
        RunFacts(
            ref="7d1f0a52-0000-4000-8000-000000000009",
            model_id="e5-small-q4",
            seed=20260401,
            input_hash="c3" * 32,
            libraries=(("numpy", "2.3.1"), ("scikit-network", "0.33.5")),
            parameters=(("n_neighbours", "10"), ("resolution", "1.0")),
            inputs_changed=True,
        ),
    ),
)


def figures(sizes: Sizes) -> list[IndicatorResult]:
    """What `analysis.indicators` would count in so many stories, with fixed shares."""
    rows: list[IndicatorResult] = []
    for (wave, who), told in sizes.items():
        released = told - told // 15
        rows += [
            _row("stories.told", "count", wave, who, told, None, told),
            _row("stories.released", "count", wave, who, released, None, told),
        ]
        lift = 0.12 if who == "professional" else 0.0
        for domain in DOMAINS:
            answered = round(released * _ANSWERED[domain])
            shares = {
                "then_well": _THEN[domain],
                "now_well": min(1.0, _NOW[domain] + lift),
                "better": 0.56,
                "worse": 0.09,
            }
            rows += [
                _row(f"{domain}.{part}", "measured", wave, who, round(answered * share), answered, released)
                for part, share in shares.items()
            ]
        for aspect in ASPECTS:
            answered = round(released * 0.81)
            rows.append(
                _row(f"{aspect}.agree", "measured", wave, who, round(answered * _AGREE[aspect]), answered, released)
            )
    return rows


def readings(sizes: Sizes, names: tuple[str, ...] = tuple(_HEARD)) -> list[IndicatorResult]:
    """In how many stories that the panel read each theme was heard."""
    return [
        _row(f"heard_theme.{name}", "heard", wave, who, round(read * _HEARD[name]), read, read)
        for (wave, who), told in sizes.items()
        if (read := told * 2 // 5)
        for name in names
    ]


def _row(
    code: str, kind: str, wave: int, who: Perspective, numerator: int, denominator: int | None, n: int
) -> IndicatorResult:
    low, high = wilson(numerator, denominator) if denominator else (None, None)
    return IndicatorResult(
        indicator=code,
        kind=kind,  # type: ignore[arg-type]
        pilot="samen",
        wave=wave,
        perspective=who,
        n=n,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if denominator else None,
        low=low,
        high=high,
        method="count" if denominator is None else "wilson-95",
        n_not_mentioned=0 if denominator is None else n - denominator,
    )


def zones(sizes: Sizes) -> list[ZoneCounts]:
    """How so many stories lie in the one triad, with fixed shares."""
    return [
        ZoneCounts(
            "decided", wave, who, tuple((zone, round(n * share)) for zone, share in zip(ZONES, _PLACED, strict=True))
        )
        for (wave, who), n in sizes.items()
    ]


def full_results() -> PublishedResults:
    """Four themes (firm, fair, shaky, firm), all pictures, five quotes (one Arabic, one contrary, one without a theme)."""
    published = publish([*figures(FULL), *readings(FULL)], policy=POLICY)
    published = with_themes(
        published,
        [
            publish_theme(
                Theme(
                    WAITING,
                    ("c1",),
                    ("In bijna elk verhaal gaat tijd verloren.", "Het wachten maakt het erger."),
                    {"confirm": 4, "reject": 1},
                    ("In twee verhalen was er juist snel iemand.",),
                ),
                keywords=[Keyword("wachten", 0.4, 31), Keyword("wachtlijst", 0.3, 22)],
                n_stories=62,
                firmness="firm",
                policy=POLICY,
            ),
            publish_theme(
                Theme(LISTENING, ("c2",), ("Als eerste aan mij vragen.",), {"rename": 3}),
                keywords=[Keyword("luisteren", 0.4, 12)],
                n_stories=38,
                firmness="fair",
                policy=POLICY,
            ),
            publish_theme(
                Theme(GROUP, ("c3",), ("Je hoeft niks uit te leggen.",), {"confirm": 5}),
                keywords=[],
                n_stories=4,
                firmness="shaky",
                policy=POLICY,
            ),
            publish_theme(
                Theme(EXPLAINED, ("c4",), ("Zonder uitleg kun je niet meepraten.",), {"confirm": 4}),
                keywords=[],
                n_stories=21,
                firmness="firm",
                policy=POLICY,
            ),
        ],
    )
    published = with_pictures(published, triads=zones(FULL), squares=SQUARES, policy=POLICY)
    one, contrary, arabic, professional, loose = STORIES
    start = one.text.index("Toen kwam")
    quotes = [
        publish_quote(one, start=start, end=len(one.text), words=one.text[start:], theme=WAITING),
        publish_quote(contrary, start=0, end=28, words=contrary.text[:28], theme=WAITING, contrary=True),
        publish_quote(arabic, start=0, end=len(ARABIC), words=ARABIC, theme=LISTENING),
        publish_quote(
            professional, start=0, end=len(professional.text), words=professional.text, theme=LISTENING, contrary=False
        ),
        publish_quote(loose, start=0, end=31, words=loose.text[:31]),
    ]
    return with_quotes(published, quotes)


def full_report(published: PublishedResults | None = None, *, pilot: PilotFacts = PILOT) -> ImpactReport:
    """A report with everything in it."""
    return build_report(
        published=published or full_results(),
        pilot=pilot,
        phases=PHASES,
        waves=WAVES,
        issue=IssueFacts(1, date(2026, 11, 22)),
        provenance=PROVENANCE,
        coverage=[
            CoverageFacts(wave, who, planned=120 if who != "professional" else 40, known=None, source="Plan van aanpak")
            for wave in (1, 2)
            for who in PERSPECTIVES
        ],
        panel=[PanelFacts(PANEL_DAY, 5, n_on_paper=2, has_group=True)],
        reflections=REFLECTIONS,
        lessons=LESSONS,
        chosen=CHOSEN,
        signals=SignalFacts(n_seen=10, n_ended=5),
        texts=TEXTS,
        triads=TRIADS,
    )


def small_report(n_stories: int) -> ImpactReport:
    """A report over so few stories, all told by parents at the first wave; no panel, no run, no quotes."""
    sizes: Sizes = {(1, "parent"): n_stories}
    rows = figures(sizes) if n_stories else [_row("stories.told", "count", 1, "parent", 0, None, 0)]
    return build_report(
        published=with_pictures(publish(rows, policy=POLICY), triads=zones(sizes), policy=POLICY),
        pilot=PILOT,
        phases=PHASES,
        waves=WAVES[:1],
        issue=IssueFacts(1, date(2026, 6, 10)),
        provenance=replace(PROVENANCE, runs=()),
        triads=TRIADS,
    )


def ledger(**changes: LedgerEntry) -> QuoteLedger:
    """Everything may be quoted, except what is changed: the last digit of a story's ref, as `s1=LedgerEntry(...)`."""
    entries = {story.ref: LedgerEntry(story.text, may_quote=True) for story in STORIES}
    for name, entry in changes.items():
        entries[STORIES[int(name[1:]) - 1].ref] = entry
    return QuoteLedger(entries)
