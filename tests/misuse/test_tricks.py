"""Paths, headers, cookies and tokens that try to get around a check; and how often one may guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from lxml import html
from sqlalchemy import select

from survey.extensions import db
from survey.models.account import User
from survey.services import accounts, word_codes
from tests import factories
from tests.conftest import NOON, Clock
from tests.misuse.world import NOBODY, SITE, World
from tests.survey.staff_fixtures import Visitor

CLOSED = (302, 303, 308, 400, 401, 403, 404, 405)
STAFF_PAGE = "/account/mensen"


@pytest.mark.parametrize(
    "path",
    [
        "//account/mensen",
        "/account//mensen",
        "/static/../account/mensen",
        "/static/%2e%2e/account/mensen",
        "/static/..%2f..%2fsurvey/config.py",
        "/static/..%5c..%5csurvey%5cconfig.py",
        "/static/%2e%2e%2f%2e%2e%2finstance/story_key",
        "/static//etc/passwd",
        "/account/mensen;x=1",
        "/account/mensen/.",
        "/account/%6densen",
        "/ACCOUNT/MENSEN",
        "/account/mensen%00.css",
        "/account/mensen%0d%0aX-Kwaad:%201",
        "/%2e/account/mensen",
        "/vertel/../account/mensen",
        "/.git/config",
        "/.env",
        "/instance/loex.sqlite",
        "/survey/config.py",
    ],
)
def test_no_way_of_writing_a_path_leads_past_a_check(world: World, path: str) -> None:
    answer = world.clients[NOBODY].get(path, base_url=SITE)
    page = answer.get_data(as_text=True)
    assert answer.status_code in CLOSED
    assert "@voorbeeld.example" not in page
    assert "SECRET" not in page
    assert "X-Kwaad" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Original-URL": STAFF_PAGE},
        {"X-Rewrite-URL": STAFF_PAGE},
        {"X-Forwarded-Path": STAFF_PAGE},
        {"X-Forwarded-User": "persoon1@voorbeeld.example"},
        {"Remote-User": "persoon1@voorbeeld.example"},
        {"X-HTTP-Method-Override": "POST"},
        {"X-Method-Override": "DELETE"},
        {"X-Custom-IP-Authorization": "127.0.0.1"},
        {"Authorization": "Basic cGVyc29vbjE6eA=="},
    ],
)
def test_no_header_opens_a_door(world: World, headers: dict[str, str]) -> None:
    plain = world.clients[NOBODY].get("/", base_url=SITE)
    tricked = world.clients[NOBODY].get("/", base_url=SITE, headers=headers)
    assert tricked.get_data() == plain.get_data()
    assert world.clients[NOBODY].get(STAFF_PAGE, base_url=SITE, headers=headers).status_code == 302


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Host"])
def test_another_host_in_a_header_is_not_believed(world: World, name: str) -> None:
    value = "host=kwaad.example" if name == "Forwarded" else "kwaad.example"
    for path in ("/", "/account/", f"/vertel/{world.token}"):
        answer = world.clients[NOBODY].get(path, base_url=SITE, headers={name: value})
        assert "kwaad.example" not in answer.get_data(as_text=True)
        assert "kwaad.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "address",
    ["//kwaad.example", "/\\kwaad.example", "https://kwaad.example", "javascript:alert(1)", "/\t/kwaad.example"],
)
def test_nobody_is_led_to_another_site(world: World, address: str) -> None:
    for who in world.clients:
        answer = world.clients[who].get("/account/inloggen", query_string={"next": address}, base_url=SITE)
        assert "kwaad" not in answer.headers.get("Location", "")
        links = html.document_fromstring(answer.get_data(as_text=True) or "<p>").xpath("//@href | //@action")
        assert not [link for link in links if link.startswith(("javascript:", "//", "https:", "/\\"))]
        shown = answer.get_data(as_text=True)
        assert f'value="{address}"' not in shown, "a place that nobody may be led to is not carried along either"


@pytest.mark.parametrize("path", ["//kwaad.example/x", "/\\kwaad.example", "/%5ckwaad.example", "/;//kwaad.example"])
def test_a_page_that_is_not_there_leads_nowhere_else(world: World, path: str) -> None:
    """Its language links stay on the page; an address that begins like another host would lead there."""
    answer = world.clients[NOBODY].get("/", base_url=SITE, environ_overrides={"PATH_INFO": path})
    links = html.document_fromstring(answer.get_data(as_text=True)).xpath("//@href | //@action | //@src")
    assert answer.status_code == 404
    assert len(links) > 3
    assert [link for link in links if "kwaad" in link] == []


def test_a_method_in_the_form_changes_nothing(world: World) -> None:
    answer = world.clients[NOBODY].get("/mijn-verhaal?_method=POST&go=open", base_url=SITE)
    assert answer.status_code == 200
    assert "_method" not in answer.get_data(as_text=True)


# Forged requests


@contextmanager
def protected(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("forged", [{}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "IjEi.aaaa.bbbb"}])
def test_every_form_of_the_staff_refuses_a_forged_token_and_changes_nothing(
    world: World, forged: dict[str, str]
) -> None:
    before = world.database.read_bytes()
    open_doors = []
    with protected(world.app):
        for form in world.forms:
            if form.method == "POST" and not form.endpoint.startswith("respond."):
                answer = world.clients[form.who].post(form.address, data=form.data() | forged, base_url=SITE)
                if answer.status_code != 400:
                    open_doors.append((form.endpoint, answer.status_code))
    assert open_doors == []
    assert stories_and_settings(before) == stories_and_settings(world.database.read_bytes())


def stories_and_settings(raw: bytes) -> bytes:
    """The file without its change counter and version, which SQLite may write for nothing."""
    return raw[100:]


def test_a_token_of_somebody_else_is_no_token(world: World) -> None:
    with protected(world.app):
        form = next(form for form in world.forms if form.endpoint == "manage.partners" and form.who == "coordinator")
        page = world.clients["admin"].get("/beheer/eigen/instellingen/partners", base_url=SITE).get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        answer = world.clients["coordinator"].post(
            form.address, data=form.data() | {"csrf_token": found.group(1)}, base_url=SITE
        )
        assert answer.status_code == 400


# Cookies and sessions


@pytest.fixture
def signed_in(make_app: Callable[..., Flask], request: pytest.FixtureRequest, tmp_path: Any) -> tuple[Flask, Visitor]:
    app = request.getfixturevalue("sqlite_app")
    with app.app_context(), db.sessionmaker(expire_on_commit=False) as session:
        pilot = factories.make_pilot(session, now=NOON)
        user = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
        session.commit()
    return app, Visitor(app.test_client()).sign_in(user)


def cookies(client: Any) -> dict[str, str]:
    return {cookie.key: cookie.value for cookie in client._cookies.values()}


def test_a_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(
    make_app: Callable[..., Flask], tmp_path: Any
) -> None:
    for https, name in ((True, "__Host-loex"), (False, "loex")):
        app = make_app(https=https)
        assert app.config["SESSION_COOKIE_NAME"] == name
        assert app.config["SESSION_COOKIE_SECURE"] is https
        assert app.config["SESSION_COOKIE_HTTPONLY"] is True
        assert app.config["SESSION_COOKIE_SAMESITE"] == "Strict"
        assert app.config["SESSION_COOKIE_DOMAIN"] in (None, False)
        assert app.session_interface.get_cookie_path(app) == "/"


def test_signing_in_gives_a_new_cookie_and_a_planted_one_is_worth_nothing(signed_in: tuple[Flask, Visitor]) -> None:
    app, visitor = signed_in
    after = cookies(visitor.client)
    stranger = app.test_client()
    stranger.get("/account/inloggen", base_url=SITE)
    planted = cookies(stranger)
    assert planted
    assert not set(planted.values()) & set(after.values())
    for name, value in planted.items():
        visitor_with_planted = app.test_client()
        visitor_with_planted.set_cookie(name, value, domain="localhost")
        assert visitor_with_planted.get("/account/", base_url=SITE).status_code == 302


def test_a_cookie_of_before_signing_out_opens_nothing(signed_in: tuple[Flask, Visitor]) -> None:
    app, visitor = signed_in
    old = cookies(visitor.client)
    assert visitor.client.get("/account/", base_url=SITE).status_code == 200
    visitor.post("/account/uitloggen")
    thief = app.test_client()
    for name, value in old.items():
        thief.set_cookie(name, value, domain="localhost")
    assert thief.get("/account/", base_url=SITE).status_code == 302


@pytest.mark.parametrize(
    "change", [lambda v: v[:-1], lambda v: v + "A", lambda v: v[::-1], lambda v: "", lambda v: "x" * 4_000]
)
def test_a_cookie_that_was_changed_opens_nothing(
    signed_in: tuple[Flask, Visitor], change: Callable[[str], str]
) -> None:
    app, visitor = signed_in
    forger = app.test_client()
    for name, value in cookies(visitor.client).items():
        forger.set_cookie(name, change(value), domain="localhost")
    assert forger.get("/account/", base_url=SITE).status_code == 302


def test_a_password_alone_opens_no_page_of_the_staff(signed_in: tuple[Flask, Visitor]) -> None:
    """The second step belongs to it: who has only the password is asked for that, and nothing else."""
    app, _visitor = signed_in
    with app.app_context():
        email = db.session.scalar(select(User.email))
    thief = Visitor(app.test_client())
    thief.get("/account/inloggen")
    thief.answer("/account/inloggen", email=email, password=factories.PASSWORD)
    for path in ("/account/", "/beheer/proef/", "/beheer/proef/controle", "/beheer/vragenlijsten"):
        answer = thief.client.get(path, base_url=SITE)
        assert answer.status_code in (302, 303, 401, 403), path
        assert "Uitloggen" not in answer.get_data(as_text=True)


# Guessing


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every Argon2id verification, in order."""
    seen: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, secret: str) -> bool:
        seen.append(stored)
        return real(self, stored, secret)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return seen


