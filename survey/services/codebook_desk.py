"""What people add to a codebook: themes from a meeting or a file, words, tags, and the versions they confirm.

Everything is appended. Nothing here touches what a panel said: a theme of a meeting is placed, never changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from survey.models.account import User
from survey.models.codebook import (
    CodebookEntry,
    CodebookVersion,
    TagPlacement,
    ThemeExample,
    ThemePlacement,
    ThemeWording,
)
from survey.models.panel import PanelMeeting, PanelTheme
from survey.models.programme import Pilot
from survey.models.submission import Submission
from survey.services import audit, codebooks, released
from survey.services.cleaning import clean
from survey.services.errors import (
    AlreadyThere,
    CodebookUnchanged,
    ConsentMissing,
    MeetingStillOpen,
    NotFound,
    ReasonMissing,
)
from survey.services.sealing import KeyRing

NOTE = "theme_example.note"
"""Where the note about an example is sealed for."""


@dataclass(frozen=True, slots=True)
class Words:
    """A theme in words. name: at most 120 characters."""

    name: str
    definition: str = ""
    not_this: str = ""
    is_set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A story that shows the theme, or (counter) where it ends. note: what the story shows."""

    ref: uuid.UUID
    is_counter: bool
    note: str = ""


def adopt(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    places: Mapping[uuid.UUID, uuid.UUID | None],
    reason: str,
    by: User,
    now: datetime,
) -> list[CodebookEntry]:
    """Give the themes of a closed meeting their place: under a theme that the codebook has, or (None) as a new one.

    places: by theme of the meeting. Returns the new themes. Raises MeetingStillOpen, NotFound, ReasonMissing, AlreadyThere
    when a new theme has the name of one in use.
    """
    if meeting.closed_at is None:
        raise MeetingStillOpen(meeting.title)
    _require_reason(reason)
    made = []
    for theme_id, entry_id in places.items():
        theme = session.get(PanelTheme, theme_id)
        if theme is None or theme.meeting_id != meeting.id:
            raise NotFound("There is no such theme in this meeting.")
        if entry_id is None:
            entry = _new_entry(session, pilot=pilot, name=theme.name, now=now)
            _append(session, entry, Words(theme.name), (), reason=reason, meeting=meeting, by=by, now=now)
            made.append(entry)
        else:
            entry = codebooks.get_entry(session, pilot=pilot, entry_id=entry_id)
        session.add(ThemePlacement(theme_id=theme.id, entry_id=entry.id, placed_by_id=by.id, placed_at=now))
        session.flush()
    audit.record(session, action="codebook.adopted", subject=meeting, by=by, now=now, themes=len(places), new=len(made))
    return made


def reword(
    session: Session,
    *,
    pilot: Pilot,
    entry: CodebookEntry,
    words: Words,
    examples: Sequence[Example],
    reason: str,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> ThemeWording:
    """New words for a theme, with its examples. An example whose story was taken back stays in its place, as a gap.

    Raises ReasonMissing, AlreadyThere (name), ConsentMissing for a story that the panel may not read.
    """
    _require_reason(reason)
    _require_free_name(session, pilot=pilot, name=words.name, besides=entry.id)
    refs = [example.ref for example in examples]
    readable = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=refs)
    if {uuid.UUID(story.ref) for story in readable} != set(refs):
        raise ConsentMissing("panel")
    before = latest_wording(session, entry=entry)
    kept = _gaps(session, before, pilot, key_ring) if before else []
    rows = [*kept, *(_sealed(session, example, key_ring) for example in examples)]
    worded = _append(session, entry, words, rows, reason=reason, meeting=None, by=by, now=now)
    audit.record(session, action="codebook.reworded", subject=entry, by=by, now=now, examples=len(rows))
    return worded


def place_tags(
    session: Session, *, pilot: Pilot, places: Mapping[str, uuid.UUID | None], by: User, now: datetime
) -> int:
    """Say which theme a tag stands for, or (None) that it stands for none. Returns how many were placed otherwise than
    before. Raises NotFound for a theme of another pilot."""
    known = codebooks.decided(session, pilot=pilot)
    n_changed = 0
    for tag, entry_id in places.items():
        if entry_id is not None:
            codebooks.get_entry(session, pilot=pilot, entry_id=entry_id)
        key = codebooks.tag_key(tag)
        if key in known.tags and known.tags[key] == entry_id:
            continue
        session.add(TagPlacement(pilot_id=pilot.id, tag=tag, entry_id=entry_id, placed_by_id=by.id, placed_at=now))
        n_changed += 1
    session.flush()
    if n_changed:
        audit.record(session, action="codebook.tags_placed", subject=pilot, by=by, now=now, tags=n_changed)
    return n_changed


def confirm_version(session: Session, *, pilot: Pilot, reason: str, by: User, now: datetime) -> CodebookVersion:
    """Everything decided and labelled so far becomes a version. Raises CodebookUnchanged, ReasonMissing."""
    _require_reason(reason)
    before = next(iter(codebooks.versions(session, pilot=pilot)), None)
    book = codebooks.book(session, pilot=pilot, until=now)
    if not book.themes or (before and book.content_hash == before.content_hash):
        raise CodebookUnchanged(pilot.slug)
    version = CodebookVersion(
        pilot_id=pilot.id,
        number=before.number + 1 if before else 1,
        content_hash=book.content_hash,
        before_hash=before.content_hash if before else "",
        n_themes=len(book.themes),
        n_labelled=len(book.labels),
        reason=reason.strip(),
        confirmed_by_id=by.id,
        confirmed_at=now,
    )
    session.add(version)
    session.flush()
    audit.record(session, action="codebook.confirmed", subject=version, by=by, now=now, number=version.number)
    return version


