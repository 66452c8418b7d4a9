"""The screens on which programmes, pilots, waves and partners are set up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot, Programme, Wave
from survey.models.questionnaire import QuestionnaireVersion
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

NEW_PILOT = "/beheer/programma/programma/pilots/nieuw"

PILOT = {
    "slug": "buurt",
    "title": "Samen in de buurt",
    "target_group": "Jeugdigen en ouders",
    "themes": "buurt\n\n school \nbuurt",
    "neighbourhoods": "Beijum\nLewenborg",
    "starts_on": "2026-05-01",
    "ends_on": "2026-12-01",
    "worry_contact": "Sanne van het wijkteam",
    "worry_working_days": "1",
    "age_policy": "parent_co_consents",
    "reason": "Besluit stuurgroep 3 maart",
}


def stored(database: Session, slug: str) -> Pilot:
    """The pilot as it is now, with its waves and their phases, in a session of its own that is closed again."""
    with Session(database.get_bind(mapper=Pilot), expire_on_commit=False) as fresh:
        found = fresh.scalars(select(Pilot).where(Pilot.slug == slug)).one()
        assert all(wave.phase for wave in found.waves)
        return found


def wave_fields(database: Session, **changes: str) -> dict[str, str]:
    version = database.scalars(select(QuestionnaireVersion.id)).first()
    database.commit()
    return {
        "number": "3",
        "title": "Zomer",
        "phase": "2",
        "questionnaire": str(version),
        "opens_on": "2026-06-01",
        "closes_on": "2026-07-01",
        "planned_parent": "12",
        **changes,
    }


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_an_administrator_makes_a_programme_a_phase_and_a_pilot(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("admin"))
    browser.get("/beheer/")
    browser.post("/beheer/programma/nieuw", title="Hulp dichtbij", slug="hulp-dichtbij")
    browser.post(
        "/beheer/programma/hulp-dichtbij/fasen/nieuw", title="Ontwerp", starts_on="2026-01-01", ends_on="2026-06-30"
    )
    browser.post(
        "/beheer/programma/hulp-dichtbij/fasen/nieuw", title="Praktijk", starts_on="2026-05-01", ends_on="2026-12-31"
    )
    browser.post("/beheer/programma/hulp-dichtbij/pilots/nieuw", **PILOT)
    page = browser.get("/beheer/")
    assert "Praktijk" in page
    assert '<svg class="timebar-bar"' in page
    made = stored(database, "buurt")
    assert (made.themes, made.age_policy, made.worry_working_days) == (["buurt", "school"], "parent_co_consents", 1)
    assert "Besluit stuurgroep 3 maart" in browser.get("/beheer/buurt/instellingen")


def test_no_age_policy_is_chosen_beforehand_and_none_means_no_pilot(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("admin"))
    page = browser.get(NEW_PILOT)
    assert not re.search(r'name="age_policy" value="\w+" checked', page)
    page = browser.post(NEW_PILOT, 400, **{**PILOT, "age_policy": ""})
    assert "Kies wat je organisatie heeft besloten." in page
    assert "Dit geldt nu al." not in page, "nothing holds yet in a new pilot"
    assert 'value="Samen in de buurt"' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slug": "proef"}, "Deze korte naam bestaat al"),
        ({"slug": "programma"}, "al in gebruik voor iets anders"),
        ({"slug": "Hoofd Letters"}, "alleen kleine letters, cijfers en streepjes"),
        ({"slug": "a" * 61}, "hooguit 60"),
        ({"title": ""}, "Geef de pilot een naam."),
        ({"title": "   "}, "Geef de pilot een naam."),
        ({"title": "x" * 201}, "Gebruik hooguit 200 tekens"),
        ({"themes": " \n "}, "Vul minstens één thema in."),
        ({"themes": "x" * 201}, "Een regel is te lang."),
        ({"themes": "\n".join(f"thema {n}" for n in range(31))}, "hooguit 30 regels"),
        ({"target_group": "x" * 501}, "Gebruik hooguit 500 tekens"),
        ({"starts_on": "2026-13-01"}, "Vul een dag in die bestaat"),
        ({"ends_on": "2026-04-30"}, "De laatste dag ligt voor de eerste dag."),
        ({"starts_on": "2026-01-01", "ends_on": "2026-04-13"}, "De laatste dag ligt voor vandaag."),
        ({"worry_working_days": "0"}, "een getal in van 1 tot"),
        ({"worry_working_days": "11"}, "een getal in van 1 tot"),
        ({"worry_contact": "x" * 201}, "Gebruik hooguit 200 tekens"),
        ({"reason": ""}, "Vul in waar dit besluit staat."),
    ],
)
def test_what_is_wrong_about_a_new_pilot_is_said_and_nothing_typed_is_lost(
    visitor: Open, person: Make, pilot: Pilot, change: dict[str, str], sentence: str
) -> None:
    browser = visitor(person("admin"))
    browser.get(NEW_PILOT)
    page = browser.post(NEW_PILOT, 400, **{**PILOT, **change})
    assert sentence in page
    assert 'value="Sanne van het wijkteam"' in page or "worry_contact" in change
    assert "Besluit stuurgroep 3 maart" in page or "reason" in change


@pytest.mark.parametrize("ends_on", ["2026-04-14", "2026-04-13"])
def test_a_pilot_may_end_today_and_not_yesterday(visitor: Open, person: Make, pilot: Pilot, ends_on: str) -> None:
    browser = visitor(person("admin"))
    browser.get(NEW_PILOT)
    wanted = 302 if ends_on == "2026-04-14" else 400
    browser.post(NEW_PILOT, wanted, **{**PILOT, "starts_on": "2026-01-01", "ends_on": ends_on})


def test_two_people_at_once_neither_loses_what_was_typed(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    address = f"/beheer/{pilot.slug}/instellingen/pilot"
    fields: dict[str, Any] = {
        name: value for name, value in PILOT.items() if name not in ("slug", "age_policy", "reason")
    }
    fields |= {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    slow, quick = visitor(person("admin")), visitor(person("coordinator"))
    before = seen(slow.get(address))
    quick.post(address, **{**fields, "title": "De snelle", "seen": seen(quick.get(address))})
    page = slow.post(address, 400, **{**fields, "title": "De trage", "seen": before})
    assert "Iemand anders heeft dit veranderd terwijl je aan het typen was." in page
    assert 'value="De trage"' in page
    assert stored(database, pilot.slug).title == "De snelle"
    slow.post(address, **{**fields, "title": "De trage", "seen": seen(page)})
    assert stored(database, pilot.slug).title == "De trage"


def test_a_pilot_can_not_shrink_away_from_its_waves(visitor: Open, person: Make, pilot: Pilot) -> None:
    address = f"/beheer/{pilot.slug}/instellingen/pilot"
    browser = visitor(person("coordinator"))
    fields = {name: value for name, value in PILOT.items() if name not in ("slug", "age_policy", "reason")}
    mark = seen(browser.get(address))
    page = browser.post(address, 400, **{**fields, "starts_on": "2026-01-01", "ends_on": "2026-10-30", "seen": mark})
    assert "Meetmoment 2 duurt van 1 september 2026 tot en met 31 oktober 2026 en valt dan buiten deze periode" in page
    browser.post(address, **{**fields, "starts_on": "2026-01-01", "ends_on": "2026-10-31", "seen": mark})


def test_a_phase_can_not_shrink_away_from_its_waves(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("admin"))
    address = "/beheer/programma/programma/fasen/2"
    mark = seen(browser.get(address))
    page = browser.post(address, 400, title="Praktijk", starts_on="2026-04-01", ends_on="2026-12-31", seen=mark)
    assert "Meetmoment 1 duurt van 1 maart 2026" in page
    browser.post(address, title="In de praktijk", starts_on="2025-10-01", ends_on="2027-01-31", seen=mark)
    assert "In de praktijk" in browser.get("/beheer/")


def test_a_new_decision_about_age_needs_a_reason_and_another_choice(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("coordinator"))
    address = f"/beheer/{pilot.slug}/instellingen/leeftijd"
    mark = seen(browser.get(address))
    page = browser.post(address, 400, age_policy="information_only", reason="", seen=mark)
    assert "Dit geldt nu al." in page
    assert "Vul in waar dit besluit staat." in page
    browser.post(address, age_policy="from_16_only", reason="Besluit van 14 april", seen=mark)
    assert stored(database, pilot.slug).age_policy == "from_16_only"
    page = browser.get(address)
    assert "Besluit van 14 april" in page
    assert "vastgelegd op 14 april 2026" in page


def test_a_wave_is_planned_with_hoped_for_numbers(visitor: Open, person: Make, pilot: Pilot, database: Session) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/meetmomenten/nieuw")
    browser.post(f"/beheer/{pilot.slug}/meetmomenten/nieuw", **wave_fields(database))
    wave = stored(database, pilot.slug).waves[2]
    assert (wave.number, wave.title, wave.planned) == (3, "Zomer", {"parent": 12})
    assert "0 verteld, 12 gehoopt" in browser.get(f"/beheer/{pilot.slug}/")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": "2"}, "Deze pilot heeft al een meetmoment met dit nummer"),
        ({"number": "0"}, "een getal in van 1 tot"),
        ({"number": ""}, "Vul een getal in."),
        ({"title": ""}, "Geef het meetmoment een naam."),
        ({"phase": "7"}, "Kies een fase uit de lijst."),
        ({"phase": ""}, "Kies een fase uit de lijst."),
        ({"questionnaire": "een ander"}, "Kies een vragenlijst uit de lijst."),
        ({"closes_on": "2026-05-31"}, "De laatste dag ligt voor de eerste dag."),
        ({"opens_on": "2026-03-01", "closes_on": "2026-04-13"}, "De laatste dag ligt voor vandaag."),
        ({"closes_on": "2027-01-01"}, "Dit past niet binnen de pilot"),
        ({"opens_on": "2025-12-31"}, "Dit past niet binnen de pilot"),
        ({"phase": "1"}, "Dit past niet binnen Ontwerp"),
        ({"planned_parent": "-1"}, "een getal in van 0 tot"),
        ({"planned_parent": "veel"}, "Vul een heel getal in"),
    ],
)
def test_what_is_wrong_about_a_wave_is_said_and_nothing_typed_is_lost(
    visitor: Open, person: Make, pilot: Pilot, database: Session, change: dict[str, str], sentence: str
) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/meetmomenten/nieuw")
    page = browser.post(f"/beheer/{pilot.slug}/meetmomenten/nieuw", 400, **wave_fields(database, **change))
    assert sentence in page
    summary = page[page.index('id="summary"') : page.index("</ul>", page.index('id="summary"'))]
    assert summary.count("<li>") == 1, "one field, one sentence"
    assert 'value="Zomer"' in page or "title" in change
    assert stored(database, pilot.slug).waves[-1].number == 2


def test_an_open_wave_says_why_its_questions_stay_and_can_not_be_deleted(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("coordinator"))
    address = f"/beheer/{pilot.slug}/meetmomenten/1"
    page = browser.get(address)
    assert "De vragen van dit meetmoment blijven zoals ze zijn" in page
    assert "maak een nieuw meetmoment" in page
    assert 'name="questionnaire"' not in page
    refused = browser.post(f"{address}/verwijderen", 409)
    assert "Dit meetmoment blijft zoals het is" in refused
    browser.get(address)
    fields = wave_fields(
        database, phase="1", questionnaire="iets anders", opens_on="2026-03-01", closes_on="2026-06-15"
    )
    browser.post(address, **fields, seen=seen(page))
    wave = stored(database, pilot.slug).waves[0]
    assert (wave.title, wave.closes_on, wave.phase.number) == ("Zomer", date(2026, 6, 15), 2)


def test_a_wave_that_opens_while_somebody_types_keeps_its_questions(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("coordinator"))
    address = f"/beheer/{pilot.slug}/meetmomenten/2"
    page = browser.get(address)
    factories.tell(database, wave=pilot.waves[1], now=NOON)
    database.commit()
    before = stored(database, pilot.slug).waves[1].questionnaire_version_id
    fields = wave_fields(database, opens_on="2026-09-01", closes_on="2026-10-31")
    browser.post(address, **fields, seen=seen(page))
    assert stored(database, pilot.slug).waves[1].questionnaire_version_id == before


def test_a_wave_in_which_nothing_happened_is_deleted(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/meetmomenten/2")
    browser.post(f"/beheer/{pilot.slug}/meetmomenten/2/verwijderen")
    assert database.scalars(select(Wave.number)).all() == [1]


def test_partners_are_added_once_and_taken_off(visitor: Open, person: Make, pilot: Pilot, database: Session) -> None:
    browser = visitor(person("coordinator"))
    address = f"/beheer/{pilot.slug}/instellingen/partners"
    browser.get(address)
    browser.post(address, name="De Brug", role="school")
    page = browser.post(address, 400, name="De Brug", role="aanbieder")
    assert "Deze organisatie staat al op de lijst." in page
    assert 'value="aanbieder"' in page
    removal = re.search(rf'action="({address}/[\w-]+/weg)"', page)
    assert removal
    browser.post(removal.group(1))
    assert "Nog geen partner." in browser.get(address)


def test_a_coordinator_sees_the_own_pilots_only(visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot) -> None:
    page = visitor(person("coordinator")).get("/beheer/")
    assert f"/beheer/{pilot.slug}/instellingen" in page
    assert f"/beheer/{other_pilot.slug}/instellingen" not in page
    assert "/beheer/programma/" not in page


def test_an_administrator_sets_up_and_reads_no_stories(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser = visitor(person("admin"))
    assert "Naar de pilot" not in browser.get(f"/beheer/{pilot.slug}/instellingen")
    for address in ("", "controle", "uitnodigingen", "signalen"):
        browser.get(f"/beheer/{pilot.slug}/{address}", 403)
    assert database.scalars(select(Programme.slug)).all() == ["programma"]
