"""Replaying the invented evaluator at the codebook: after a meeting its themes get their place, in the panel's words, and the
whole becomes a version. Run again, it adds nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from survey.demo import files
from survey.demo.setting_up import World
from survey.models.panel import PanelMeeting, PanelTheme
from survey.models.programme import Pilot
from survey.services import codebook_desk, codebooks
from survey.services.sealing import KeyRing

A_DAY = timedelta(days=1)


def keep_codebooks(session: Session, *, world: World, key_ring: KeyRing) -> int:
    """Give every theme that waits its place, meeting by meeting, and confirm a version for each; returns how many versions."""
    n_versions = 0
    for pilot in world.pilots.values():
        waiting = codebooks.unplaced_themes(session, pilot=pilot)
        for meeting in codebooks.closed_meetings(session, pilot=pilot):
            if meeting.id in waiting:
                _place(session, world, pilot, meeting, waiting[meeting.id], key_ring)
                n_versions += 1
    return n_versions


def _place(
    session: Session,
    world: World,
    pilot: Pilot,
    meeting: PanelMeeting,
    themes: Iterable[PanelTheme],
    key_ring: KeyRing,
) -> None:
    """A theme that bears a name the codebook knows goes there; another one is new, with what the panel said of it."""
    words, by = files.settings("rulings")["codebook"], world.people["evaluator"]
    at = datetime.combine(meeting.held_on, time(10), UTC) + A_DAY
    known = codebooks.decided(session, pilot=pilot)
    there = {codebooks.tag_key(worded.name): entry for entry, worded in known.themes.items()}
    places = {theme.id: there.get(codebooks.tag_key(theme.name)) for theme in themes}
    made = codebook_desk.adopt(
        session, pilot=pilot, meeting=meeting, places=places, reason=words["adopted"], by=by, now=at
    )
    for entry in made:
        _describe(session, pilot, entry.id, key_ring, world, at)
    codebook_desk.confirm_version(session, pilot=pilot, reason=words["confirmed"], by=by, now=at)


def _describe(
    session: Session, pilot: Pilot, entry_id: uuid.UUID, key_ring: KeyRing, world: World, at: datetime
) -> None:
    rules = files.settings("rulings")
    name = codebooks.decided(session, pilot=pilot).themes[entry_id].name
    said = next((theme["reason"] for theme in rules["themes"].values() if theme["name"] == name), "")
    codebook_desk.reword(
        session,
        pilot=pilot,
        entry=codebooks.get_entry(session, pilot=pilot, entry_id=entry_id),
        words=codebook_desk.Words(name, definition=said),
        examples=(),
        reason=rules["codebook"]["described"],
        key_ring=key_ring,
        by=world.people["evaluator"],
        now=at,
    )
