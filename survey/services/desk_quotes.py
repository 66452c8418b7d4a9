"""The words behind a figure: released stories whose tellers allow quoting, in the shape that the figure itself may show."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.indicators import AnswerPattern, Indicator, measure_patterns
from analysis.internal import InternalIndicator
from analysis.passages import passage
from analysis.records import Perspective
from survey.models.programme import Pilot, Wave
from survey.models.released import DeidentifiedStory
from survey.models.submission import AnswerSheet, Submission
from survey.services import consents, desk_themes, released
from survey.services.desk_figures import Narrowed
from survey.services.sealing import KeyRing

MOST_PER_SIDE = 2
Side = Literal["counted", "other", "unsaid"]
"""In the numerator, in the denominator only; unsaid: telling the side, or whose words they are, would give too much away."""


@dataclass(frozen=True, slots=True)
class Words:
    """A passage, verbatim. wave, perspective: None where so few answered that it stays unsaid whose words these are."""

    ref: str
    words: str
    language: str
    wave: int | None
    perspective: Perspective | None
    side: Side


Told = tuple[uuid.UUID, int, str, Any]
Group = tuple[int | None, str | None, Side]


def behind_answers(
    session: Session,
    *,
    pilot: Pilot,
    indicator: Indicator,
    shown: Iterable[InternalIndicator],
    narrowed: Narrowed | None,
    key_ring: KeyRing,
) -> list[Words]:
    """Stories that answered what the indicator draws on. shown: its rows as the desk shows them."""
    query = (
        select(Submission.ref, Wave.number, Submission.perspective, AnswerSheet.given)
        .join(Wave, Wave.id == Submission.wave_id)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(AnswerSheet, AnswerSheet.ref == Submission.ref)
        .where(Wave.pilot_id == pilot.id, consents.allowed_now("analysis"), consents.allowed_now("quotation"))
        .order_by(Submission.ref)
    )
    if narrowed:
        query = query.where(getattr(Submission, narrowed.name) == narrowed.value)

    def side(given: Mapping[str, Any]) -> Side | None:
        pattern = AnswerPattern("", 1, "parent", tuple((q, given.get(q)) for q in indicator.questions), 1)
        (row,) = measure_patterns([pattern], [indicator]) or (None,)
        return None if row is None or not row.denominator else "counted" if row.numerator else "other"

    return _words(session, pilot, session.execute(query).all(), side, _by_place(shown), key_ring)


def behind_theme(
    session: Session, *, pilot: Pilot, name: str, shown: Iterable[InternalIndicator], key_ring: KeyRing
) -> list[Words]:
    """Stories that the panel read by lot, with this theme in them and without."""
    told = [
        (uuid.UUID(ref), theme.wave, theme.perspective, is_present)
        for theme in desk_themes.read(session, pilot=pilot)
        if theme.name == name
        for ref, is_present in sorted(theme.present.items())
    ]
    return _words(
        session, pilot, told, lambda is_present: "counted" if is_present else "other", _by_place(shown), key_ring
    )


def _by_place(shown: Iterable[InternalIndicator]) -> dict[tuple[int, str | None], InternalIndicator]:
    return {(row.wave, row.perspective): row for row in shown}


def _words(
    session: Session,
    pilot: Pilot,
    told: Iterable[Told],
    side_of: Callable[[Any], Side | None],
    shown: Mapping[tuple[int, str | None], InternalIndicator],
    key_ring: KeyRing,
) -> list[Words]:
    groups: dict[Group, list[uuid.UUID]] = defaultdict(list)
    for ref, wave, who, answered in told:
        side, row = side_of(answered), shown.get((wave, who))
        if side is None or row is None:
            continue
        if row.n is None:
            groups[None, None, "unsaid"].append(ref)
        else:
            groups[wave, who, side if row.numerator is not None else "unsaid"].append(ref)
    return _opened(session, pilot, groups, key_ring)


def _opened(
    session: Session, pilot: Pilot, groups: Mapping[Group, Sequence[uuid.UUID]], key_ring: KeyRing
) -> list[Words]:
    few = {group: refs[: 3 * MOST_PER_SIDE] for group, refs in groups.items()}
    wanted = [ref for refs in few.values() for ref in refs]
    stories = {
        story.ref: story
        for story in released.stories(session, pilot=pilot, use="quotation", key_ring=key_ring, refs=wanted)
    }
    found = []
    for (wave, who, side), refs in sorted(few.items(), key=str):
        quotable = [stories[str(ref)] for ref in refs if str(ref) in stories]
        for story in quotable[:MOST_PER_SIDE]:
            start, end = passage(story.text)
            found.append(Words(story.ref, story.text[start:end], story.language, wave, who, side))  # type: ignore[arg-type]  # the column's Enum
    return found
