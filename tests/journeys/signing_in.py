"""Signing in with a real browser: the password, and the second step as someone takes it the first time."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
from playwright.sync_api import Page

from tests import factories
from tests.conftest import NOON


def sign_in(page: Page, address: str, email: str, *, at: datetime = NOON) -> None:
    """at: what the application's clock says, because the codes follow from it."""
    page.goto(f"{address}/account/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(factories.PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    take_second_step(page, at=at)


def take_second_step(page: Page, *, at: datetime = NOON) -> None:
    """Set it up, if the site asks for it; and say that the recovery codes are kept."""
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("inloggen"))
    if "/tweede-stap/instellen" in page.url:
        secret = re.sub(r"\s", "", page.locator("#secret").inner_text())
        page.locator("#code").fill(pyotp.TOTP(secret).at(at))
        page.get_by_role("main").get_by_role("button", name="Verder").click()
        page.locator(".recovery-codes + div a").click()
