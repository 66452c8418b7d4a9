"""The desk page of a pilot as values, in the order in which it answers: who did we hear, what changed, which themes, where do
perspectives differ, what needs a person's attention, what is too little to say. Every figure has passed disclosure control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.estimation.changes import Change, between_perspectives, over_waves
from analysis.estimation.power import chance_to_see
from analysis.estimation.shown import Moved, comparable, moved, unanswered
from analysis.indicators import describe
from analysis.internal import InternalIndicator, InternalParts
from analysis.records import PERSPECTIVES, IndicatorResult, Perspective
from survey.models.programme import Pilot, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.signal import Signal, SignalStep
from survey.services import analysis_runs, desk_figures, desk_themes
from survey.services.desk_figures import Mirrored, Narrowed, Property, Tellers
from survey.services.desk_themes import HeardTheme

MIRRORED: tuple[Mirrored, ...] = ("age_band", "language", "route")
SHIFTS = (5, 10, 15)
"""Points on a scale of 100, for what a number of stories can show."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked to see. wave, perspective: None for every one, apart. pooled: also all perspectives together."""

    wave: int | None = None
    perspective: Perspective | None = None
    narrowed: Narrowed | None = None
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Stories of one wave and perspective. None: too few to show; planned None: nothing was planned."""

    wave: int
    perspective: Perspective
    told: int | None
    released: int | None
    planned: int | None


@dataclass(frozen=True, slots=True)
class Attention:
    """Stories that a named person must see. Numbers for the people of the pilot, never a share."""

    n_open: int
    n_overdue: int


@dataclass(frozen=True, slots=True)
class CanShow:
    """chances: for each shift of `SHIFTS`, how likely (0-1) it stands out between two waves of n stories each."""

    wave: int
    perspective: Perspective
    n: int
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Saturation:
    """Of what stories like these tell about, the share (0-1) that is about a theme heard already, with its interval."""

    share: float
    low: float
    high: float
    new_per_ten: float


@dataclass(frozen=True, slots=True)
class DeskPage:
    """mirror_wave: the wave that the mirrors are about; None when the pilot has none. values: what tellers are known by, to
    choose from. figures: every answer that is shown or withheld. beside: figures that perspectives can be compared by, of
    the wave of `contrasts` and of every perspective. withheld: figures without a share, of those that somebody was asked."""

    told: tuple[Told, ...]
    mirror_wave: Wave | None
    mirrors: Mapping[Mirrored, InternalParts]
    values: Mapping[Property, Sequence[str]]
    unanswered: tuple[InternalIndicator, ...]
    figures: tuple[InternalIndicator, ...]
    moved: tuple[Moved, ...]
    over_waves: tuple[Change, ...]
    contrasts: tuple[Change, ...]
    beside: tuple[InternalIndicator, ...]
    themes: tuple[HeardTheme, ...]
    saturation: Saturation | None
    attention: Attention
    withheld: tuple[InternalIndicator, ...]
    can_show: tuple[CanShow, ...]


def page(session: Session, *, pilot: Pilot, today: date, asked: Asked | None = None) -> DeskPage:
    """Everything the desk page shows."""
    asked = asked or Asked()
    tellers = desk_figures.tellers(session, pilot=pilot)
    told = who_told(tellers, pilot=pilot)
    wave = mirror_wave(pilot, told, asked)
    counted = desk_figures.sheets(session, pilot=pilot)
    view = desk_figures.answers(counted, pilot=pilot, narrowed=asked.narrowed, pooled=asked.pooled)
    answered = [row for row in view.indicators if row.n != 0]
    figures = [row for row in answered if _is_asked(row, asked)]
    now = [row for row in answered if is_about_now(row.indicator)]
    latest = asked.wave or max((row.wave for row in now if row.value is not None), default=0)
    beside = [row for row in now if row.wave == latest and row.perspective]
    return DeskPage(
        told=tuple(row for row in told if _is_asked(row, asked)),
        mirror_wave=wave,
        mirrors={name: desk_figures.mirror(tellers, wave=wave, name=name) for name in MIRRORED} if wave else {},
        values=desk_figures.values_of(tellers),
        unanswered=_unanswered(pilot, view.indicators, desk_figures.n_allowed(counted), wave)
        if not asked.narrowed
        else (),
        figures=tuple(figures),
        moved=moved(figures),
        over_waves=changes(session, pilot=pilot, rows=now, asked=asked),
        contrasts=tuple(c for c in between_perspectives(comparable(beside)) if _touches(c, asked)),
        beside=tuple(beside),
        themes=tuple(row for row in desk_themes.heard(session, pilot=pilot) if _is_asked(row, asked)),
        saturation=saturation(session, pilot=pilot),
        attention=attention(session, pilot=pilot, today=today),
        withheld=tuple(row for row in figures if row.value is None and row.n != 0),
        can_show=tuple(_can_show(told, asked)),
    )


def changes(session: Session, *, pilot: Pilot, rows: Sequence[InternalIndicator], asked: Asked) -> tuple[Change, ...]:
    """From wave to wave. Which of them stand out is judged among all of `rows`, whatever was asked to see: else a difference
    could be made to stand out by looking at fewer."""
    found = over_waves(comparable(rows), instrument_of=instruments(session, pilot=pilot))
    return tuple(change for change in found if _touches(change, asked))


def _touches(change: Change, asked: Asked) -> bool:
    """Whether one of the two figures was asked for. All perspectives together stand beside each."""
    waves = (None, change.first.wave, change.second.wave)
    perspectives = (None, change.first.perspective, change.second.perspective)
    return asked.wave in waves and (asked.perspective in perspectives or change.first.perspective is None)


def is_about_now(code: str) -> bool:
    """Whether a figure is about how it is at the moment of telling, so that it can be compared."""
    return code.endswith((".now_well", ".agree"))


def who_told(tellers: Sequence[Tellers], *, pilot: Pilot) -> list[Told]:
    """Every wave and perspective, also those of which nothing was heard."""
    found = {
        (row.indicator, row.wave, row.perspective): row.numerator
        for row in desk_figures.heard(tellers, pilot=pilot).indicators
    }
    return [
        Told(
            wave.number,
            who,
            found.get(("stories.told", wave.number, who), 0),
            found.get(("stories.released", wave.number, who), 0),
            (wave.planned or {}).get(who),
        )
        for wave in pilot.waves
        for who in PERSPECTIVES
    ]


def mirror_wave(pilot: Pilot, told: Sequence[Told], asked: Asked) -> Wave | None:
    """The wave that was asked for, or the latest in which something was told, or the first. One wave only: over several
    waves together a part that is hidden in one could be computed from the other."""
    with_stories = [row.wave for row in told if row.told != 0]
    number = asked.wave or max(with_stories, default=1)
    return next((wave for wave in pilot.waves if wave.number == number), None)


def instruments(session: Session, *, pilot: Pilot) -> dict[int, str]:
    """By wave, what was asked: the fingerprint of its version of the questionnaire."""
    if len({wave.questionnaire_version_id for wave in pilot.waves}) == 1:
        return {wave.number: "" for wave in pilot.waves}
    rows = session.execute(
        select(Wave.number, QuestionnaireVersion.content_hash)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.questionnaire_version_id)
        .where(Wave.pilot_id == pilot.id)
    )
    return {number: fingerprint or "" for number, fingerprint in rows}


def saturation(session: Session, *, pilot: Pilot) -> Saturation | None:
    """From the latest search; None when there is none, or when nothing was clustered."""
    run = analysis_runs.latest_run(session, pilot=pilot)
    kept: dict[str, Any] | None = ((run and run.outcome) or {}).get("coverage")
    return Saturation(kept["share"], kept["low"], kept["high"], kept["new_per_ten"]) if kept else None


def attention(session: Session, *, pilot: Pilot, today: date) -> Attention:
    """Stories with a signal that has not been ended; several signals about one story are one."""
    ended = select(SignalStep.signal_id).where(SignalStep.signal_id == Signal.id, SignalStep.kind == "ended").exists()
    story = func.coalesce(Signal.ref, Signal.id)
    due = session.scalars(
        select(func.min(Signal.due_on)).where(Signal.pilot_id == pilot.id, ~ended).group_by(story)
    ).all()
    return Attention(len(due), sum(day < today for day in due))


def _is_asked(row: InternalIndicator | Told | HeardTheme, asked: Asked) -> bool:
    in_wave = asked.wave in (None, row.wave)
    return in_wave and (asked.perspective in (None, row.perspective) or row.perspective is None)


def _unanswered(
    pilot: Pilot, rows: Sequence[InternalIndicator], n_stories: Mapping[tuple[int, str], int], wave: Wave | None
) -> tuple[InternalIndicator, ...]:
    """Per item, of the mirror's wave."""
    from analysis import disclosure

    ends = (".better", ".agree")
    here = [
        row for row in rows if wave and row.wave == wave.number and row.perspective and row.indicator.endswith(ends)
    ]
    results = unanswered(here, n_stories)
    return disclosure.internal(results, policy=disclosure.policy_of(pilot.programme.slug)).indicators


def _can_show(told: Sequence[Told], asked: Asked) -> list[CanShow]:
    return [
        CanShow(row.wave, row.perspective, row.released, tuple(chance_to_see(shift, row.released) for shift in SHIFTS))
        for row in told
        if row.released and row.released > 1 and _is_asked(row, asked)
    ]


def standard(result: IndicatorResult | InternalIndicator) -> bool:
    """Whether the form of Loex asks it."""
    return describe(result.indicator).standard
