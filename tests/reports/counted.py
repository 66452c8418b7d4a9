"""What `analysis` would count in invented stories, with fixed shares: figures, readings, places in a triad, a map."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.disclosure import policy_of
from analysis.indicators import wilson
from analysis.placing import ZoneCounts
from analysis.published import ZONES
from analysis.records import IndicatorResult, Perspective
from analysis.theme_map import Squares
from reports.content import ASPECTS, DOMAINS

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
HEARD = {WAITING: 0.44, LISTENING: 0.31, GROUP: 0.12, EXPLAINED: 0.21}

_PLACED = (0.22, 0.06, 0.27, 0.09, 0.03, 0.05, 0.19)
"""Share of the stories in each zone."""
SQUARES = Squares(
    side=7,
    stories={(1, 5): 31, (2, 5): 22, (3, 4): 9, (4, 4): 14, (5, 2): 48, (5, 1): 17, (2, 2): 12, (3, 2): 6, (6, 6): 3},
    themes=((WAITING, (5, 2)), (LISTENING, (1, 5)), (GROUP, (3, 4)), (EXPLAINED, (5, 1))),
)


def figures(sizes: Sizes) -> list[IndicatorResult]:
    """What `analysis.indicators` would count in so many stories, with fixed shares."""
    rows: list[IndicatorResult] = []
    for (wave, who), told in sizes.items():
        released = told - told // 15
        rows += [
            row("stories.told", "count", wave, who, told, None, told),
            row("stories.released", "count", wave, who, released, None, told),
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
                row(f"{domain}.{part}", "measured", wave, who, round(answered * share), answered, released)
                for part, share in shares.items()
            ]
        for aspect in ASPECTS:
            answered = round(released * 0.81)
            rows.append(
                row(f"{aspect}.agree", "measured", wave, who, round(answered * _AGREE[aspect]), answered, released)
            )
    return rows


def readings(sizes: Sizes, names: tuple[str, ...] = tuple(HEARD)) -> list[IndicatorResult]:
    """In how many stories that the panel read each theme was heard."""
    return [
        row(f"heard_theme.{name}", "heard", wave, who, round(read * HEARD[name]), read, read)
        for (wave, who), told in sizes.items()
        if (read := told * 2 // 5)
        for name in names
    ]


def row(
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
