"""Planning a panel meeting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, CandidateTheme
from survey.models.programme import Pilot
from survey.services import codebook_coding, panels
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


@pytest.fixture
def run(database: Session, pilot: Pilot) -> AnalysisRun:
    made = factories.make_run(database, pilot=pilot, now=NOON)
    database.commit()
    return made


def plan(leader: User, member: User) -> dict[str, object]:
    return {
        "title": "Panel in mei",
        "held_on": "2026-05-06",
        "wave": "1",
        "facilitator": str(leader.id),
        "members": [str(member.id)],
        "n_random": "5",
        "n_chosen": "2",
        "n_code_seats": "2",
        "aftercare_name": "Mirjam",
        "aftercare_how": "op de gang",
        "has_rehearsal": "y",
    }


def test_a_meeting_is_planned_and_its_members_find_it(
    visitor: Open, person: Make, pilot: Pilot, run: AnalysisRun, database: Session
) -> None:
    coordinator, member = person("coordinator"), person("panel_member")
    receipt = factories.tell(database, wave=pilot.waves[0], now=NOON)
    factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    database.commit()
    browser, address = visitor(coordinator), f"/beheer/{pilot.slug}/bijeenkomsten/nieuw"
    assert member.name in browser.get(address)
    assert "Wat beoordeelt het panel?" not in browser.get(address), "there are no groups to choose"
    browser.post(address, **plan(coordinator, member))
    assert "Panel in mei" in browser.get(f"/beheer/{pilot.slug}/")
    page = visitor(member).get(f"/panel/{pilot.slug}/")
    assert "Panel in mei" in page
    assert "Nog 1 verhaal" in page
    (meeting,) = panels.meetings(database, pilot=pilot)
    address = f"/beheer/{pilot.slug}/bijeenkomsten/{meeting.id}"
    assert (len(meeting.members), meeting.n_chosen, meeting.has_rehearsal) == (3, 2, True)
    assert str(meeting.sample_seed) in browser.get(address)
    assert "eerst door loting; daarna zo dat" in browser.get(address), "the rule, in words"
    database.rollback()
    codes = re.findall(r'class="seat-code">([a-z]+ [a-z]+ [a-z]+)<', browser.post(f"{address}/codes", 200))
    assert len(set(codes)) == 2
    assert not set(codes) & set(re.findall(r"[a-z]+ [a-z]+ [a-z]+", browser.get(address)))


def test_groups_that_fit_no_theme_can_be_judged_instead(
    visitor: Open, person: Make, pilot: Pilot, run: AnalysisRun, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = factories.make_run(database, pilot=pilot, now=NOON)
    groups.is_among_unplaced = True
    found = {"number": 0, "keywords": [], "keyword_tellers": [], "stability": 0.8, "n_stories": 7, "n_tellers": 7}
    groups.candidates.append(CandidateTheme(**found))
    database.commit()
    monkeypatch.setattr(codebook_coding, "groups_to_judge", lambda session, pilot: session.merge(groups))
    coordinator, member = person("coordinator"), person("panel_member")
    browser, address = visitor(coordinator), f"/beheer/{pilot.slug}/bijeenkomsten/nieuw"
    assert "bij geen thema van het codeboek past" in browser.get(address)
    for judge in ("groups", "themes"):
        browser.post(address, judge=judge, **plan(coordinator, member))
    judged = {meeting.run_id for meeting in panels.meetings(database, pilot=pilot)}
    assert judged == {groups.id, run.id}
    database.rollback()


def test_a_wrong_plan_says_why_and_keeps_what_was_typed(
    visitor: Open, person: Make, pilot: Pilot, run: AnalysisRun, database: Session
) -> None:
    browser, outsider = visitor(person("coordinator")), person("evaluator")
    person("panel_member")
    address = f"/beheer/{pilot.slug}/bijeenkomsten/nieuw"
    browser.get(address)
    page = browser.post(
        address,
        400,
        title="Blijft staan",
        held_on="morgen",
        wave="9",
        facilitator="wie",
        members=[str(outsider.id)],
        n_random="duizend",
    )
    for sentence in (
        "Vul een dag in die bestaat",
        "Kies een meetmoment uit de lijst.",
        "Kies wie de bijeenkomst leidt.",
        "Kies minstens één panellid",
        "Vul een heel getal in",
        "met wie panelleden na afloop kunnen praten",
    ):
        assert sentence in page
    assert 'value="Blijft staan"' in page
    assert panels.meetings(database, pilot=pilot) == []
    database.rollback()


def test_without_anything_found_there_is_nothing_to_plan(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("coordinator"))
    page = browser.get(f"/beheer/{pilot.slug}/bijeenkomsten/nieuw")
    assert "Vraag de evaluator" in page
    assert "<form class" not in page


def test_people_of_another_pilot_plan_nothing_here(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot
) -> None:
    visitor(person("coordinator", other_pilot)).get(f"/beheer/{pilot.slug}/bijeenkomsten/nieuw", 403)
