"""The true server, killed in the middle of everything: nothing acknowledged is lost, nothing arrives twice; and many people
at once on one SQLite file, over HTTP. Bounded in the suite; `make torture` runs it with full counts."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from survey.extensions import db
from survey.models.submission import Submission
from survey.services import audit_chain, stories
from tests.misuse import FULL, say
from tests.misuse.server import PAUSE, Server, all_at_once

SUBMISSIONS = int(os.environ.get("TORTURE_SUBMISSIONS", "10000")) if FULL else 120
SENDERS, KILLS, KILL_EVERY_S = (16, 0, 5.0) if FULL else (6, 2, 0.0)
WRITERS, READERS = (32, 32) if FULL else (6, 4)
FOR_S, ROUNDS = (60.0, 0) if FULL else (0.0, 4)
DOUBLE_CLICKS = 10
"""One in so many."""

pytestmark = [pytest.mark.torture]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path).prepare(SUBMISSIONS)
    made.start()
    yield made
    made.kill()


class Told:
    """Which stories have a receipt. It tells the killer when to strike."""

    def __init__(self) -> None:
        self.stories: list[str] = []
        self.changed = threading.Condition()

    def note(self, story: str) -> None:
        with self.changed:
            self.stories.append(story)
            self.changed.notify_all()

    def wait_for(self, n: int) -> None:
        with self.changed:
            self.changed.wait_for(lambda: len(self.stories) >= n)


def kill_now_and_then(server: Server, told: Told, done: threading.Event) -> int:
    """At so many receipts, or every few seconds; how often."""
    n = 0
    while not done.is_set():
        if KILL_EVERY_S:
            PAUSE.wait(KILL_EVERY_S)
        elif n < KILLS:
            told.wait_for((n + 1) * SUBMISSIONS // (KILLS + 1))
        else:
            break
        server.kill()
        server.start()
        n += 1
    return n


def test_killed_over_and_over_no_receipt_is_false_and_no_story_arrives_twice(server: Server) -> None:
    told, done, kills = Told(), threading.Event(), []
    forms, one_at_a_time = server.forms(), threading.Lock()
    killer = threading.Thread(target=lambda: kills.append(kill_now_and_then(server, told, done)))
    killer.start()

    def send(sender: int) -> None:
        for number in range(sender, SUBMISSIONS, SENDERS):
            story = f"Verhaal {number}: eerst moesten we wachten, nu komt er iemand."
            with one_at_a_time:
                form = next(forms)
            server.tell(story, twice=number % DOUBLE_CLICKS == 0, form=form)
            told.note(story)

    failures = all_at_once([lambda sender=sender: send(sender) for sender in range(SENDERS)])  # type: ignore[misc]
    done.set()
    told.note("the end")
    killer.join()
    say(f"{SUBMISSIONS} submissions, {kills[0]} kills, refused: {Counter(server.refused)}")
    assert failures == []
    assert server.refused == []
    assert kills[0] >= (KILLS or 1)
    assert arrived(server) == {story: 1 for story in told.stories if story != "the end"}


def arrived(server: Server) -> Counter[str]:
    """Every story in the database, opened; the file and the audit log are whole."""
    app = server.app()
    with app.app_context():
        ring = app.config["KEY_RING"]
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert audit_chain.verify(db.session, key_ring=ring).fault is None
        refs = db.session.scalars(select(Submission.ref)).all()
        texts = [stories.own_texts(db.session, ref=ref, key_ring=ring) for ref in refs]
        db.engine.dispose()
    return Counter(text.text for found in texts for text in found if text.field == "story")


def test_many_who_write_and_read_at_once_meet_no_error(server: Server) -> None:
    over = threading.Event()
    if FOR_S:
        threading.Timer(FOR_S, over.set).start()
    told = Told()
    n_read = Counter[int]()

    def write(writer: int) -> None:
        number = 0
        while (number < ROUNDS) if ROUNDS else not over.is_set():
            story = f"Verhaal {writer}-{number} ging over wachten."
            server.tell(story, twice=False)
            told.note(story)
            number += 1

    def read() -> None:
        number = 0
        while (number < ROUNDS) if ROUNDS else not over.is_set():
            for path in ("/", f"/vertel/{server.token}", "/mijn-verhaal", "/account/inloggen"):
                status, _page = server.ask("GET", path)
                n_read[status] += 1
            number += 1

    tasks = [lambda writer=writer: write(writer) for writer in range(WRITERS)]  # type: ignore[misc]
    failures = all_at_once([*tasks, *([read] * READERS)])
    say(f"{len(told.stories)} stories by {WRITERS}, {n_read.total()} pages by {READERS}")
    assert failures == []
    assert server.refused == []
    assert set(n_read) == {200}
    assert "locked" not in (server.folder / "server.log").read_text()
    assert arrived(server) == dict.fromkeys(told.stories, 1)
