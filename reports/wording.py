"""Sentences about numbers: what a reader should see in a chart. Never "significant", never an effect, never a ranking.

Two figures are said to lie apart only where their intervals do not touch; that is stricter than a test of the difference,
and it can be seen in the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.records import PERSPECTIVES, Perspective
from reports import numbers
from reports.content import DOMAINS, AspectRow, CoverageRow, Figure, ImpactReport, ThenNowRow
from reports.tables import group_words
from reports.texts import say


def amount(figure: Figure) -> str:
    """About 45 of the 80, from rounded counts: a rounded nought is said as none or almost none, and all alike."""
    part, whole = figure.numerator or 0, figure.denominator or 0
    if part == 0:
        return say("count.none", whole=numbers.whole(whole))
    if part >= whole:
        return say("count.all", whole=numbers.whole(whole))
    return say("count.some", part=numbers.whole(part), whole=numbers.whole(whole))


def interval(figure: Figure) -> str:
    """Where the share may lie, in words; '' when it may not be shown."""
    return "" if figure.low is None or figure.high is None else numbers.in_words(figure.low, figure.high)


def shown(figure: Figure | None) -> bool:
    return figure is not None and figure.is_shown


def people(perspective: Perspective) -> str:
    return say(f"perspective.{perspective}.many")


def coverage_sentences(rows: Sequence[CoverageRow]) -> list[str]:
    """Who is missing, and who stayed under the plan; or that every group was heard."""
    said = []
    missing = [group_words(row.perspective, row.wave) for row in rows if not row.told]
    if missing:
        said.append(say("coverage.not_heard", groups=numbers.listing(missing)))
    below = [
        group_words(row.perspective, row.wave)
        for row in rows
        if row.planned is not None and row.told is not None and row.told < row.planned
    ]
    if below:
        said.append(say("coverage.below_plan", groups=numbers.listing(below)))
    return said or [say("coverage.all_heard")]


def then_now_sentences(rows: Sequence[ThenNowRow]) -> list[str]:
    """Where then and now lie apart, where not, for whom it got worse, and what cannot be said: one wave and perspective."""
    found: dict[str, list[str]] = {"apart_up": [], "apart_down": [], "overlap": [], "withheld": []}
    for row in rows:
        found[_direction(row)].append(say(f"domain.{row.domain}.label"))
    said = {key: say(f"then_now.{key}", domains=numbers.listing(labels)) for key, labels in found.items() if labels}
    worse = [
        say("then_now.worse_part", domain=say(f"domain.{row.domain}.label"), count=amount(row.worse))
        for row in rows
        if row.worse is not None and row.worse.is_shown and row.worse.numerator
    ]
    if worse:
        said["worse"] = say("then_now.worse", domains=numbers.listing(worse))
    return [said[key] for key in ("apart_up", "apart_down", "overlap", "worse", "withheld") if key in said]


def movement_sentences(rows: Sequence[ThenNowRow]) -> list[str]:
    """Where more people say it got better than worse, the other way round, and where neither can be seen. Better and worse
    are parts of the same answers: as they are at most the whole together, room between their intervals is stricter than a
    test of their difference."""
    found: dict[str, list[str]] = {"up": [], "down": [], "close": []}
    for row in rows:
        if shown(row.better) and shown(row.worse):
            side = "up" if apart(row.worse, row.better) else "down" if apart(row.better, row.worse) else "close"
            found[side].append(say(f"domain.{row.domain}.label"))
    return [say(f"movement.{side}", domains=numbers.listing(named)) for side, named in found.items() if named]


def _direction(row: ThenNowRow) -> str:
    if not (shown(row.then) and shown(row.now)):
        return "withheld"
    if apart(row.then, row.now):
        return "apart_up"
    return "apart_down" if apart(row.now, row.then) else "overlap"


def aspect_sentences(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective what it is most and least often positive about, where that difference can be seen."""
    return [
        _aspect_sentence(who, rows)
        for who in PERSPECTIVES
        if (rows := [r for r in report.aspects if r.wave == wave and r.perspective == who and r.figure.is_shown])
    ]


