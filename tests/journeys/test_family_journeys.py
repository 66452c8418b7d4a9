"""Families from the invitation to what comes after it, in a real browser: telling, coming back, stopping, being worried."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect
from sqlalchemy import select

from survey.extensions import db
from survey.models.submission import Submission
from survey.web.locale import LANGUAGES
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import LAPTOP, shoot
from tests.journeys.signing_in import sign_in

pytestmark = [pytest.mark.browser]

on_a_phone = pytest.mark.parametrize("size", ["phone"], indirect=True)

STORY = "Eerst moesten we acht maanden wachten. Toen kwam Fatima, en zij bleef."
STORIES = {
    "nl": STORY,
    "en": "First we waited for eight months. Then Fatima came, and she stayed.",
    "ar": "انتظرنا ثمانية أشهر. ثم جاءت فاطمة وبقيت معنا.",
    "uk": "Спочатку ми чекали вісім місяців. Потім прийшла Фатіма і залишилася.",
    "tr": "Önce sekiz ay bekledik. Sonra Fatma geldi ve kaldı.",
    "pl": "Najpierw czekaliśmy osiem miesięcy. Potem przyszła Fatima i została.",
}
FIRST_PAGE_BYTES, FIRST_PAGE_REQUESTS = 30 * 1024, 4


@dataclass
class Place:
    app: Flask
    address: str
    coordinator: str

    def invite(self, **changes: object) -> str:
        """The address on the invitation."""
        with self.app.app_context():
            wave = factories.programmes.get_pilot(db.session, slug="proef").waves[0]
            token = factories.make_invitation(db.session, wave=wave, **changes).token
            db.session.commit()
        return f"{self.address}/vertel/{token}"

    def n_stories(self) -> int:
        with self.app.app_context():
            return len(db.session.scalars(select(Submission.ref)).all())


@dataclass
class Watcher:
    """Everything that a browser asked for, the service worker's requests included."""

    asked: list[Request] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [unquote_plus(request.url) for request in self.asked if not request.url.startswith("data:")]


@pytest.fixture
def place(sqlite_app: Flask, address: str) -> Place:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        coordinator = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        db.session.commit()
        return Place(sqlite_app, address, coordinator.email)


@pytest.fixture
def watcher(context: BrowserContext, place: Place) -> Iterator[Watcher]:
    """At the end: no cookie was set, no other host was asked, and nothing that was typed stands in an address."""
    watching = Watcher()
    context.on("request", lambda request: watching.asked.append(request))
    yield watching
    assert context.cookies() == []
    assert [url for url in watching.addresses if not url.startswith(place.address)] == []
    typed = [word for story in STORIES.values() for word in story.split() if len(word) > 3]
    assert [url for url in watching.addresses if "?" in url and any(word in url for word in typed)] == []
    assert {url.split("?")[1] for url in watching.addresses if "?" in url} <= {f"taal={code}" for code in LANGUAGES}


def press(page: Page, go: str) -> None:
    """The button that a person sees; Enter has one of its own, out of sight."""
    page.locator(f".button[name=go][value={go}]").click()


def on_to(page: Page, ending: str) -> None:
    """Press Continue until the form on the page is sent to such an address."""
    form = page.locator("form").first
    while not (form.get_attribute("action") or "").endswith(ending):
        here = str(form.get_attribute("action"))
        press(page, "next")
        expect(form).not_to_have_attribute("action", here)


def tell(page: Page, invitation: str, *, language: str = "nl", worried: bool = False) -> str:
    """From the invitation to the receipt, answering something on each page, in any language; the word code."""
    page.goto(invitation)
    press(page, "next")
    page.locator("[name=perspective][value=parent]").check()
    press(page, "next")
    page.locator("[name=consent_analysis]").check()
    press(page, "next")
    page.locator("[name=story]").fill(STORIES[language])
    on_to(page, "/contact")
    page.locator("[name=rapport][value='4']").check()
    on_to(page, "/controle")
    expect(page.locator("dd", has_text=STORIES[language])).to_be_visible()
    code = page.locator(".code").inner_text()
    if worried:
        page.locator("[name=worried]").check()
    press(page, "next")
    expect(page.locator(".done")).to_be_visible()
    expect(page.locator(".code")).to_have_text(code)
    return " ".join(code.split())


