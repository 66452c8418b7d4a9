"""Every route × every role × own and other pilot, from one policy table; and what holds for every route alike."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from survey.extensions import db
from survey.models.account import PILOT_ROLES, ROLES, User
from survey.web.headers import ALWAYS
from tests import factories
from tests.architecture.policy import EVERYONE, HALFWAY, POLICY, SIGNED_IN
from tests.conftest import NOON

SAFE = {"GET", "HEAD", "OPTIONS"}
LEAD_BACK = {"account.passkey_sign_in", "account.passkey_step"}
"""Where a passkey that is not recognised leads back to the page it was asked on: that is an answer, no refusal."""

OWN_TOKEN = {"account.provider_answered"}
"""Its form is made where no cookie of ours comes along: what was given to this browser before is its token, and a form
without it is refused (tests/survey/account/test_provider.py)."""


@dataclass
class World:
    """One person per role, in their own pilot 'eigen' and in the other pilot 'ander'."""

    app: Flask
    people: dict[tuple[str, str], str]
    token: str

    def client(self, who: tuple[str, str] | None) -> FlaskClient:
        client = self.app.test_client()
        if who is not None:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = self.people[who], True
        return client

    def address(self, rule: Rule) -> str:
        values = {
            "pilot_slug": "eigen",
            "token": self.token,
            "filename": "css/tokens.css",
            "section": "contact",
            "text_language": "nl",
            "programme_slug": "programma",
            "domain": "support",
            "paper": "a5",
            "file_type": "svg",
            "picture": "heard",
            "code": "trust.agree",
            "form": "html",
            "part": "coverage",
            "pilot_code": "eigen",
            "kind": "toml",
            "act": "sluiten",
            "switch": "stoppen",
            **{name: uuid.UUID(int=1) for name in rule.arguments if name.endswith(("ref", "id"))},
            **{name: 1 for name in rule.arguments if name in ("number", "wave_number", "seat", "other")},
        }
        with self.app.test_request_context(base_url="http://localhost"):
            from flask import url_for

            return url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


@pytest.fixture
def world(sqlite_app: Flask) -> World:
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    people: dict[tuple[str, str], str] = {}
    with sqlite_app.app_context():
        pilots = {slug: factories.make_pilot(db.session, now=NOON, slug=slug) for slug in ("eigen", "ander")}
        for role in ROLES:
            for slug, pilot in pilots.items():
                scoped = role in ("coordinator", "evaluator", "panel_member")
                user: User = factories.make_user(db.session, now=NOON, role=role, pilot=pilot if scoped else None)
                people[role, slug] = factories.signed_in(db.session, user=user, now=NOON)
        token = factories.make_invitation(db.session, wave=pilots["eigen"].waves[0]).token
        db.session.commit()
    return World(sqlite_app, people, token)


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Signing out comes last: nothing is open after that."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.endpoint == "account.sign_out", r.rule)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def test_every_route_is_in_the_policy_table_and_the_table_holds_nothing_else(sqlite_app: Flask) -> None:
    assert {rule.endpoint for rule, _ in rules(sqlite_app)} == set(POLICY)


def test_every_view_carries_the_stamp_that_the_policy_table_says(sqlite_app: Flask) -> None:
    for endpoint, wanted in POLICY.items():
        stamp = sqlite_app.view_functions[endpoint].access  # type: ignore[attr-defined]
        found = {"everyone": EVERYONE, "halfway": HALFWAY, "signed_in": SIGNED_IN}.get(
            stamp.audience, frozenset(stamp.roles)
        )
        assert found == wanted, endpoint


def test_a_view_without_a_stamp_is_refused(sqlite_app: Flask) -> None:
    sqlite_app.add_url_rule("/vergeten", "vergeten", lambda: "open voor iedereen")
    answer = sqlite_app.test_client().get("/vergeten", base_url="http://localhost")
    assert answer.status_code == 403
    assert b"open voor iedereen" not in answer.data


def test_every_route_lets_in_who_the_policy_table_says_and_nobody_else(world: World) -> None:
    wrong = []
    for rule, method in rules(world.app):
        wanted = POLICY[rule.endpoint]
        address = world.address(rule)
        for who in [None, *world.people]:
            answer = world.client(who).open(address, method=method, base_url="http://localhost")
            let_in = answer.status_code == 302 if rule.endpoint in LEAD_BACK else not refused(answer)
            expected = wanted == EVERYONE or (
                who is not None and (wanted in (HALFWAY, SIGNED_IN) or (who[0] in wanted and allowed_here(rule, who)))
            )
            if let_in != expected:
                wrong.append(f"{method} {rule.rule}: {who or 'anonymous'} {'let in' if let_in else 'refused'}")
    assert not wrong, "\n".join(wrong)


def allowed_here(rule: Rule, who: tuple[str, str]) -> bool:
    """Pilot routes are open in the person's own pilot only, but for those who look after the whole installation."""
    return "pilot_slug" not in rule.arguments or who[1] == "eigen" or who[0] not in PILOT_ROLES


