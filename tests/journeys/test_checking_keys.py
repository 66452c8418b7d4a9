"""Checking with the keyboard: how many keys a clean story costs, that they can be switched off, and that no story is released
that nobody has seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.released import DeidentifiedStory
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import LAPTOP, serving, shoot
from tests.journeys.signing_in import sign_in

pytestmark = [pytest.mark.browser]

CLEAN = "Elke week komt er iemand langs. Dat geeft rust in huis, en daar zijn we blij mee."
PATIENCE_MS = 30_000
LEAST_LOOK_MS = 1_500
"""As in static/js/checking.js: nobody has read a story sooner."""


@pytest.fixture
def desk(sqlite_app: Flask, browser: Browser) -> Iterator[Page]:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        person = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        ring = sqlite_app.config["KEY_RING"]
        for _ in range(3):
            factories.tell(db.session, wave=pilot.waves[0], now=NOON, key_ring=ring, story=CLEAN, key=str(uuid.uuid4()))
        email = person.email
        db.session.commit()
    context = browser.new_context(viewport=LAPTOP, locale="nl-NL")
    page = context.new_page()
    with serving(sqlite_app) as address:
        sign_in(page, address, email)
        page.goto(f"{address}/beheer/proef/controle")
        yield page
    context.close()


def open_next(desk: Page) -> None:
    """One key: the queue's own button has the focus as soon as the page is there."""
    expect(desk.locator("button[autofocus]")).to_be_focused(timeout=PATIENCE_MS)
    with desk.expect_navigation(timeout=PATIENCE_MS):  # and its scripts: a key that nothing listens to is lost
        desk.keyboard.press("Enter")


def n_released(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(DeidentifiedStory.ref))) or 0


def shown_story(page: Page) -> str:
    return page.locator("form.checking").get_attribute("action") or ""


def test_a_clean_story_costs_one_key_and_the_next_one_comes_by_itself(desk: Page, sqlite_app: Flask) -> None:
    open_next(desk)
    expect(desk.locator("form.checking")).to_be_visible(timeout=PATIENCE_MS)
    shoot(desk, "checking-keys")
    keys = 0
    for n in (1, 2):
        before = shown_story(desk)
        desk.wait_for_timeout(LEAST_LOOK_MS)
        desk.keyboard.press("r")
        keys += 1
        desk.wait_for_function(
            "before => ![undefined, before].includes(document.querySelector('form.checking')?.getAttribute('action'))",
            arg=before,
        )
        desk.wait_for_load_state()
        assert n_released(sqlite_app) == n
    desk.wait_for_timeout(LEAST_LOOK_MS)
    desk.keyboard.press("r")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Verhalen nakijken")
    assert n_released(sqlite_app) == 3
    assert keys == 2, "one key a story"


def test_a_key_that_is_pressed_twice_in_haste_releases_nothing_unseen(desk: Page, sqlite_app: Flask) -> None:
    open_next(desk)
    expect(desk.locator("form.checking")).to_be_visible(timeout=PATIENCE_MS)
    desk.keyboard.press("r")
    desk.wait_for_timeout(300)
    assert n_released(sqlite_app) == 0


def test_keys_do_nothing_while_typing_and_can_be_switched_off(desk: Page, sqlite_app: Flask) -> None:
    open_next(desk)
    desk.locator("#content_note").fill("")
    desk.wait_for_timeout(LEAST_LOOK_MS)
    desk.locator("#content_note").press("r")
    assert desk.locator("#content_note").input_value() == "r"
    desk.locator("[data-keys] summary").click()
    desk.locator("#keys-on").uncheck()
    desk.locator("h1").click()
    desk.keyboard.press("r")
    desk.wait_for_timeout(300)
    assert n_released(sqlite_app) == 0


def test_a_selected_passage_is_kept_apart_with_one_key(desk: Page) -> None:
    open_next(desk)
    expect(desk.locator("form.checking")).to_be_visible(timeout=PATIENCE_MS)
    desk.locator(".told").evaluate(
        "p => { const r = document.createRange(); r.setStart(p.firstChild, 0); r.setEnd(p.firstChild, 9); "
        "const s = getSelection(); s.removeAllRanges(); s.addRange(r); }"
    )
    expect(desk.locator("#new_words")).to_have_value("Elke week")
    desk.keyboard.press("a")
    expect(desk.locator(".told .mark--added")).to_contain_text("Elke week", timeout=PATIENCE_MS)
