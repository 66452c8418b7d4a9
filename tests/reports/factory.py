"""Impact reports with realistic, invented figures: made as the platform makes them, through disclosure control."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.disclosure import publish, publish_quote, publish_theme, with_pictures, with_quotes, with_themes
from analysis.published import PublishedResults
from analysis.records import PERSPECTIVES, Keyword, Theme
from reports.build import build_report
from reports.composition import SignalFacts
from reports.content import CoverageFacts, ImpactReport, IssueFacts, PanelFacts, PilotFacts
from reports.quotes import LedgerEntry, QuoteLedger
from tests.reports.counted import (
    EXPLAINED,
    FULL,
    GROUP,
    LISTENING,
    POLICY,
    SQUARES,
    WAITING,
    Sizes,
    figures,
    readings,
    row,
    zones,
)
from tests.reports.facts import LESSONS, PANEL_DAY, PHASES, PILOT, PROVENANCE, REFLECTIONS, TEXTS, TRIADS, WAVES
from tests.reports.told import ARABIC, CHOSEN, STORIES

__all__ = [
    "ARABIC",
    "LISTENING",
    "PANEL_DAY",
    "PHASES",
    "PILOT",
    "POLICY",
    "PROVENANCE",
    "REFLECTIONS",
    "STORIES",
    "TRIADS",
    "WAITING",
    "WAVES",
    "figures",
    "full_report",
    "full_results",
    "ledger",
    "small_report",
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
    rows = figures(sizes) if n_stories else [row("stories.told", "count", 1, "parent", 0, None, 0)]
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