def test_a_password_costs_as_many_verifications_for_a_stranger_as_for_somebody(
    sqlite_app: Flask, verifications: list[str]
) -> None:
    with sqlite_app.app_context():
        user = factories.make_user(db.session, now=NOON)
        db.session.commit()
        counts = []
        for email in (user.email, "niemand@voorbeeld.example"):
            verifications.clear()
            accounts.check_password(db.session, email=email, password="een verkeerd geheim van vijf woorden")
            counts.append(len(verifications))
    assert counts[0] == counts[1] == 1


def test_a_word_code_costs_as_many_verifications_whether_its_story_is_there_or_not(
    sqlite_app: Flask, verifications: list[str]
) -> None:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        code = word_codes.propose()
        factories.tell(db.session, wave=pilot.waves[0], now=NOON, word_code=code)
        db.session.commit()
        words = code.split()
        counts = {}
        tries = {
            "right": code,
            "wrong secret": " ".join([*words[:2], *reversed(words[2:])]),
            "unknown": word_codes.propose(),
        }
        for name, typed in tries.items():
            verifications.clear()
            word_codes.find(db.session, code=typed, key_ring=factories.KEY_RING, now=NOON)
            counts[name] = len(verifications)
            db.session.rollback()
    assert len(set(counts.values())) == 1, counts


