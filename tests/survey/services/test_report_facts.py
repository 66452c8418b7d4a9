"""What a report says about the panel's meetings, also about who said it on paper."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from survey.models.analysis import CandidateTheme
from survey.models.panel import PanelMeeting, PanelMember, PaperCount, Reading
from survey.models.programme import Pilot
from survey.services import report_facts
from tests import factories
from tests.conftest import NOON


def held(session: Session, pilot: Pilot, *, is_closed: bool = True) -> tuple[PanelMeeting, Any]:
    by = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    run = factories.make_run(session, pilot=pilot, now=NOON)
    meeting = PanelMeeting(
        pilot_id=pilot.id, wave_id=pilot.waves[0].id, run_id=run.id, title="Panel", held_on=NOON.date(),
        facilitator_id=by.id, sample_seed=1, members=[PanelMember(seat=seat) for seat in (1, 2, 3)],
        closed_at=NOON if is_closed else None, closed_by_id=by.id if is_closed else None,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    return meeting, by


def read(session: Session, pilot: Pilot, meeting: PanelMeeting, by: Any, *seats: tuple[int, str]) -> None:
    receipt = factories.tell(session, wave=pilot.waves[0], now=NOON)
    factories.release(session, pilot=pilot, ref=receipt.ref, by=by, now=NOON)
    for seat, source in seats:
        session.add(
            Reading(
                meeting_id=meeting.id,
                seat=seat,
                ref=receipt.ref,
                tags=[],
                reason_sealed=b"",
                source=source,
                given_at=NOON,
            )
        )
    session.flush()


def test_seats_on_paper_are_counted_once_however_much_they_wrote(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    meeting, by = held(session, pilot)
    read(session, pilot, meeting, by, (1, "screen"), (2, "paper"), (3, "paper"))
    read(session, pilot, meeting, by, (2, "paper"))
    [facts] = report_facts.meetings(session, pilot=pilot)
    assert (facts.n_seats, facts.n_on_paper, facts.has_group) == (3, 2, False)


def test_a_group_on_paper_is_mentioned_but_is_no_seat(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    meeting, by = held(session, pilot)
    candidate = CandidateTheme(
        run_id=meeting.run_id, number=0, keywords=[], keyword_tellers=[], stability=1.0, n_stories=5, n_tellers=5
    )
    session.add(candidate)
    session.flush()
    session.add(
        PaperCount(
            meeting_id=meeting.id,
            candidate_id=candidate.id,
            n_right=4,
            n_partly=1,
            n_wrong=0,
            n_missing=0,
            typed_by_id=by.id,
            given_at=NOON,
        )
    )
    session.flush()
    [facts] = report_facts.meetings(session, pilot=pilot)
    assert (facts.n_on_paper, facts.has_group) == (0, True)


def test_a_meeting_that_is_not_closed_is_in_no_report(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    held(session, pilot, is_closed=False)
    assert report_facts.meetings(session, pilot=pilot) == []
