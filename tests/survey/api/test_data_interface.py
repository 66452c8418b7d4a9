"""The data interface: a key opens the published figures of one pilot, and nothing else, for as long as it works."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey.api.openapi import PROBLEMS, RECORDS, document, schema
from survey.config import ROOT
from survey.models.account import RoleHeld, User
from survey.models.api_token import ApiToken
from survey.models.programme import Pilot
from survey.services import api_tokens, measurement, publishing
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

MARK = "Vertellersmerkteken"
_ADDRESS = re.compile(r"(?:\$LOEX|`)(/(?:programmes|pilots)[^\s`\"]*)")
"""Addresses of the interface in the page for developers, in its examples and between backticks."""


@pytest.fixture
def maker(person: Make) -> User:
    return person("evaluator")


@pytest.fixture
def published(staff_app: Flask, database: Session, pilot: Pilot, maker: User, person: Make) -> Pilot:
    """A pilot with one release."""
    coordinator = person("coordinator")
    for number in range(7):
        told = factories.tell(database, wave=pilot.waves[0], now=NOON, story=f"{MARK} {number}")
        factories.release(database, pilot=pilot, ref=told.ref, by=coordinator, now=NOON)
    measured = measurement.measure(database, pilot=pilot, by=maker, now=NOON)
    publishing.publish(
        database, pilot=pilot, measured=measured, key_ring=staff_app.config["KEY_RING"], by=maker, now=NOON
    )
    database.commit()
    return pilot


@pytest.fixture
def key(database: Session, published: Pilot, maker: User) -> str:
    secret = api_tokens.make(
        database, pilot=published, purpose="Dashboard", scopes=["figures", "themes"], days=30, by=maker, now=NOON
    )
    database.commit()
    return secret


@pytest.fixture
def client(staff_app: Flask) -> FlaskClient:
    return staff_app.test_client()


def ask(client: FlaskClient, path: str, key: str | None) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(f"/api/v1{path}", headers=headers, base_url="http://localhost")


def test_a_key_reads_the_programme_the_pilot_its_releases_figures_and_themes(
    client: FlaskClient, key: str, published: Pilot
) -> None:
    releases = f"/pilots/{published.slug}/releases"
    assert ask(client, "/programmes", key).json["items"][0]["code"] == "programma"
    assert ask(client, "/pilots", key).json["items"][0]["code"] == published.slug
    [release] = ask(client, releases, key).json["items"]
    assert (release["number"], release["rounding_base"]) == (1, 5)
    figures = ask(client, f"{releases}/1/indicators", key).json["items"]
    assert {row["n"] % 5 for row in figures if row["n"] is not None} == {0}
    assert ask(client, f"{releases}/1/themes", key).json["items"] == []


def test_no_answer_sets_a_cookie_or_holds_a_word_of_a_story(client: FlaskClient, key: str, published: Pilot) -> None:
    for path in (
        "/programmes",
        "/pilots",
        *(f"/pilots/{published.slug}/releases{end}" for end in ("", "/1/indicators", "/1/themes")),
    ):
        answer = ask(client, path, key)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert MARK not in answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_answer_is_what_the_description_says(client: FlaskClient, key: str, published: Pilot) -> None:
    described = document()
    for address, operations in described["paths"].items():
        path = address.replace("{pilot}", published.slug).replace("{number}", "1")
        said = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**said, "components": described["components"]}
        Draft202012Validator(whole).validate(ask(client, path, key).json)
        refused = ask(client, path, None)
        problem = described["components"]["schemas"]["Problem"]
        assert refused.content_type == "application/problem+json"
        Draft202012Validator(problem).validate(refused.json)


def test_the_description_is_whole_and_open_to_everyone(client: FlaskClient, staff_app: Flask) -> None:
    described = ask(client, "/openapi.json", None).json
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= described["info"].keys()
    rules = {
        re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")).replace("{pilot_code}", "{pilot}")
        for rule in staff_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.description"
    }
    assert set(described["paths"]) == rules
    for operations in described["paths"].values():
        operation = operations["get"]
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert {"200", "401", "403", "404", "429"} == operation["responses"].keys()
        assert named <= {"pilot", "number"}
    identifiers = [operations["get"]["operationId"] for operations in described["paths"].values()]
    assert len(set(identifiers)) == len(identifiers)


def test_the_description_holds_to_the_schema_of_openapi() -> None:
    schema_of_schemas = json.loads((ROOT / "tests/data/openapi-3.1/schema.json").read_text("utf-8"))
    Draft202012Validator(schema_of_schemas).validate(document())


def test_what_the_page_for_developers_says_is_so() -> None:
    page = (ROOT / "docs/operations/api.md").read_text("utf-8")
    named = {re.sub(r"/samen\b", "/{pilot}", re.sub(r"/\d+\b", "/{number}", path)) for path in _ADDRESS.findall(page)}
    assert named == set(document()["paths"])
    [figure] = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    Draft202012Validator(schema(RECORDS["Indicator"])).validate(json.loads(figure))
    statuses = {
        status for row in re.findall(r"^\| ([\d, ]+) \|", page, flags=re.MULTILINE) for status in row.split(", ")
    }
    assert PROBLEMS.keys() <= statuses
    assert f"more than {api_tokens.MOST_PER_MINUTE} requests within a minute" in page
    for scope in api_tokens.SCOPES:
        assert re.search(rf"^\| `{scope}` \|", page, flags=re.MULTILINE), scope


@pytest.mark.parametrize("record", RECORDS.values())
def test_every_schema_is_valid_and_names_every_field(record: type) -> None:
    made = schema(record)
    Draft202012Validator.check_schema(made)
    assert list(made["properties"]) == [field.name for field in dataclasses.fields(record)]


@pytest.mark.parametrize("secret", [None, "", "loex_", "loex_" + "A" * 43, "é"])
def test_without_a_key_that_exists_nothing_opens(client: FlaskClient, published: Pilot, secret: str | None) -> None:
    headers = {"Authorization": f"Bearer {secret}".encode().decode("latin-1")} if secret is not None else {}
    answer = client.get("/api/v1/pilots", headers=headers, base_url="http://localhost")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_in_the_address_opens_nothing(client: FlaskClient, key: str) -> None:
    assert client.get(f"/api/v1/pilots?key={key}&access_token={key}", base_url="http://localhost").status_code == 401


def test_a_signed_in_evaluator_without_a_key_reads_nothing(visitor: Open, maker: User, published: Pilot) -> None:
    browser = visitor(maker)
    assert browser.client.get("/api/v1/pilots").status_code == 401


@pytest.mark.parametrize(("days", "status"), [(30, 200), (31, 401)])
def test_a_key_works_up_to_and_with_its_last_day(
    client: FlaskClient, key: str, clock: Clock, days: int, status: int
) -> None:
    clock.at = NOON + timedelta(days=days)
    assert ask(client, "/pilots", key).status_code == status


def test_an_ended_key_opens_nothing(
    client: FlaskClient, key: str, database: Session, published: Pilot, maker: User
) -> None:
    [row] = database.scalars(select(ApiToken))
    api_tokens.revoke(database, pilot=published, token_id=row.id, by=maker, now=NOON)
    database.commit()
    assert ask(client, "/pilots", key).status_code == 401


def test_a_key_ends_with_the_role_of_its_maker(client: FlaskClient, key: str, database: Session, maker: User) -> None:
    for held in database.scalars(select(RoleHeld).where(RoleHeld.user_id == maker.id)).all():
        database.delete(held)
    database.commit()
    assert ask(client, "/pilots", key).status_code == 401


def test_a_key_of_one_pilot_does_not_find_another(client: FlaskClient, key: str, other_pilot: Pilot) -> None:
    assert ask(client, f"/pilots/{other_pilot.slug}/releases", key).status_code == 404
    assert ask(client, "/pilots/nergens/releases", key).status_code == 404


def test_a_key_for_themes_does_not_open_figures(
    client: FlaskClient, database: Session, published: Pilot, maker: User
) -> None:
    key = api_tokens.make(database, pilot=published, purpose="x", scopes=["themes"], days=1, by=maker, now=NOON)
    database.commit()
    assert ask(client, f"/pilots/{published.slug}/releases/1/themes", key).status_code == 200
    assert ask(client, f"/pilots/{published.slug}/releases/1/indicators", key).status_code == 403


def test_a_program_that_asks_too_often_has_to_wait_and_others_do_not(
    client: FlaskClient, key: str, database: Session, published: Pilot, maker: User
) -> None:
    other = api_tokens.make(database, pilot=published, purpose="y", scopes=["themes"], days=1, by=maker, now=NOON)
    database.commit()
    answers = [ask(client, "/pilots", key).status_code for _ in range(api_tokens.MOST_PER_MINUTE + 1)]
    assert answers == [200] * api_tokens.MOST_PER_MINUTE + [429]
    assert ask(client, "/pilots", key).headers["Retry-After"]
    assert ask(client, "/pilots", other).status_code == 200


def test_an_address_that_is_not_there_is_a_problem_too(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nergens", base_url="http://localhost")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert client.post("/api/v1/pilots", base_url="http://localhost").content_type == "application/problem+json"


def test_a_key_is_shown_once_and_kept_as_a_hash_with_the_day_of_its_use(
    visitor: Open, maker: User, published: Pilot, database: Session, client: FlaskClient
) -> None:
    browser = visitor(maker)
    address = f"/evaluatie/{published.slug}/sleutels"
    browser.get(address)
    page = browser.post(address, 200, purpose="Dashboard", scopes=["figures"], days="30")
    [secret] = re.findall(r"loex_[\w-]{43}", page)
    assert "loex_" not in browser.get(address)
    [row] = database.scalars(select(ApiToken))
    assert secret not in str([getattr(row, column.name) for column in row.__table__.columns])
    database.commit()
    assert "nog niet gebruikt" in browser.get(address)
    assert ask(client, "/pilots", secret).status_code == 200
    assert "laatst gebruikt op 14 april 2026" in browser.get(address)


def test_a_key_is_ended_on_the_page(
    visitor: Open, maker: User, key: str, published: Pilot, database: Session, client: FlaskClient
) -> None:
    [row] = database.scalars(select(ApiToken))
    database.commit()
    browser = visitor(maker)
    browser.get(f"/evaluatie/{published.slug}/sleutels")
    browser.post(f"/evaluatie/{published.slug}/sleutels/{row.id}/intrekken")
    assert ask(client, "/pilots", key).status_code == 401
    assert "beëindigd" in browser.get(f"/evaluatie/{published.slug}/sleutels")
