"""The attacker of `tests.analysis.attacker`, set on everything that a pilot has published, one release after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from analysis.disclosure import policy_of
from analysis.indicators import Indicator, load_catalogue
from analysis.published import PublishedResults
from analysis.records import IndicatorResult
from survey.models.indicator import Measurement
from survey.models.programme import Pilot
from survey.services import measurement, published_pictures, publishing
from tests.analysis.attacker import FIELDS, Attack, Group
from tests.analysis.picture_attacker import PictureAttack

COUNTS = ("stories.told", "stories.released")
Place = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A release as it went out, and the exact figures behind it."""

    results: PublishedResults
    truth: Mapping[tuple[str, int, Any], IndicatorResult]


def steps_of(session: Session, pilot: Pilot) -> list[Step]:
    steps: list[Step] = []
    for release in publishing.releases(session, pilot=pilot):
        results = publishing.published_results(release)
        measured = session.get_one(Measurement, release.measurement_id)
        truth = {_key(row): row for row in measurement.results(session, pilot=pilot, measurement=measured)}
        held = set(results.held_over)
        kept = {key: row for key, row in (steps[-1].truth if steps else {}).items() if key[1:] in held}
        steps.append(Step(results, {k: row for k, row in truth.items() if k[1:] not in held} | kept))
    return steps


def recovered(steps: Sequence[Step]) -> tuple[list[str], int]:
    """Counts of one to four that the attacker knows exactly, and how many there were."""
    found, n_tried = [], 0
    for place in sorted({key[1:] for key in steps[-1].truth}, key=str):
        mine = [step for step in steps if (COUNTS[0], *place) in step.truth]
        attack = _attack_on(place, mine)
        for number, step in enumerate(mine):
            for what, count, ends in _tried(attack, number, step, place):
                n_tried += 1
                if ends == (count, count):
                    found.append(f"release {number + 1}, wave {place[0]}, {place[1]}, {what} = {count}")
    return found, n_tried


def recovered_from_pictures(session: Session, pilot: Pilot) -> tuple[list[str], int]:
    """Zones of one to four stories that the attacker of pictures knows exactly, and how many there are now. Judged at the
    latest release: how stories lay earlier is not kept."""
    releases = [publishing.published_results(release) for release in publishing.releases(session, pilot=pilot)]
    policy = policy_of("any programme")
    found, n_tried = [], 0
    for counts in published_pictures.zone_counts(session, pilot=pilot):
        attack = PictureAttack(releases, (counts.question, counts.wave, counts.perspective), policy=policy)
        for zone, count in counts.counts:
            if 1 <= count < policy.minimum_count:
                n_tried += 1
                if attack.range_of(len(releases) - 1, zone) == (count, count):
                    found.append(f"wave {counts.wave}, {counts.perspective}, {zone} = {count}")
    return found, n_tried


def _attack_on(place: Place, steps: Sequence[Step]) -> Attack:
    asked = _asked(steps[-1], place)
    attack = Attack(len(steps), _groups(asked), COUNTS)
    for number, step in enumerate(steps):
        for one, other in _alike(step, place, asked, attack.groups):
            attack.suppose_as_many(number, one, other)
        for row in step.results.indicators:
            if (row.wave, row.perspective) != place:
                continue
            if row.indicator in COUNTS:
                attack.saw_count(number, row.indicator, row.numerator)
            elif row.indicator in asked:
                attack.saw(number, row, asked[row.indicator])
    return attack


def _tried(attack: Attack, number: int, step: Step, place: Place) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """What is small, the count, and what the attacker makes of it."""
    fewest = policy_of("any programme").minimum_count
    for code in COUNTS:
        if 1 <= (count := step.truth[code, *place].numerator) < fewest:
            yield code, count, attack.range_of_count(number, code)
    for code, indicator in _asked(step, place).items():
        for field in FIELDS:
            if 1 <= (count := getattr(step.truth[code, *place], field)) < fewest:
                yield f"{code}.{field}", count, attack.range_of(number, indicator, field)


def _asked(step: Step, place: Place) -> dict[str, Indicator]:
    """Indicators that tellers answered themselves, in one place."""
    return {i.code: i for i in load_catalogue() if i.is_counted and (i.code, *place) in step.truth}


def _groups(asked: Mapping[str, Indicator]) -> list[Group]:
    """Questions that one item draws on, then before now."""
    by_item: dict[str, set[str]] = {}
    for indicator in asked.values():
        by_item.setdefault(indicator.item, set()).update(indicator.questions)
    return [tuple(sorted(questions, reverse=True)) for questions in by_item.values()]


def _alike(
    step: Step, place: Place, asked: Mapping[str, Indicator], groups: Sequence[Group]
) -> Iterator[tuple[Group, Group]]:
    """Groups of questions that equally many answered: an attacker who guesses that is right."""
    n_of = {
        group: max(step.truth[i.code, *place].n for i in asked.values() if set(i.questions) <= set(group))
        for group in groups
        if any((i.code, *place) in step.truth for i in asked.values() if set(i.questions) <= set(group))
    }
    first: dict[int, Group] = {}
    for group, n in n_of.items():
        if n in first:
            yield first[n], group
        first.setdefault(n, group)


def _key(row: IndicatorResult) -> tuple[str, int, Any]:
    return row.indicator, row.wave, row.perspective
