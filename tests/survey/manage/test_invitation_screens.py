"""Invitations on the screen: their state in words, the poster, stopping, the tablet."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from reports.render import poster as pure_poster
from survey.extensions import db
from survey.manage import poster
from survey.models.account import User
from survey.models.invitation import Invitation
from survey.models.programme import Pilot
from survey.services import programmes
from tests import factories
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


@pytest.fixture
def door(database: Session, pilot: Pilot) -> Invitation:
    made = factories.make_invitation(database, wave=pilot.waves[0], expires_on=date(2026, 5, 20))
    database.commit()
    return made


@pytest.mark.parametrize(
    ("wave", "change", "state"),
    [
        (0, {}, "open"),
        (1, {}, "nog niet open"),
        (0, {"quota": 2, "n_sent": 2}, "vol"),
        (0, {"expires_on": date(2026, 4, 13)}, "verlopen"),
        (0, {"stopped_on": date(2026, 4, 14)}, "gestopt"),
    ],
)
def test_the_list_says_in_words_how_each_link_is(
    visitor: Open, person: Make, pilot: Pilot, database: Session, wave: int, change: dict[str, Any], state: str
) -> None:
    made = factories.make_invitation(database, wave=pilot.waves[wave])
    for name, value in change.items():
        setattr(made, name, value)
    database.commit()
    page = visitor(person("coordinator")).get(f"/beheer/{pilot.slug}/uitnodigingen")
    assert re.findall(r'<span class="tag[^"]*">([^<]+)</span>', page) == [state]


def test_a_stopped_link_is_closed_for_a_teller_and_opens_again(
    visitor: Open, person: Make, pilot: Pilot, door: Invitation
) -> None:
    browser, address = visitor(person("coordinator")), f"/beheer/{pilot.slug}/uitnodigingen/{door.token}"
    assert visitor().client.get(f"/vertel/{door.token}").status_code == 200
    browser.get(address)
    browser.post(f"{address}/stoppen")
    assert visitor().client.get(f"/vertel/{door.token}").status_code == 410
    assert "gestopt" in browser.get(address)
    browser.post(f"{address}/hervatten")
    assert visitor().client.get(f"/vertel/{door.token}").status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_on": "2026-04-13"}, "De laatste dag ligt voor vandaag."),
        ({"expires_on": "2026-06-01"}, "Het meetmoment eindigt op 31 mei 2026."),
        ({"expires_on": ""}, "Vul de laatste dag van deze link in."),
        ({"quota": "2"}, "Er kwamen al 3 verhalen binnen."),
        ({"quota": "0"}, "een getal in van 1 tot"),
        ({"quota": "10001"}, "een getal in van 1 tot"),
    ],
)
def test_wrong_terms_are_said_and_kept(
    visitor: Open,
    person: Make,
    pilot: Pilot,
    door: Invitation,
    database: Session,
    change: dict[str, str],
    sentence: str,
) -> None:
    door.n_sent = 3
    database.commit()
    browser, address = visitor(person("coordinator")), f"/beheer/{pilot.slug}/uitnodigingen/{door.token}"
    mark = re.search(r'name="seen" value="(\w+)"', browser.get(address))
    assert mark
    fields = {"expires_on": "2026-05-20", "quota": "30", "seen": mark.group(1), **change}
    page = browser.post(address, 400, **fields)
    assert sentence in page
    assert f'value="{fields["quota"]}"' in page
    browser.post(address, **{**fields, "expires_on": "2026-05-31", "quota": "3", "is_kiosk": "yes"})
    assert "Zo zet je de tablet klaar" in browser.get(address)


def test_a_link_of_another_pilot_is_not_found(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot, door: Invitation
) -> None:
    browser = visitor(person("coordinator", other_pilot))
    for page in ("", "/qr.svg", "/poster-a4.pdf", "/tablet"):
        browser.get(f"/beheer/{other_pilot.slug}/uitnodigingen/{door.token}{page}", 404)


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize(("file_type", "mimetype"), [("pdf", "application/pdf"), ("svg", "image/svg+xml")])
def test_a_poster_is_a_file_to_keep(
    visitor: Open, person: Make, pilot: Pilot, door: Invitation, paper: str, file_type: str, mimetype: str
) -> None:
    browser = visitor(person("coordinator"))
    name = f"poster-{paper}.{file_type}"
    answer = browser.client.get(f"/beheer/{pilot.slug}/uitnodigingen/{door.token}/{name}")
    assert answer.mimetype == mimetype
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="loex-poster-{paper}-{door.token}.{file_type}"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    browser.get(f"/beheer/{pilot.slug}/uitnodigingen/{door.token}/poster-a3.pdf", 404)


def test_the_code_on_the_screen_is_the_one_of_the_link(
    visitor: Open, person: Make, pilot: Pilot, door: Invitation
) -> None:
    answer = visitor(person("coordinator")).client.get(f"/beheer/{pilot.slug}/uitnodigingen/{door.token}/qr.svg")
    assert answer.data == pure_poster.code_svg(f"http://localhost/vertel/{door.token}")


@pytest.mark.parametrize(("language", "title"), [("nl", "Wat is je bijgebleven?"), ("en", "What has stuck with you?")])
@pytest.mark.parametrize("is_demo", [True, False])
def test_a_poster_speaks_the_language_of_its_invitation_and_names_no_kind_of_help(
    staff_app: Flask, pilot: Pilot, database: Session, language: str, title: str, is_demo: bool
) -> None:
    made = factories.make_invitation(database, wave=pilot.waves[0], language=language, expires_on=date(2026, 5, 20))
    pilot.is_demo = is_demo
    database.commit()
    with staff_app.test_request_context(base_url="http://localhost"):
        words = poster.words(programmes.get_invitation(db.session, token=made.token))
    assert (words.lang, words.title, words.direction) == (language, title, "ltr")
    assert words.address == f"http://localhost/vertel/{made.token}"
    assert bool(words.mark) == is_demo
    assert "20 " in words.last_day
    everything = " ".join(str(value) for value in vars(words).values() if value is not words.logo).lower()
    for telling in ("jeugdzorg", "jeugdhulp", "youth", "gezin", "famil", "geweld", "violence", pilot.title.lower()):
        assert telling not in everything


def test_the_tablet_page_warns_when_the_link_does_not_wipe_itself(
    visitor: Open, person: Make, pilot: Pilot, door: Invitation, database: Session
) -> None:
    browser, address = visitor(person("coordinator")), f"/beheer/{pilot.slug}/uitnodigingen/{door.token}/tablet"
    warning = "Deze link is nog niet gemaakt voor een gedeelde tablet"
    assert warning in browser.get(address)
    door.is_kiosk = True
    database.commit()
    page = browser.get(address)
    assert warning not in page
    assert f"http://localhost/vertel/{door.token}" in page
