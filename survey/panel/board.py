"""What the panel's pages show, as values: a card to read, a theme with its stories, verdicts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory
from analysis.stability import firmness
from survey.models.analysis import CandidatePart, CandidateTheme
from survey.models.panel import PanelMeeting, PaperCount, Phase, VerdictEvent
from survey.models.programme import Pilot, Wave
from survey.panel import words
from survey.services import choices, panel_paper, panel_stories, panels, released, seats, verdicts
from survey.services.errors import StoryGone
from survey.services.sealing import KeyRing


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as one seat sees it. n_left: stories or themes that are left in this phase; has_begun: it has labelled a
    story; themes: what was decided, once closed."""

    id: UUID
    title: str
    held_on: date
    phase: Phase
    n_left: int
    is_locked: bool
    has_begun: bool
    themes: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        return self.phase == "closed"


@dataclass(frozen=True, slots=True)
class Card:
    """A story to read: nothing about it but its words, who told it, and what to know beforehand (note). number: of its card in
    this meeting, on paper the same; 0 where it is shown with a theme."""

    ref: str
    text: str
    language: str
    perspective: str
    note: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class TellerSaid:
    """What a teller said about the own story. turns: (domain, then and now in a word, the word for the turn)."""

    story: Card
    title: str
    turns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A candidate theme with the stories that show it best and worst. told_by: per perspective how many stories, None where
    the number is too small to show. parts: its finer themes."""

    id: UUID
    number: int
    keywords: tuple[str, ...]
    firmness: str
    n_stories: int
    n_tellers: int
    typical: tuple[Card, ...]
    contrary: tuple[Card, ...]
    told_by: Mapping[Any, int | None]
    parts: tuple[CandidatePart, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*self.typical, *self.contrary)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate with the latest verdict of every seat. tally: (rating or kind, how many), most first; differs: seats that say
    otherwise than the decision, or than most seats as long as there is none; silent: seats that said nothing. on_paper: what a
    group without seats counted."""

    candidate: CandidateTheme
    firmness: str
    verdicts: tuple[VerdictEvent, ...]
    tally: tuple[tuple[str, int], ...]
    differs: frozenset[int]
    silent: tuple[int, ...]
    final: VerdictEvent | None
    numbers: Mapping[UUID, int]
    on_paper: PaperCount | None = None

    @property
    def is_unanimous(self) -> bool:
        """Two seats or more spoke, and said the very same: the same kind, rating and name; and no group on paper besides."""
        return (
            self.on_paper is None
            and len(self.verdicts) > 1
            and len({(v.kind, v.rating, v.name.casefold(), v.merge_into_id) for v in self.verdicts}) == 1
        )


def meeting_card(session: Session, meeting: PanelMeeting, seat: int) -> MeetingCard:
    is_locked = any(member.seat == seat and member.locked_at for member in meeting.members)
    is_closed = meeting.phase == "closed"
    return MeetingCard(
        meeting.id,
        meeting.title,
        meeting.held_on,
        meeting.phase,
        _left(session, meeting, seat),
        is_locked,
        seats.has_read(session, meeting=meeting, seat=seat),
        tuple(theme.name for theme in panels.themes_of(session, meeting=meeting)) if is_closed else (),
    )


def _left(session: Session, meeting: PanelMeeting, seat: int) -> int:
    if meeting.phase == "read":
        return len(seats.unread(session, meeting=meeting, seat=seat))
    if meeting.phase == "judge":
        judged = verdicts.of_seat(session, meeting=meeting, seat=seat)
        return len(seats.candidates(session, meeting=meeting)) - len(judged)
    return 0


def story(session: Session, pilot: Pilot, ref: UUID, key_ring: KeyRing) -> Card:
    """Raises StoryGone when it was withdrawn or its consent taken back a moment ago."""
    return cards(session, _readable(session, pilot, ref, key_ring), key_ring)[0]


def teller(
    session: Session, pilot: Pilot, meeting: PanelMeeting, ref: UUID, language: str, key_ring: KeyRing
) -> TellerSaid:
    """Raises StoryGone, as `story`."""
    found = _readable(session, pilot, ref, key_ring)
    wording = panel_stories.domains(session, wave=session.get_one(Wave, meeting.wave_id), language=language)
    turns = panel_stories.turns(session, refs=[ref])[ref]
    return TellerSaid(
        cards(session, found, key_ring)[0],
        found[0].title,
        tuple(
            (wording.get(domain, domain), f"{then} → {now}", words.turn(then, now))
            for domain, (then, now) in turns.items()
        ),
    )


def _readable(session: Session, pilot: Pilot, ref: UUID, key_ring: KeyRing) -> list[DeidentifiedStory]:
    found = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=[ref])
    if not found:
        raise StoryGone(str(ref))
    return found


def theme(session: Session, pilot: Pilot, candidate: CandidateTheme, key_ring: KeyRing) -> ThemePage:
    shown = panels.shown_stories(session, pilot=pilot, candidate=candidate, key_ring=key_ring)
    return ThemePage(
        candidate.id,
        candidate.number + 1,
        tuple(candidate.keywords),
        firmness(candidate.stability),
        candidate.n_stories,
        candidate.n_tellers,
        cards(session, shown["typical"], key_ring),
        cards(session, shown["contrary"], key_ring),
        panel_stories.told_by(session, pilot=pilot, candidate=candidate),
        tuple(candidate.parts),
    )


