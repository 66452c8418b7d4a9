"""The evaluator's desk: who was heard, looking for themes, reflection moments."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.job import Job
from survey.models.programme import Pilot
from survey.services import jobs, reflections
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

UNRELEASED = "Onvrijgegevenmerkteken"


@pytest.fixture
def evaluator(visitor: Open, person: Make) -> Visitor:
    return visitor(person("evaluator"))


@pytest.fixture
def stories(database: Session, pilot: Pilot, person: Make) -> None:
    coordinator = person("coordinator")
    for number in range(3):
        receipt = factories.tell(
            database, wave=pilot.waves[0], now=NOON, story=f"Verhaal {number} over wachten op hulp."
        )
        factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    factories.tell(database, wave=pilot.waves[0], now=NOON, story=UNRELEASED)
    database.commit()


@pytest.mark.usefixtures("stories")
def test_the_desk_begins_with_who_was_heard_and_who_was_not(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    assert page.index("Wie hebben we gehoord?") < page.index("Wat vindt de computer?") < page.index("Impactrapporten")
    row = re.search(r"Meetmoment 1, ouder of verzorger</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td>", page)
    assert row
    assert row.groups() == ("minder dan 5", "minder dan 5")
    assert "Van hen hoorden we niets:" in page
    assert "jongere, Meetmoment 1" in page


@pytest.mark.usefixtures("stories")
def test_nothing_unreleased_and_no_story_reaches_the_desk(evaluator: Visitor, pilot: Pilot) -> None:
    for tail in ("", "themas-zoeken", "reflectie", "rapporten/nieuw"):
        page = evaluator.get(f"/evaluatie/{pilot.slug}/{tail}")
        assert UNRELEASED not in page
        assert "over wachten op hulp" not in page


@pytest.mark.usefixtures("stories")
def test_a_search_is_asked_for_followed_and_shown(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    address = f"/evaluatie/{pilot.slug}/themas-zoeken"
    assert 'value="20260414"' in evaluator.get(address)
    answer = evaluator.answer(address, seed="7")
    assert answer.status_code == 302
    page = evaluator.get(answer.location)
    assert "klaar" in page
    assert "http-equiv" not in page
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    assert "14 april 2026, in 3 verhalen" in page
    assert "te weinig verhalen om thema" in page
    job = jobs.latest(database, kind="analyse", pilot_slug=pilot.slug)
    assert job is not None
    assert job.subject == {"pilot": pilot.slug, "seed": 7, "catalogue": 0}
    database.rollback()


def test_a_search_without_stories_says_why_it_did_not_work(evaluator: Visitor, pilot: Pilot) -> None:
    address = f"/evaluatie/{pilot.slug}/themas-zoeken"
    evaluator.get(address)
    page = evaluator.get(evaluator.answer(address, seed="7").location)
    assert "Geef eerst verhalen vrij." in page


def test_a_search_under_way_renews_its_page_without_javascript(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    job = Job(
        kind="analyse",
        subject={"pilot": pilot.slug, "seed": 1},
        state="running",
        n_done=3,
        n_total=9,
        wanted_at=NOON,
    )
    database.add(job)
    database.commit()
    page = evaluator.get(f"/evaluatie/{pilot.slug}/werk/{job.id}")
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "3 van de 9 verhalen gelezen" in page
    assert f"/werk/{job.id}" in evaluator.get(f"/evaluatie/{pilot.slug}/")


@pytest.mark.parametrize("seed", ["", "zeven", "-1", "99999999999"])
def test_a_wrong_starting_number_is_kept_and_refused(evaluator: Visitor, pilot: Pilot, seed: str) -> None:
    address = f"/evaluatie/{pilot.slug}/themas-zoeken"
    evaluator.get(address)
    page = evaluator.post(address, 400, seed=seed)
    assert f'value="{seed}"' in page
    assert "Vul een" in page


def test_work_of_another_pilot_is_not_found(
    evaluator: Visitor, pilot: Pilot, other_pilot: Pilot, database: Session
) -> None:
    job = jobs.want(database, kind="analyse", subject={"pilot": other_pilot.slug, "seed": 1}, by=None, now=NOON)
    database.info.clear()
    database.commit()
    evaluator.get(f"/evaluatie/{pilot.slug}/werk/{job.id}", 404)


REFLECTION = {
    "held_on": "2026-04-10",
    "phase": "2",
    "works_well": "De klik met de begeleider.",
    "needs_adjusting": "Het wachten.",
    "usable_later": "Eén vast gezicht.",
}


def test_a_reflection_moment_has_the_three_exact_questions(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    address = f"/evaluatie/{pilot.slug}/reflectie"
    page = evaluator.get(address)
    for question in (
        "Wat werkt goed?",
        "Wat vraagt bijsturing?",
        "Wat kunnen we gebruiken in de toekomstige organisatie van jeugdhulp?",
    ):
        assert question in page
    evaluator.post(address, **REFLECTION)
    assert "Eén vast gezicht." in evaluator.get(f"/evaluatie/{pilot.slug}/")
    ((moment, phase),) = reflections.moments(database, pilot=pilot)
    assert (moment.works_well, phase.number) == ("De klik met de begeleider.", 2)
    database.rollback()


def test_a_wrong_reflection_moment_says_why_and_loses_nothing(evaluator: Visitor, pilot: Pilot) -> None:
    address = f"/evaluatie/{pilot.slug}/reflectie"
    evaluator.get(address)
    evaluator.post(address, **REFLECTION)
    evaluator.get(address)
    page = evaluator.post(address, 400, **(REFLECTION | {"phase": "9", "usable_later": ""}))
    assert "Op deze dag is er al een reflectiemoment." in page
    assert "Kies een fase uit de lijst." in page
    assert "Schrijf op wat later bruikbaar is" in page
    assert "De klik met de begeleider." in page


def test_decisions_are_kept_with_who_carries_them_and_come_into_the_report(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    address = f"/evaluatie/{pilot.slug}/reflectie"
    evaluator.get(address)
    decided = {"decision_1": "Elk gezin krijgt één vast gezicht.", "owner_1": "Wijkteam Noord"}
    evaluator.post(address, **REFLECTION, **decided, decision_4="In de zomer is er iemand.", owner_4="Coördinator")
    assert "Elk gezin krijgt één vast gezicht. (Wijkteam Noord)" in evaluator.get(f"/evaluatie/{pilot.slug}/")
    ((moment, _phase),) = reflections.moments(database, pilot=pilot)
    assert [(each.position, each.owner) for each in moment.decisions] == [(1, "Wijkteam Noord"), (2, "Coördinator")]
    database.rollback()


@pytest.mark.parametrize(
    ("half", "sentence"),
    [({"decision_2": "Een vast gezicht."}, "wie hiervoor zorgt"), ({"owner_3": "Wijkteam"}, "wat er besloten is")],
)
def test_half_a_decision_is_asked_for_and_nothing_is_lost(
    evaluator: Visitor, pilot: Pilot, half: dict[str, str], sentence: str
) -> None:
    address = f"/evaluatie/{pilot.slug}/reflectie"
    evaluator.get(address)
    page = evaluator.post(address, 400, **REFLECTION, **half)
    assert sentence in page
    assert f'value="{next(iter(half.values()))}"' in page


def test_people_of_another_pilot_and_other_roles_are_refused(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot
) -> None:
    for user in (person("evaluator", other_pilot), person("coordinator"), person("panel_member"), person("admin")):
        browser = visitor(user)
        for tail in ("", "themas-zoeken", "reflectie", "rapporten/nieuw", "rapporten/1", "rapporten/1/bestand/html"):
            browser.get(f"/evaluatie/{pilot.slug}/{tail}", 403)
            if tail in ("themas-zoeken", "reflectie", "rapporten/nieuw"):
                browser.get("/account/")
                browser.post(f"/evaluatie/{pilot.slug}/{tail}", 403)


def test_a_search_needs_the_token_of_the_page(evaluator: Visitor, pilot: Pilot) -> None:
    evaluator.token = "forged"
    evaluator.post(f"/evaluatie/{pilot.slug}/themas-zoeken", 400, seed="7")
