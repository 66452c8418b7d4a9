"""One real browser for every test of a process that wants one: two at once cannot be driven from the same thread."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("browser test: there is no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        running = playwright.chromium.launch(executable_path=path, args=QUIET, env={"HOME": home})
        yield running
        running.close()
