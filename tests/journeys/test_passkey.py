"""A passkey in a real browser, with the virtual authenticator of Chromium: added at the first sign-in, then the whole of it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from survey.extensions import db
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import PHONE, shoot

pytestmark = [pytest.mark.browser]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_of_the_device_is_added_and_signs_in(browser: Browser, address: str, sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        user = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        email, name = user.email, user.name
        db.session.commit()
    place = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a bare address
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{place}/account/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(factories.PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    shoot(page, "second-step-set-up")
    page.get_by_role("button", name="Gebruik liever een toegangssleutel").click()
    expect(page.get_by_role("heading", name="Je herstelcodes")).to_be_visible()
    shoot(page, "second-step-recovery-codes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.get_by_role("button", name="Uitloggen").click()
    page.get_by_role("button", name="Gebruik een toegangssleutel").click()
    expect(page.get_by_role("heading", name=f"Dag {name}")).to_be_visible()
    context.close()
