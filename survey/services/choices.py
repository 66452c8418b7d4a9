"""The stories that matter most: every seat names one per domain, the panel chooses, and another story stands beside it.

After Most Significant Change (Davies & Dart 2005, steps 4-6): selection with reasons, per domain. The most significant change
for the worse is always asked (Davies, quality list 2020), and no story is chosen without one that says otherwise.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory
from survey.models.account import User
from survey.models.panel import CardDraw, Choice, Nomination, PanelLog, PanelMeeting, Source
from survey.models.programme import Pilot, Wave
from survey.services import panel_log, panel_stories, panels, phases, released
from survey.services.cleaning import clean
from survey.services.errors import ContraryMissing, NotFound, StoryGone, VerdictInvalid
from survey.services.sealing import KeyRing

WORSE, OTHER = "got_worse", "something_else"
"""Asked in every meeting, besides the domains of the questionnaire."""
NOMINATED, CHOSEN = "nomination.reason", "choice.reason"


@dataclass(frozen=True, slots=True)
class Named:
    """A story that a seat named in a domain, and why."""

    seat: int
    ref: uuid.UUID
    reason: str
    source: Source = "screen"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the panel chose in a domain. story None: it looked and chose none, for this reason; or, with is_gap, the story has
    been taken back. contrary None beside a story: that one has been taken back, or its teller no longer allows the panel."""

    domain: str
    story: DeidentifiedStory | None
    contrary: DeidentifiedStory | None
    reason: str
    votes_for: int | None = None
    votes_against: int | None = None
    is_gap: bool = False


def domains(session: Session, *, meeting: PanelMeeting, language: str) -> dict[str, str]:
    """Where the panel chooses: the domains of the wave's questionnaire by code, then `WORSE` and `OTHER` without a wording
    (screens name these)."""
    wave = session.get_one(Wave, meeting.wave_id)
    return panel_stories.domains(session, wave=wave, language=language) | {WORSE: "", OTHER: ""}


def nominate(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    seat: int,
    domain: str,
    ref: uuid.UUID,
    reason: str,
    key_ring: KeyRing,
    now: datetime,
    source: Source = "screen",
) -> None:
    """This seat names the story that matters most to it in a domain; a later one counts instead.

    Raises MeetingClosed, PhaseOver, NotAllowed, NotFound (unknown domain), StoryGone, ConsentMissing, VerdictInvalid.
    """
    phases.require(meeting, "choose")
    phases.require_seat(meeting, seat)
    _require_known(session, meeting, domain, ref)
    if not reason.strip():
        raise VerdictInvalid("Naming a story needs a reason.")
    session.add(
        Nomination(
            meeting_id=meeting.id,
            seat=seat,
            domain=domain,
            ref=ref,
            reason_sealed=panels.sealed(session, pilot, ref, NOMINATED, reason, key_ring),
            source=source,
            given_at=now,
        )
    )
    session.flush()
    panel_log.write(
        session, meeting=meeting, what="nominate", now=now, seat=seat, about=domain, ref=ref, new="story", source=source
    )


def choose(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    domain: str,
    ref: uuid.UUID,
    contrary_ref: uuid.UUID | None,
    reason: str,
    key_ring: KeyRing,
    by: User,
    now: datetime,
    votes_for: int | None = None,
    votes_against: int | None = None,
) -> None:
    """The panel's choice in a domain, with the story that says otherwise; a later choice counts instead.

    Raises MeetingClosed, PhaseOver, NotAllowed, NotFound, ConsentMissing, VerdictInvalid, ContraryMissing.
    """
    phases.require_facilitator(meeting, user=by)
    phases.require(meeting, "choose")
    _require_known(session, meeting, domain, ref)
    if not reason.strip():
        raise VerdictInvalid("A choice needs a reason.")
    if contrary_ref is None or contrary_ref == ref:
        raise ContraryMissing(domain)
    _require_known(session, meeting, domain, contrary_ref)
    panels.sealed(session, pilot, contrary_ref, CHOSEN, "", key_ring)  # the panel may read that one too
    sealed = panels.sealed(session, pilot, ref, CHOSEN, reason, key_ring)
    _append(session, meeting, domain, now, ref, contrary_ref=contrary_ref, reason_sealed=sealed,
            votes_for=votes_for, votes_against=votes_against)  # fmt: skip


