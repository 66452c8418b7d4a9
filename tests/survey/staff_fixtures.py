"""What the tests of the staff screens share: an application on SQLite, and people who sign in through the front door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey.extensions import db
from survey.models import Base
from survey.models.account import RoleName, User
from survey.models.programme import Pilot
from tests import factories
from tests.conftest import NOON

STORY_KEY = "test story key, long enough to pass for one"

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """A browser of one person: gets pages, posts forms with the token of the page it is on."""

    client: FlaskClient
    token: str = ""

    def get(self, address: str, status: int = 200) -> str:
        return self._read(self.client.get(address), status)

    def post(self, address: str, status: int = 302, **fields: Any) -> str:
        return self._read(self.answer(address, **fields), status)

    def answer(self, address: str, **fields: Any) -> TestResponse:
        """Double underscores in a name stand for a hyphen, as in `choice__story__0__4`."""
        data = {name.replace("__", "-"): value for name, value in fields.items()}
        return self.client.post(address, data={"csrf_token": self.token, **data})

    def sign_in(self, user: User, password: str = factories.PASSWORD) -> Visitor:
        self.get("/account/inloggen")
        self.post("/account/inloggen", email=user.email, password=password)
        self.get("/account/")
        return self

    def _read(self, answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{answer.status_code}: {_words(page)[:600]}"
        found = TOKEN.search(page)
        self.token = found.group(1) if found else self.token
        return unescape(page)


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def staff_app(make_app: Callable[..., Flask]) -> Flask:
    made = make_app(story_key=STORY_KEY)
    with made.app_context():
        Base.metadata.create_all(db.engine)
    return made


@pytest.fixture
def database(staff_app: Flask) -> Iterator[Session]:
    """A session of its own, beside those of the requests. Commit after every use: SQLite knows one writer at a time.

    Nothing expires at a commit, so that reading a name in a test takes no lock.
    """
    with staff_app.app_context():
        opened = db.sessionmaker(expire_on_commit=False)
    with opened:
        yield opened


@pytest.fixture
def pilot(database: Session) -> Pilot:
    made = factories.make_pilot(database, now=NOON)
    assert [wave.phase for wave in made.waves], "read now, so that no test has to"
    database.commit()
    return made


@pytest.fixture
def other_pilot(database: Session, pilot: Pilot) -> Pilot:
    made = factories.make_pilot(database, now=NOON, slug="elders")
    assert [wave.phase for wave in made.waves]
    database.commit()
    return made


@pytest.fixture
def person(database: Session, pilot: Pilot) -> Callable[..., User]:
    """Make someone with a role (in the first pilot unless another is given)."""

    def make(role: RoleName | None = None, where: Pilot | None = pilot) -> User:
        user = factories.make_user(database, now=NOON, role=role, pilot=where if role != "admin" else None)
        database.commit()
        return user

    return make


@pytest.fixture
def visitor(staff_app: Flask) -> Callable[..., Visitor]:
    """A new browser; signed in when a person is given."""

    def open_browser(user: User | None = None) -> Visitor:
        fresh = Visitor(staff_app.test_client())
        return fresh.sign_in(user) if user else fresh

    return open_browser