def test_after_twenty_guesses_of_one_code_the_next_costs_nothing_and_says_wait(
    world: World, verifications: list[str]
) -> None:
    client, words = world.clients[NOBODY], world.code.split()
    wrong = " ".join([*words[:2], *reversed(words[2:])])
    statuses = []
    world.clock.at = NOON + timedelta(minutes=10)
    for _ in range(word_codes.MOST_TRIES + 5):
        statuses.append(client.post("/mijn-verhaal", data={"code": wrong, "go": "open"}, base_url=SITE).status_code)
    assert statuses == [422] * 20 + [429] * 5
    verifications.clear()
    assert client.post("/mijn-verhaal", data={"code": world.code, "go": "open"}, base_url=SITE).status_code == 429
    assert verifications == [], "a flood does not keep the processor busy"
    world.clock.at = NOON + timedelta(minutes=13)
    assert client.post("/mijn-verhaal", data={"code": world.code, "go": "open"}, base_url=SITE).status_code == 200
    world.clock.at = NOON


def test_guessing_a_password_is_slowed_down(sqlite_app: Flask, clock: Clock, verifications: list[str]) -> None:
    """At most twenty passwords within a minute are looked at for one account, right or wrong."""
    with sqlite_app.app_context(), db.sessionmaker(expire_on_commit=False) as session:
        user = factories.make_user(session, now=NOON)
        session.commit()
    browser = Visitor(sqlite_app.test_client())
    browser.get("/account/inloggen")
    verifications.clear()
    for _ in range(60):
        answer = browser.answer("/account/inloggen", email=user.email, password="een verkeerd geheim van vijf woorden")
        assert answer.status_code in (400, 401, 422, 429)
    assert len(verifications) <= 20
