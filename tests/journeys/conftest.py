"""A real browser against a real server on this machine. Without Chromium these tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from werkzeug.serving import make_server

from survey.app import create_app
from survey.config import Settings
from survey.extensions import db
from tests.conftest import NOON, Clock

SCREENSHOTS = Path(__file__).parents[2] / "test-output" / "screens"

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session", autouse=True)
def clicks_arrive() -> Iterator[None]:
    """A click is over when the page that it opened is there, as it is for a person.

    Playwright lets go as soon as that page has begun; what a test reads at that moment may still be an empty page.
    """
    press = Locator.click

    def click(self: Locator, **how: Any) -> None:
        press(self, **how)
        if not how.get("no_wait_after"):
            self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Locator, "click", click)
        yield


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve a WSGI application on this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(sqlite_app: Flask) -> Iterator[str]:
    """Where the application of this test is served."""
    with serving(sqlite_app) as where:
        yield where


@pytest.fixture(scope="module")
def app_of_module(sqlite_with_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Clock]]:
    """One application for a whole module, with its clock."""
    folder, clock = tmp_path_factory.mktemp("module"), Clock(NOON)
    shutil.copy(sqlite_with_tables, folder / "loex.sqlite")
    settings = Settings(
        environment="testing",
        instance_folder=folder,
        https=False,
        run_jobs_inline=True,
        database_url=f"sqlite:///{folder / 'loex.sqlite'}",
    )
    app = create_app(settings, clock=clock)
    yield app, clock
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["phone", "laptop"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return PHONE if request.param == "phone" else LAPTOP


@pytest.fixture
def context(browser: Browser, size: dict[str, int], request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh browser of this size, which allows no address but this machine's; `without_javascript` marks turn it off."""
    scripted = request.node.get_closest_marker("without_javascript") is None
    opened = browser.new_context(viewport=size, java_script_enabled=scripted, locale="nl-NL")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; whatever it asks from another host, and every script error, fails the test."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on(
        "request", lambda r: None if r.url.startswith(("http://127.0.0.1", "data:", "file:")) else wrong.append(r.url)
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
        ),
    )
    opened.set_default_timeout(15_000)
    yield opened
    assert wrong == []


def keep(picture: bytes, name: str) -> None:
    """Keep a picture in test-output/screens, to be looked at; none where nobody will (`.ci/run`)."""
    if os.environ.get("TESTS_KEEP_NO_PICTURES"):
        return
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / f"{name}.png").write_bytes(picture)


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, as `keep` does."""
    if os.environ.get("TESTS_KEEP_NO_PICTURES"):
        return
    width = page.viewport_size["width"] if page.viewport_size else 0
    keep(page.screenshot(full_page=True), f"{name}-{width}")
