"""The attacker of `attacker` tries simulated sequences of releases: a first wave, more stories, a second wave."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from analysis.disclosure import DisclosureRefused, policy_of, publish
from analysis.disclosure.exposure import rounded
from analysis.indicators import Indicator, load_catalogue, measure
from analysis.published import PublishedResults
from analysis.records import Answer
from tests.analysis.attacker import FIELDS, SHOWN, VALUES, Attack

POLICY = policy_of("any programme")
GROUPS = (("income.then", "income.now"), ("support.then", "support.now"), ("trust",), ("heard",))
CHOSEN = [i for i in load_catalogue() if any(set(i.questions) <= set(g) for g in GROUPS) and i.is_counted]


def told(rng: np.random.Generator, wave_sizes: dict, first: int = 0) -> list[Answer]:
    """Stories of each wave and perspective, with answers that lean to one side and often are not given."""
    made, number = [], first
    for (wave, perspective), size in wave_sizes.items():
        for _ in range(size):
            number += 1
            for group in GROUPS:
                for question in group:
                    value = VALUES[rng.choice(7, p=[0.12, 0.12, 0.16, 0.2, 0.15, 0.15, 0.1])]
                    made.append(Answer(f"s{number}", "p", wave, perspective, question, value))
    return made


def sequence(seed: int) -> tuple[list, list]:
    """Results and releases: a first wave, the same with more stories (where allowed), then a second wave too."""
    rng = np.random.default_rng(seed)
    sizes = {(1, p): int(rng.integers(4, 30)) for p in ("young_person", "parent")}
    answers = told(rng, sizes)
    more = told(rng, {place: int(rng.integers(1, 45)) for place in sizes}, first=len(answers))
    second = told(rng, {(2, "parent"): int(rng.integers(4, 30))}, first=len(answers) + len(more))
    truths, releases = [], []
    for known in (answers, answers + more, answers + more + second):
        results = measure(known, CHOSEN)
        try:
            releases.append(publish(results, policy=POLICY, earlier=releases))
        except DisclosureRefused:
            continue
        truths.append({(r.indicator, r.wave, r.perspective): r for r in results})
    return truths, releases


def recovered(truths: list, releases: list, fields: Sequence[str] = SHOWN) -> tuple[list[str], int]:
    """Counts of one to four that the attacker knows exactly, and how many there were."""
    found, tried = [], 0
    for place in {key[1:] for key in truths[-1]}:
        held = [i for i, truth in enumerate(truths) if (CHOSEN[0].code, *place) in truth]
        attack = attack_on(place, [releases[release] for release in held], fields)
        for number, release in enumerate(held):
            for indicator, field, count in small_counts(truths[release], place):
                tried += 1
                if attack.range_of(number, indicator, field) == (count, count):
                    found.append(f"release {number}, wave {place[0]}, {place[1]}, {indicator.code}.{field} = {count}")
    return found, tried


def attack_on(place: tuple, releases: Sequence[PublishedResults], fields: Sequence[str]) -> Attack:
    by_code = {i.code: i for i in CHOSEN}
    attack = Attack(len(releases), GROUPS)
    for number, release in enumerate(releases):
        for group in GROUPS[1:]:
            attack.suppose_as_many(number, GROUPS[0], group)
        for row in release.indicators:
            if (row.wave, row.perspective) == place:
                attack.saw(number, row, by_code[row.indicator], fields)
    return attack


def small_counts(truth: dict, place: tuple) -> Iterator[tuple[Indicator, str, int]]:
    for indicator in CHOSEN:
        for field in FIELDS:
            count = getattr(truth[indicator.code, *place], field)
            if 1 <= count < POLICY.minimum_count:
                yield indicator, field, count


@pytest.mark.parametrize("seed", [1, 4])
def test_no_small_count_is_recovered_from_a_sequence_of_releases(seed) -> None:
    truths, releases = sequence(seed)
    assert len(releases) == 3, "the simulation must hold several releases"
    found, tried = recovered(truths, releases)
    assert tried > 10, "the simulation must hold small counts to protect"
    assert found == []


def test_the_same_attacker_wins_when_not_applicable_is_published_too() -> None:
    """The control, and the reason why that number stays inside."""
    truths, releases = sequence(8)
    base = POLICY.rounding_base
    rows = (
        dataclasses.replace(row, n_not_applicable=rounded(truths[0][_place(row)].n_not_applicable, base))
        for row in releases[0].indicators
    )
    found, _ = recovered(truths[:1], [dataclasses.replace(releases[0], indicators=tuple(rows))], FIELDS)
    assert "release 0, wave 1, parent, support.then_well.n_not_mentioned = 3" in found


def _place(row) -> tuple:
    return row.indicator, row.wave, row.perspective
