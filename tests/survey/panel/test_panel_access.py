"""What each person may see of a panel meeting, over HTTP, and what practising leaves behind."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.models.panel import PHASES
from survey.services import choices, panels
from tests.survey.panel.meeting_world import UNRELEASED, WITHOUT_CONSENT, Make, Open, World, go_to
from tests.survey.staff_fixtures import Visitor


def test_practising_keeps_nothing(member: Visitor, world: World, database: Session) -> None:
    page = member.get(f"{world.at}/oefenen")
    assert "verzonnen" in page
    assert "Verhaal nummer" not in page
    page = member.post(f"{world.at}/oefenen", 200, step="0", own="oefenwoord")
    assert "Eindelijk een naam" in page
    page = member.post(f"{world.at}/oefenen", 400, step="2", kind="keep")
    assert "Kies wat je van dit thema vindt." in page
    member.post(f"{world.at}/oefenen", 200, step="2", rating="right", kind="keep", reason="omdat")
    assert panels.readings(database, meeting=world.meeting) == []
    assert panels.verdicts(database, meeting=world.meeting) == []
    database.rollback()


MEMBER_PAGES = (
    "",
    "lezen",
    "oefenen",
    "adempauze",
    "themas",
    "naast-elkaar",
    "lezingen",
    "kiezen",
    "kiezen/support",
    "uitkomst",
)
LEADER_PAGES = ("", "leiden", "verloop", "besluit", "naast-elkaar", "lezingen", "kiezen", "kiezen/support/besluit")


def test_nothing_unreleased_and_nothing_without_consent_reaches_the_panel(
    member: Visitor, leader: Visitor, world: World
) -> None:
    """Every page of a meeting, for a seat and for the facilitator, in every phase; whatever it answers."""
    n_stories = 0
    for phase in PHASES:
        if phase == "closed":
            leader.get(f"{world.at}/kiezen/{choices.WORSE}/besluit")
            leader.post(f"{world.at}/kiezen/{choices.WORSE}/besluit", ref="none", reason="Niets.")
        if phase != "read":
            go_to(leader, world, phase)
        of_member = [f"{world.at}/{page}" for page in MEMBER_PAGES] + [world.theme(i) for i in range(3)]
        of_leader = [f"{world.at}/{page}" for page in LEADER_PAGES] + [world.decision(i) for i in range(3)]
        for browser, addresses in ((member, of_member), (leader, of_leader)):
            for address in addresses:
                page = browser.client.get(address).get_data(as_text=True)
                assert UNRELEASED not in page, (phase, address)
                assert WITHOUT_CONSENT not in page, (phase, address)
                n_stories += "Verhaal nummer" in page
    assert n_stories > 10, "pages without stories would prove nothing"


def test_a_panel_member_does_not_lead(member: Visitor, world: World) -> None:
    for address in ("leiden", "verloop", "besluit", f"besluit/{world.themes[0].id}", "kiezen/support/besluit"):
        member.get(f"{world.at}/{address}", 403)
    member.get(f"{world.at}/lezen")
    member.post(f"{world.at}/leiden", 403, to="judge")


def test_only_the_named_facilitator_leads(visitor: Open, person: Make, world: World) -> None:
    other = visitor(person("coordinator"))
    other.get(f"{world.at}/besluit", 403)
    other.get("/account/")
    other.post(f"{world.at}/besluit/{world.themes[0].id}", 403, kind="reject", reason="x")
    other.post(f"{world.at}/leiden", 403, to="judge")


def test_the_facilitator_does_not_sit_in_a_seat(leader: Visitor, world: World) -> None:
    for address in ("lezen", "themas", "uitkomst", "kiezen/support"):
        leader.get(f"{world.at}/{address}", 403)


def test_a_panel_member_without_a_seat_sees_nothing_of_the_meeting(visitor: Open, person: Make, world: World) -> None:
    other = visitor(person("panel_member"))
    for address in MEMBER_PAGES:
        other.get(f"{world.at}/{address}", 403)
