"""The connection is lost halfway: the form is finished all the same, and one story arrives when it is back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from survey.extensions import db
from survey.models.story import ToldText
from survey.models.submission import Submission
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import shoot
from tests.journeys.test_from_story_to_queue import STORY, axe_is_content, fits_on_the_screen, go_on

pytestmark = [pytest.mark.browser]

KEPT = "caches.keys().then((names) => names.length)"
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"


@pytest.fixture
def alone(context: BrowserContext) -> Page:
    """A page whose lost connection is no error of the test."""
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    return opened


def invited(app: Flask, **changes: object) -> str:
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        token = factories.make_invitation(db.session, wave=pilot.waves[0], **changes).token
        db.session.commit()
        return token


def texts(app: Flask) -> list[dict[str, str]]:
    """Of every stored story."""
    with app.app_context():
        found = []
        for submission in db.session.scalars(select(Submission)):
            seal = app.config["KEY_RING"].open_story_key(submission.ref, submission.wrapped_key)
            found.append(
                {t.field: seal.open(f"told_text.{t.field}", t.sealed) for t in db.session.scalars(select(ToldText))}
            )
        return found


def until(page: Page, condition: str) -> None:
    """Wait for what a script does by itself (`wait_for_function` would need a policy that allows evaluated code)."""
    for _ in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {condition}")


def to_the_story(page: Page, address: str, token: str) -> None:
    """To the story's page, with everything on the device that is needed without a connection."""
    page.goto(f"{address}/vertel/{token}")
    assert (page.evaluate(KEPT), page.evaluate(WORKERS), page.context.cookies()) == (0, 0, [])
    page.get_by_role("button", name="Beginnen").click()
    until(page, "sessionStorage.getItem('kept') === 'nl true'")
    page.get_by_label("Ouder of verzorger").check()
    go_on(page)
    until(page, "sessionStorage.getItem('kept') === 'nl false' && Boolean(navigator.serviceWorker.controller)")
    page.get_by_role("checkbox").first.check()
    go_on(page)


def test_the_connection_is_lost_halfway_and_one_story_arrives(
    alone: Page, context: BrowserContext, address: str, sqlite_app: Flask
) -> None:
    to_the_story(alone, address, invited(sqlite_app))
    alone.get_by_role("textbox").fill(STORY)
    context.set_offline(True)
    go_on(alone)
    expect(alone.get_by_role("heading", name="Er is geen verbinding")).to_be_visible()
    expect(alone.locator("#story")).to_have_value(STORY)
    expect(alone.get_by_label("Ouder of verzorger")).to_be_checked()
    assert alone.get_by_role("checkbox").first.is_checked()
    shoot(alone, "offline-1-everything-on-one-page")
    axe_is_content(alone)
    fits_on_the_screen(alone)
    code = alone.locator(".code").inner_text()
    alone.get_by_label("titel").fill("eindelijk iemand")
    alone.reload()  # still there
    expect(alone.get_by_label("titel")).to_have_value("eindelijk iemand")
    alone.locator("#story").fill("")
    alone.get_by_role("button", name="Versturen").click()
    expect(alone.get_by_role("heading", name="Er mist nog iets")).to_be_visible()
    alone.locator("#story").fill(STORY)
    alone.get_by_role("button", name="Versturen").click()
    expect(alone.get_by_role("heading", name="wacht op verbinding")).to_be_visible()
    shoot(alone, "offline-2-waiting")
    assert texts(sqlite_app) == []
    context.set_offline(False)
    expect(alone.get_by_role("heading", level=1)).to_contain_text("je verhaal is binnen", timeout=30_000)
    assert alone.locator(".code").inner_text() == code
    assert texts(sqlite_app) == [{"story": STORY, "title": "eindelijk iemand"}]
    until(alone, f"{KEPT}.then((n) => n === 0)")
    until(alone, f"{WORKERS}.then((n) => n === 0)")
    assert alone.evaluate("sessionStorage.length") == 0


def test_a_story_that_waits_is_sent_when_the_page_is_opened_again(
    alone: Page, context: BrowserContext, address: str, sqlite_app: Flask
) -> None:
    to_the_story(alone, address, invited(sqlite_app))
    alone.get_by_role("textbox").fill(STORY)
    context.set_offline(True)
    go_on(alone)
    alone.get_by_role("button", name="Versturen").click()
    expect(alone.get_by_role("heading", name="wacht op verbinding")).to_be_visible()
    whole = alone.url.split("#")[0]
    alone.close()
    again = context.new_page()
    context.set_offline(False)
    again.goto(whole)
    # either this page sends it, or the browser's background sync was just before
    expect(again.get_by_role("main")).to_contain_text(
        re.compile("je verhaal is (binnen|verstuurd)", re.IGNORECASE), timeout=15_000
    )
    assert texts(sqlite_app) == [{"story": STORY}]


def test_leaving_quickly_wipes_what_is_kept(
    alone: Page, context: BrowserContext, address: str, sqlite_app: Flask
) -> None:
    to_the_story(alone, address, invited(sqlite_app))
    assert alone.evaluate(KEPT) == 1
    with alone.expect_request("https://www.knmi.nl/"):  # which can't be reached from here
        alone.get_by_role("link", name="Snel weg").click()
    alone.close()
    later = context.new_page()
    later.goto(f"{address}/mijn-verhaal")
    until(later, f"{KEPT}.then((n) => n === 0)")
    until(later, f"{WORKERS}.then((n) => n === 0)")


def test_a_tablet_that_many_people_use_keeps_nothing(alone: Page, address: str, sqlite_app: Flask) -> None:
    token = invited(sqlite_app, is_kiosk=True)
    alone.goto(f"{address}/vertel/{token}")
    alone.get_by_role("button", name="Beginnen").click()
    alone.get_by_label("Ouder of verzorger").check()
    go_on(alone)
    alone.wait_for_load_state("networkidle")
    assert (alone.evaluate(KEPT), alone.evaluate(WORKERS), alone.evaluate("sessionStorage.length")) == (0, 0, 0)
