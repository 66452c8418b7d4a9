"""The client panel: planning a meeting, reading stories, judging candidates, and what that leads to.

Everything a seat says is appended and never changed; a new run of the machine touches none of it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory, VerdictKind
from analysis.themes import VerdictsDoNotFit, apply_verdicts
from survey import conversion
from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.panel import CardDraw, PanelMeeting, PanelMember, PanelTheme, Reading, ThemeOrigin, VerdictEvent
from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.services import accounts, audit, released
from survey.services.errors import ConsentMissing, MeetingClosed, NotAllowed, NotFound, VerdictInvalid
from survey.services.sealing import KeyRing


def plan_meeting(
    session: Session,
    *,
    pilot: Pilot,
    wave: Wave,
    run: AnalysisRun,
    title: str,
    held_on: date,
    facilitator: User,
    members: Sequence[User],
    n_random: int,
    sample_seed: int,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> PanelMeeting:
    """A meeting with its seats and a random draw of stories to read (the sample for the prevalence estimate).

    Raises NotAllowed when the facilitator is no coordinator or evaluator of this pilot, or a member is no panel member.
    """
    if not accounts.holds(facilitator, ("coordinator", "evaluator"), pilot=pilot):
        raise NotAllowed("The facilitator must be a coordinator or evaluator of this pilot.")
    if not all(accounts.holds(member, ("panel_member",), pilot=pilot) for member in members):
        raise NotAllowed("Every member must be on the panel of this pilot.")
    meeting = PanelMeeting(
        pilot_id=pilot.id,
        wave_id=wave.id,
        run_id=run.id,
        title=title,
        held_on=held_on,
        facilitator_id=facilitator.id,
        sample_seed=sample_seed,
        members=[PanelMember(seat=seat, user_id=member.id) for seat, member in enumerate(members, start=1)],
    )
    session.add(meeting)
    session.flush()
    in_wave = [
        s for s in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring) if s.wave == wave.number
    ]
    # No secret hangs on this draw; it must be repeatable from the recorded seed.
    drawn = random.Random(sample_seed).sample(in_wave, min(n_random, len(in_wave)))  # noqa: S311  repeatable by its seed, no secret
    session.add_all(
        CardDraw(meeting_id=meeting.id, ref=uuid.UUID(story.ref), position=position, drawn="random")
        for position, story in enumerate(drawn, start=1)
    )
    session.flush()
    audit.record(session, action="meeting.planned", subject=meeting, by=by, now=now, stories=len(drawn))
    return meeting


def cards(session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing) -> list[DeidentifiedStory]:
    """The stories drawn for this meeting that are still there and still allowed for the panel, in order."""
    order = {
        draw.ref: draw.position for draw in session.scalars(select(CardDraw).where(CardDraw.meeting_id == meeting.id))
    }
    found = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=order)
    return sorted(found, key=lambda story: order[uuid.UUID(story.ref)])


def record_reading(
    session: Session,
    *,
    pilot: Pilot,
    meeting: PanelMeeting,
    seat: int,
    ref: uuid.UUID,
    tags: Sequence[str],
    reason: str,
    key_ring: KeyRing,
    now: datetime,
) -> Reading:
    """What this seat says this story is about. Raises MeetingClosed, NotFound (not drawn), ConsentMissing, VerdictInvalid."""
    _require_open(meeting)
    _require_seat(meeting, seat)
    if session.get(CardDraw, (meeting.id, ref)) is None:
        raise NotFound("This story was not drawn for this meeting.")
    if not released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=[ref]):
        raise ConsentMissing("panel")
    submission = session.get_one(Submission, ref)
    seal = key_ring.open_story_key(ref, submission.wrapped_key)
    reading = Reading(
        meeting_id=meeting.id,
        seat=seat,
        ref=ref,
        tags=sorted({tag.strip() for tag in tags if tag.strip()}),
        reason_sealed=seal.seal("reading.reason", reason.strip()),
        given_at=now,
    )
    session.add(reading)
    session.flush()
    return reading


def give_verdict(
    session: Session,
    *,
    meeting: PanelMeeting,
    candidate: CandidateTheme,
    kind: VerdictKind,
    reason: str,
    now: datetime,
    seat: int | None = None,
    by: User | None = None,
    name: str = "",
    merge_into: CandidateTheme | None = None,
) -> VerdictEvent:
    """Append a seat's verdict, or (without a seat) the facilitator's final one. A reason is always asked.

    Raises MeetingClosed, NotAllowed (final verdict by someone else), VerdictInvalid.
    """
    _require_open(meeting)
    if seat is not None:
        _require_seat(meeting, seat)
    elif by is None or by.id != meeting.facilitator_id:
        raise NotAllowed("The final verdict is recorded by the facilitator of the meeting.")
    if candidate.run_id != meeting.run_id or (merge_into and merge_into.run_id != meeting.run_id):
        raise VerdictInvalid("The theme is not in this meeting.")
    if not reason.strip():
        raise VerdictInvalid("A verdict needs a reason.")
    if (
        (kind == "merge") != (merge_into is not None)
        or merge_into is candidate
        or (kind == "rename" and not name.strip())
        or (kind == "confirm" and seat is None and not name.strip())
    ):
        raise VerdictInvalid(f"A verdict '{kind}' is not complete.")
    verdict = VerdictEvent(
        meeting_id=meeting.id,
        candidate_id=candidate.id,
        seat=seat,
        is_final=seat is None,
        kind=kind,
        name=name.strip(),
        merge_into_id=merge_into.id if merge_into else None,
        reason=reason.strip(),
        given_at=now,
    )
    session.add(verdict)
    session.flush()
    return verdict


def close_meeting(session: Session, *, meeting: PanelMeeting, by: User, now: datetime) -> list[PanelTheme]:
    """End the meeting: its final verdicts become themes. Raises MeetingClosed, NotAllowed, VerdictInvalid."""
    _require_open(meeting)
    if by.id != meeting.facilitator_id:
        raise NotAllowed("The facilitator closes the meeting.")
    rows = verdicts(session, meeting=meeting)
    try:
        folded = apply_verdicts([conversion.verdict(row) for row in rows])
    except VerdictsDoNotFit as misfit:
        raise VerdictInvalid(str(misfit)) from misfit
    if len({theme.name for theme in folded}) < len(folded):
        raise VerdictInvalid("Two themes have the same name; merge them, or give one another name.")
    themes = [
        PanelTheme(
            meeting_id=meeting.id,
            name=theme.name,
            confirmed_at=now,
            origins=[ThemeOrigin(candidate_id=uuid.UUID(candidate)) for candidate in theme.candidates],
        )
        for theme in folded
    ]
    session.add_all(themes)
    meeting.closed_at, meeting.closed_by_id = now, by.id
    session.flush()
    audit.record(session, action="meeting.closed", subject=meeting, by=by, now=now, themes=len(themes))
    return themes


def verdicts(session: Session, *, meeting: PanelMeeting) -> list[VerdictEvent]:
    """All verdicts of a meeting in the order in which they were given."""
    return list(
        session.scalars(select(VerdictEvent).where(VerdictEvent.meeting_id == meeting.id).order_by(VerdictEvent.number))
    )


def meetings(session: Session, *, pilot: Pilot) -> list[PanelMeeting]:
    return list(
        session.scalars(
            select(PanelMeeting)
            .join(Wave, Wave.id == PanelMeeting.wave_id)
            .where(PanelMeeting.pilot_id == pilot.id)
            .order_by(Wave.number, PanelMeeting.held_on)
        )
    )


def get_meeting(session: Session, *, pilot: Pilot, meeting_id: uuid.UUID) -> PanelMeeting:
    """Raises NotFound."""
    meeting = session.get(PanelMeeting, meeting_id)
    if meeting is None or meeting.pilot_id != pilot.id:
        raise NotFound(f"Pilot {pilot.slug!r} has no meeting {meeting_id}.")
    return meeting


def seat_of(meeting: PanelMeeting, *, user: User) -> int:
    """The seat this person has in the meeting. Raises NotAllowed when none."""
    for member in meeting.members:
        if member.user_id == user.id:
            return member.seat
    raise NotAllowed("You have no seat in this meeting.")


def shown_stories(
    session: Session, *, pilot: Pilot, candidate: CandidateTheme, key_ring: KeyRing
) -> dict[str, list[DeidentifiedStory]]:
    """The typical and the contrary stories of a candidate that the panel may read now, most telling first."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.candidate_id == candidate.id, Assignment.shown_as.is_not(None))
        .order_by(Assignment.rank)
    ).all()
    readable = {
        story.ref: story
        for story in released.stories(
            session, pilot=pilot, use="panel", key_ring=key_ring, refs=[row.ref for row in rows]
        )
    }
    shown: dict[str, list[DeidentifiedStory]] = {"typical": [], "contrary": []}
    for row in rows:
        if row.shown_as and str(row.ref) in readable:
            shown[row.shown_as].append(readable[str(row.ref)])
    return shown


def readings(session: Session, *, meeting: PanelMeeting) -> list[Reading]:
    return list(session.scalars(select(Reading).where(Reading.meeting_id == meeting.id).order_by(Reading.given_at)))


def themes_of(session: Session, *, meeting: PanelMeeting) -> list[PanelTheme]:
    return list(
        session.scalars(select(PanelTheme).where(PanelTheme.meeting_id == meeting.id).order_by(PanelTheme.name))
    )


def _require_open(meeting: PanelMeeting) -> None:
    if meeting.closed_at is not None:
        raise MeetingClosed(meeting.title)


def _require_seat(meeting: PanelMeeting, seat: int) -> None:
    if seat not in {member.seat for member in meeting.members}:
        raise NotAllowed(f"There is no seat {seat} in this meeting.")
