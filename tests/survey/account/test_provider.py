"""Signing in through the organisation's own provider: who gets in, who does not, and whose second step counts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.config import ROOT
from survey.extensions import db
from survey.models import Base
from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import accounts, people, provider_links
from survey.services.errors import NotAllowed
from tests.conftest import Clock
from tests.survey.account.fake_provider import CLIENT_ID, CLIENT_SECRET, ISSUER, Provider
from tests.survey.staff_fixtures import STORY_KEY, Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
START, BACK = "/account/organisatie", "/account/organisatie/terug"
STRONG = {"amr": ["pwd", "mfa"]}


@pytest.fixture
def clock() -> Clock:
    """The library has a clock of its own: the tokens live in the real time."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def provider(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider(clock)
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", lambda *args, **kwargs: made.send(*args, **kwargs))
    return made


@pytest.fixture
def staff_app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app(
        story_key=STORY_KEY,
        oidc_issuer=ISSUER,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="Gemeente Voorbeeld",
    )
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def go(browser: Visitor, provider: Provider, address: str = START, **claims: Any) -> dict[str, str]:
    """To the provider and through its page; the fields that come back."""
    answer = browser.client.get(address)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{ISSUER}/authorize?")
    return provider.sign_in(answer.location, **claims)


def come_back(browser: Visitor, fields: dict[str, str]) -> str:
    """As a browser does: the page of return, without a cookie, sends its own form. Where that leads."""
    from_elsewhere = browser.client.application.test_client()
    page = from_elsewhere.get(BACK, query_string=fields)
    assert "Set-Cookie" not in page.headers, "the cookie of the question is still needed"
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True)))
    assert found == fields
    answer = browser.client.post(BACK, data=found)
    assert answer.status_code == 302
    return str(answer.location)


def through(browser: Visitor, provider: Provider, address: str = START, **claims: Any) -> str:
    return come_back(browser, go(browser, provider, address, **claims))


def test_two_steps_at_the_organisation_are_enough(
    visitor: Open, person: Make, provider: Provider, pilot: Pilot, database: Session
) -> None:
    user, browser = person("coordinator"), visitor()
    address = f"/beheer/{pilot.slug}/"
    page = browser.get(f"/account/inloggen?next={address}")
    assert "Gemeente Voorbeeld" in page
    assert through(browser, provider, f"{START}?next={address}", sub="a1", email=user.email, **STRONG) == address
    browser.get(address)
    acts = database.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == user.id)).all()
    assert {"provider.linked", "user.signed_in", "user.second_step"} <= set(acts)
    database.commit()


def test_one_step_at_the_organisation_is_followed_by_ours(visitor: Open, person: Make, provider: Provider) -> None:
    user = person("coordinator")
    visitor(user)  # sets the second step up
    browser = visitor()
    step = through(browser, provider, sub="a1", email=user.email, amr=["pwd"])
    assert step.startswith("/account/tweede-stap?")
    assert browser.client.get("/account/").status_code == 302
    browser.take_second_step(user, step)
    browser.get("/account/")


def test_after_the_first_time_the_person_counts_and_not_the_address(
    visitor: Open, person: Make, provider: Provider
) -> None:
    user, other = person("coordinator"), person("admin")
    through(visitor(), provider, sub="a1", email=user.email, **STRONG)
    moved = visitor()
    assert through(moved, provider, sub="a1", email="nieuw@voorbeeld.example", email_verified=False, **STRONG)
    assert user.name in moved.get("/account/")
    heir = visitor()
    assert "inloggen" in through(heir, provider, sub="b2", email=user.email, **STRONG)
    assert "geen open account" in heir.get("/account/inloggen")
    assert other.name not in moved.get("/account/")


