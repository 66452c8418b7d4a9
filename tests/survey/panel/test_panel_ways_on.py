"""What a member and the facilitator are told when something is gone, over, one-sided or still open, and where they go then."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from survey.models.released import DeidentifiedStory
from survey.models.submission import Submission
from survey.services import choices, retention
from survey.services.deidentification.deciding import NOTE_PLACE
from tests import factories
from tests.conftest import NOON
from tests.survey.panel.meeting_world import Make, Open, World, go_to, judged, label
from tests.survey.staff_fixtures import Visitor


def note(database: Session, ref: uuid.UUID, words: str) -> None:
    """What to know before reading this story."""
    wrapped = database.get_one(Submission, ref).wrapped_key
    seal = factories.KEY_RING.open_story_key(ref, wrapped)
    database.get_one(DeidentifiedStory, ref).content_note_sealed = seal.seal(NOTE_PLACE, words)
    database.commit()


def close(leader: Visitor, world: World) -> None:
    go_to(leader, world, "choose")
    leader.get(f"{world.at}/kiezen/{choices.WORSE}/besluit")
    leader.post(f"{world.at}/kiezen/{choices.WORSE}/besluit", ref="none", reason="Niets.")
    go_to(leader, world, "closed")


def test_who_is_refused_in_a_meeting_finds_the_way_back_to_it(member: Visitor, leader: Visitor, world: World) -> None:
    ref = label(member, world)
    go_to(leader, world, "judge")
    refused = [
        member.get(f"{world.at}/gelezen/{ref}", 409),
        member.get(f"{world.at}/naast-elkaar", 403),
        member.get(f"{world.at}/themas/{uuid.UUID(int=1)}", 404),
        leader.get(world.decision(0), 409),
    ]
    for page in refused:
        assert f'<a class="button button--large" href="{world.at}/">Naar de bijeenkomst</a>' in page
    assert "De bijeenkomst is verder gegaan" in refused[0]


def test_what_was_typed_about_a_story_that_went_stands_under_no_other_story(
    member: Visitor, world: World, database: Session
) -> None:
    at, ref = world.at, str(world.refs[0])
    member.get(f"{at}/lezen")
    retention.withdraw(database, ref=world.refs[0], by=None, now=NOON)
    database.commit()
    for own in ("wachten", ""):
        page = member.post(f"{at}/lezen", 404, ref=ref, own=own, why="Alleen hierover.")
        assert "Dit verhaal is er niet meer" in page
        assert "Alleen hierover." not in page
        assert "Verhaal nummer" not in page


def test_a_story_in_another_language_says_so_and_may_be_skipped(
    member: Visitor, world: World, database: Session
) -> None:
    for ref in world.refs:
        database.get_one(Submission, ref).language = "ar"
    database.commit()
    page = member.get(f"{world.at}/lezen")
    assert "in het Arabisch" in page
    assert "Sla het verhaal gerust over." in page
    label(member, world, own="إحساس بالأمان, wachten")
    assert '<span dir="auto">إحساس بالأمان</span>' in member.get(f"{world.at}/lezen")


def test_one_voice_alone_is_not_called_unanimous(visitor: Open, leader: Visitor, world: World) -> None:
    go_to(leader, world, "judge")
    judged(visitor(world.members[0]), world, 0, rating="right", reason="Ja.")
    for who in world.members[:2]:
        judged(visitor(who), world, 1, rating="right", reason="Ja.")
    go_to(leader, world, "decide")
    of_first, of_second = leader.get(f"{world.at}/besluit").split('id="theme-2"')
    assert "eensgezind" not in of_first
    assert "eensgezind" in of_second


def test_whoever_is_nearly_ready_is_told_what_is_left(member: Visitor, leader: Visitor, world: World) -> None:
    go_to(leader, world, "judge")
    judged(member, world, 0, rating="right", reason="Ja.")
    assert "Over 2 thema’s heb je nog niets gezegd." in member.get(f"{world.at}/themas")
    for index in (1, 2):
        judged(member, world, index, rating="right", reason="Ja.")
    assert "heb je nog niets gezegd" not in member.get(f"{world.at}/themas")


def test_the_facilitator_is_told_who_is_still_busy_before_going_on(
    member: Visitor, leader: Visitor, world: World
) -> None:
    assert "Er zijn nog 3 stoelen bezig." in leader.get(f"{world.at}/leiden")
    for _ in world.refs:
        label(member, world)
    assert "Er zijn nog 2 stoelen bezig." in leader.get(f"{world.at}/leiden")


def test_what_to_know_beforehand_stands_before_a_chosen_story(
    member: Visitor, leader: Visitor, world: World, database: Session
) -> None:
    go_to(leader, world, "choose")
    first, second = world.refs[:2]
    note(database, first, "Gaat over afscheid.")
    leader.get(f"{world.at}/kiezen/support/besluit")
    leader.post(f"{world.at}/kiezen/support/besluit", ref=str(first), contrary=str(second), reason="Telt.")
    page = member.get(f"{world.at}/kiezen")
    assert (
        page.index("Gaat over afscheid.") < page.index("<summary>Dit verhaal toch lezen") < page.index("Verhaal nummer")
    )


def test_the_log_of_a_meeting_is_written_in_words(member: Visitor, leader: Visitor, world: World) -> None:
    label(member, world, own="wachten, geld")
    go_to(leader, world, "judge")
    judged(member, world, 0, rating="partly", kind="rename", name="Lang wachten", reason="Ja.")
    judged(member, world, 0, rating="right", kind="keep", reason="Toch.")
    ref, there = str(world.refs[0]), str(world.themes[1].id)
    member.post(f"{world.theme(0)}/verplaatsen", ref=ref, to=there, move_reason="Daar.")
    member.post(f"{world.theme(0)}/verplaatsen", ref=ref, to="none", move_reason="Nee.")
    go_to(leader, world, "decide")
    leader.post(world.decision(0), kind="reject", reason="Nee.")
    close(leader, world)
    page = leader.get(f"{world.at}/verloop")
    for words in (
        "2 labels",
        "Lezen → Oordelen",
        "Klopt deels. Dit is een thema, onder een andere naam → Klopt<",
        "thema 1 → thema 2",
        "thema 1 → geen van deze thema’s",
        "Dit is geen thema<",
        "Wat slechter werd: geen verhaal",
        "eerst door loting",
    ):
        assert words in page, words
    for code in ("right confirm", "read →", "random first"):
        assert code not in page


def test_the_coordinator_makes_the_draft_also_of_a_meeting_that_somebody_else_led(
    visitor: Open, person: Make, leader: Visitor, world: World
) -> None:
    close(leader, world)
    of_leader = leader.get(f"{world.at}/besluit")
    assert "Maak een concept" not in of_leader
    assert "Dat doet de coördinator" in of_leader
    coordinator = visitor(person("coordinator"))
    page = coordinator.get(f"/beheer/{world.pilot.slug}/bijeenkomsten/{world.meeting.id}")
    assert f'action="{world.at}/terugkoppelen"' in page
