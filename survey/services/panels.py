"""The client panel: planning a meeting, reading its stories, and what it led to.

Everything a seat says is appended and never changed; a new run of the machine touches none of it. What may happen when:
`phases`; verdicts: `verdicts`; stories that matter most: `choices`; the end: `leading`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.panel_draw import TEACHING_RULE, CardFacts, draw_cards
from analysis.records import DeidentifiedStory
from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.panel import CardDraw, PanelMeeting, PanelMember, PanelTheme, Reading, VerdictEvent
from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.services import accounts, audit, codebook_coding, panel_stories, released
from survey.services.cleaning import clean
from survey.services.errors import ConsentMissing, NotAllowed, NotFound
from survey.services.sealing import KeyRing

MOST_SEATS = 40


@dataclass(frozen=True, slots=True)
class Aftercare:
    """To whom a member can talk afterwards, and how to reach that person. It stands on every screen of the panel."""

    name: str = ""
    how: str = ""


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
    n_chosen: int = 0,
    n_code_seats: int = 0,
    aftercare: Aftercare = Aftercare(),
    has_rehearsal: bool = False,
) -> PanelMeeting:
    """A meeting with its seats and the stories to read: some by lot (the sample for the prevalence estimate), some besides,
    so that perspectives, turns and small meanings are represented. n_code_seats: seats that come in with a code on paper.

    Raises NotAllowed when the facilitator is no coordinator or evaluator of this pilot, a member is no panel member, or
    there are more than `MOST_SEATS` seats.
    """
    _require_people(pilot, facilitator, members, n_code_seats)
    users = [*(member.id for member in members), *[None] * n_code_seats]
    meeting = PanelMeeting(
        pilot_id=pilot.id,
        wave_id=wave.id,
        run_id=run.id,
        title=title,
        held_on=held_on,
        facilitator_id=facilitator.id,
        sample_seed=sample_seed,
        n_random=n_random,
        n_chosen=n_chosen,
        aftercare_name=aftercare.name,
        aftercare_how=aftercare.how,
        has_rehearsal=has_rehearsal,
        phase="read",
        members=[PanelMember(seat=seat, user_id=user) for seat, user in enumerate(users, start=1)],
    )
    session.add(meeting)
    session.flush()
    n_drawn = _draw(session, pilot, wave, run, meeting, key_ring)
    audit.record(session, action="meeting.planned", subject=meeting, by=by, now=now, stories=n_drawn)
    return meeting


def _require_people(pilot: Pilot, facilitator: User, members: Sequence[User], n_code_seats: int) -> None:
    if not accounts.holds(facilitator, ("coordinator", "evaluator"), pilot=pilot):
        raise NotAllowed("The facilitator must be a coordinator or evaluator of this pilot.")
    if not all(accounts.holds(member, ("panel_member",), pilot=pilot) for member in members):
        raise NotAllowed("Every member must be on the panel of this pilot.")
    if not 0 <= len(members) + n_code_seats <= MOST_SEATS or n_code_seats < 0:
        raise NotAllowed(f"A meeting has at most {MOST_SEATS} seats.")


def _draw(
    session: Session, pilot: Pilot, wave: Wave, run: AnalysisRun, meeting: PanelMeeting, key_ring: KeyRing
) -> int:
    """Draw the stories and keep rule and numbers with the meeting. The random part comes first and does not depend on what is
    chosen besides; that is `_chosen`."""
    in_wave = [
        story
        for story in released.stories(session, pilot=pilot, use="panel", key_ring=key_ring)
        if story.wave == wave.number
    ]
    in_gap = codebook_coding.gap_stories(session, pilot=pilot)
    facts = panel_stories.facts(session, run=run, stories=in_wave, in_gap=in_gap)
    by_lot = draw_cards(facts, n_random=meeting.n_random, n_chosen=0, seed=meeting.sample_seed).random
    drawn, meeting.draw_rule = _chosen(session, pilot, wave, meeting, facts, by_lot, key_ring)
    every = [*((ref, "random") for ref in by_lot), *((ref, "chosen") for ref in drawn)]
    session.add_all(
        CardDraw(meeting_id=meeting.id, ref=uuid.UUID(ref), position=position, drawn=how)
        for position, (ref, how) in enumerate(every, start=1)
    )
    session.flush()
    return len(every)


def _chosen(
    session: Session,
    pilot: Pilot,
    wave: Wave,
    meeting: PanelMeeting,
    facts: Collection[CardFacts],
    by_lot: Collection[str],
    key_ring: KeyRing,
) -> tuple[list[str], str]:
    """The stories besides, and the rule. Once the computer has learned from the codebook: half (rounded up) whose labels would
    teach it most, the others so that everybody is represented. Before that: all so that everybody is represented."""
    n_teaching, seed = (meeting.n_chosen + 1) // 2, meeting.sample_seed
    teaching: list[str] = []
    if n_teaching and codebook_coding.latest_fit(session, pilot=pilot) is not None:
        refs = codebook_coding.most_teaching(
            session,
            pilot=pilot,
            wave=wave,
            n=n_teaching,
            seed=seed,
            key_ring=key_ring,
            drawn_already=[uuid.UUID(ref) for ref in by_lot],
        )
        teaching = [str(ref) for ref in refs]
    drawn = draw_cards(
        facts, n_random=meeting.n_random, n_chosen=meeting.n_chosen - len(teaching), seed=seed, besides=teaching
    )
    return [*teaching, *drawn.chosen], f"{TEACHING_RULE}; {drawn.rule}" if teaching else drawn.rule


def cards(session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing) -> list[DeidentifiedStory]:
    """The stories drawn for this meeting that are still there and still allowed for the panel, in order."""
    order = {
        draw.ref: draw.position for draw in session.scalars(select(CardDraw).where(CardDraw.meeting_id == meeting.id))
    }
    found = released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=order)
    return sorted(found, key=lambda story: order[uuid.UUID(story.ref)])


def sealed(session: Session, pilot: Pilot, ref: uuid.UUID, place: str, reason: str, key_ring: KeyRing) -> bytes:
    """A remark about a story, under that story's key: it goes when the story goes. Raises ConsentMissing when the panel may
    not read the story (any more)."""
    if not released.stories(session, pilot=pilot, use="panel", key_ring=key_ring, refs=[ref]):
        raise ConsentMissing("panel")
    submission = session.get_one(Submission, ref)
    return key_ring.open_story_key(ref, submission.wrapped_key).seal(place, clean(reason))


def opened(session: Session, ref: uuid.UUID, place: str, content: bytes, key_ring: KeyRing) -> str:
    """The remark again. Raises StoryUnreadable."""
    return key_ring.open_story_key(ref, session.get_one(Submission, ref).wrapped_key).open(place, content)


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
            .order_by(Wave.number, PanelMeeting.held_on, PanelMeeting.closed_at)
        )
    )


def speaking(session: Session, *, pilot: Pilot, until: datetime | None = None) -> list[PanelMeeting]:
    """The meetings closed by then (None: by now) whose themes hold: the latest that judged a search among all stories, and
    those after it that judged what the codebook could not place. The first is the one that counts as the latest."""
    every = meetings(session, pilot=pilot)
    closed = [held for held in every if held.closed_at and (until is None or held.closed_at <= until)]
    runs = {held.run_id for held in closed}
    of_groups = set(
        session.scalars(select(AnalysisRun.id).where(AnalysisRun.id.in_(runs), AnalysisRun.is_among_unplaced))
    )
    about_all = [row for row, held in enumerate(closed) if held.run_id not in of_groups]
    return closed[about_all[-1] if about_all else 0 :]


def get_meeting(session: Session, *, pilot: Pilot, meeting_id: uuid.UUID) -> PanelMeeting:
    """Raises NotFound."""
    meeting = session.get(PanelMeeting, meeting_id)
    if meeting is None or meeting.pilot_id != pilot.id:
        raise NotFound(f"Pilot {pilot.slug!r} has no meeting {meeting_id}.")
    return meeting


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
