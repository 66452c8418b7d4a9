"""A panel meeting of thirty at once on SQLite: how long the server takes for the pages that everybody has open.

Real HTTP to gunicorn with the threads of production. Server time as the log says it; wall time includes waiting for the
other twenty-nine and for this very process, which plays all thirty.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
SEATS, STORIES = 30, 12
PAUSE_S = 2.0
"""Between two acts of one member. People need minutes for a story; this is far busier than any meeting."""
LIMIT_MS = 150
PORT = 8753


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        at, codes = _furnished(Path(folder))
        log = Path(folder) / "log"
        with log.open("w") as out:
            server = _serve(folder, out)
            try:
                failures = _meet(at, codes)
            finally:
                server.terminate()
                server.wait()
        _say(log, failures)


def _furnished(folder: Path) -> tuple[str, list[str]]:
    """The address of a meeting with thirty seats by code, in the phase of reading, and the codes."""
    from survey.app import create_app
    from survey.config import Settings
    from survey.extensions import alembic, db
    from survey.models.analysis import AnalysisRun
    from survey.services import panels, seat_codes
    from tests import factories

    app = create_app(Settings(environment="development", instance_folder=folder, https=False))
    with app.app_context():
        alembic.upgrade()
        ring, now = app.config["KEY_RING"], app.config["CLOCK"]()
        pilot = factories.make_pilot(db.session, now=now)
        by = factories.make_user(db.session, now=now, role="coordinator", pilot=pilot)
        for n in range(STORIES * 2):
            told = factories.tell(db.session, wave=pilot.waves[0], now=now, key_ring=ring, story=f"Verhaal {n}. " * 30)
            factories.release(db.session, pilot=pilot, ref=told.ref, by=by, now=now, key_ring=ring)
        run = AnalysisRun(
            pilot_id=pilot.id, model_id="none", seed=1, parameters={}, libraries={}, input_hash="0" * 64,
            n_stories=STORIES * 2, n_rest=0, enough=False, created_at=now,
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()
        meeting = panels.plan_meeting(
            db.session, pilot=pilot, wave=pilot.waves[0], run=run, title="Bench", held_on=now.date(), facilitator=by,
            members=[], n_random=STORIES, sample_seed=1, key_ring=ring, by=by, now=now, n_code_seats=SEATS,
        )  # fmt: skip
        codes = seat_codes.make(db.session, meeting=meeting, key_ring=ring, by=by, now=now)
        db.session.commit()
        return f"http://127.0.0.1:{PORT}/panel/{pilot.slug}/{meeting.id}", list(codes.values())


def _serve(folder: str, out: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LOEX_INSTANCE_FOLDER": folder, "LOEX_HTTPS": "no"}
    command = [sys.executable, "-m", "gunicorn", "survey:create_app()", "--config", "survey/gunicorn.py"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{PORT}"],
        cwd=ROOT,
        env=environment,
        stdout=out,
        stderr=out,  # type: ignore[call-overload]  # a file or nowhere
    )
    for _ in range(120):
        time.sleep(0.5)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2).read()
        except OSError:
            continue
        break
    return server


def _meet(at: str, codes: list[str]) -> list[str]:
    failures: list[str] = []
    threads = [threading.Thread(target=_member, args=(at, code, n, failures)) for n, code in enumerate(codes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def _member(at: str, code: str, number: int, failures: list[str]) -> None:
    """Takes a seat and labels every story."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    time.sleep(PAUSE_S * number / SEATS)
    try:
        door = f"{at.split('/panel/')[0]}/panel/"
        page = browser.open(door).read().decode()
        browser.open(
            f"{at.split('/panel/')[0]}/panel/",
            urlencode({"csrf_token": _field(page, "csrf_token"), "code": code}).encode(),
        )
        for n in range(STORIES):
            page = browser.open(f"{at}/lezen").read().decode()
            typed = {
                "csrf_token": _field(page, "csrf_token"),
                "ref": _field(page, "ref"),
                "own": f"label {n}",
                "why": "Omdat.",
            }
            browser.open(f"{at}/lezen", urlencode(typed).encode()).read()
            time.sleep(PAUSE_S)
    except Exception as error:  # every kind of failure counts here
        failures.append(repr(error)[:200])


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found.group(1) if found else ""


def _say(log: Path, failures: list[str]) -> None:
    text = log.read_text("utf-8")
    took: dict[str, list[float]] = {}
    for line in text.splitlines():
        if line.startswith("{") and '"request"' in line:
            entry = json.loads(line)
            if (entry["route"] and "/lezen" in entry["route"]) or "/gelezen" in (entry["route"] or ""):
                took.setdefault(f"{entry['method']} {entry['route'].rsplit('>/', 1)[-1]}", []).append(entry["ms"])
    print(f"{SEATS} members at once, {STORIES} stories each, an act every {PAUSE_S:.0f} s, gunicorn on SQLite")
    for name, every in took.items():
        every.sort()
        print(
            f"{name:<24} median {statistics.median(every):5.0f} ms server time, 95 % under "
            f"{every[int(len(every) * 0.95)]:5.0f} ms, of {len(every)} (limit of the median {LIMIT_MS} ms)"
        )
    print(
        f"failures                 {len(failures)} {failures[:2] or ''}; database is locked: {text.count('database is locked')}"
    )


if __name__ == "__main__":
    main()
