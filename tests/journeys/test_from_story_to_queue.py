"""A parent tells a story in a real browser; a coordinator finds it, checks it and releases it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey.extensions import db
from survey.models.submission import Submission
from survey.services import released
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import shoot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "Eerst moesten we acht maanden wachten. Toen kwam Fatima, en zij bleef. Mijn zoon slaapt weer goed."


@dataclass
class Place:
    address: str
    token: str
    coordinator: str


@pytest.fixture
def place(sqlite_app: Flask, address: str) -> Place:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        coordinator = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        db.session.commit()
        return Place(address, token, coordinator.email)


def axe_is_content(page: Page) -> None:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []


def fits_on_the_screen(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"the page is {width} px wider than the screen"


def look(page: Page, name: str) -> None:
    shoot(page, name)
    axe_is_content(page)
    fits_on_the_screen(page)


def test_a_parent_tells_a_story_and_gets_a_receipt(page: Page, place: Place, sqlite_app: Flask) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    look(page, "1-welcome")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("button", name="Verder").click()
    expect(page).to_have_title(re.compile("^Fout:"))
    look(page, "2-who-with-error")
    page.get_by_label("Ouder of verzorger").check()
    for box in page.get_by_role("checkbox").all():
        if box.is_visible():
            box.check()
    look(page, "2-who")
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("textbox").fill(STORY)
    look(page, "3-story")
    page.get_by_role("button", name="Verder").click()
    look(page, "4-meaning")
    page.get_by_role("button", name="Versturen").click()
    page.wait_for_url("**/ontvangen*")
    look(page, "5-received")
    with sqlite_app.app_context():
        assert len(db.session.scalars(select(Submission.ref)).all()) == 1


@pytest.mark.without_javascript
def test_a_parent_tells_a_story_without_javascript(page: Page, place: Place, sqlite_app: Flask) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("textbox").fill(STORY)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Versturen").click()
    page.wait_for_url("**/ontvangen*")
    with sqlite_app.app_context():
        assert len(db.session.scalars(select(Submission.ref)).all()) == 1


def test_a_parent_tells_a_story_with_the_keyboard_alone(page: Page, place: Place, sqlite_app: Flask) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    _tab_to(page, "button", "Beginnen")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ouder of verzorger")).to_be_visible()
    _tab_to(page, "radio", "")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    _tab_to(page, "button", "Verder")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_visible()
    _tab_to(page, "textbox", "")
    page.keyboard.type(STORY)
    _tab_to(page, "button", "Verder")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Versturen")).to_be_visible()
    _tab_to(page, "button", "Versturen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ontvangen*")


def _tab_to(page: Page, role: str, name: str, most: int = 80) -> None:
    """Press Tab until the focus is on such an element, as a person would."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement;"
            " const role = e.getAttribute('role') || {BUTTON:'button',TEXTAREA:'textbox',A:'link'}[e.tagName] || e.type;"
            " return {role, name: (e.innerText || '').trim(), shown: e.tabIndex >= 0}; })()"
        )
        if focused["role"] == role and name in focused["name"] and focused["shown"]:
            return
    raise AssertionError(f"no {role} {name!r} within {most} presses of Tab")


def test_what_was_typed_stays_when_the_language_changes(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("textbox").fill(STORY)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("textbox")).to_have_value(STORY)
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_coordinator_checks_the_story_and_releases_it(page: Page, place: Place, sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        pilot = factories.programmes.get_pilot(db.session, slug="proef")
        ring = sqlite_app.config["KEY_RING"]
        factories.tell(db.session, wave=pilot.waves[0], now=NOON, story=STORY, key_ring=ring)
        db.session.commit()
    page.goto(f"{place.address}/beheer/proef/controle")
    look(page, "6-sign-in")
    page.get_by_label("E-mailadres").fill(place.coordinator)
    page.get_by_label("Wachtwoord").fill(factories.PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/controle")
    look(page, "7-queue")
    assert "Fatima" not in page.content()
    page.get_by_role("button", name=re.compile("Open")).first.click()
    look(page, "8-checking")
    assert "Fatima" in page.content()
    page.get_by_role("button", name=re.compile("vrijgeven", re.IGNORECASE)).first.click()
    page.wait_for_url("**/controle*")
    with sqlite_app.app_context():
        pilot = factories.programmes.get_pilot(db.session, slug="proef")
        (story,) = released.stories(db.session, pilot=pilot, use="panel", key_ring=ring)
        assert "Fatima" not in story.text
        assert story.text.endswith("Mijn zoon slaapt weer goed.")
