"""What the evaluators' desk counts in a pilot: one row a story is read, and answers are counted as patterns.

A story that is added, changed or withdrawn is in the next look, and costs one row. Everything passes `analysis.disclosure`
before it is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.indicators import AnswerPattern, count_stories, load_catalogue, measure_patterns, nobody_like, transitions
from analysis.internal import InternalMoves, InternalParts, InternalView
from analysis.records import IndicatorResult, NotGiven, Perspective
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory
from survey.models.submission import AnswerSheet, Submission
from survey.services import consents, measurement, parent_codes

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


def patterns(counted: Iterable[Sheet], *, pilot: Pilot, name: Property | None = None) -> dict[str, list[AnswerPattern]]:
    """How many stories answered in which way; by value of the property, or all under `NOT_TOLD`."""
    found: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for sheet in counted:
        counts = found[(getattr(sheet, name) if name else None) or NOT_TOLD]
        wave, who, given = sheet.wave, sheet.perspective, sheet.given
        for item in _items(tuple(given)):
            counts[(wave, who, item, *map(given.get, item))] += 1
    return {
        value: [
            AnswerPattern(pilot.slug, wave, who, tuple(zip(item, said, strict=True)), n)
            for (wave, who, item, *said), n in counts.items()
        ]
        for value, counts in found.items()
    }


@lru_cache
def _items(questions: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Questions that one figure draws on, together: then and now of an item, or one scale. Sheets of one questionnaire
    hold the same questions, so this is worked out once."""
    found = dict.fromkeys(
        (question, f"{stem}.now") if moment == "then" else (question,)
        for question in questions
        for stem, _, moment in (question.partition("."),)
        if not (moment == "now" and f"{stem}.then" in questions)
    )
    return tuple(found)


def answers(
    counted: Sequence[Sheet], *, pilot: Pilot, narrowed: Narrowed | None = None, pooled: bool = False
) -> InternalView:
    """What tellers answered, for the desk. narrowed: one age band or language. pooled: all perspectives beside each."""
    from analysis import disclosure

    policy = disclosure.policy_of(pilot.programme.slug)
    found = patterns(counted, pilot=pilot, name=narrowed.name if narrowed else None)
    if narrowed is None:
        return disclosure.internal(measure_patterns(found.get(NOT_TOLD, ()), pooled=pooled), policy=policy)
    every = [pattern for part in found.values() for pattern in part]
    parts = {value: _same_rows(found.get(value, ()), every) for value in {*found, narrowed.value}}
    return disclosure.internal_within(parts, narrowed.value, policy=policy)


def _same_rows(part: Sequence[AnswerPattern], every: Sequence[AnswerPattern]) -> list[IndicatorResult]:
    """The figures of a part with a row of nobody wherever another part has one."""
    mine = {(r.indicator, r.wave, r.perspective): r for r in measure_patterns(part)}
    return [mine.get((r.indicator, r.wave, r.perspective)) or nobody_like(r) for r in measure_patterns(every)]


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
    found = patterns(counted, pilot=pilot).get(NOT_TOLD, ())
    return tuple(disclosure.internal_moves(table, policy=policy) for table in transitions(found, item))


def heard(session: Session, *, pilot: Pilot, pooled: bool = False) -> InternalView:
    """Told and released stories per wave and perspective."""
    from analysis import disclosure

    counted = count_stories(measurement.story_counts(session, pilot=pilot), pooled=pooled)
    return disclosure.internal(counted, policy=disclosure.policy_of(pilot.programme.slug))


def mirror(session: Session, *, wave: Wave, name: Mirrored) -> InternalParts:
    """The stories told in a wave by a property of their tellers; of age bands, those of young people only, as nobody else is
    asked. Stories that wait for a parent count nowhere."""
    from analysis import disclosure

    value = getattr(Submission, name)
    query = (
        select(value, func.count())
        .where(Submission.wave_id == wave.id, Submission.ref.not_in(parent_codes.waiting_refs()))
        .group_by(value)
        .order_by(value)
    )
    if name == "age_band":
        query = query.where(Submission.perspective == "young_person")
    counted = {each or NOT_TOLD: n for each, n in session.execute(query)}
    return disclosure.internal_parts(counted, policy=disclosure.policy_of(wave.pilot.programme.slug))


def values_of(session: Session, *, pilot: Pilot) -> dict[Property, list[str]]:
    """Which age bands and languages were told in, to choose from."""
    return {
        name: sorted(
            each
            for each in session.scalars(
                select(getattr(Submission, name)).distinct().join(Wave).where(Wave.pilot_id == pilot.id)
            )
            if each
        )
        for name in PROPERTIES
    }


def n_allowed(counted: Iterable[Sheet]) -> Counter[tuple[int, str]]:
    """Stories per wave and perspective: who could have answered."""
    return Counter((sheet.wave, sheet.perspective) for sheet in counted)
