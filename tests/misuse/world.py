"""A small town to misbehave in: one pilot with stories in every stage, one signed-in person per role, every form there is.

The forms are read off the pages themselves, so that a new screen is fuzzed and filled with payloads without anybody
remembering it here.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from survey.app import create_app
from survey.config import Settings
from survey.extensions import alembic, db
from survey.models.account import PILOT_ROLES, ROLES, User
from survey.models.panel import PHASES
from survey.services import word_codes
from tests import factories
from tests.conftest import NOON, Clock
from tests.misuse import meetings
from tests.survey import analysis_worlds
from tests.survey.respond.teller import Teller
from tests.survey.staff_fixtures import STORY_KEY, Visitor

NOBODY = "nobody"
SITE = "http://localhost"
MOST_OF_ONE_ROUTE, MOST_OF_ONE_FORM = 2, 8
IN_EVERY_PHASE = frozenset(f"panel.{page}" for page in ("meeting", "lead", "decide", "choose", "paper", "type_in_seat"))
"""Routes that look different in every phase of a meeting: one address of each."""
REMOVES = re.compile(
    r"remove|delete|discard|stop|close|withdraw|no_story|wipe|end|sign_|role|password|factor|key|analyse|move_on|lock|next_person"
)
"""Routes whose forms are read and not sent while the world is made (and the search for themes, which takes long)."""
SLOW = frozenset({"evaluate.search", "evaluate.side_by_side", "evaluate.report", "evaluate.download"})
"""Routes with heavy pages: one of them is enough."""
MARK = "Zwaluwmerkteken"
"""Stands in every story of the world."""
STORY = "Eerst moesten we lang wachten. Nu komt er elke week iemand uit Beijum."


@dataclass(frozen=True)
class Form:
    """A form as it stood on a page. fields: as a browser would send them; typed: those a person types words into;
    lines: those of them for more than one line; boxes: what could be ticked or chosen besides; buttons: (name, value) of each way to send it."""

    who: str
    endpoint: str
    method: str
    address: str
    fields: tuple[tuple[str, str], ...]
    typed: frozenset[str]
    lines: frozenset[str]
    boxes: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]
    is_multipart: bool

    @property
    def shape(self) -> tuple[Any, ...]:
        """Forms of one shape are the same form about different things."""
        return self.who, self.endpoint, self.method, tuple(sorted({name for name, _ in self.fields})), self.buttons

    def data(self, button: int = -1, *, ticked: bool = False, **instead: str) -> dict[str, list[str]]:
        pressed = self.buttons[button:][:1] if self.buttons else ()
        filled: dict[str, list[str]] = {}
        for name, value in (*self.fields, *(self.boxes if ticked else ()), *pressed):
            filled.setdefault(name, []).append(instead.get(name, value))
        return filled

    @property
    def ways(self) -> list[int]:
        """The buttons worth pressing: every act, and one of each other kind."""
        seen = {name: at for at, (name, _) in reversed(list(enumerate(self.buttons)))}
        return [at for at, (name, _) in enumerate(self.buttons) if name == "act" or seen[name] == at] or [0]

    def plain(self, day: str = "2026-04-20") -> dict[str, str]:
        """Something sensible in every field that is empty."""
        empty = [name for name, value in self.fields if not value]
        return {name: "Een reden van vijf woorden" if name in self.typed else day for name in empty}


@dataclass
class World:
    """clients: by role, signed in; 'nobody' for families and strangers. addresses: by role, every page they were shown."""

    app: Flask
    clock: Clock
    database: Path
    snapshot: Path
    token: str
    code: str
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    cookies: dict[str, dict[Any, Any]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=dict)

    def keep(self) -> None:
        """From now on `restore` leads back here."""
        self._copy(self.database, self.snapshot)
        self.cookies = {who: dict(client._cookies) for who, client in self.clients.items()}

    def restore(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self._copy(self.snapshot, self.database)
        for who, client in self.clients.items():
            client._cookies = dict(self.cookies[who])

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)

    def endpoint(self, address: str, method: str) -> tuple[str, dict[str, Any]] | None:
        try:
            return self.app.url_map.bind("localhost").match(urlsplit(address).path, method)
        except (HTTPException, RequestRedirect):
            return None

    def send(self, form: Form, data: dict[str, list[str]]) -> TestResponse:
        """The page that follows, also after a redirect."""
        carried = {"data": data} if form.method == "POST" else {"query_string": data}
        if form.is_multipart:
            carried["content_type"] = "multipart/form-data"  # type: ignore[assignment]
        client = self.clients[form.who]
        sent = client.open(form.address, method=form.method, base_url=SITE, **carried)  # type: ignore[arg-type]
        return client.get(sent.location, base_url=SITE) if sent.status_code in (302, 303) else sent

    def crawl(
        self, who: str, *, most: int = MOST_OF_ONE_ROUTE, with_slow: bool = False
    ) -> Iterator[tuple[str, TestResponse]]:
        """Follow the links of this person's pages, a few addresses per route; every page is read for its forms."""
        waiting, seen = self._starts(who), set()
        per_route: dict[str, int] = {}
        while waiting:
            address = waiting.pop(0)
            found = self.endpoint(address, "GET")
            if address in seen or found is None or found[0] in ("static", "account.sign_out"):
                continue
            if found[0] in SLOW and not with_slow:
                continue
            seen.add(address)
            per_route[found[0]] = per_route.get(found[0], 0) + 1
            if per_route[found[0]] > (len(PHASES) if found[0] in IN_EVERY_PHASE else most):
                continue
            answer = self.clients[who].get(address, base_url=SITE)
            for name, value in found[1].items():
                self.values.setdefault(name, set()).add(str(value))
            yield address, answer
            waiting += [link for link in self.read(who, address, answer) if link not in seen]

    def _starts(self, who: str) -> list[str]:
        if who == NOBODY:
            return ["/", f"/vertel/{self.token}", f"/vertel/{self.token}/in-een-keer", "/mijn-verhaal"]
        return ["/account/", *self.addresses.get(who, [])]

    def read(self, who: str, address: str, answer: TestResponse) -> list[str]:
        """Keep the forms of a page; its links."""
        text = answer.get_data()
        if not answer.mimetype.endswith("html") or not text.strip():
            return []
        page = html.document_fromstring(text)
        for form in page.forms:
            self._keep_form(who, address, form)
        links = [urljoin(address, link) for link in page.xpath("//a/@href")]
        return [link.split("#")[0] for link in links if link.startswith("/") and not link.startswith("//")]

    def _keep_form(self, who: str, page: str, form: Any) -> None:
        address = urljoin(page, form.action or page)
        method = form.method.upper()
        found = self.endpoint(address, method)
        if found is None or found[0] == "account.sign_out":
            return
        typed = form.xpath(
            ".//textarea/@name | .//input[@name][not(@type) or @type='text' or @type='search' or @type='email' or @type='url']/@name"
        )
        buttons = form.xpath(".//button[@name]")
        kept = Form(
            who,
            found[0],
            method,
            address,
            tuple((name, value) for name, value in form.form_values() if name != "csrf_token"),
            frozenset(map(str, typed)),
            frozenset(map(str, form.xpath(".//textarea/@name"))),
            tuple(_boxes(form)),
            tuple((b.get("name"), b.get("value") or "") for b in buttons),
            form.get("enctype") == "multipart/form-data",
        )
        same = [known for known in self.forms if (known.who, known.endpoint) == (kept.who, kept.endpoint)]
        if len(same) < MOST_OF_ONE_FORM and kept.shape not in {known.shape for known in same}:
            self.forms.append(kept)

    def gather(self) -> None:
        """Every page and form there is; whatever removes nothing is sent, so that there is something behind it."""
        self._read_as_teller()
        sent: set[Any] = set()
        for _round in range(2):
            for who in self.clients:
                self.addresses[who] = [address for address, _ in self.crawl(who)]
            for form in [f for f in self.forms if f.shape not in sent and f.who != NOBODY]:
                sent.add(form.shape)
                if not REMOVES.search(form.endpoint):
                    for number in form.ways:
                        answer = self.send(form, form.data(number, ticked=True, **form.plain()))
                        self.read(form.who, form.address, answer)
        self.keep()

    def _read_as_teller(self) -> None:
        teller = Teller(self.clients[NOBODY], self.token).start()
        while not teller.is_at_check:
            self.read(NOBODY, teller.page.forms[0].action, teller.answers[-1])
            name = next((n for n in teller.page.forms[0].fields if n in ("perspective", "story")), "")
            teller.press("next", **{name: {"perspective": "parent", "story": STORY}.get(name)} if name else {})
        self.read(NOBODY, "/", teller.answers[-1])
        teller.open("/mijn-verhaal")
        answer = self.clients[NOBODY].post("/mijn-verhaal", data={"code": self.code, "go": "open"}, base_url=SITE)
        self.read(NOBODY, "/mijn-verhaal", answer)


