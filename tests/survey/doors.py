"""The doors of those who read: pages and the data interface, tried over HTTP by one person per role.

Each door says for which uses a story that is seen there must have been allowed; none: no word of any story may be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from analysis.records import Use
from survey.models.account import PILOT_ROLES, User
from survey.models.programme import Pilot
from survey.services import api_tokens
from tests import factories

MARKER = re.compile(r"merel\d+teken")


@dataclass(frozen=True)
class Door:
    """uses: all of these must be allowed for whatever is seen; empty: nothing may be seen. {pilot} and {meeting} stand for
    themselves in the address."""

    who: str
    address: str
    uses: frozenset[Use] = frozenset()


READ: frozenset[Use] = frozenset({"panel"})
QUOTED: frozenset[Use] = frozenset({"analysis", "quotation"})
DOORS = [
    *(
        Door("evaluator", f"/evaluatie/{{pilot}}/{page}", QUOTED)
        for page in (
            "",
            "cijfer/rapport.agree",
            "cijfer/support.better",
            "codeboek",
            "rapporten",
            "themas",
            "vastleggen",
            "reflectie",
        )
    ),
    Door("evaluator", "/evaluatie/pilots", QUOTED),
    *(Door("panel_member", f"/panel/{{pilot}}/{page}", READ) for page in ("", "{meeting}/", "{meeting}/lezen")),
    Door("coordinator", "/panel/{pilot}/{meeting}/leiden", READ),
    *(Door("coordinator", f"/beheer/{{pilot}}/{page}") for page in ("", "controle", "signalen", "bewaren")),
    *(
        Door("data_protection_officer", f"/toezicht/{page}")
        for page in ("", "logboek", "waarom", "bewaren", "verdwenen")
    ),
    *(Door("admin", address) for address in ("/account/", "/beheer/", "/beheer/{pilot}/instellingen")),
    *(Door("key", f"/api/v1/{page}") for page in ("programmes", "pilots", "pilots/{pilot}/releases")),
]


class Readers:
    """One person per role, signed in, and a program with a key. people: by role."""

    def __init__(self, app: Flask, session: Session, *, pilot: Pilot, now: datetime) -> None:
        self.app, self.pilot = app, pilot.slug
        roles = {door.who for door in DOORS} - {"key"}
        self.people: dict[str, User] = {
            role: factories.make_user(session, now=now, role=role, pilot=pilot if role in PILOT_ROLES else None)  # type: ignore[arg-type]
            for role in sorted(roles)
        }
        self._clients = {role: self._client(session, user, now) for role, user in self.people.items()}
        by = self.people["evaluator"]
        self._key = api_tokens.make(
            session, pilot=pilot, purpose="Toets", scopes=["figures", "themes"], days=30, by=by, now=now
        )

    def _client(self, session: Session, user: User, now: datetime) -> FlaskClient:
        client, identifier = self.app.test_client(), factories.signed_in(session, user=user, now=now)

        def carry() -> None:
            with client.session_transaction() as kept:
                kept["_user_id"], kept["_fresh"] = identifier, True

        _by_itself(carry)
        return client

    def look(self, door: Door, meeting: object) -> tuple[int, set[str]]:
        """(status, the markers of stories that are seen). Nothing may be open in the caller's session."""
        address = door.address.format(pilot=self.pilot, meeting=meeting)
        client = self._clients.get(door.who) or self.app.test_client()
        headers = {"Authorization": f"Bearer {self._key}"} if door.who == "key" else {}
        answer: TestResponse = _by_itself(lambda: client.get(address, headers=headers))
        return answer.status_code, set(MARKER.findall(answer.get_data(as_text=True)))


def _by_itself(act: Callable[[], Any]) -> Any:
    """Outside the application context of the test, as a request comes in."""
    return Context().run(act)
