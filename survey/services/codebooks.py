"""The codebook of a pilot, read: everything that people decided and labelled up to a moment, folded to themes and labels.

Nothing is stored of the fold itself, so that a story that is taken back is in no version any more, and so that every
version can be made again from the events. `codebook_desk` adds events.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.codebook import Codebook, LabelEvent, ThemeDefinition, fold
from analysis.records import Theme
from survey import conversion
from survey.models.codebook import (
    CodebookEntry,
    CodebookVersion,
    MatchDecision,
    TagPlacement,
    ThemePlacement,
    ThemeWording,
)
from survey.models.panel import CardDraw, PanelMeeting, PanelTheme, Reading, StoryMove, ThemeOrigin
from survey.models.programme import Pilot
from survey.services.errors import NotFound

EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided in a pilot up to a moment. meetings: those closed by then, in the order in which they closed.

    wordings: per theme of the codebook, oldest first. tags: in small letters, to a theme or to none. candidates: of the
    machine's, under each theme.
    """

    meetings: tuple[PanelMeeting, ...]
    wordings: Mapping[uuid.UUID, Sequence[ThemeWording]]
    tags: Mapping[str, uuid.UUID | None]
    candidates: Mapping[uuid.UUID, Collection[uuid.UUID]]

    @property
    def themes(self) -> dict[uuid.UUID, ThemeWording]:
        """The themes in use, each in its latest words."""
        return {entry: worded[-1] for entry, worded in self.wordings.items() if not worded[-1].is_set_aside}

    def ordinal(self, worded: ThemeWording) -> int:
        """In which meeting these words first stood; what was written at a desk counts from the next meeting on."""
        for number, meeting in enumerate(self.meetings, start=1):
            if meeting.id == worded.meeting_id:
                return number
        return 1 + sum(
            meeting.closed_at is not None and meeting.closed_at <= worded.given_at for meeting in self.meetings
        )

    def placed(self, tag: str) -> uuid.UUID | None:
        """The theme that a tag stands for: as a person placed it, else the theme of that name; None: none."""
        return self.tags.get(tag_key(tag))


def tag_key(tag: str) -> str:
    """Two tags that differ in capitals or spaces only are one."""
    return " ".join(tag.split()).casefold()


def decided(session: Session, *, pilot: Pilot, until: datetime = EVER) -> Decided:
    """All events of a pilot up to a moment, that moment included."""
    wordings = _wordings(session, pilot, until)
    return Decided(
        meetings=closed_meetings(session, pilot=pilot, until=until),
        wordings=wordings,
        tags=_tags(session, pilot, until, wordings),
        candidates=_candidates(session, pilot, until),
    )


def book(session: Session, *, pilot: Pilot, until: datetime = EVER) -> Codebook:
    """The codebook as it stands, or as it stood at a moment; without what the machine learned. Version 0 before the
    first one was confirmed."""
    confirmed = [version for version in versions(session, pilot=pilot) if version.confirmed_at <= until]
    latest = confirmed[0] if confirmed else None
    folded = fold_events(session, known=decided(session, pilot=pilot, until=until))
    return replace(folded, version=latest.number if latest else 0, before=latest.before_hash if latest else "")


def fold_events(session: Session, *, known: Decided) -> Codebook:
    """Themes and labels from what people decided and from their readings in the meetings that were closed."""
    themes = {
        str(entry): Theme(worded.name, tuple(sorted(map(str, known.candidates.get(entry, ())))), ())
        for entry, worded in known.themes.items()
    }
    return fold(themes, label_events(session, known=known), _definitions(known))


def label_events(session: Session, *, known: Decided) -> list[LabelEvent]:
    """What each seat said in closed meetings, in the themes of the codebook, and after that what the talk moved. Whoever read a
    story counts as its reader."""
    events: list[LabelEvent] = []
    themes = known.themes
    for ordinal, reading, drawn in readings(session, known=known):
        about = sorted({str(entry) for tag in reading.tags if (entry := known.placed(tag)) in themes})
        for theme in (None, *about):
            events.append(
                LabelEvent(
                    number=len(events) + 1,
                    ref=str(reading.ref),
                    theme=theme,
                    by=f"meeting {ordinal}, seat {reading.seat}",
                    drawn=drawn,  # type: ignore[arg-type]  # the column is an Enum of the same words
                    meeting=ordinal,
                )
            )
    return [*events, *_moved(session, known, len(events))]