def plain_story(number: int) -> str:
    return f"{MARK} {number} ging over wachten op hulp."


def _boxes(form: Any) -> Iterator[tuple[str, str]]:
    """Every box that is not ticked, and the first of radio buttons of which none is chosen."""
    chosen = {name for name, _ in form.form_values()}
    for box in form.xpath(".//input[@type='checkbox' or @type='radio'][@name][not(@checked)]"):
        if box.get("type") == "checkbox" or box.get("name") not in chosen:
            chosen.add(box.get("name"))
            yield box.get("name"), box.get("value") or "on"


def make_world(folder: Path, tables: Path, story: Callable[[int], str] = plain_story) -> World:
    """On SQLite, without the token against forged requests: that one has its own tests. story: what each teller tells."""
    shutil.copy(tables, folder / "loex.sqlite")
    clock = Clock(NOON)
    settings = Settings(
        environment="testing",
        instance_folder=folder,
        https=False,
        run_jobs_inline=True,
        story_key=STORY_KEY,
        database_url=f"sqlite:///{folder / 'loex.sqlite'}",
        encoder="lexical",
    )
    app = create_app(settings, clock=clock)
    with app.app_context():
        alembic.stamp()
    with app.app_context(), db.sessionmaker(expire_on_commit=False) as session:
        people, token, code = _populate(session, story)
    world = World(app, clock, folder / "loex.sqlite", folder / "kept.sqlite", token, code)
    world.clients = {NOBODY: app.test_client()}
    for role, user in people.items():
        world.clients[role] = Visitor(app.test_client()).sign_in(user).client
    app.config["WTF_CSRF_ENABLED"] = False
    world.keep()
    world.gather()
    return world


