"""The coordinator's pilot page and making an invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


def test_an_invitation_is_made_and_its_link_opens_the_form(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/uitnodigingen/nieuw")
    browser.post(
        f"/beheer/{pilot.slug}/uitnodigingen/nieuw",
        wave="1",
        route="school",
        language="nl",
        expires_on="2026-05-20",
        quota="30",
    )
    page = browser.get(f"/beheer/{pilot.slug}/")
    assert "De uitnodiging is klaar" in page
    assert "via school · Nederlands" in page
    assert "hooguit 30" in page
    own_page = re.search(rf'href="(/beheer/{pilot.slug}/uitnodigingen/[a-z0-9]+)"', page)
    assert own_page
    link = re.search(r">http://localhost(/vertel/[\w-]+)<", browser.get(own_page.group(1)))
    assert link
    assert visitor().client.get(link.group(1)).status_code == 200


def test_a_wrong_invitation_keeps_what_was_typed_and_says_why(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/uitnodigingen/nieuw")
    page = browser.post(
        f"/beheer/{pilot.slug}/uitnodigingen/nieuw",
        400,
        wave="2",
        route="letter",
        language="nl",
        expires_on="2026-04-01",
        quota="veel",
    )
    assert "De laatste dag ligt voor vandaag." in page
    assert "Vul een heel getal in" in page
    assert 'value="2026-04-01"' in page
    assert 'value="veel"' in page
    assert re.search(r'value="letter" checked', page)
    assert re.search(r'<option value="2" selected', page)


def test_a_wave_of_another_pilot_or_an_unknown_route_is_no_choice(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser = visitor(person("coordinator"))
    browser.get(f"/beheer/{pilot.slug}/uitnodigingen/nieuw")
    for change in ({"wave": "9"}, {"route": "spam"}, {"language": "xx"}, {"wave": "x"}):
        fields = {"wave": "1", "route": "school", "language": "nl", "expires_on": "2026-05-20"} | change
        assert browser.answer(f"/beheer/{pilot.slug}/uitnodigingen/nieuw", **fields).status_code == 400


def test_counts_add_up_per_wave(visitor: Open, person: Make, pilot: Pilot, database: Session) -> None:
    coordinator = person("coordinator")
    receipts = [factories.tell(database, wave=pilot.waves[0], now=NOON) for _ in range(3)]
    factories.release(database, pilot=pilot, ref=receipts[0].ref, by=coordinator, now=NOON)
    database.commit()
    page = visitor(coordinator).get(f"/beheer/{pilot.slug}/")
    first_wave = page[page.index('id="wave-1"') : page.index('id="wave-2"')]
    assert re.findall(r'<dd class="figure">(\d+)</dd>', first_wave) == ["3", "1", "2", "0"]
    assert "3 verhalen" not in page
    assert "2 verhalen nakijken" in page
    assert "Eerst moesten we lang wachten" not in page


def test_a_pilot_whose_waves_are_over_takes_no_invitations(
    visitor: Open, person: Make, pilot: Pilot, clock: object
) -> None:
    clock.at = NOON.replace(year=2027)  # type: ignore[attr-defined]
    page = visitor(person("coordinator")).get(f"/beheer/{pilot.slug}/uitnodigingen/nieuw")
    assert "Er is geen meetmoment waarin nog verhalen verteld kunnen worden" in page


def test_people_of_another_pilot_and_other_roles_are_refused(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot
) -> None:
    addresses = [
        f"/beheer/{pilot.slug}/",
        f"/beheer/{pilot.slug}/controle",
        f"/beheer/{pilot.slug}/uitnodigingen/nieuw",
    ]
    refused = [person("coordinator", other_pilot), person("evaluator"), person("panel_member"), person("admin")]
    for user in refused:
        browser = visitor(user)
        for address in addresses:
            page = browser.get(address, 403)
            assert "Je kunt deze pagina niet openen" in page
            assert "Naar mijn werk" in page, "whoever is refused keeps the way back to the own work"
    assert visitor().client.get(addresses[0]).status_code == 302
    assert date(2026, 3, 1) == pilot.waves[0].opens_on