def _moved(session: Session, known: Decided, n_before: int) -> list[LabelEvent]:
    """Stories that the talk moved, as the facilitator recorded it: not with the one theme, with the other. These labels go
    before those of single seats (`analysis.codebook.fold`)."""
    order = {meeting.id: number for number, meeting in enumerate(known.meetings, start=1)}
    home = {candidate: entry for entry, under in known.candidates.items() for candidate in under}
    rows = session.execute(
        select(StoryMove, CardDraw.drawn)
        .outerjoin(CardDraw, (CardDraw.meeting_id == StoryMove.meeting_id) & (CardDraw.ref == StoryMove.ref))
        .where(StoryMove.meeting_id.in_(order), StoryMove.seat.is_(None))
        .order_by(StoryMove.number)
    ).all()
    ends = [
        (move, drawn, home.get(candidate), given)
        for move, drawn in sorted(rows, key=lambda row: order[row[0].meeting_id])
        for candidate, given in ((move.from_candidate_id, False), (move.to_candidate_id, True))
        if candidate is not None and home.get(candidate) in known.themes
    ]
    return [
        LabelEvent(
            number=number,
            ref=str(move.ref),
            theme=str(entry),
            by=f"meeting {order[move.meeting_id]}, facilitator",
            role="facilitator",
            given=given,
            drawn="random" if drawn == "random" else "chosen",
            meeting=order[move.meeting_id],
        )
        for number, (move, drawn, entry, given) in enumerate(ends, start=n_before + 1)
    ]


def readings(session: Session, *, known: Decided) -> list[tuple[int, Reading, str]]:
    """Meeting (its order), what a seat said of a story, and how that story was drawn; in the order in which it was said."""
    order = {meeting.id: number for number, meeting in enumerate(known.meetings, start=1)}
    rows = session.execute(
        select(Reading, CardDraw.drawn)
        .join(CardDraw, (CardDraw.meeting_id == Reading.meeting_id) & (CardDraw.ref == Reading.ref))
        .where(Reading.meeting_id.in_(order))
        .order_by(Reading.given_at, Reading.id)
    ).all()
    found = [(order[reading.meeting_id], reading, drawn) for reading, drawn in rows]
    return sorted(found, key=lambda row: row[0])


def closed_meetings(session: Session, *, pilot: Pilot, until: datetime = EVER) -> tuple[PanelMeeting, ...]:
    """In the order in which they were closed."""
    return tuple(
        session.scalars(
            select(PanelMeeting)
            .where(PanelMeeting.pilot_id == pilot.id, PanelMeeting.closed_at <= until)
            .order_by(PanelMeeting.closed_at, PanelMeeting.id)
        )
    )


def versions(session: Session, *, pilot: Pilot) -> list[CodebookVersion]:
    """Confirmed versions, latest first."""
    return list(
        session.scalars(
            select(CodebookVersion).where(CodebookVersion.pilot_id == pilot.id).order_by(CodebookVersion.number.desc())
        )
    )


def version_book(session: Session, *, pilot: Pilot, version: CodebookVersion) -> Codebook:
    """A version as it was confirmed, without the stories that have been taken back since."""
    return book(session, pilot=pilot, until=version.confirmed_at)


def get_entry(session: Session, *, pilot: Pilot, entry_id: uuid.UUID) -> CodebookEntry:
    """Raises NotFound, also for a theme of another pilot."""
    entry = session.get(CodebookEntry, entry_id)
    if entry is None or entry.pilot_id != pilot.id:
        raise NotFound("There is no such theme in this codebook.")
    return entry