def rows(session: Session, meeting: PanelMeeting) -> list[Row]:
    """Every candidate of the meeting, in order."""
    log, every = panels.verdicts(session, meeting=meeting), seats.candidates(session, meeting=meeting)
    numbers = {candidate.id: candidate.number + 1 for candidate in every}
    everybody = [member.seat for member in meeting.members]
    counted = panel_paper.counted(session, meeting=meeting)
    found = [
        _row(candidate, [v for v in log if v.candidate_id == candidate.id], everybody, numbers) for candidate in every
    ]
    return [replace(row, on_paper=counted.get(row.candidate.id)) for row in found]


def row(session: Session, meeting: PanelMeeting, candidate: CandidateTheme) -> Row:
    return next(row for row in rows(session, meeting) if row.candidate.id == candidate.id)


def _row(
    candidate: CandidateTheme, log: list[VerdictEvent], everybody: Iterable[int], numbers: Mapping[UUID, int]
) -> Row:
    latest = {verdict.seat: verdict for verdict in log if verdict.seat is not None}
    final = next((verdict for verdict in reversed(log) if verdict.is_final), None)
    tally = Counter(verdict.rating or verdict.kind for verdict in latest.values()).most_common()
    kinds = Counter(_outcome(verdict) for verdict in latest.values()).most_common()
    common = _outcome(final) if final else kinds[0][0] if kinds else None
    return Row(
        candidate,
        firmness(candidate.stability),
        tuple(latest[seat] for seat in sorted(latest)),
        tuple(tally),
        frozenset(seat for seat, verdict in latest.items() if _outcome(verdict) != common),
        tuple(seat for seat in everybody if seat not in latest),
        final,
        numbers,
    )


def _outcome(verdict: VerdictEvent) -> str:
    """What somebody wants to become of it; another name for the same theme is no other outcome."""
    return "confirm" if verdict.kind == "rename" else verdict.kind


def as_typed(said: VerdictEvent | None, *, is_final: bool = False) -> dict[str, Any]:
    """An earlier verdict as form values, to change it from there."""
    if said is None:
        return {}
    kind = said.kind
    if is_final:
        kind = "confirm" if kind == "rename" else kind
    elif kind == "confirm" or (kind == "reject" and said.rating == "wrong"):
        kind = "keep"
    parts = [*(said.parts or []), "", ""]
    return {
        "rating": said.rating or "",
        "kind": kind,
        "name": said.name,
        "into": str(said.merge_into_id or ""),
        "ticked": [
            str(i) for i in (said.merge_into_id, *(other.candidate_id for other in said.also)) if i and not is_final
        ],
        "part_1": parts[0],
        "part_2": parts[1],
        "reason": said.reason,
        "votes_for": said.votes_for,
        "votes_against": said.votes_against,
    }


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain in which the panel chooses. named: by the seats; own: what this seat named."""

    code: str
    name: str
    named: tuple[choices.Named, ...]
    own: choices.Named | None
    chosen: ChosenHere | None


@dataclass(frozen=True, slots=True)
class ChosenHere:
    """What the panel chose (`choices.Chosen`), its stories with what to know beforehand."""

    story: Card | None
    contrary: Card | None
    reason: str
    votes_for: int | None
    votes_against: int | None
    is_gap: bool


def domains(
    session: Session, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing, *, seat: int | None, language: str
) -> list[Domain]:
    """seat None: everything that was named; else this seat's own only."""
    named = choices.nominations(session, pilot=pilot, meeting=meeting, key_ring=key_ring, seat=seat)
    chosen = choices.chosen(session, pilot=pilot, meeting=meeting, key_ring=key_ring)
    return [
        Domain(
            code,
            words.domain(code, wording),
            tuple(named.get(code, ())),
            next((one for one in named.get(code, ()) if one.seat == seat), None),
            _chosen(session, chosen[code], key_ring) if code in chosen else None,
        )
        for code, wording in choices.domains(session, meeting=meeting, language=language).items()
    ]


def _chosen(session: Session, chosen: choices.Chosen, key_ring: KeyRing) -> ChosenHere:
    story, contrary = (cards(session, [one], key_ring)[0] if one else None for one in (chosen.story, chosen.contrary))
    return ChosenHere(story, contrary, chosen.reason, chosen.votes_for, chosen.votes_against, chosen.is_gap)


def cards(
    session: Session,
    stories: list[DeidentifiedStory],
    key_ring: KeyRing,
    numbers: Mapping[UUID, int] = MappingProxyType({}),
) -> tuple[Card, ...]:
    """numbers: of the cards in a meeting (`panel_paper.numbers`)."""
    notes = released.content_notes(session, refs=[story.ref for story in stories], key_ring=key_ring)
    return tuple(
        Card(
            story.ref,
            story.text,
            story.language,
            story.perspective,
            notes.get(story.ref, ""),
            numbers.get(UUID(story.ref), 0),
        )
        for story in stories
    )


def only(row: Row, ready: Collection[int]) -> Row:
    """The same with the verdicts of these seats only."""
    return replace(
        row,
        verdicts=tuple(v for v in row.verdicts if v.seat in ready),
        tally=tuple(Counter(v.rating or v.kind for v in row.verdicts if v.seat in ready).most_common()),
        silent=tuple(seat for seat in row.silent if seat in ready),
    )
