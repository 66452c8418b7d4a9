"""What a page does by itself while somebody is signed in: warn before the end, and stay when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from survey.extensions import db
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import PHONE, shoot
from tests.journeys.signing_in import sign_in

pytestmark = [pytest.mark.browser]

WARNING = "Over twee minuten logt Loex je uit"


@pytest.fixture
def desk(browser: Browser, address: str, sqlite_app: Flask) -> Iterator[Page]:
    """My own page, with the browser's clock in our hands."""
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        email = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot).email
        db.session.commit()
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    page = context.new_page()
    page.clock.install(time=NOON)
    sign_in(page, address, email)
    page.goto(f"{address}/account/mijn/wachtwoord")
    yield page
    context.close()


def test_two_minutes_before_the_end_the_page_warns_and_one_press_puts_it_off(desk: Page) -> None:
    desk.locator("#password").fill("half getypt")
    desk.clock.fast_forward("12:59")
    expect(desk.get_by_text(WARNING)).to_be_hidden()
    desk.clock.fast_forward("00:02")
    expect(desk.get_by_text(WARNING)).to_be_visible()
    shoot(desk, "soon-signed-out")
    desk.get_by_role("button", name="Ingelogd blijven").click()
    expect(desk.get_by_text(WARNING)).to_be_hidden()
    expect(desk.locator("#password")).to_have_value("half getypt")
    expect(desk.locator("#password")).to_be_focused()
    desk.clock.fast_forward("13:01")
    expect(desk.get_by_text(WARNING)).to_be_visible()


def test_without_an_answer_it_says_that_one_is_signed_out_and_keeps_what_was_typed(desk: Page) -> None:
    desk.locator("#password").fill("half getypt")
    desk.clock.fast_forward("15:01")
    expect(desk.get_by_text("Je bent uitgelogd.")).to_be_visible()
    expect(desk.get_by_role("link", name="Log in (opent een ander tabblad)")).to_be_visible()
    expect(desk.locator("#password")).to_have_value("half getypt")


def test_a_page_that_is_opened_in_another_tab_counts_here_as_well(desk: Page, address: str) -> None:
    desk.clock.fast_forward("13:01")
    expect(desk.get_by_text(WARNING)).to_be_visible()
    other = desk.context.new_page()
    other.goto(f"{address}/account/")
    expect(desk.get_by_text(WARNING)).to_be_hidden()