def unplaced_themes(session: Session, *, pilot: Pilot) -> dict[uuid.UUID, list[PanelTheme]]:
    """Themes of closed meetings that have no place in the codebook yet, by meeting."""
    placed = select(ThemePlacement.theme_id)
    rows = session.scalars(
        select(PanelTheme)
        .join(PanelMeeting, PanelMeeting.id == PanelTheme.meeting_id)
        .where(PanelMeeting.pilot_id == pilot.id, PanelMeeting.closed_at.is_not(None), PanelTheme.id.not_in(placed))
        .order_by(PanelTheme.name)
    )
    found: dict[uuid.UUID, list[PanelTheme]] = defaultdict(list)
    for theme in rows:
        found[theme.meeting_id].append(theme)
    return dict(found)


def tags_in_use(session: Session, *, known: Decided) -> dict[str, int]:
    """Every tag of the closed meetings as it was first written, with the number of stories that got it."""
    refs: dict[str, set[uuid.UUID]] = defaultdict(set)
    written: dict[str, str] = {}
    for _ordinal, reading, _drawn in readings(session, known=known):
        for tag in reading.tags:
            written.setdefault(tag_key(tag), tag)
            refs[tag_key(tag)].add(reading.ref)
    return {written[key]: len(refs[key]) for key in sorted(written)}


def _wordings(session: Session, pilot: Pilot, until: datetime) -> dict[uuid.UUID, list[ThemeWording]]:
    found: dict[uuid.UUID, list[ThemeWording]] = defaultdict(list)
    for worded in session.scalars(
        select(ThemeWording)
        .join(CodebookEntry, CodebookEntry.id == ThemeWording.entry_id)
        .where(CodebookEntry.pilot_id == pilot.id, ThemeWording.given_at <= until)
        .order_by(ThemeWording.number)
        .options(selectinload(ThemeWording.examples))
    ):
        found[worded.entry_id].append(worded)
    return dict(found)


def _tags(
    session: Session, pilot: Pilot, until: datetime, wordings: Mapping[uuid.UUID, Sequence[ThemeWording]]
) -> dict[str, uuid.UUID | None]:
    """Names of themes, earlier ones too, stand for the theme; a later theme's name and then a person's word go before."""
    tags: dict[str, uuid.UUID | None] = {}
    for worded in sorted((one for every in wordings.values() for one in every), key=lambda one: one.number):
        tags[tag_key(worded.name)] = worded.entry_id
    for placement in session.scalars(
        select(TagPlacement)
        .where(TagPlacement.pilot_id == pilot.id, TagPlacement.placed_at <= until)
        .order_by(TagPlacement.number)
    ):
        tags[tag_key(placement.tag)] = placement.entry_id
    return tags


def _candidates(session: Session, pilot: Pilot, until: datetime) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The machine's candidates under each theme; what a meeting decided goes before a match at a desk."""
    home: dict[uuid.UUID, uuid.UUID] = {}
    latest: dict[uuid.UUID, tuple[uuid.UUID, bool]] = {}
    for decision in session.scalars(
        select(MatchDecision)
        .join(CodebookEntry, CodebookEntry.id == MatchDecision.entry_id)
        .where(CodebookEntry.pilot_id == pilot.id, MatchDecision.decided_at <= until)
        .order_by(MatchDecision.number)
    ):
        latest[decision.candidate_id] = (decision.entry_id, decision.is_same)
    home |= {candidate: entry for candidate, (entry, same) in latest.items() if same}
    rows = session.execute(
        select(ThemeOrigin.candidate_id, ThemePlacement.entry_id)
        .join(ThemePlacement, ThemePlacement.theme_id == ThemeOrigin.theme_id)
        .join(CodebookEntry, CodebookEntry.id == ThemePlacement.entry_id)
        .where(CodebookEntry.pilot_id == pilot.id, ThemePlacement.placed_at <= until)
        .order_by(ThemePlacement.number)
    )
    for candidate, entry in rows:
        home[candidate] = entry
    under: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for candidate, entry in home.items():
        under[entry].add(candidate)
    return dict(under)


def _definitions(known: Decided) -> list[ThemeDefinition]:
    return [
        conversion.theme_definition(worded, known.ordinal(worded))
        for entry in known.themes
        for worded in known.wordings[entry]
    ]
