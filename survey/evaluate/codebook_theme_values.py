"""One theme of the codebook as values for its screen: words, stories to choose examples from, and history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from analysis.codebook import Codebook, StoryLabels
from survey.models.account import User
from survey.models.codebook import CodebookEntry, ThemeWording
from survey.models.programme import Pilot
from survey.services import codebook_desk, codebooks, released
from survey.services.errors import NotFound
from survey.services.sealing import KeyRing

Kind = Literal["none", "example", "counter"]
KINDS: tuple[Kind, ...] = ("none", "example", "counter")
MOST_OFFERED = 6
MOST_DOUBTED = 4


@dataclass(frozen=True, slots=True)
class Story:
    """A story that may show the theme. n_votes of n_readers gave it the theme."""

    ref: uuid.UUID
    title: str
    text: str
    language: str
    n_votes: int
    n_readers: int
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class Worded:
    """One wording of the history. by: who wrote it; meeting: the meeting it comes from."""

    name: str
    definition: str
    not_this: str
    is_set_aside: bool
    reason: str
    by: str
    meeting: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThemePage:
    """n_gaps: examples whose story was taken back."""

    id: uuid.UUID
    name: str
    definition: str
    not_this: str
    is_set_aside: bool
    stories: tuple[Story, ...]
    n_gaps: int
    history: tuple[Worded, ...]


def page(session: Session, *, pilot: Pilot, entry: CodebookEntry, key_ring: KeyRing) -> ThemePage:
    """Raises NotFound for a theme without words."""
    known = codebooks.decided(session, pilot=pilot)
    history = known.wordings.get(entry.id)
    if not history:
        raise NotFound("There is no such theme in this codebook.")
    latest = history[-1]
    stories = _stories(session, pilot, codebooks.book(session, pilot=pilot), latest, key_ring)
    there = {story.ref for story in stories}
    titles = {meeting.id: meeting.title for meeting in known.meetings}
    return ThemePage(
        entry.id,
        latest.name,
        latest.definition,
        latest.not_this,
        latest.is_set_aside,
        stories,
        sum(example.ref not in there for example in latest.examples),
        tuple(_worded(session, one, titles) for one in reversed(history)),
    )


def _worded(session: Session, worded: ThemeWording, titles: Mapping[uuid.UUID, str]) -> Worded:
    return Worded(
        worded.name,
        worded.definition,
        worded.not_this,
        worded.is_set_aside,
        worded.reason,
        session.get_one(User, worded.given_by_id).name,
        titles.get(worded.meeting_id, "") if worded.meeting_id else "",
        worded.given_at,
    )


def _stories(
    session: Session, pilot: Pilot, book: Codebook, latest: ThemeWording, key_ring: KeyRing
) -> tuple[Story, ...]:
    """The examples first, then stories in which most readers saw the theme, then those in which some did."""
    theme = str(latest.entry_id)
    kinds: dict[uuid.UUID, Kind] = {
        example.ref: "counter" if example.is_counter else "example" for example in latest.examples
    }
    labels = {uuid.UUID(story.ref): story for story in book.labels}
    refs = [*kinds, *(ref for ref in _offered(theme, book.labels) if ref not in kinds)]
    readable = {
        uuid.UUID(story.ref): story
        for story in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=refs)
    }
    notes = codebook_desk.notes(session, worded=latest, key_ring=key_ring)
    return tuple(
        Story(
            ref,
            readable[ref].title,
            readable[ref].text,
            readable[ref].language,
            labels[ref].votes.get(theme, 0) if ref in labels else 0,
            labels[ref].n_readers if ref in labels else 0,
            kinds.get(ref, "none"),
            notes.get(ref, ""),
        )
        for ref in refs
        if ref in readable
    )


def _offered(theme: str, labels: Sequence[StoryLabels]) -> list[uuid.UUID]:
    """Stories with the theme, the most agreed upon first, and after them those over which people differed."""
    given = sorted(labels, key=lambda story: (-story.votes.get(theme, 0) / max(story.n_readers, 1), story.ref))
    present = [story.ref for story in given if theme in story.present][:MOST_OFFERED]
    doubted = [story.ref for story in given if theme in story.absent and story.votes.get(theme, 0)][:MOST_DOUBTED]
    return [uuid.UUID(ref) for ref in (*present, *doubted)]
