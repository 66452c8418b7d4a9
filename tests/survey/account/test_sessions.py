"""Where someone is signed in: a row in the database, a random identifier in the cookie, both ends of each limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot
from survey.models.sign_in import StaffSession
from survey.services import accounts, people, provider_links
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.staff_fixtures import PHONES, Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
IDLE, LONGEST, SECOND = timedelta(minutes=15), timedelta(hours=8), timedelta(seconds=1)


def identifier(browser: Visitor) -> str:
    with browser.client.session_transaction() as kept:
        return str(kept["_user_id"])


def test_the_cookie_says_nothing_of_the_person_and_the_row_nothing_of_the_device(
    visitor: Open, person: Make, database: Session
) -> None:
    user = person("coordinator")
    browser = visitor(user)
    with browser.client.session_transaction() as kept:
        assert set(kept) == {"_permanent", "_user_id", "_fresh", "csrf_token"}
        assert str(user.id) not in str(dict(kept))
    row = database.scalars(select(StaffSession)).one()
    assert identifier(browser) not in str(vars(row))
    assert row.seen_at == NOON
    database.commit()


def test_the_identifier_is_new_after_the_password_and_again_after_the_second_step(visitor: Open, person: Make) -> None:
    user, browser = person("coordinator"), visitor()
    visitor(user)  # sets the second step up
    browser.get("/account/inloggen")
    with browser.client.session_transaction() as kept:
        kept["_user_id"] = "planted"
    answer = browser.answer("/account/inloggen", email=user.email, password=factories.PASSWORD)
    halfway = identifier(browser)
    assert halfway != "planted"
    browser.take_second_step(user, answer.location)
    complete = identifier(browser)
    assert complete != halfway
    thief = visitor()
    with thief.client.session_transaction() as kept:
        kept["_user_id"] = halfway
    assert thief.client.get("/account/").status_code == 302
    browser.get("/account/")


@pytest.mark.parametrize(("later", "is_open"), [(IDLE - SECOND, True), (IDLE + SECOND, False)])
def test_after_a_quarter_of_an_hour_without_a_page_one_is_signed_out(
    visitor: Open, person: Make, clock: Clock, later: timedelta, is_open: bool
) -> None:
    browser = visitor(person("coordinator"))
    clock.at += later
    answer = browser.client.get("/account/")
    assert (answer.status_code == 200) is is_open
    if not is_open:
        assert "een tijd geen pagina geopend" in browser.get(answer.location)


def test_a_page_says_when_the_session_ends_and_staying_puts_that_off(visitor: Open, person: Make, clock: Clock) -> None:
    browser = visitor(person("coordinator"))
    assert f'data-left="{int(IDLE.total_seconds())}"' in browser.get("/account/")
    clock.at += IDLE - SECOND
    answer = browser.client.get("/account/blijven")
    assert IDLE.total_seconds() - 60 <= answer.json["left_s"] <= IDLE.total_seconds()  # type: ignore[index]
    clock.at += IDLE - timedelta(minutes=1)
    assert browser.client.get("/account/").status_code == 200


def test_staying_does_not_outlast_the_working_day(visitor: Open, person: Make, clock: Clock) -> None:
    browser = visitor(person("coordinator"))
    start = clock.at
    while clock.at + IDLE < start + LONGEST:
        clock.at += IDLE - timedelta(minutes=1)
        browser.get("/account/")
    clock.at = start + LONGEST - timedelta(minutes=1)
    assert browser.client.get("/account/blijven").json == {"left_s": 60}
    clock.at += timedelta(minutes=1)
    assert browser.client.get("/account/blijven").status_code == 302


@pytest.mark.parametrize(("later", "is_open"), [(LONGEST - SECOND, True), (LONGEST + SECOND, False)])
def test_after_a_working_day_one_is_signed_out_however_busy(
    visitor: Open, person: Make, clock: Clock, later: timedelta, is_open: bool
) -> None:
    browser = visitor(person("coordinator"))
    while clock.at + timedelta(minutes=14) < NOON + later:
        clock.at += timedelta(minutes=14)
        browser.get("/account/")
    clock.at = NOON + later
    answer = browser.client.get("/account/")
    assert (answer.status_code == 200) is is_open
    if not is_open:
        assert "een hele werkdag" in browser.get(answer.location)


def test_the_limits_are_settings(make_app: Callable[..., Flask]) -> None:
    from survey.web import signing_in

    app = make_app(session_idle_minutes=5, session_longest_hours=2)
    with app.app_context():
        assert signing_in.limits().idle == timedelta(minutes=5)
        assert signing_in.limits().longest == timedelta(hours=2)


def test_a_page_is_noted_once_a_minute_also_when_it_only_reads(
    visitor: Open, person: Make, clock: Clock, database: Session
) -> None:
    browser = visitor(person("coordinator"))

    def seen_at() -> object:
        found = database.scalars(select(StaffSession.seen_at)).one()
        database.commit()
        return found

    clock.at += timedelta(seconds=59)
    browser.get("/account/")
    assert seen_at() == NOON
    clock.at += SECOND
    browser.get("/account/")
    assert seen_at() == NOON + timedelta(minutes=1)


def test_what_was_sent_too_late_is_given_back_and_can_be_sent_after_all(
    visitor: Open, person: Make, pilot: Pilot, clock: Clock
) -> None:
    user = person("admin")
    browser = visitor(user)
    browser.get(f"/beheer/{pilot.slug}/instellingen/partners")
    clock.at += IDLE + SECOND
    page = browser.post(
        f"/beheer/{pilot.slug}/instellingen/partners", 401, name="Stichting De Brug & Co", role='een "school"'
    )
    assert "Stichting De Brug & Co" in page
    assert "wacht op deze pagina" in page
    token = browser.token
    browser.sign_in(user)
    browser.token = token
    browser.post(f"/beheer/{pilot.slug}/instellingen/partners", name="Stichting De Brug & Co", role="school")
    assert "Stichting De Brug & Co" in browser.get(f"/beheer/{pilot.slug}/instellingen/partners")


def test_a_password_that_was_sent_too_late_is_not_given_back(visitor: Open, person: Make, clock: Clock) -> None:
    browser = visitor(person("panel_member"))
    clock.at += IDLE + SECOND
    page = browser.post("/account/mijn/wachtwoord", 401, current=factories.PASSWORD, password="nieuw en heel geheim")
    assert factories.PASSWORD not in page
    assert "heel geheim" not in page


def test_what_is_sent_after_the_cookie_is_gone_is_not_taken_and_shown_to_be_copied(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    browser, address = visitor(person("admin")), f"/beheer/{pilot.slug}/instellingen/partners"
    browser.get(address)
    browser.client.delete_cookie("loex")
    page = browser.post(address, 400, name="Stichting De Brug & Co", role="School", seen="0" * 64)
    assert "te lang geleden dat je inlogde" in page
    assert 'id="typed-1" dir="auto">Stichting De Brug & Co</p>' in page
    assert '<li dir="auto">School</li>' in page
    assert "0" * 64 not in page, "what the form carries along was typed by nobody"
    assert f'/account/inloggen?next={address}"' in page
    assert "<form" not in page, "a form that another site made must not be sent on from here"
    database.refresh(pilot)
    assert pilot.partners == []


def test_a_page_from_before_the_last_sign_in_says_that_it_has_to_be_opened_again(
    visitor: Open, person: Make, pilot: Pilot
) -> None:
    user = person("admin")
    browser, address = visitor(user), f"/beheer/{pilot.slug}/instellingen/partners"
    browser.get(address)
    old = browser.token
    browser.client.delete_cookie("loex")
    browser.sign_in(user)
    browser.token = old
    page = browser.post(address, 400, name="Stichting De Brug", role="School")
    assert "Je logde opnieuw in" in page
    assert "Stichting De Brug</p>" in page
    assert f'href="{address}"' in page


def test_what_another_site_sends_is_neither_taken_nor_shown(visitor: Open) -> None:
    answer = visitor().client.post(
        "/account/mijn/wachtwoord", data={"note": "Bel dit nummer nu"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "Bel dit nummer" not in answer.get_data(as_text=True)


def test_no_secret_is_shown_after_the_cookie_is_gone(visitor: Open, person: Make) -> None:
    browser = visitor(person("panel_member"))
    browser.client.delete_cookie("loex")
    page = browser.post("/account/mijn/wachtwoord", 400, current=factories.PASSWORD, password="nieuw en heel geheim")
    assert factories.PASSWORD not in page
    assert "heel geheim" not in page
    assert "Vul het daar opnieuw in." in page


def test_a_short_name_that_is_called_code_is_no_secret_and_given_back(
    visitor: Open, person: Make, pilot: Pilot, clock: Clock
) -> None:
    browser = visitor(person("coordinator"))
    clock.at += IDLE + SECOND
    page = browser.post(f"/beheer/{pilot.slug}/papier/nieuw", 401, code="appel boom kraan fiets molen tafel")
    assert "appel boom kraan fiets molen tafel" in page


def test_somebody_else_on_the_same_device_gets_forms_of_their_own(visitor: Open, person: Make, clock: Clock) -> None:
    first, second = person("panel_member"), person("panel_member")
    browser = visitor(first)
    old = browser.token
    clock.at += IDLE + SECOND
    browser.sign_in(second)
    browser.token = old
    browser.post("/account/uitloggen", 400)


@pytest.mark.parametrize("change", ["give", "take", "close", "password", "reset", "unlink"])
def test_whatever_changes_about_a_person_ends_their_sessions(
    visitor: Open, person: Make, pilot: Pilot, database: Session, change: str
) -> None:
    user, admin = person("coordinator"), person("admin")
    browser = visitor(user)
    stored = accounts.get(database, user_id=user.id)
    about = {"user": stored, "by": accounts.get(database, user_id=admin.id), "now": NOON}
    if change == "give":
        people.give_role(database, role="evaluator", pilot=pilot, **about)
    elif change == "take":
        people.take_role(database, role="coordinator", pilot=pilot, **about)
    elif change == "close":
        people.close(database, **about)
    elif change == "password":
        accounts.set_password(database, password="een ander lang geheim", **about)
    elif change == "unlink":
        provider_links.link(database, issuer="https://elders.example", subject="a1", **about)
        provider_links.unlink(database, **about)
    else:
        people.reset_second_step(database, reason="telefoon kwijt", **about)
    database.commit()
    answer = browser.client.get("/account/")
    assert answer.status_code == 302
    assert "/account/inloggen" in answer.location
    assert "Je bent niet meer ingelogd" in browser.get(answer.location)


def test_one_sees_where_one_is_signed_in_and_ends_it_there(visitor: Open, person: Make) -> None:
    user = person("panel_member")
    here, there, elsewhere = visitor(user), visitor(user), visitor(user)
    page = here.get("/account/mijn")
    assert page.count("sinds 14 april 2026") >= 3
    ending = next(line for line in page.split('action="') if line.startswith("/account/mijn/sessies/")).split('"')[0]
    here.post(ending)
    assert [browser.client.get("/account/").status_code for browser in (there, elsewhere)].count(302) == 1
    here.post("/account/mijn/sessies/stoppen")
    assert [browser.client.get("/account/").status_code for browser in (here, there, elsewhere)] == [200, 302, 302]


def test_nobody_ends_somebody_elses_session(visitor: Open, person: Make, database: Session) -> None:
    other, browser = visitor(person("panel_member")), visitor(person("panel_member"))
    for number in database.scalars(select(StaffSession.id)).all():
        database.commit()
        if browser.client.get("/account/").status_code == 200:
            browser.post(f"/account/mijn/sessies/{number}/stoppen")
    other.get("/account/")


def test_a_cookie_from_before_signing_out_opens_nothing(visitor: Open, person: Make) -> None:
    browser = visitor(person("panel_member"))
    kept = identifier(browser)
    browser.post("/account/uitloggen")
    thief = visitor()
    with thief.client.session_transaction() as cookie:
        cookie["_user_id"] = kept
    assert thief.client.get("/account/").status_code == 302


def test_before_the_second_step_nothing_else_is_open(visitor: Open, person: Make, pilot: Pilot) -> None:
    user, browser = person("coordinator"), visitor()
    browser.get("/account/inloggen")
    answer = browser.answer("/account/inloggen", email=user.email, password=factories.PASSWORD)
    assert answer.location == "/account/tweede-stap/instellen?next=/account/"
    browser.get(answer.location)
    for address in ("/account/", "/account/mijn", f"/beheer/{pilot.slug}/controle", f"/beheer/{pilot.slug}/"):
        shut = browser.client.get(address)
        assert shut.status_code == 302
        assert shut.location.startswith("/account/tweede-stap?next=")
    browser.post("/account/mijn/sessies/stoppen", 401)
    assert user.id not in PHONES


def test_panel_members_need_no_second_step_but_use_one_once_they_have_it(
    visitor: Open, person: Make, clock: Clock
) -> None:
    user = person("panel_member")
    browser = visitor(user)
    browser.post("/account/tweede-stap/instellen/begin")
    browser.take_second_step(user, "/account/tweede-stap/instellen")
    again = visitor()
    again.get("/account/inloggen")
    answer = again.answer("/account/inloggen", email=user.email, password=factories.PASSWORD)
    assert answer.location.startswith("/account/tweede-stap?")
    assert again.client.get("/account/").status_code == 302
    clock.at += timedelta(minutes=1)
    again.take_second_step(user, answer.location)
    again.get("/account/")
