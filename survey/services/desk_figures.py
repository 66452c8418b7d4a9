"""What the evaluators' desk counts in a pilot: one row a story is read, and answers are tallied.

A story that is added, changed or withdrawn is in the next look, and costs one row. Everything passes `analysis.disclosure`
before it is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.estimation.movement import STEPS
from analysis.indicators import (
    AnswerPattern,
    count_stories,
    describe,
    load_catalogue,
    measure_patterns,
    measure_stories,
    nobody_like,
    transitions,
)
from analysis.internal import InternalIndicator, InternalMoves, InternalParts, InternalSteps, InternalView
from analysis.records import IndicatorResult, NotGiven, Perspective, StoryCount
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory
from survey.models.submission import AnswerSheet, Submission
from survey.services import consents, parent_codes

Property = Literal["age_band", "language"]
"""What a figure can be narrowed to, one value at a time: two at once would make groups too small to be safe."""
PROPERTIES: tuple[Property, ...] = get_args(Property)
Mirrored = Literal["age_band", "language", "route"]

NOT_TOLD = ""
"""The part of those of whom a property is not known."""


class Sheet(NamedTuple):
    """A released story whose teller allows the analysis, with its closed answers; {} when it has none."""

    wave: int
    perspective: Perspective
    age_band: str | None
    language: str
    given: Mapping[str, Any]


class Tellers(NamedTuple):
    """How many stories of people who are alike in all of this."""

    wave: int
    perspective: Perspective
    age_band: str | None
    language: str
    route: str | None
    n_told: int
    n_released: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Only stories of tellers with this value of this property."""

    name: Property
    value: str