def signed_in(browser: Browser, place: Place) -> Page:
    """The coordinator, at a desk of their own."""
    desk = browser.new_context(viewport=LAPTOP, locale="nl-NL").new_page()
    sign_in(desk, place.address, place.coordinator)
    return desk


def story_at_the_desk(browser: Browser, place: Place) -> str:
    """What the coordinator reads of the first story in the queue."""
    desk = signed_in(browser, place)
    desk.goto(f"{place.address}/beheer/proef/controle")
    assert "Fatima" not in desk.content()
    desk.get_by_role("button", name=re.compile("Open")).first.click()
    words = desk.locator("main").inner_text()
    desk.context.close()
    return words


@pytest.mark.usefixtures("watcher")
def test_a_story_told_in_dutch_reaches_the_coordinator(page: Page, place: Place, browser: Browser) -> None:
    tell(page, place.invite())
    assert "Fatima" in story_at_the_desk(browser, place)


@on_a_phone
@pytest.mark.without_javascript
@pytest.mark.usefixtures("watcher")
def test_a_story_told_without_a_script_reaches_the_coordinator(page: Page, place: Place, browser: Browser) -> None:
    tell(page, place.invite())
    assert "Fatima" in story_at_the_desk(browser, place)


@on_a_phone
@pytest.mark.usefixtures("watcher")
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "nl"])
def test_a_story_is_told_in_another_language(page: Page, place: Place, language: str) -> None:
    tell(page, place.invite(language=language), language=language)
    assert page.locator("html").get_attribute("lang") == language
    assert place.n_stories() == 1


@on_a_phone
@pytest.mark.usefixtures("watcher")
def test_with_the_code_a_teller_changes_adds_and_takes_everything_back(page: Page, place: Place) -> None:
    code = tell(page, place.invite())
    page.goto(f"{place.address}/mijn-verhaal")
    page.get_by_label("Jouw woordcode").fill(code.upper().replace(" ", ", "))
    press(page, "open")
    expect(page.get_by_text(STORY)).to_be_visible()
    page.locator("[name=consent_panel]").check()
    press(page, "consent")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.locator("[name=consent_panel]")).to_be_checked()
    page.locator("[name=correction]").fill("Het waren negen maanden.")
    press(page, "add")
    expect(page.get_by_text("Het waren negen maanden.")).to_be_visible()
    press(page, "withdraw")
    assert place.n_stories() == 1
    press(page, "withdraw_all")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je verhaal is gewist")
    assert place.n_stories() == 0
    page.goto(f"{place.address}/mijn-verhaal")
    page.get_by_label("Jouw woordcode").fill(code)
    press(page, "open")
    expect(page.get_by_role("alert")).to_be_focused()


@on_a_phone
@pytest.mark.usefixtures("watcher")
def test_what_was_kept_for_later_is_there_with_the_code_and_keeps_the_code(page: Page, place: Place) -> None:
    page.goto(place.invite())
    press(page, "next")
    page.get_by_label("Ouder of verzorger").check()
    press(page, "next")
    press(page, "next")
    page.get_by_role("textbox").fill(STORY)
    press(page, "keep")
    code = page.locator(".code").inner_text()
    page.goto(f"{place.address}/verder")
    page.get_by_label("Jouw woordcode").fill(code)
    press(page, "open")
    expect(page.get_by_role("textbox")).to_have_value(STORY)
    on_to(page, "/controle")
    press(page, "next")
    expect(page.locator(".done")).to_be_visible()
    expect(page.locator(".code")).to_have_text(code)
    page.goto(f"{place.address}/verder")
    page.get_by_label("Jouw woordcode").fill(code)
    press(page, "open")
    expect(page.get_by_role("alert")).to_be_visible()
    assert place.n_stories() == 1


