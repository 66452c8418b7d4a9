"""What the panel's pages show, as values: a card to read, a theme with its stories, verdicts side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory
from analysis.stability import firmness
from survey.models.analysis import CandidateTheme
from survey.models.panel import PanelMeeting, VerdictEvent
from survey.models.programme import Pilot
from survey.services import panels, released, seats
from survey.services.errors import NotFound
from survey.services.sealing import KeyRing


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as one seat sees it. n_unread, n_unjudged: what is left; themes: what was decided, once closed."""

    id: UUID
    title: str
    held_on: date
    is_closed: bool
    n_unread: int
    n_unjudged: int
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A story to read: nothing about it but its words, who told it, and what to know beforehand (note)."""

    ref: str
    text: str
    language: str
    perspective: str
    note: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A candidate theme with the stories that show it best and worst."""

    id: UUID
    number: int
    keywords: tuple[str, ...]
    firmness: str
    n_stories: int
    n_tellers: int
    typical: tuple[Card, ...]
    contrary: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate with the latest verdict of every seat. tally: (kind, how many), most first; differs: seats that say otherwise
    than the decision, or than most seats as long as there is none; silent: seats that said nothing."""

    candidate: CandidateTheme
    firmness: str
    verdicts: tuple[VerdictEvent, ...]
    tally: tuple[tuple[str, int], ...]
    differs: frozenset[int]
    silent: tuple[int, ...]
    final: VerdictEvent | None
    numbers: dict[UUID, int]

    @property
    def is_unanimous(self) -> bool:
        """Every seat that spoke said the very same: the same kind, name and other theme."""
        return len({(verdict.kind, verdict.name.casefold(), verdict.merge_into_id) for verdict in self.verdicts}) == 1


def meeting_card(session: Session, meeting: PanelMeeting, seat: int) -> MeetingCard:
    judged = seats.own_verdicts(session, meeting=meeting, seat=seat)
    is_open = meeting.closed_at is None
    return MeetingCard(
        meeting.id,
        meeting.title,
        meeting.held_on,
        not is_open,
        len(seats.unread(session, meeting=meeting, seat=seat)) if is_open and not judged else 0,
        len(seats.candidates(session, meeting=meeting)) - len(judged) if is_open else 0,
        () if is_open else tuple(theme.name for theme in panels.themes_of(session, meeting=meeting)),
    )


def story(session: Session, pilot: Pilot, ref: UUID, key_ring: KeyRing) -> Card:
    """Raises NotFound when it was withdrawn or its consent taken back a moment ago."""
    found = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=[ref])
    if not found:
        raise NotFound(str(ref))
    return _cards(session, found, key_ring)[0]


def theme(session: Session, pilot: Pilot, candidate: CandidateTheme, key_ring: KeyRing) -> ThemePage:
    shown = panels.shown_stories(session, pilot=pilot, candidate=candidate, key_ring=key_ring)
    return ThemePage(
        candidate.id,
        candidate.number + 1,
        tuple(candidate.keywords),
        firmness(candidate.stability),
        candidate.n_stories,
        candidate.n_tellers,
        _cards(session, shown["typical"], key_ring),
        _cards(session, shown["contrary"], key_ring),
    )


def row(session: Session, meeting: PanelMeeting, candidate: CandidateTheme) -> Row:
    log = [verdict for verdict in panels.verdicts(session, meeting=meeting) if verdict.candidate_id == candidate.id]
    latest = {verdict.seat: verdict for verdict in log if verdict.seat is not None}
    final = next((verdict for verdict in reversed(log) if verdict.is_final), None)
    tally = Counter(verdict.kind for verdict in latest.values()).most_common()
    common = final.kind if final else tally[0][0] if tally else None
    return Row(
        candidate,
        firmness(candidate.stability),
        tuple(latest[seat] for seat in sorted(latest)),
        tuple(tally),
        frozenset(seat for seat, verdict in latest.items() if verdict.kind != common),
        tuple(member.seat for member in meeting.members if member.seat not in latest),
        final,
        {other.id: other.number + 1 for other in seats.candidates(session, meeting=meeting)},
    )


def as_typed(said: VerdictEvent | None) -> dict[str, str]:
    """An earlier verdict as form values, to change it from there."""
    if said is None:
        return {}
    return {"kind": said.kind, "name": said.name, "merge_into": str(said.merge_into_id or ""), "reason": said.reason}


def _cards(session: Session, stories: list[DeidentifiedStory], key_ring: KeyRing) -> tuple[Card, ...]:
    notes = released.content_notes(session, refs=[story.ref for story in stories], key_ring=key_ring)
    return tuple(
        Card(story.ref, story.text, story.language, story.perspective, notes.get(story.ref, "")) for story in stories
    )