def take_in(session: Session, *, pilot: Pilot, book: Codebook, reason: str, by: User, now: datetime) -> int:
    """Themes from a file: new ones beside what is there, and new words for those with a known identifier or name.

    Labels and examples in the file point at stories of somewhere else and are left. Returns how many themes changed.
    Raises ReasonMissing.
    """
    _require_reason(reason)
    themes = codebooks.decided(session, pilot=pilot).themes
    by_name = {codebooks.tag_key(worded.name): entry for entry, worded in themes.items()}
    n_changed = 0
    for theme in book.themes:
        words = Words(theme.name.strip()[:120], theme.definition, theme.not_this)
        known = _known(theme.theme, themes) or by_name.get(codebooks.tag_key(theme.name))
        if known is None:
            entry = CodebookEntry(pilot_id=pilot.id, made_at=now)
            session.add(entry)
            session.flush()
            _append(session, entry, words, (), reason=reason, meeting=None, by=by, now=now)
        elif _differs(themes[known], words):
            entry = session.get_one(CodebookEntry, known)
            kept = [_copied(example) for example in themes[known].examples]
            _append(session, entry, words, kept, reason=reason, meeting=None, by=by, now=now)
        else:
            continue
        n_changed += 1
    audit.record(session, action="codebook.taken_in", subject=pilot, by=by, now=now, themes=n_changed)
    return n_changed


def latest_wording(session: Session, *, entry: CodebookEntry) -> ThemeWording | None:
    return session.scalar(
        select(ThemeWording).where(ThemeWording.entry_id == entry.id).order_by(ThemeWording.number.desc()).limit(1)
    )


def notes(session: Session, *, worded: ThemeWording, key_ring: KeyRing) -> dict[uuid.UUID, str]:
    """What each example shows, by story; only of stories that are still there."""
    found = {}
    for example in worded.examples:
        submission = session.get(Submission, example.ref)
        if submission is not None:
            seal = key_ring.open_story_key(example.ref, submission.wrapped_key)
            found[example.ref] = seal.open(NOTE, example.note_sealed)
    return found


def _append(
    session: Session,
    entry: CodebookEntry,
    words: Words,
    examples: Sequence[ThemeExample],
    *,
    reason: str,
    meeting: PanelMeeting | None,
    by: User,
    now: datetime,
) -> ThemeWording:
    for position, example in enumerate(examples, start=1):
        example.position = position
    worded = ThemeWording(
        entry_id=entry.id,
        name=" ".join(clean(words.name).split()),
        definition=clean(words.definition),
        not_this=clean(words.not_this),
        is_set_aside=words.is_set_aside,
        reason=reason.strip(),
        meeting_id=meeting.id if meeting else None,
        given_by_id=by.id,
        given_at=now,
        examples=list(examples),
    )
    session.add(worded)
    session.flush()
    return worded


def _new_entry(session: Session, *, pilot: Pilot, name: str, now: datetime) -> CodebookEntry:
    _require_free_name(session, pilot=pilot, name=name, besides=None)
    entry = CodebookEntry(pilot_id=pilot.id, made_at=now)
    session.add(entry)
    session.flush()
    return entry


def _require_free_name(session: Session, *, pilot: Pilot, name: str, besides: uuid.UUID | None) -> None:
    themes = codebooks.decided(session, pilot=pilot).themes
    taken = {codebooks.tag_key(worded.name) for entry, worded in themes.items() if entry != besides}
    if not clean(name) or codebooks.tag_key(clean(name)) in taken:
        raise AlreadyThere("name")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _sealed(session: Session, example: Example, key_ring: KeyRing) -> ThemeExample:
    submission = session.get_one(Submission, example.ref)
    seal = key_ring.open_story_key(example.ref, submission.wrapped_key)
    return ThemeExample(
        ref=example.ref, is_counter=example.is_counter, note_sealed=seal.seal(NOTE, example.note.strip())
    )


def _gaps(session: Session, before: ThemeWording, pilot: Pilot, key_ring: KeyRing) -> list[ThemeExample]:
    """Examples that nobody can choose for or against any more, since their story may not be read now."""
    refs = [example.ref for example in before.examples]
    readable = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=refs)
    there = {uuid.UUID(story.ref) for story in readable}
    return [_copied(example) for example in before.examples if example.ref not in there]


def _copied(example: ThemeExample) -> ThemeExample:
    return ThemeExample(ref=example.ref, is_counter=example.is_counter, note_sealed=example.note_sealed)


def _known(identifier: str, themes: Mapping[uuid.UUID, ThemeWording]) -> uuid.UUID | None:
    try:
        entry = uuid.UUID(identifier)
    except ValueError:
        return None
    return entry if entry in themes else None


def _differs(worded: ThemeWording, words: Words) -> bool:
    return (worded.name, worded.definition, worded.not_this) != (words.name, words.definition, words.not_this)
