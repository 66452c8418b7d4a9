"""Run in a process of its own on a small file system: fills it, and prints what became of stories, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from survey.app import create_app
from survey.config import Settings
from survey.extensions import alembic, db
from survey.models import sqlite_reserve
from survey.models.submission import Submission
from survey.services import word_codes
from tests import factories
from tests.conftest import NOON, Clock
from tests.misuse import say
from tests.survey.respond.teller import Teller

N_STORIES = 20
TYPED = "Eerst wisten we het niet. Nu komt er elke week iemand met een gele regenjas."


def main(folder: Path) -> None:
    app = create_app(
        Settings(environment="testing", instance_folder=folder, https=False, run_jobs_inline=True), clock=Clock(NOON)
    )
    token, codes = populate(app)
    before = traces(app)
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    teller = Teller(client, token).to_check(story=TYPED)
    fill(folder / "ballast")
    found: dict[str, Any] = {"full": is_full(folder), "sent": teller.press("next").status_code}
    found["text kept"] = TYPED in teller.words
    found["withdrawn"] = 200
    found["n_withdrawn"] = sum(withdraw(client, code) for code in codes)
    found["stories left"] = n_stories(app)
    found["traces left"] = sum(trace in content(folder) for trace in before)
    (folder / "ballast").unlink()
    found["sent when there is room again"] = teller.press("next").status_code
    found["stories at last"] = n_stories(app)
    say(json.dumps(found))


def populate(app: Flask) -> tuple[str, list[str]]:
    with app.app_context():
        alembic.upgrade()
        sqlite_reserve.put_back(db.engine)
        pilot = factories.make_pilot(db.session, now=NOON)
        codes = [word_codes.propose() for _ in range(N_STORIES)]
        for code in codes:
            key_ring = app.config["KEY_RING"]
            factories.tell(db.session, wave=pilot.waves[0], now=NOON, word_code=code, key_ring=key_ring)
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        db.session.commit()
    return token, codes


def traces(app: Flask) -> list[bytes]:
    with app.app_context():
        sealed = db.session.connection().exec_driver_sql("SELECT sealed FROM told_text").scalars().all()
        return [bytes(one) for one in sealed]


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (64 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def is_full(folder: Path) -> bool:
    try:
        (folder / "more").write_bytes(b"x" * 4096)
    except OSError:
        return True
    return False


def withdraw(client: Any, code: str) -> bool:
    opened = client.post("/mijn-verhaal", data={"code": code, "go": "open"})
    page = Teller(client, "")
    page._read(opened)
    sealed = page.value("pass") if opened.status_code == 200 else ""
    gone = client.post("/mijn-verhaal", data={"pass": sealed, "go": "withdraw_all"})
    return bool(gone.status_code == 200)


def n_stories(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Submission.ref))) or 0


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("loex.sqlite*") if not file.name.endswith(".reserve"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
