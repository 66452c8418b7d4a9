"""Inviting people, their roles, a lost phone, closing an account: by an administrator who just took the second step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import accounts, people, second_factors
from survey.services.errors import LastAdministrator, NotAllowed, PasswordUnsafe
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
NEW_PASSWORD = "vier rustige groene stoelen"


def test_from_an_invitation_to_signing_in(visitor: Open, person: Make, pilot: Pilot, database: Session) -> None:
    admin = visitor(person("admin"))
    admin.get("/account/mensen/nieuw")
    page = admin.post("/account/mensen/nieuw", 200, name="Aad Nieuw", email="Aad@Voorbeeld.example")
    link = re.search(r'id="link">http://localhost(/account/wachtwoord/[^<]+)<', page)
    assert link
    user = accounts.find_by_email(database, email="aad@voorbeeld.example")
    assert user
    database.commit()
    admin.get(f"/account/mensen/{user.id}")
    admin.post(f"/account/mensen/{user.id}/rol", role="coordinator", pilot=str(pilot.id))
    newcomer = visitor()
    newcomer.get(link.group(1))
    assert "minstens 15 tekens" in newcomer.post(link.group(1), 400, password="te kort")
    newcomer.post(link.group(1), password=NEW_PASSWORD)
    newcomer.sign_in(user, NEW_PASSWORD)
    newcomer.get(f"/beheer/{pilot.slug}/")
    assert "werkt niet meer" in newcomer.post(link.group(1), 410, password=NEW_PASSWORD)


@pytest.mark.parametrize(("later", "status"), [(-1, 200), (0, 410)])
def test_a_link_holds_for_three_days(
    visitor: Open, person: Make, database: Session, clock: Clock, later: int, status: int
) -> None:
    _user, token = people.invite(database, email="a@voorbeeld.example", name="A", by=None, now=NOON)
    database.commit()
    clock.at = NOON + timedelta(hours=72, seconds=later)
    visitor().get(f"/account/wachtwoord/{token}", status)


def test_a_new_link_ends_the_earlier_one(session: Session) -> None:
    user, first = people.invite(session, email="a@voorbeeld.example", name="A", by=None, now=NOON)
    second = people.new_link(session, user=user, by=None, now=NOON)
    assert people.user_of_link(session, token=second, now=NOON) is user
    with pytest.raises(Exception, match="no more"):
        people.user_of_link(session, token=first, now=NOON)


@pytest.mark.parametrize(
    "password", ["x" * 14, "mijn loex wachtwoord", "annemarie annemarie", "aaaaabbbbbaaaaabbbbb", "bestuur en jansen"]
)
def test_a_password_that_is_short_or_easy_to_guess_is_refused(session: Session, password: str) -> None:
    with pytest.raises(PasswordUnsafe):
        accounts.create_user(
            session, email="annemarie@voorbeeld.example", name="A. Jansen", password=password, by=None, now=NOON
        )


def test_fifteen_characters_are_enough(session: Session) -> None:
    assert accounts.create_user(
        session, email="a@voorbeeld.example", name="A", password="groene stoelen!", by=None, now=NOON
    )


def test_a_lost_phone_is_taken_away_with_a_reason_that_stays(visitor: Open, person: Make, database: Session) -> None:
    user, admin = person("coordinator"), visitor(person("admin"))
    visitor(user)
    page = admin.get(f"/account/mensen/{user.id}")
    assert "Schrijf waarom" in page
    admin.post(f"/account/mensen/{user.id}/tweede-stap", 400, reason=" ")
    admin.post(f"/account/mensen/{user.id}/tweede-stap", reason="telefoon gestolen, gesproken aan de balie")
    event = database.scalars(select(AuditEvent).where(AuditEvent.action == "second_step.reset")).one()
    assert event.detail == {"reason": "telefoon gestolen, gesproken aan de balie"}
    assert not second_factors.has_any(database, user=accounts.get(database, user_id=user.id))
    database.commit()
    visitor(user).get("/account/")


@pytest.mark.parametrize(("seconds", "status"), [(300, 302), (301, 401)])
def test_giving_a_role_needs_a_second_step_of_at_most_five_minutes_ago(
    visitor: Open, person: Make, pilot: Pilot, clock: Clock, seconds: int, status: int
) -> None:
    user, admin = person(), visitor(person("admin"))
    admin.get(f"/account/mensen/{user.id}")
    clock.at += timedelta(seconds=seconds)
    page = admin.post(f"/account/mensen/{user.id}/rol", status, role="evaluator", pilot=str(pilot.id))
    if status == 401:
        assert "Doe de tweede stap nog eens" in page
        assert f'name="pilot" value="{pilot.id}"' in page, "what was chosen is kept"
        assert admin.client.get(f"/account/mensen/{user.id}").location.startswith("/account/tweede-stap")


def test_a_role_for_a_pilot_needs_one_and_another_takes_none(visitor: Open, person: Make, pilot: Pilot) -> None:
    user, admin = person(), visitor(person("admin"))
    admin.get(f"/account/mensen/{user.id}")
    assert "Kies de pilot" in admin.post(f"/account/mensen/{user.id}/rol", 400, role="coordinator", pilot="")
    assert "kies geen pilot" in admin.post(f"/account/mensen/{user.id}/rol", 400, role="admin", pilot=str(pilot.id))


def test_nobody_changes_their_own_rights_and_somebody_stays_administrator(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    first, second = (factories.make_user(session, now=NOON, role="admin") for _ in range(2))
    with pytest.raises(NotAllowed):
        people.give_role(session, user=first, role="coordinator", pilot=pilot, by=first, now=NOON)
    with pytest.raises(NotAllowed):
        people.close(session, user=first, by=first, now=NOON)
    with pytest.raises(NotAllowed):
        people.reset_second_step(session, user=first, reason="mijn eigen telefoon", by=first, now=NOON)
    people.take_role(session, user=second, role="admin", pilot=None, by=first, now=NOON)
    with pytest.raises(LastAdministrator):
        people.take_role(session, user=first, role="admin", pilot=None, by=second, now=NOON)


def test_a_closed_account_does_not_sign_in_until_it_is_opened_again(visitor: Open, person: Make) -> None:
    user, admin = person("panel_member"), visitor(person("admin"))
    admin.get(f"/account/mensen/{user.id}")
    admin.post(f"/account/mensen/{user.id}/sluiten")
    browser = visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", 400, email=user.email, password=factories.PASSWORD)
    admin.post(f"/account/mensen/{user.id}/openen")
    browser.sign_in(user)


def test_one_changes_ones_own_password_with_the_old_one(visitor: Open, person: Make) -> None:
    user = person("panel_member")
    browser = visitor(user)
    browser.get("/account/mijn/wachtwoord")
    page = browser.post("/account/mijn/wachtwoord", 400)
    assert page.index("#current") < page.index("#password"), "the summary follows the page"
    browser.post("/account/mijn/wachtwoord", 400, current="niet het goede wachtwoord", password=NEW_PASSWORD)
    browser.post("/account/mijn/wachtwoord", current=factories.PASSWORD, password=NEW_PASSWORD)
    assert browser.client.get("/account/").status_code == 302
    browser.sign_in(user, NEW_PASSWORD)


def test_the_first_administrator_gets_a_link_and_no_password_is_known(sqlite_app: Flask) -> None:
    run = sqlite_app.test_cli_runner().invoke
    done = run(args=["users", "create-admin", "--email", "a@voorbeeld.example", "--name", "A"])
    assert done.exit_code == 0, done.output
    token = re.search(r"/account/wachtwoord/(\S+)", done.output)
    assert token
    client = sqlite_app.test_client()
    assert client.get(f"/account/wachtwoord/{token.group(1)}", base_url="http://localhost").status_code == 200