def _populate(session: Session, story: Callable[[int], str]) -> tuple[dict[str, User], str, str]:
    pilot = factories.make_pilot(session, now=NOON, slug="eigen")
    people = {
        role: factories.make_user(session, now=NOON, role=role, pilot=pilot if role in PILOT_ROLES else None)
        for role in ROLES
    }
    key_ring = factories.KEY_RING
    for number in range(18):
        texts = {"title": story(number)[:150], "also": story(number)[:2_000]}
        ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=story(number), texts=texts).ref
        factories.release(session, pilot=pilot, ref=ref, by=people["coordinator"], now=NOON)
    run = analysis_worlds.search(session, pilot=pilot, labels=[0] * 9 + [1] * 6 + [-1] * 3, key_ring=key_ring)
    # Words of the panel's own about themes, which are nobody's story and not sealed: without the mark of the tellers.
    said = " ".join(story(number) for number in range(2)).replace(MARK, "Panelwoord")
    meetings.hold_in_every_phase(session, pilot=pilot, run=run, people=people, key_ring=key_ring, words=said)
    code = word_codes.propose()
    for number in range(4):
        factories.tell(
            session,
            wave=pilot.waves[0],
            now=NOON,
            story=f"{STORY} {story(number)}",
            texts={"title": "Wachten"},
            word_code=code if number == 0 else None,
            worried=number == 1,
            without_proof=number == 2,
        )
    token = factories.make_invitation(session, wave=pilot.waves[0]).token
    session.commit()
    return people, token, code


def arguments(rule: str) -> list[str]:
    return re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", rule)