@pytest.mark.parametrize(
    ("lies", "said"),
    [
        ({"iss": "https://kwaad.example"}, "klopt niet"),
        ({"nonce": "van iemand anders"}, "klopt niet"),
        ({"nonce": None}, "klopt niet"),
        ({"aud": "een andere toepassing"}, "klopt niet"),
        ({"exp": 1_000_000_000}, "klopt niet"),
        ({"auth_time": 1_000_000_000}, "klopt niet"),
        ({"auth_time": None}, "klopt niet"),
        ({"sub": None}, "klopt niet"),
        ({"email_verified": False}, "e-mailadres van jou is"),
        ({"email_verified": "true"}, "e-mailadres van jou is"),
        ({"email": "niemand@voorbeeld.example"}, "geen open account"),
    ],
)
def test_who_is_not_proven_to_be_somebody_of_ours_is_told_why_and_stays_out(
    visitor: Open, person: Make, provider: Provider, lies: dict[str, Any], said: str
) -> None:
    user, browser = person("coordinator"), visitor()
    provider.lies = lies
    assert "inloggen" in through(browser, provider, sub="a1", email=user.email, **STRONG)
    assert said in browser.get("/account/inloggen")
    assert browser.client.get("/account/").status_code == 302
    provider.lies = {}
    assert through(browser, provider, sub="a1", email=user.email, **STRONG) == "/account/"