def refused(answer: object) -> bool:
    status, location = answer.status_code, answer.headers.get("Location", "")  # type: ignore[attr-defined]
    return status in (401, 403) or (
        status == 302 and location.startswith(("/account/inloggen?next=", "/account/tweede-stap?next="))
    )


def test_no_get_commits_anything(world: World) -> None:
    """But the minute in which someone was last seen, in a transaction beside the request's own."""
    committed: list[str] = []
    with world.app.app_context():
        sessions = db.sessionmaker

    def note(_session: object) -> None:
        committed.append(current)

    event.listen(sessions, "before_commit", note)
    try:
        for rule, method in rules(world.app):
            if method == "GET":
                for who in [None, *world.people]:
                    current = f"{rule.rule} {who}"
                    world.client(who).get(world.address(rule), base_url="http://localhost")
    finally:
        event.remove(sessions, "before_commit", note)
    assert committed == []


def test_every_answer_has_the_headers_and_no_family_page_sets_a_cookie(world: World) -> None:
    for rule, method in rules(world.app):
        for who in (None, ("coordinator", "eigen")):
            answer = world.client(who).open(world.address(rule), method=method, base_url="http://localhost")
            for name, value in ALWAYS.items():
                assert answer.headers.get(name) == value, f"{rule.rule} {name}"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, rule.rule
            assert "unsafe" not in policy, rule.rule
            assert "http" not in policy, rule.rule
            if who is None and rule.endpoint.startswith(("respond.", "static", "health.")):
                assert "Set-Cookie" not in answer.headers, rule.rule


@pytest.mark.parametrize(
    "path", ["/nergens", "/static/../survey/config.py", "/.git/config", "/vertel/", "/%00", "/static/%2e%2e/x"]
)
def test_errors_carry_the_headers_too_and_show_no_inside(sqlite_app: Flask, path: str) -> None:
    answer = sqlite_app.test_client().get(path, base_url="http://localhost")
    assert answer.status_code in (400, 404)
    assert all(answer.headers.get(name) == value for name, value in ALWAYS.items())
    assert b"Traceback" not in answer.data


def test_another_host_name_is_refused(sqlite_app: Flask) -> None:
    sqlite_app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert sqlite_app.test_client().get("/", base_url="http://kwaad.example").status_code == 400


def test_no_staff_form_is_taken_without_its_token(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    for rule, method in rules(world.app):
        if method in SAFE or rule.endpoint.startswith("respond.") or rule.endpoint in OWN_TOKEN:
            continue
        for who in world.people:
            answer = world.client(who).open(world.address(rule), method=method, base_url="http://localhost")
            assert answer.status_code == 400, f"{method} {rule.rule} {who}"


def test_a_broken_view_shows_a_page_without_details_and_logs_no_words(
    make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app()

    def broken() -> str:
        raise ValueError("Mijn dochter Roos uit Leek")

    broken.access = app.view_functions["static"].access  # type: ignore[attr-defined]
    app.add_url_rule("/stuk", "stuk", broken)
    answer = app.test_client().get("/stuk?naam=Roos", base_url="http://localhost", headers={"User-Agent": "Spoor/1"})
    assert answer.status_code == 500
    assert b"Roos" not in answer.data
    logged = capsys.readouterr().err
    assert "ValueError" in logged
    for private in ("Roos", "Spoor", "naam=", "127.0.0.1"):
        assert private not in logged
