"""Passkeys: added, used as the second step and as the whole of signing in; whatever does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.sign_in import Passkey
from survey.services import accounts
from tests import factories
from tests.conftest import Clock
from tests.survey.account.soft_key import SoftKey
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


def asked(browser: Visitor, address: str) -> dict[str, Any]:
    answer = browser.answer(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return json.loads(answer.get_data(as_text=True))


def with_passkey(visitor: Open, user: User, key: SoftKey) -> Visitor:
    browser = visitor(user)
    options = asked(browser, "/account/sleutels/vraag")
    assert browser.answer("/account/sleutels", answer=key.register(options), name="laptop").status_code in (200, 302)
    browser.get("/account/")
    return browser


def by_passkey(visitor: Open, key: SoftKey) -> tuple[Visitor, str]:
    """A new browser that signs in with a passkey alone, and where that leads."""
    browser = visitor()
    browser.get("/account/inloggen")
    options = asked(browser, "/account/sleutel/vraag")
    return browser, browser.answer("/account/sleutel", answer=key.sign(options)).location


def test_a_passkey_is_the_whole_of_signing_in(visitor: Open, person: Make, database: Session) -> None:
    user, key = person("coordinator"), SoftKey()
    assert "Toegangssleutel: laptop" in with_passkey(visitor, user, key).get("/account/mijn")
    browser, leads_to = by_passkey(visitor, key)
    assert leads_to == "/account/"
    assert user.name in browser.get("/account/")
    actions = database.scalars(select(AuditEvent.action).order_by(AuditEvent.number)).all()
    assert "passkey.added" in actions
    assert actions[-2:] == ["user.signed_in", "user.second_step"]
    database.commit()


def test_a_passkey_is_a_second_step(visitor: Open, person: Make) -> None:
    user, key = person("coordinator"), SoftKey()
    with_passkey(visitor, user, key)
    browser = visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
    assert browser.client.get("/account/").status_code == 302
    browser.get("/account/tweede-stap")
    options = asked(browser, "/account/tweede-stap/sleutel/vraag")
    assert len(options["allowCredentials"]) == 1
    browser.post("/account/tweede-stap/sleutel", answer=key.sign(options))
    browser.get("/account/")


def test_a_passkey_can_be_the_first_second_step_of_an_account(visitor: Open, person: Make) -> None:
    user, key, browser = person("coordinator"), SoftKey(), visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
    browser.get("/account/tweede-stap/instellen")
    options = asked(browser, "/account/sleutels/vraag")
    assert "herstelcodes" in browser.post("/account/sleutels", 200, answer=key.register(options), name="")
    browser.get("/account/")


@pytest.mark.parametrize(
    "wrong", ["origin", "host", "unverified", "other key", "other site", "nonsense", "replayed", "late", "copied"]
)
def test_what_does_not_fit_signs_nobody_in(visitor: Open, person: Make, clock: Clock, wrong: str) -> None:
    key = SoftKey()
    with_passkey(visitor, person("panel_member"), key)
    by_passkey(visitor, key)
    browser = visitor()
    browser.get("/account/inloggen")
    options = asked(browser, "/account/sleutel/vraag")
    if wrong == "origin":
        key.origin = "https://kwaad.example"
    elif wrong == "host":
        key.host = "kwaad.example"
    elif wrong == "unverified":
        key.verifies = False
    elif wrong == "other key":
        key.key = SoftKey().key
    elif wrong == "copied":
        key.count = 0
    answer = key.sign(options)
    if wrong == "nonsense":
        answer = '{"id": []}'
    elif wrong == "other site":
        answer = key.sign(options | {"challenge": "AAAA"})
    elif wrong == "late":
        clock.at += timedelta(minutes=5)
    elif wrong == "replayed":
        browser.post("/account/sleutel", answer=answer)
        browser.get("/account/")
        browser.post("/account/uitloggen")
        browser.get("/account/inloggen")
        asked(browser, "/account/sleutel/vraag")
    assert browser.answer("/account/sleutel", answer=answer).location.startswith("/account/inloggen")
    assert "niet herkend" in browser.get("/account/inloggen")
    assert browser.client.get("/account/").status_code == 302


def test_somebody_elses_passkey_is_no_second_step(visitor: Open, person: Make, database: Session) -> None:
    mine, theirs = SoftKey(), SoftKey()
    user, other = person("coordinator"), person("coordinator")
    with_passkey(visitor, user, mine)
    with_passkey(visitor, other, theirs)
    browser = visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
    browser.get("/account/tweede-stap")
    options = asked(browser, "/account/tweede-stap/sleutel/vraag")
    browser.post("/account/tweede-stap/sleutel", answer=theirs.sign(options))
    assert browser.client.get("/account/").status_code == 302
    failed = database.scalars(select(AuditEvent).where(AuditEvent.action == "second_step.failed")).one()
    assert (failed.subject_id, failed.detail) == (str(user.id), {"how": "passkey"})
    database.commit()


def test_a_closed_account_has_no_passkey_that_works(visitor: Open, person: Make, database: Session) -> None:
    user, key = person("panel_member"), SoftKey()
    with_passkey(visitor, user, key)
    accounts.get(database, user_id=user.id).is_active = False
    database.commit()
    _browser, leads_to = by_passkey(visitor, key)
    assert leads_to.startswith("/account/inloggen")


def test_adding_one_later_needs_a_second_step_of_a_moment_ago(visitor: Open, person: Make, clock: Clock) -> None:
    browser = visitor(person("coordinator"))
    clock.at += timedelta(minutes=5)
    asked(browser, "/account/sleutels/vraag")
    clock.at += timedelta(seconds=1)
    assert browser.answer("/account/sleutels/vraag").status_code == 401


def test_staff_keep_at_least_one_second_step(visitor: Open, person: Make, database: Session) -> None:
    key = SoftKey()
    browser = with_passkey(visitor, person("coordinator"), key)
    browser.post("/account/mijn/authenticator/weg")
    number = database.scalars(select(Passkey.id)).one()
    database.commit()
    browser.post(f"/account/sleutels/{number}/weg")
    assert "minstens één tweede stap" in browser.get("/account/mijn")
    assert database.scalars(select(Passkey.name)).all() == ["laptop"]
    database.commit()