def choose_none(session: Session, *, meeting: PanelMeeting, domain: str, reason: str, by: User, now: datetime) -> None:
    """The panel looked in a domain and found no story to choose, with the reason. Raises as `choose`."""
    phases.require_facilitator(meeting, user=by)
    phases.require(meeting, "choose")
    _require_known(session, meeting, domain)
    if not clean(reason):
        raise VerdictInvalid("Choosing none needs a reason.")
    _append(session, meeting, domain, now, None, none_reason=clean(reason))


def nominations(
    session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing, seat: int | None = None
) -> dict[str, list[Named]]:
    """By domain, each seat's latest, of this seat only when one is given; only stories that the panel may read now."""
    query = select(Nomination).where(Nomination.meeting_id == meeting.id).order_by(Nomination.number)
    rows = session.scalars(query if seat is None else query.where(Nomination.seat == seat)).all()
    latest = {(row.domain, row.seat): row for row in rows}
    refs = [row.ref for row in latest.values()]
    readable = {s.ref for s in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=refs)}
    found: dict[str, list[Named]] = {}
    for (domain, of_seat), row in sorted(latest.items()):
        if str(row.ref) in readable:
            reason = panels.opened(session, row.ref, NOMINATED, row.reason_sealed, key_ring)
            found.setdefault(domain, []).append(Named(of_seat, row.ref, reason, row.source))
    return found


def chosen(session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing) -> dict[str, Chosen]:
    """What the panel chose, by domain, with reasons and the stories that say otherwise; only stories that the panel may read
    now. One call for screens, text for tellers, and reports (which check consent for quotation themselves)."""
    rows = session.scalars(select(Choice).where(Choice.meeting_id == meeting.id).order_by(Choice.number)).all()
    latest = {row.domain: row for row in rows}
    refs = {ref for row in latest.values() for ref in (row.ref, row.contrary_ref) if ref}
    stories = {
        uuid.UUID(story.ref): story
        for story in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=refs)
    }
    found = {}
    for domain, last in _last_lines(session, meeting).items():
        row = latest.get(domain)
        if last.new == "story" and (row is None or row.ref is None or row.ref != last.ref or row.ref not in stories):
            found[domain] = Chosen(domain, None, None, "", is_gap=True)
        elif row is not None:
            found[domain] = _chosen(session, row, stories, key_ring)
    return found


def _chosen(session: Session, row: Choice, stories: Mapping[uuid.UUID, DeidentifiedStory], key_ring: KeyRing) -> Chosen:
    if row.ref is None or row.reason_sealed is None:
        return Chosen(row.domain, None, None, row.none_reason)
    return Chosen(
        row.domain,
        stories[row.ref],
        stories.get(row.contrary_ref) if row.contrary_ref else None,
        panels.opened(session, row.ref, CHOSEN, row.reason_sealed, key_ring),
        row.votes_for,
        row.votes_against,
    )


def is_asked(session: Session, *, meeting: PanelMeeting, domain: str) -> bool:
    """Did the panel choose in this domain, or say why not? A story that was taken back since does not undo that."""
    return domain in _last_lines(session, meeting)


def _last_lines(session: Session, meeting: PanelMeeting) -> dict[str, PanelLog]:
    """By domain the last line of the log about choosing: it stays when the story goes, so that a gap shows."""
    return {line.about: line for line in panel_log.lines(session, meeting=meeting) if line.what == "choose"}


def _append(
    session: Session, meeting: PanelMeeting, domain: str, now: datetime, ref: uuid.UUID | None, **more: object
) -> None:
    before = _last_lines(session, meeting).get(domain)
    session.add(Choice(meeting_id=meeting.id, domain=domain, ref=ref, given_at=now, **more))
    session.flush()
    panel_log.write(
        session,
        meeting=meeting,
        what="choose",
        now=now,
        about=domain,
        ref=ref,
        old=before.new if before else "",
        new="story" if ref else "none",
    )
    session.flush()


def _require_known(session: Session, meeting: PanelMeeting, domain: str, ref: uuid.UUID | None = None) -> None:
    if domain not in domains(session, meeting=meeting, language="nl"):
        raise NotFound(f"The panel does not choose in {domain!r}.")
    if ref is not None and session.get(CardDraw, (meeting.id, ref)) is None:
        raise StoryGone("This story is not, or no longer, in this meeting.")
