"""Invented stories that a report quotes, and those that the panel chose."""

from __future__ import annotations

from analysis.records import DeidentifiedStory
from reports.composition import ChosenStory

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
