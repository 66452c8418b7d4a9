"""What a report is told besides the published figures: what the panel chose, and at how many stories somebody looked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.composition import ChosenStory, SignalFacts
from reports.content import PanelFacts
from survey.models.panel import PanelMeeting, PaperCount, Reading, VerdictEvent
from survey.models.programme import Pilot
from survey.services import choices, panels, signal_cases
from survey.services.sealing import KeyRing

LANGUAGE = "nl"


def chosen(session: Session, *, pilot: Pilot, key_ring: KeyRing) -> tuple[ChosenStory, ...]:
    """The stories that the panel chose in its latest closed meeting, in the order of the domains. Whether they may be quoted
    is not decided here: that is for the release and the quote ledger."""
    closed = [meeting for meeting in panels.meetings(session, pilot=pilot) if meeting.closed_at]
    if not closed:
        return ()
    words = choices.domains(session, meeting=closed[-1], language=LANGUAGE)
    found = choices.chosen(session, pilot=pilot, meeting=closed[-1], key_ring=key_ring)
    return tuple(
        ChosenStory(
            about=words.get(domain) or _named(domain),
            ref=choice.story.ref,
            reasons=(choice.reason,) if choice.reason else (),
            contrary_ref=choice.contrary.ref if choice.contrary else None,
            is_negative=domain == choices.WORSE,
        )
        for domain, choice in found.items()
        if choice.story is not None
    )


def meetings(session: Session, *, pilot: Pilot) -> list[PanelFacts]:
    """The closed meetings of the panel, and how many of their members said it on paper."""
    return [_meeting(session, held) for held in panels.meetings(session, pilot=pilot) if held.closed_at]


def _meeting(session: Session, held: PanelMeeting) -> PanelFacts:
    seats = {
        seat
        for said in (Reading, VerdictEvent)
        for seat in session.scalars(
            select(said.seat).where(said.meeting_id == held.id, said.source == "paper", said.seat.is_not(None))
        )
    }
    group = session.scalar(select(PaperCount.number).where(PaperCount.meeting_id == held.id).limit(1))
    return PanelFacts(held.held_on, len(held.members), n_on_paper=len(seats), has_group=group is not None)


def signals(session: Session, *, pilot: Pilot, today: date) -> SignalFacts:
    """At how many stories somebody had to look and at how many that is done, rounded as everything that leaves."""
    from analysis.disclosure import policy_of
    from analysis.disclosure.exposure import rounded

    base = policy_of(pilot.programme.slug).rounding_base
    ended = len(signal_cases.ended_cases(session, pilot=pilot, today=today))
    still_open = len(signal_cases.open_cases(session, pilot=pilot, today=today))
    return SignalFacts(n_seen=rounded(ended + still_open, base), n_ended=rounded(ended, base))


def _named(domain: str) -> str:
    from reports.texts import say

    return say(f"chosen.domain.{domain}")
