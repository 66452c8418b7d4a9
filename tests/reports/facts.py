"""What a report is told besides the figures: an invented pilot with its phases, panel, reflection, lessons and runs."""

from __future__ import annotations

from datetime import date

from reports.composition import DecisionFacts, TextBlock
from reports.content import (
    LessonFacts,
    PhaseFacts,
    PilotFacts,
    ProvenanceFacts,
    ReflectionFacts,
    RunFacts,
    WaveFacts,
)
from reports.parts import TriadWords

TRIADS = tuple(
    TriadWords("decided", who, "Wat bepaalde hoe het ging?", (wanted, needed, "wat de regels zeiden"))
    for who, wanted, needed in (
        ("young_person", "wat ik zelf wilde", "wat de mensen om mij heen nodig vonden"),
        ("parent", "wat wij als gezin wilden", "wat de mensen die hielpen nodig vonden"),
        ("professional", "wat de jongere of het gezin wilde", "wat de mensen die hielpen nodig vonden"),
    )
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
        1,
        "Vertel meteen hoe lang het wachten duurt.",
        "Reflectiemoment",
        "Werkgroep toegang",
        "taken_up",
        "Sinds mei.",
        date(2026, 4, 2),
    ),
    LessonFacts(2, "Eén vast gezicht per gezin.", "Cliëntenpanel", "Pilotcoördinator", "open", ""),
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