def sheets(session: Session, *, pilot: Pilot) -> list[Sheet]:
    """All that is counted in a pilot."""
    rows = session.execute(
        select(Wave.number, Submission.perspective, Submission.age_band, Submission.language, AnswerSheet.given)
        .select_from(Wave)
        .join(Submission, Submission.wave_id == Wave.id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .outerjoin(AnswerSheet, AnswerSheet.ref == Submission.ref)
        .where(Wave.pilot_id == pilot.id, consents.allowed_now("analysis"))
    )
    return [Sheet(wave, who, age, language, given or {}) for wave, who, age, language, given in rows]


def measured(counted: Iterable[Sheet], *, pilot: Pilot, pooled: bool = False) -> tuple[IndicatorResult, ...]:
    """The figures of these stories, nothing hidden yet."""
    told: dict[tuple[str, int, Perspective | None], list[Mapping[str, Any]]] = defaultdict(list)
    for sheet in counted:
        told[pilot.slug, sheet.wave, sheet.perspective].append(sheet.given)
    return measure_stories(told, pooled=pooled)


def answers(
    counted: Sequence[Sheet], *, pilot: Pilot, narrowed: Narrowed | None = None, pooled: bool = False
) -> InternalView:
    """What tellers answered, for the desk. narrowed: one age band or language. pooled: all perspectives beside each."""
    from analysis import disclosure

    policy = disclosure.policy_of(pilot.programme.slug)
    every = measured(counted, pilot=pilot, pooled=pooled and narrowed is None)
    if narrowed is None:
        return disclosure.internal(every, policy=policy)
    parts: dict[str, list[Sheet]] = {narrowed.value: []}
    for sheet in counted:
        parts.setdefault(getattr(sheet, narrowed.name) or NOT_TOLD, []).append(sheet)
    rows = {value: _same_rows(measured(part, pilot=pilot), every) for value, part in parts.items()}
    return disclosure.internal_within(rows, narrowed.value, policy=policy)


def _same_rows(part: Iterable[IndicatorResult], every: Iterable[IndicatorResult]) -> list[IndicatorResult]:
    """The figures of a part with a row of nobody wherever another part has one."""
    mine = {(r.indicator, r.wave, r.perspective): r for r in part}
    return [mine.get((r.indicator, r.wave, r.perspective)) or nobody_like(r) for r in every]


def side_by_side(
    session: Session, *, pilots: Sequence[Pilot], item: str, perspective: Perspective
) -> dict[str, InternalView]:
    """The figures of one item (see `Indicator.item`) in one perspective, by pilot: counted by the database, as there may be
    very many stories. Pilots in which nobody answered it are left out."""
    from analysis import disclosure

    policies = {pilot.slug: disclosure.policy_of(pilot.programme.slug) for pilot in pilots}
    figures = [indicator for indicator in load_catalogue() if indicator.item == item and indicator.is_counted]
    questions = sorted({question for indicator in figures for question in indicator.questions})
    found: dict[str, list[AnswerPattern]] = defaultdict(list)
    for slug, wave, n, *said in session.execute(_answered(pilots, questions, perspective)):
        given = tuple((question, _step(one)) for question, one in zip(questions, said, strict=True))
        if any(step is not None for _question, step in given):
            found[slug].append(AnswerPattern(slug, wave, perspective, given, n))
    return {
        slug: disclosure.internal(measure_patterns(patterns, figures), policy=policies[slug])
        for slug, patterns in found.items()
    }


def _answered(pilots: Sequence[Pilot], questions: Sequence[str], perspective: Perspective) -> Select[Any]:
    """Pilot, wave, how many, and what they said to each question."""
    said = [AnswerSheet.given[question].as_string().label(f"said_{at}") for at, question in enumerate(questions)]
    one = (
        select(Pilot.slug, Wave.number, *said)
        .select_from(Pilot)
        .join(Wave, Wave.pilot_id == Pilot.id)
        .join(Submission, Submission.wave_id == Wave.id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(AnswerSheet, AnswerSheet.ref == Submission.ref)
        .where(Pilot.id.in_([pilot.id for pilot in pilots]), Submission.perspective == perspective)
        .where(consents.allowed_now("analysis"))
        .subquery()
    )
    answers_of = [one.c[f"said_{at}"] for at in range(len(questions))]
    return select(one.c.slug, one.c.number, func.count(), *answers_of).group_by(one.c.slug, one.c.number, *answers_of)


def _step(said: str | None) -> int | NotGiven | None:
    """As it stands on an answer sheet."""
    return int(said) if said and said.isdigit() else said  # type: ignore[return-value]  # a reason for having no step


def moves(counted: Iterable[Sheet], *, pilot: Pilot, item: str) -> tuple[InternalMoves, ...]:
    """Every move of one item from then to now, per wave and perspective."""
    from analysis import disclosure

    policy = disclosure.policy_of(pilot.programme.slug)
    then, now = (f"{item}.{moment}" for moment in ("then", "now"))
    counts = Counter((sheet.wave, sheet.perspective, sheet.given.get(then), sheet.given.get(now)) for sheet in counted)
    found = [AnswerPattern(pilot.slug, wave, who, ((then, a), (now, b)), n) for (wave, who, a, b), n in counts.items()]
    return tuple(disclosure.internal_moves(table, policy=policy) for table in transitions(found, item))


def steps(counted: Iterable[Sheet], rows: Iterable[InternalIndicator], *, pilot: Pilot) -> list[InternalSteps]:
    """How the answers behind these rows divide over the steps. rows: of one figure about one question that is asked once, as
    the desk shows them, all stories in them."""
    from analysis import disclosure

    shown = [row for row in rows if row.perspective is not None]
    if not shown:
        return []
    policy, (question,) = disclosure.policy_of(pilot.programme.slug), describe(shown[0].indicator).questions
    counts = Counter((sheet.wave, sheet.perspective, sheet.given.get(question)) for sheet in counted)
    return [
        disclosure.internal_steps(row, [counts[row.wave, row.perspective, step] for step in STEPS], policy=policy)  # type: ignore[index]  # a perspective
        for row in shown
    ]


def tellers(session: Session, *, pilot: Pilot) -> list[Tellers]:
    """Who told in a pilot. Stories that wait for a parent count nowhere."""
    by = (Wave.number, Submission.perspective, Submission.age_band, Submission.language, Submission.route)
    rows = session.execute(
        select(*by, func.count(), func.count(DeidentifiedStory.ref))
        .select_from(Wave)
        .join(Submission, Submission.wave_id == Wave.id)
        .outerjoin(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .where(Wave.pilot_id == pilot.id, Submission.ref.not_in(parent_codes.waiting_refs()))
        .group_by(*by)
    )
    return [Tellers(*row) for row in rows]  # type: ignore[arg-type]  # the column's Enum


def heard(told: Iterable[Tellers], *, pilot: Pilot, pooled: bool = False) -> InternalView:
    """Told and released stories per wave and perspective."""
    from analysis import disclosure

    n_told: Counter[tuple[int, Perspective]] = Counter()
    n_released: Counter[tuple[int, Perspective]] = Counter()
    for group in told:
        n_told[group.wave, group.perspective] += group.n_told
        n_released[group.wave, group.perspective] += group.n_released
    counts = [StoryCount(pilot.slug, *place, n, n_released[place]) for place, n in n_told.items()]
    policy = disclosure.policy_of(pilot.programme.slug)
    return disclosure.internal(count_stories(counts, pooled=pooled), policy=policy)


def mirror(told: Iterable[Tellers], *, wave: Wave, name: Mirrored) -> InternalParts:
    """The stories told in a wave by a property of their tellers, in order; of age bands, those of young people only, as nobody
    else is asked."""
    from analysis import disclosure

    counted: Counter[str] = Counter()
    for group in told:
        if group.wave == wave.number and (name != "age_band" or group.perspective == "young_person"):
            counted[getattr(group, name) or NOT_TOLD] += group.n_told
    ordered = dict(sorted(counted.items()))
    return disclosure.internal_parts(ordered, policy=disclosure.policy_of(wave.pilot.programme.slug))


def values_of(told: Sequence[Tellers]) -> dict[Property, list[str]]:
    """Which age bands and languages were told in, to choose from."""
    return {name: sorted({getattr(group, name) for group in told} - {None}) for name in PROPERTIES}


def n_allowed(counted: Iterable[Sheet]) -> Counter[tuple[int, str]]:
    """Stories per wave and perspective: who could have answered."""
    return Counter((sheet.wave, sheet.perspective) for sheet in counted)