def _aspect_sentence(who: Perspective, rows: Sequence[AspectRow]) -> str:
    named = [(say(f"aspect.{row.aspect}.label"), row.figure) for row in rows]
    most, least = _highest(named), _lowest(named)
    if len(rows) == 1:
        return say("aspects.one", people=say(f"perspective.{who}.title"), count=amount(most.figure), aspect=most.names)
    if not apart(least.figure, most.figure):
        return say("aspects.even", people=people(who))
    return say(
        "aspects.spread",
        people=say(f"perspective.{who}.title"),
        most=most.names,
        most_count=amount(most.figure),
        least=least.names,
        least_count=amount(least.figure),
    )


def theme_sentences(report: ImpactReport, wave: int) -> list[str]:
    """Per perspective the theme that is heard most often, where it lies apart from another one."""
    said = []
    for who in PERSPECTIVES:
        heard = [
            (theme.name, row.figure)
            for theme in report.themes
            for row in theme.heard
            if row.wave == wave and row.perspective == who and row.figure.is_shown
        ]
        if not heard:
            continue
        most, least = _highest(heard), _lowest(heard)
        if not most.figure.numerator:
            said.append(say("themes.none", people=people(who)))
        elif len(heard) > 1 and not apart(least.figure, most.figure):
            said.append(say("themes.even", people=people(who), count=amount(most.figure)))
        else:
            said.append(say("themes.most", people=people(who), theme=most.names, count=amount(most.figure)))
    return said


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a row of figures: everything that stands at it, by name, and the figure they share."""

    names: str
    figure: Figure


def _highest(named: Sequence[tuple[str, Figure]]) -> _End:
    return _end(named, max(figure.percent or 0.0 for _, figure in named))


def _lowest(named: Sequence[tuple[str, Figure]]) -> _End:
    return _end(named, min(figure.percent or 0.0 for _, figure in named))


def _end(named: Sequence[tuple[str, Figure]], percent: float) -> _End:
    """Ties are all named: none of them is the highest alone."""
    found = [(name, figure) for name, figure in named if (figure.percent or 0.0) == percent]
    return _End(numbers.listing([name for name, _ in found]), found[0][1])


def perspective_sentences(report: ImpactReport, wave: int) -> list[str]:
    """In which domains two perspectives lie apart, and that elsewhere no difference can be seen."""
    found = {(r.domain, r.perspective): r.now for r in report.then_now if r.wave == wave}
    pairs = [
        (domain, one, other, found.get((domain, one)), found.get((domain, other)))
        for domain in DOMAINS
        for one, other in combinations(PERSPECTIVES, 2)
    ]
    compared = [pair for pair in pairs if shown(pair[3]) and shown(pair[4])]
    differ = [pair for pair in compared if apart(pair[3], pair[4]) or apart(pair[4], pair[3])]
    said = [
        say("compare.apart", domain=say(f"domain.{domain}.label"), one=people(one), other=people(other))
        for domain, one, other, _, _ in differ
    ]
    if not compared:
        return [say("compare.alone")]
    if len(compared) > len(differ):
        said.append(say("compare.overlap" if differ else "compare.overlap_all"))
    return said


def apart(lower: Figure | None, higher: Figure | None) -> bool:
    """Whether the second lies above the first with room between their intervals."""
    if lower is None or higher is None or lower.high is None or higher.low is None:
        return False
    return higher.low > lower.high


def held_over_sentence(report: ImpactReport) -> str:
    """Whose figures are those of an earlier report, and why; '' when nobody's are."""
    groups = [
        say("coverage.group", people=say(f"perspective.{who}.many"), wave=say("wave.inline", number=wave))
        for wave, who in report.limits.held_over
    ]
    return say("coverage.held_over", groups=numbers.listing(groups)) if groups else ""


def signal_sentences(report: ImpactReport) -> list[str]:
    """At how many stories somebody looked, in rounded counts and without anything of a story."""
    if report.signals is None:
        return [say("signals.not_known")]
    seen, ended = report.signals.n_seen, report.signals.n_ended
    if not seen:
        return [say("signals.none")]
    how_far = "ended_all" if ended >= seen else "ended" if ended else "ended_few"
    done = say(f"signals.{how_far}", ended=numbers.whole(ended))
    return [f"{say('signals.seen', seen=numbers.whole(seen))} {done}", say("signals.not_measured")]