@on_a_phone
@pytest.mark.usefixtures("watcher")
def test_who_is_worried_is_among_the_coordinators_signals(page: Page, place: Place, browser: Browser) -> None:
    tell(page, place.invite(), worried=True)
    desk = signed_in(browser, place)
    desk.goto(f"{place.address}/beheer/proef/signalen")
    shoot(desk, "signals-worried")
    assert "Fatima" not in desk.content()
    desk.locator("main").get_by_role("link").filter(visible=True).first.click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    shoot(desk, "signal-worried")
    desk.context.close()


@on_a_phone
@pytest.mark.usefixtures("watcher")
def test_a_tablet_keeps_nothing_of_the_one_before(page: Page, place: Place) -> None:
    invitation = place.invite(is_kiosk=True)
    code = tell(page, invitation)
    page.get_by_role("link", name="Klaar: wis alles").click()
    page.wait_for_url(invitation)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    # The browser has no such page any more, and shows one of its own.
    with page.expect_event("framenavigated"), suppress(Error):
        page.go_back()
    expect(page.locator("body")).not_to_be_empty()
    expect(page.locator("body")).not_to_contain_text(code.split()[0])


WHAT_IS_SENT = "name => new FormData(document.forms[0]).get(name) || ''"


@on_a_phone
def test_the_triangle_the_line_and_leaving_quickly_work_by_keyboard(page: Page, place: Place) -> None:
    page.route("**/weg", lambda route: route.fulfill(body="<h1>Het weer</h1>", content_type="text/html"))
    page.goto(place.invite())
    press(page, "next")
    page.get_by_label("Ouder of verzorger").check()
    press(page, "next")
    press(page, "next")
    page.get_by_role("textbox").fill(STORY)
    on_to(page, "/place")
    page.get_by_role("slider").first.wait_for()
    _tab_until(page, "document.activeElement.matches('svg [role=slider]')")
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    decided = [int(part) for part in str(page.evaluate(WHAT_IS_SENT, "decided")).split("-")]
    assert decided[0] > max(decided[1:])
    _tab_until(page, "document.activeElement.matches('input[type=range]')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(WHAT_IS_SENT, "for_whom") == "45-55-0"
    _tab_until(page, "document.activeElement.matches('a.leave')", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading")).to_have_text("Het weer")


def _tab_until(page: Page, there: str, key: str = "Tab", most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(there):
            return
    raise AssertionError(f"not reached within {most} stops: {there}")


@on_a_phone
def test_an_answer_is_changed_where_it_stands_and_the_check_comes_back_there(page: Page, place: Place) -> None:
    page.goto(place.invite())
    press(page, "next")
    page.get_by_label("Ouder of verzorger").check()
    press(page, "next")
    press(page, "next")
    page.get_by_role("textbox").fill(STORY)
    on_to(page, "/contact")
    page.locator("[name=information][value='2']").check()
    on_to(page, "/controle")
    page.locator("#answers-contact button").last.click()
    asked = page.locator("#question-information")
    expect(asked).to_be_in_viewport(ratio=1)
    asked.locator("[value='5']").check()
    press(page, "next")
    changed = page.locator("#answers-contact")
    expect(changed).to_be_in_viewport()
    expect(changed).to_contain_text("helemaal")


@on_a_phone
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_light(page: Page, place: Place, watcher: Watcher, language: str) -> None:
    page.goto(place.invite(language=language), wait_until="networkidle")
    fetched = [request for request in watcher.asked if not request.url.startswith("data:")]
    bodies = [request.response().body() for request in fetched]  # type: ignore[union-attr]
    assert len(fetched) <= FIRST_PAGE_REQUESTS
    assert sum(len(gzip.compress(body, 6)) for body in bodies) <= FIRST_PAGE_BYTES
