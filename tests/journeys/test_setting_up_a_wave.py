"""A coordinator plans a wave, makes an invitation and its poster; the link on it works."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from survey.extensions import db
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import shoot
from tests.journeys.signing_in import sign_in
from tests.journeys.test_from_story_to_queue import axe_is_content, fits_on_the_screen

pytestmark = [pytest.mark.browser]


@pytest.fixture
def coordinator(sqlite_app: Flask) -> str:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        user = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        db.session.commit()
        return user.email


def look(page: Page, name: str) -> None:
    shoot(page, f"setting-up-{name}")
    axe_is_content(page)
    fits_on_the_screen(page)


def plan_a_wave(page: Page) -> None:
    page.get_by_label("Naam van het meetmoment").fill("Meetmoment zomer")
    page.get_by_label("Bij welke fase hoort het?").select_option(index=2)
    page.get_by_label("Met welke vragenlijst?").select_option(index=1)
    page.get_by_label("Eerste dag").fill("2026-04-01")
    page.get_by_label("Laatste dag").fill("2026-07-01")
    page.get_by_label("Van: jongere").fill("20")
    page.get_by_role("button", name="Opslaan").click()


def test_from_a_new_wave_to_a_link_that_works(page: Page, address: str, coordinator: str) -> None:
    sign_in(page, address, coordinator)
    page.goto(f"{address}/beheer/proef/")
    look(page, "1-overview")
    page.get_by_role("link", name="Instellingen").click()
    look(page, "2-settings")
    page.get_by_role("link", name="Een meetmoment plannen").click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page).to_have_title(re.compile("^Fout:"))
    look(page, "3-wave-with-errors")
    plan_a_wave(page)
    expect(page.get_by_text("Het meetmoment is gepland.")).to_be_visible()
    page.goto(f"{address}/beheer/proef/uitnodigingen/nieuw")
    page.get_by_label("Meetmoment").select_option(label="Meetmoment zomer")
    page.get_by_label("via school").check()
    page.get_by_label("Laatste dag van de link").fill("2026-06-30")
    look(page, "4-invite")
    page.get_by_role("button", name="Link maken").click()
    look(page, "5-invitation")
    with page.expect_download() as download:
        page.get_by_role("link", name="Poster A4 (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    link = page.locator("#address").inner_text()
    page.goto(link)
    expect(page.get_by_role("button", name="Beginnen")).to_be_visible()


@pytest.mark.without_javascript
def test_the_link_can_be_taken_over_without_a_script(page: Page, address: str, coordinator: str) -> None:
    sign_in(page, address, coordinator)
    page.goto(f"{address}/beheer/proef/uitnodigingen/nieuw")
    page.get_by_label("via school").check()
    page.get_by_role("button", name="Link maken").click()
    expect(page.locator("#address")).to_contain_text("/vertel/")
    expect(page.get_by_role("button", name="Link kopiëren")).to_be_hidden()
