"""Sentences about numbers: what a reader should see in a chart. Never "significant", never an effect, never a ranking.

Two figures are said to lie apart only where their intervals do not touch; that is stricter than a test of the difference,
and it can be seen in the picture.
"""

from collections.abc import Sequence

from analysis.records import PERSPECTIVES, Perspective
from reports import numbers
from reports.content import DOMAINS, CoverageRow, Figure, ImpactReport, ThenNowRow
from reports.tables import group
from reports.texts import say

NEARLY = 0.02
"""Within this share of none or all, rounded counts are said as "(bijna) geen" or "(bijna) alle"."""


def amount(figure: Figure) -> str:
    """About 45 of the 80, from rounded counts."""
    part, whole = figure.numerator or 0, figure.denominator or 0
    if whole and part >= whole * (1 - NEARLY):
        return say("count.all", whole=numbers.whole(whole))
    if part <= whole * NEARLY:
        return say("count.none", whole=numbers.whole(whole))
    return say("count.some", part=numbers.whole(part), whole=numbers.whole(whole))


def shown(figure: Figure | None) -> bool:
    return figure is not None and figure.is_shown


def coverage_sentences(rows: Sequence[CoverageRow]) -> list[str]:
    """What the bars are, who is missing, and who stayed under the plan."""
    said = [say("coverage.sentence")]
    if any(row.planned is not None for row in rows):
        said.append(say("coverage.sentence_planned"))
    missing = [_inside(row) for row in rows if not row.told]
    if missing:
        said.append(say("coverage.not_heard", groups=numbers.listing(missing)))
    below = [
        _inside(row) for row in rows if row.planned is not None and row.told is not None and row.told < row.planned
    ]
    if below:
        said.append(say("coverage.below_plan", groups=numbers.listing(below)))
    return said


def then_now_sentences(rows: Sequence[ThenNowRow], perspective: Perspective) -> list[str]:
    """Where then and now lie apart, where not, and what cannot be said, for one wave and perspective."""
    up, down, overlap, hidden = [], [], [], []
    for row in rows:
        label = say(f"domain.{row.domain}.label")
        if not (shown(row.then) and shown(row.now)):
            hidden.append(label)
        elif _apart(row.then, row.now):
            up.append(label)
        elif _apart(row.now, row.then):
            down.append(label)
        else:
            overlap.append(label)
    said = [say("then_now.how", people=say(f"perspective.{perspective}.many"))]
    for key, labels in (("apart_up", up), ("apart_down", down), ("overlap", overlap), ("withheld", hidden)):
        if labels:
            said.append(say(f"then_now.{key}", domains=numbers.listing(labels)))
    if up or down or overlap:
        said.append(say("then_now.worse"))
    return said


def aspect_sentences(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective what it is most and least often positive about, where that difference can be seen."""
    said = [say("aspects.how")]
    for who in PERSPECTIVES:
        rows = [r for r in report.aspects if r.wave == wave and r.perspective == who and r.figure.is_shown]
        people = numbers.sentence_case(say(f"perspective.{who}.many"))
        if len(rows) == 1:
            said.append(
                say(
                    "aspects.one",
                    people=people,
                    count=amount(rows[0].figure),
                    aspect=say(f"aspect.{rows[0].aspect}.label"),
                )
            )
        if len(rows) < 2:
            continue
        most, least = (pick(rows, key=lambda r: r.figure.percent or 0.0) for pick in (max, min))
        if not _apart(least.figure, most.figure):
            said.append(say("aspects.even", people=people))
            continue
        said.append(
            say(
                "aspects.spread",
                people=people,
                most=say(f"aspect.{most.aspect}.label"),
                most_count=amount(most.figure),
                least=say(f"aspect.{least.aspect}.label"),
                least_count=amount(least.figure),
            )
        )
    return said


def theme_sentences(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective the theme that is heard most often in what the panel read."""
    said = [say("themes.how")]
    lines = []
    for who in PERSPECTIVES:
        heard = [
            (theme.name, row.figure)
            for theme in report.themes
            for row in theme.heard
            if row.wave == wave and row.perspective == who and row.figure.is_shown
        ]
        if heard:
            name, figure = max(heard, key=lambda item: item[1].percent or 0.0)
            lines.append(
                say("themes.most", people=say(f"perspective.{who}.many"), theme=f"‘{name}’", count=amount(figure))
            )
    return [*said, *([say("themes.most_intro"), *lines] if lines else [])]


def perspective_sentences(report: ImpactReport, wave: int) -> list[str]:
    """In which domains two perspectives lie apart, and that elsewhere no difference can be seen."""
    found = {(r.domain, r.perspective): r.now for r in report.then_now if r.wave == wave}
    said, compared = [say("compare.how")], 0
    for domain in DOMAINS:
        for one, other in ((a, b) for place, a in enumerate(PERSPECTIVES) for b in PERSPECTIVES[place + 1 :]):
            first, second = found.get((domain, one)), found.get((domain, other))
            if not (shown(first) and shown(second)):
                continue
            compared += 1
            if _apart(first, second) or _apart(second, first):
                said.append(
                    say(
                        "compare.apart",
                        domain=say(f"domain.{domain}.label"),
                        one=say(f"perspective.{one}.many"),
                        other=say(f"perspective.{other}.many"),
                    )
                )
    if compared:
        said.append(say("compare.overlap_all" if len(said) == 1 else "compare.overlap"))
    return said


def _apart(lower: Figure | None, higher: Figure | None) -> bool:
    """Whether the second lies above the first with room between their intervals."""
    if lower is None or higher is None or lower.high is None or higher.low is None:
        return False
    return higher.low > lower.high


def _inside(row: CoverageRow) -> str:
    name = group(row.perspective, row.wave)
    return name[:1].lower() + name[1:]