def test_a_token_of_another_key_or_without_a_signature_is_not_taken(
    visitor: Open, person: Make, provider: Provider
) -> None:
    user, browser = person("coordinator"), visitor()
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "een"})
    assert "inloggen" in through(browser, provider, sub="a1", email=user.email, **STRONG)
    provider.signs_with, provider.says = None, {"unsigned": True}
    assert "inloggen" in through(browser, provider, sub="a1", email=user.email, **STRONG)
    assert browser.client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "says", [{"issuer": "https://kwaad.example"}, {"id_token_signing_alg_values_supported": ["none"]}]
)
def test_a_provider_that_is_another_or_signs_nothing_is_not_asked(
    visitor: Open, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says, browser = says, visitor()
    assert browser.client.get(START).location.startswith("/account/inloggen")
    assert "klopt niet" in browser.get("/account/inloggen")


def test_an_answer_counts_once_in_the_browser_that_asked_and_for_ten_minutes(
    visitor: Open, person: Make, provider: Provider, clock: Clock
) -> None:
    user, browser, thief = person("coordinator"), visitor(), visitor()
    fields = go(browser, provider, sub="a1", email=user.email, **STRONG)
    assert "inloggen" in come_back(thief, fields)
    assert "inloggen" in come_back(browser, fields | {"state": "geraden"})
    assert "inloggen" in come_back(browser, fields), "what was asked is used up by an answer that does not fit"
    late = go(browser, provider, sub="a1", email=user.email, **STRONG)
    clock.at += timedelta(minutes=10, seconds=1)
    assert "inloggen" in come_back(browser, late)
    assert "te lang" in browser.get("/account/inloggen")
    other = go(browser, provider, sub="a1", email=user.email, **STRONG)
    assert "inloggen" in come_back(browser, other | {"iss": "https://kwaad.example"})


def test_who_presses_cancel_there_or_finds_nobody_there_can_still_use_a_password(
    visitor: Open, person: Make, provider: Provider
) -> None:
    user, browser = person("coordinator"), visitor()
    fields = go(browser, provider, sub="a1", email=user.email)
    come_back(browser, {"state": fields["state"], "error": "access_denied"})
    assert "gestopt" in browser.get("/account/inloggen")
    provider.is_there = False
    fields = {"code": "x", "state": "y"}
    assert "inloggen" in come_back(browser, fields)
    browser.sign_in(user)


def test_a_provider_that_is_down_says_so_before_anybody_leaves(visitor: Open, provider: Provider) -> None:
    provider.is_there, browser = False, visitor()
    assert browser.client.get(START).location.startswith("/account/inloggen")
    assert "geeft geen antwoord" in browser.get("/account/inloggen")


def test_a_closed_account_stays_closed(visitor: Open, person: Make, provider: Provider, database: Session) -> None:
    user, admin, browser = person("coordinator"), person("admin"), visitor()
    through(browser, provider, sub="a1", email=user.email, **STRONG)
    people.close(database, user=accounts.get(database, user_id=user.id), by=admin, now=provider.clock())
    database.commit()
    assert browser.client.get("/account/").status_code == 302
    assert "inloggen" in through(browser, provider, sub="a1", email=user.email, **STRONG)
    assert "geen open account" in browser.get("/account/inloggen")


def test_before_a_sensitive_act_the_organisation_is_asked_anew(
    visitor: Open, person: Make, provider: Provider, clock: Clock
) -> None:
    admin, other, browser = person("admin"), person("coordinator"), visitor()
    through(browser, provider, sub="a1", email=admin.email, **STRONG)
    address = f"/account/mensen/{other.id}"
    browser.get(address)
    clock.at += timedelta(minutes=6)
    step = browser.client.get(address).location
    again = browser.client.get(step).location
    assert again.startswith(START), "who has no second step of ours takes theirs again"
    fields = go(browser, provider, again, sub="zz", email=other.email, **STRONG)
    assert provider.asked["prompt"] == "login"
    assert provider.asked["max_age"] == "0"
    assert come_back(browser, fields) == "/account/"
    assert "iemand anders" in browser.get("/account/")
    assert (
        through(
            browser, provider, again, sub="a1", email=admin.email, auth_time=int(clock().timestamp()) - 600, **STRONG
        )
        == "/account/"
    )
    assert browser.client.get(address).status_code == 302, "an old proof is no new one"
    assert through(browser, provider, again, sub="a1", email=admin.email, **STRONG) == address
    browser.get(address)


def test_a_session_from_the_morning_at_the_organisation_is_not_fresh_here(
    visitor: Open, person: Make, provider: Provider, clock: Clock
) -> None:
    admin, browser = person("admin"), visitor()
    long_ago = int((clock() - timedelta(hours=2)).timestamp())
    assert through(browser, provider, sub="a1", email=admin.email, auth_time=long_ago, **STRONG) == "/account/"
    assert browser.client.get("/account/mensen/nieuw").location.startswith("/account/tweede-stap")


def test_signing_out_here_offers_signing_out_there(visitor: Open, person: Make, provider: Provider) -> None:
    user, browser = person("coordinator"), visitor()
    through(browser, provider, sub="a1", email=user.email, **STRONG)
    browser.get("/account/")
    page = browser.get(browser.answer("/account/uitloggen").location)
    assert "Daar ook uitloggen" in page
    there = browser.client.get("/account/organisatie/uit").location
    assert there.startswith(f"{ISSUER}/uit?")
    assert CLIENT_ID in there


def test_an_administrator_takes_a_link_away_and_a_command_makes_one(
    staff_app: Flask, visitor: Open, person: Make, provider: Provider, database: Session
) -> None:
    user, admin = person("coordinator"), visitor(person("admin"))
    made = staff_app.test_cli_runner().invoke(args=["users", "link-provider", "--email", user.email, "--subject", "a1"])
    assert made.exit_code == 0, made.output
    browser = visitor()
    assert through(browser, provider, sub="a1", email_verified=False, **STRONG) == "/account/"
    admin.get(f"/account/mensen/{user.id}")
    admin.post(f"/account/mensen/{user.id}/organisatie-weg")
    assert browser.client.get("/account/").status_code == 302
    mine = accounts.get(database, user_id=user.id)
    assert not provider_links.is_linked(database, user=mine)
    with pytest.raises(NotAllowed):
        provider_links.link(database, user=mine, issuer=ISSUER, subject="", by=None, now=provider.clock())
    database.commit()


def test_without_a_provider_there_is_no_such_page_and_nothing_of_it_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from survey.app import create_app; app = create_app();"
        "print([app.test_client().get(f'/account/organisatie{end}', base_url='http://localhost').status_code"
        " for end in ('', '/terug', '/uit')], [m for m in sys.modules if m.split('.')[0] in ('authlib', 'joserfc')])"
    )
    environment = {**os.environ, "LOEX_INSTANCE_FOLDER": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[404, 404, 404] []"
