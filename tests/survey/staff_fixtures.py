"""What the tests of the staff screens share: an application on SQLite, and people who sign in through the front door."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

import pyotp
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

RECOVERY_CODE = re.compile(r"<code>([0-9a-z-]{14})</code>")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Phone:
    """Somebody's app for codes, and the paper with their recovery codes. A code works once, so it remembers the last."""

    totp: pyotp.TOTP
    last_step: int = 0
    recovery_codes: list[str] = field(default_factory=list)

    @classmethod
    def scanned(cls, page: str) -> Phone:
        found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
        assert found, "the page to set up the second step shows its letters"
        return cls(pyotp.TOTP(found.group(1).replace(" ", "")))

    def code(self, at: datetime) -> str:
        """A code that is taken at this moment and was not used yet; empty when there is none any more."""
        step = int(at.timestamp()) // 30
        self.last_step = max(self.last_step + 1, step - 1)
        return self.totp.generate_otp(self.last_step) if self.last_step <= step + 1 else ""


PHONES: dict[uuid.UUID, Phone] = {}
"""Of everybody who set up a second step in a test, by the account."""


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
        """Through the front door, with the second step of whoever needs one."""
        self.get("/account/inloggen")
        answer = self.answer("/account/inloggen", email=user.email, password=password)
        assert answer.status_code == 302, _words(answer.get_data(as_text=True))[:600]
        if "/account/tweede-stap" in answer.location:
            self.take_second_step(user, answer.location)
        self.get("/account/")
        return self

    def take_second_step(self, user: User, address: str) -> None:
        """address: where the site asks for it. The first time it is set up."""
        clock = self.client.application.config["CLOCK"]
        page = self.get(address)
        if "/instellen" in address:
            phone = PHONES[user.id] = Phone.scanned(page)
            phone.recovery_codes = RECOVERY_CODE.findall(self.post(address, 200, code=phone.code(clock())))
            return
        phone = PHONES[user.id]
        code = phone.code(clock())
        if code:
            self.post(address, code=code)
        else:
            self.post("/account/tweede-stap/herstelcode", code=phone.recovery_codes.pop())

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
