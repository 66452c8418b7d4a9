"""The web process: a submission against a bare one-insert view, the first page's bytes, memory and start of a worker."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 60
SLOW_ROUNDS = 5
RTT_MS, KBIT_PER_S, SLOWER = 400, 400, 4
"""Slow 3G as the developer tools of Chromium have it, and a phone that is four times slower than this machine."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app, token = _app(Path(folder))
        _first_page(app, token)
        _slow_phone(app, token)
        _submission(app)
    _process()


def _app(folder: Path) -> tuple[Flask, str]:
    from survey.app import create_app
    from survey.config import Settings
    from survey.extensions import alembic, db
    from tests import factories

    app = create_app(Settings(environment="testing", instance_folder=folder, https=False, run_jobs_inline=True))
    with app.app_context():
        alembic.upgrade()
        now = app.config["CLOCK"]()
        pilot = factories.make_pilot(db.session, now=now)
        pilot.waves[1].closes_on = date(now.year + 1, 1, 1)
        pilot.waves[1].opens_on = date(now.year - 1, 1, 1)
        token = factories.make_invitation(db.session, wave=pilot.waves[1]).token
        db.session.execute(text("CREATE TABLE bench (id INTEGER PRIMARY KEY, body TEXT)"))
        db.session.commit()
    return app, token


def _first_page(app: Flask, token: str) -> None:
    client = app.test_client()
    page = client.get(f"/vertel/{token}", base_url="http://localhost")
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', page.get_data(as_text=True))
    parts = [page.data, *(client.get(path, base_url="http://localhost").data for path in dict.fromkeys(linked))]
    compressed = sum(len(gzip.compress(part, 6)) for part in parts)
    print(f"first page        {compressed / 1024:6.1f} KB compressed in {len(parts)} requests (limit 30 KB in 4)")


def _slow_phone(app: Flask, token: str) -> None:
    """From the press of a link until the page can be used, in Chromium on a simulated slow 3G phone."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        print("slow 3G phone     not measured: there is no Chromium on this machine")
        return
    from playwright.sync_api import sync_playwright

    server = make_server("127.0.0.1", 0, _compressed(app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/vertel/{token}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        first, second = zip(*(_interactive_ms(browser, address) for _ in range(SLOW_ROUNDS)), strict=True)
        browser.close()
    server.shutdown()
    for name, runs in (("first page", first), ("first question", second)):
        print(
            f"slow 3G phone     {statistics.median(runs) / 1000:6.2f} s until the {name} can be used "
            f"(limit 2 s; median of {SLOW_ROUNDS}: {RTT_MS} ms, {KBIT_PER_S} kbit/s, processor x{SLOWER}, gzip as a proxy does)"
        )


def _interactive_ms(browser: Browser, address: str) -> tuple[float, float]:
    """Of the first page and of the question page after Start, with an empty cache: milliseconds until all scripts of the
    page have run (`domContentLoadedEventEnd`)."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    rate = KBIT_PER_S * 1000 / 8
    conditions = {"offline": False, "latency": RTT_MS, "downloadThroughput": rate, "uploadThroughput": rate}
    protocol.send("Network.emulateNetworkConditions", conditions)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    page.goto(address)
    first = page.evaluate(ready)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_selector("[name=perspective]")
    page.wait_for_load_state()
    second = page.evaluate(ready)
    context.close()
    return first, second


def _compressed(app: Flask) -> Callable[..., Iterable[bytes]]:
    """The application as it arrives behind a reverse proxy that compresses texts."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = Response.from_app(app, environ)
        if answer.mimetype.startswith("text/") or answer.mimetype.endswith(("json", "svg+xml")):
            answer.direct_passthrough = False
            answer.data = gzip.compress(answer.data, 6)
            answer.headers["Content-Encoding"] = "gzip"
        return answer(environ, start_response)

    return serve


def _submission(app: Flask) -> None:
    """Median of a whole submission through the service and its commit, over a bare view that inserts one row."""
    from survey.extensions import db
    from survey.services import programmes
    from tests import factories

    key_ring, now = app.config["KEY_RING"], app.config["CLOCK"]()

    def bare() -> None:
        with app.app_context():
            db.session.execute(text("INSERT INTO bench (body) VALUES ('x')"))
            db.session.commit()

    def submission() -> None:
        with app.app_context():
            pilot = programmes.get_pilot(db.session, slug="proef")
            wave = programmes.get_wave(db.session, pilot=pilot, number=2)
            factories.tell(db.session, wave=wave, now=now, key_ring=key_ring)
            db.session.commit()

    pairs = [(_seconds(submission), _seconds(bare)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    ms = statistics.median(a for a, _ in pairs) * 1000
    print(f"submission        {ratio:6.1f} x a bare one-row insert (median of {ROUNDS} pairs; {ms:.1f} ms)")


def _process() -> None:
    """Start and memory of a process that serves the site, over one that imports Flask alone."""
    code = "import {what}; print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LOEX_INSTANCE_FOLDER": folder}
        figures = {}
        for name, what in (("site", "survey.app; survey.app.create_app()"), ("flask", "flask")):
            runs = []
            for _ in range(3):
                started = time.perf_counter()
                done = subprocess.run(
                    [sys.executable, "-c", code.format(what=what)],
                    cwd=ROOT,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=True,
                )
                runs.append((time.perf_counter() - started, int(done.stdout.split()[-1]) / 1024))
            figures[name] = tuple(statistics.median(column) for column in zip(*runs, strict=True))
    (seconds, megabytes), (bare_seconds, bare_megabytes) = figures["site"], figures["flask"]
    print(f"start             {seconds / bare_seconds:6.1f} x importing Flask alone ({seconds:.2f} s)")
    print(f"memory            {megabytes / bare_megabytes:6.1f} x a process with Flask alone ({megabytes:.0f} MB)")


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
