"""A later run and the panel's themes: the machine proposes one to one, a person decides, and nothing of the panel changes."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.analysis import AnalysisRun
from survey.models.codebook import MatchDecision
from survey.models.panel import PanelTheme, Reading, VerdictEvent
from survey.services import codebook_matches, codebooks, retention
from survey.services.errors import NotFound, ReasonMissing
from tests import factories
from tests.conftest import NOON
from tests.survey import analysis_worlds, codebook_worlds
from tests.survey.codebook_worlds import HOUR, NAMES, Desk, adopt, all_agree, hold

N = 12


@pytest.fixture
def desk(session: Session) -> Desk:
    pilot = factories.make_pilot(session, now=NOON)
    return codebook_worlds.furnish(session, pilot=pilot, key_ring=factories.KEY_RING, n=N)


def run_again(session: Session, desk: Desk, labels: list[int]) -> AnalysisRun:
    return analysis_worlds.search(session, pilot=desk.pilot, labels=labels, key_ring=desk.key_ring, seed=2, hours=1)


def turned() -> list[int]:
    """The same groups under other numbers: candidate 0 of the new run is what was 2, and so on."""
    return [(row + 1) % 3 for row in range(N)]


def test_a_new_run_is_matched_one_to_one_with_the_panel_s_themes(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    again = run_again(session, desk, turned())
    found = codebook_matches.proposals(session, pilot=desk.pilot, run=again)
    themes = codebooks.decided(session, pilot=desk.pilot).themes
    number = {candidate.id: candidate.number for candidate in again.candidates}
    assert {number[one.candidate_id]: themes[one.entry_id].name for one in found} == {
        0: "School", 1: "Lang wachten", 2: "De klik"
    }  # fmt: skip
    assert all(one.score > 0.9 and one.stories == 1 and one.is_same is None for one in found)


def test_the_run_that_the_panel_judged_needs_no_proposal(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    assert codebook_matches.proposals(session, pilot=desk.pilot, run=desk.run) == []
    known = codebook_matches.known_themes(session, pilot=desk.pilot, run=desk.run)
    assert sorted(known.values()) == sorted(NAMES)


def test_what_a_person_decides_is_appended_and_touches_nothing_of_the_panel(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    again = run_again(session, desk, turned())
    panel = (PanelTheme, Reading, VerdictEvent)
    before = [session.scalar(select(func.count()).select_from(table)) for table in panel]
    proposal = codebook_matches.proposals(session, pilot=desk.pilot, run=again)[0]

    def decide(is_same: bool, reason: str) -> None:
        codebook_matches.decide(
            session, pilot=desk.pilot, run=again, candidate_id=proposal.candidate_id, entry_id=proposal.entry_id,
            is_same=is_same, reason=reason, by=desk.evaluator, now=NOON + HOUR,
        )  # fmt: skip

    decide(True, "Dezelfde verhalen.")
    decide(True, "Dezelfde verhalen.")
    name = codebooks.decided(session, pilot=desk.pilot).themes[proposal.entry_id].name
    assert codebook_matches.known_themes(session, pilot=desk.pilot, run=again) == {proposal.candidate_id: name}
    decide(False, "Toch niet.")
    assert codebook_matches.known_themes(session, pilot=desk.pilot, run=again) == {}
    shown = {one.candidate_id: one for one in codebook_matches.proposals(session, pilot=desk.pilot, run=again)}
    assert (shown[proposal.candidate_id].is_same, shown[proposal.candidate_id].reason) == (False, "Toch niet.")
    assert session.scalar(select(func.count()).select_from(MatchDecision)) == 2
    assert [session.scalar(select(func.count()).select_from(table)) for table in panel] == before


def test_a_decision_needs_a_reason_and_a_candidate_of_this_run(session: Session, desk: Desk) -> None:
    entry = next(iter(adopt(session, desk, hold(session, desk, said=all_agree(range(6)))).values()))
    again = run_again(session, desk, turned())
    for candidate, reason, refusal in (
        (again.candidates[0].id, " ", ReasonMissing),
        (desk.run.candidates[0].id, "Ja.", NotFound),
        (uuid.uuid4(), "Ja.", NotFound),
    ):
        with pytest.raises(refusal):
            codebook_matches.decide(
                session, pilot=desk.pilot, run=again, candidate_id=candidate, entry_id=entry, is_same=True,
                reason=reason, by=desk.evaluator, now=NOON,
            )  # fmt: skip


def test_a_withdrawn_story_is_in_no_proposal(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    again = run_again(session, desk, turned())
    for ref in desk.refs:
        retention.withdraw(session, ref=ref, by=None, now=NOON)
    run = session.get_one(AnalysisRun, again.id)
    assert codebook_matches.proposals(session, pilot=desk.pilot, run=run) == []
