"""The true server in a process group of its own, to be killed, and senders who do not give up until they have a receipt."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from lxml import html

from survey.app import create_app
from survey.config import ROOT, Settings
from survey.extensions import alembic, db
from survey.respond.draft import DraftBox, new_draft
from survey.services import proof_of_work, word_codes
from tests import factories

PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""
GUNICORN = [sys.executable, "-m", "gunicorn", "survey:create_app()", "--config", "survey/gunicorn.py"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TIMEOUT_S = 60
SPARE = 10
"""Stories that an invitation could still take without asking for work: the turns do not go round evenly."""


@dataclass
class Server:
    """Gunicorn as in production, on an instance folder of its own. doors: invitations in turn, so many that no work is asked
    (`proof_of_work`), as when many pilots send at once. refused: what was answered that should not have been."""

    folder: Path
    port: int = 0
    token: str = ""
    doors: Iterator[str] = field(default_factory=lambda: iter(()))
    version: str = ""
    process: Any = None
    refused: list[str] = field(default_factory=list)

    def prepare(self, n_stories: int = 1) -> Server:
        app = self.app()
        with app.app_context():
            alembic.upgrade()
            now = app.config["CLOCK"]()
            pilot = factories.make_pilot(db.session, now=now)
            pilot.waves[0].opens_on, pilot.waves[0].closes_on = (now - timedelta(2)).date(), (now + timedelta(2)).date()
            n_doors = n_stories // (proof_of_work.MOST_SENT - SPARE) + 1
            tokens = [factories.make_invitation(db.session, wave=pilot.waves[0]).token for _ in range(n_doors)]
            db.session.flush()
            self.token, self.doors = tokens[0], cycle(tokens)
            self.version = str(pilot.waves[0].questionnaire_version_id)
            db.session.commit()
            db.engine.dispose()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        return self

    def app(self) -> Flask:
        """An application of this process on the same database, to look at what arrived."""
        return create_app(Settings(environment="development", instance_folder=self.folder, https=False))

    def start(self) -> None:
        environment = {**os.environ, "LOEX_INSTANCE_FOLDER": str(self.folder), "LOEX_HTTPS": "no"}
        self.process = subprocess.Popen(
            [*GUNICORN, "--bind", f"127.0.0.1:{self.port}"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "server.log").open("ab"),
            start_new_session=True,
        )
        while self.process.poll() is None:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                PAUSE.wait(0.05)
        raise RuntimeError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        """All of it at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, data: Any = None) -> tuple[int, bytes]:
        """Raises OSError when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            body = urlencode(data) if data is not None else None
            connection.request(method, path, body, FORM if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def until_answered(self, method: str, path: str, data: Any = None) -> bytes:
        """As somebody who presses again as long as nothing comes back."""
        while True:
            try:
                status, page = self.ask(method, path, data)
            except OSError:
                PAUSE.wait(0.1)
                continue
            if status == 200:
                return page
            self.refused.append(f"{method} {status}")
            if status < 500:
                raise AssertionError(f"{method} {path}: {status}")
            PAUSE.wait(0.1)

    def form(self) -> tuple[str, dict[str, Any]]:
        """The form on one page, as the server gives it: (where it is sent, its fields)."""
        page = html.document_fromstring(self.until_answered("GET", f"/vertel/{next(self.doors)}/in-een-keer"))
        return urlsplit(page.forms[0].action).path, dict(page.forms[0].form_values())

    def forms(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """As many forms as are asked for, without asking the server for more than one: as if everybody had opened theirs
        before. Each is another draft; the first one is the pattern."""
        path, fields = self.form()
        app = self.app()
        box = DraftBox(app.config["SECRET_KEY"])
        pattern = box.open(fields["draft"], token=path.split("/")[2], version=self.version, now=app.config["CLOCK"]())
        while True:
            draft = new_draft(token=next(self.doors), version=self.version, code=word_codes.propose())
            draft = replace(draft, consent_language=pattern.consent_language, at=pattern.at)
            sealed = box.seal(draft, now=app.config["CLOCK"]())
            yield f"/vertel/{draft.token}/in-een-keer", fields | {"draft": sealed}

    def tell(self, story: str, *, twice: bool, form: tuple[str, dict[str, Any]] | None = None) -> None:
        """Fill in a form (a new one, when none is given) and send it until there is a receipt; twice: by a double click."""
        path, given = form or self.form()
        fields = given | {"perspective": "parent", "story": story, "go": "next"}
        clicks = [threading.Thread(target=self.until_answered, args=("POST", path, fields)) for _ in range(twice)]
        for click in clicks:
            click.start()
        receipt = html.document_fromstring(self.until_answered("POST", path, fields))
        for click in clicks:
            click.join()
        if not receipt.xpath('//*[@class="code"]'):
            raise AssertionError(f"no receipt: {receipt.findtext('.//title')}")


def all_at_once(tasks: list[Callable[[], None]]) -> list[str]:
    """Run each in a thread of its own; what failed."""
    failures: list[str] = []

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        except Exception as error:  # every kind of failure counts here
            failures.append(repr(error)[:300])

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
