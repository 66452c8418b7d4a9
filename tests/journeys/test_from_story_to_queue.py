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
from survey.models.submission import PlacedAnswer, Submission
from survey.services import released
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import shoot
from tests.journeys.signing_in import take_second_step

pytestmark = [pytest.mark.browser]

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
    page.evaluate("scrollTo(0, 0)")  # what the header half hides while scrolling is no small target
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


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Verder", exact=True).click()


def told(page: Page, sqlite_app: Flask) -> list[Submission]:
    """What is stored once the receipt is there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("je verhaal is binnen")
    with sqlite_app.app_context():
        return list(db.session.scalars(select(Submission)))


def test_a_parent_tells_a_story_and_gets_a_receipt(page: Page, place: Place, sqlite_app: Flask) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{place.address}/vertel/{place.token}")
    assert len([url for url in asked if not url.startswith("data:")]) <= 4
    look(page, "01-welcome")
    page.get_by_role("button", name="Beginnen").click()
    go_on(page)
    expect(page).to_have_title(re.compile("^Fout:"))
    look(page, "02-who-with-error")
    page.get_by_label("Ouder of verzorger").check()
    look(page, "02-who")
    go_on(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    look(page, "03-consent")
    go_on(page)
    page.get_by_role("textbox").fill(STORY)
    look(page, "04-story")
    for name in ("05-title", "06-then-and-now", "07-contact", "08-organisation", "09-place", "10-open", "11-check"):
        go_on(page)
        if name == "06-then-and-now":
            page.locator("[name=support][value=yes]").check()
        look(page, name)
    code = page.locator(".code").inner_text()
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator(".code")).to_have_text(code)
    look(page, "12-receipt")
    assert len(told(page, sqlite_app)) == 1
    page.reload()  # the browser sends the form once more
    expect(page.locator(".code")).to_have_text(code)
    assert len(told(page, sqlite_app)) == 1


@pytest.mark.without_javascript
def test_a_parent_tells_a_story_without_javascript(page: Page, place: Place, sqlite_app: Flask) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    go_on(page)
    go_on(page)
    page.get_by_role("textbox").fill(STORY)
    for _ in range(5):
        go_on(page)
    page.get_by_label("Alle drie even veel").check()
    page.get_by_label("Vooral: voor mijn kind").check()
    shoot(page, "09-place-without-javascript")
    go_on(page)
    go_on(page)
    expect(page.get_by_text("Alle drie even veel")).to_be_visible()
    page.get_by_role("button", name="Versturen").click()
    (story,) = told(page, sqlite_app)
    with sqlite_app.app_context():
        rows = {row.question: row for row in db.session.scalars(select(PlacedAnswer).filter_by(ref=story.ref))}
    assert (rows["decided"].first_percent, rows["decided"].third_percent) == (34, 33)
    assert (rows["for_whom"].first_percent, rows["for_whom"].second_percent) == (75, 25)


def to_place(page: Page, place: Place) -> None:
    """The page with triad and dyad."""
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    go_on(page)
    go_on(page)
    page.get_by_role("textbox").fill(STORY)
    for _ in range(5):
        go_on(page)


def chosen(page: Page, name: str) -> str:
    """What the browser would send for this question."""
    return str(page.evaluate("name => new FormData(document.forms[0]).get(name) || ''", name))


def test_a_point_is_put_in_a_triad_by_mouse_and_by_keys_and_stays_in_another_language(page: Page, place: Place) -> None:
    to_place(page, place)
    point = page.get_by_role("slider", name="Wat bepaalde hoe het ging?")
    assert (chosen(page, "decided"), chosen(page, "for_whom")) == ("", "")
    page.locator(".place-board--triad svg").click(position={"x": 20, "y": 170})
    by_mouse = [int(part) for part in chosen(page, "decided").split("-")]
    assert by_mouse[1] == max(by_mouse)
    for _ in range(8):
        point.press("ArrowUp")
    by_keys = [int(part) for part in chosen(page, "decided").split("-")]
    assert by_keys[0] > by_mouse[0]
    assert f"wat wij als gezin wilden {by_keys[0]}%" in (point.get_attribute("aria-valuetext") or "")
    page.get_by_role("slider", name="Voor wie was de hulp er vooral?").press("ArrowRight")
    assert chosen(page, "for_whom") == "45-55-0"
    look(page, "09-place-with-points")
    before = chosen(page, "decided")
    page.locator("button[name=taal][value=en]").evaluate("button => button.click()")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert (chosen(page, "decided"), chosen(page, "for_whom")) == (before, "45-55-0")
    page.get_by_text("Not mentioned").first.click()
    assert chosen(page, "decided") == "not_mentioned"


def test_the_list_beside_the_triangle_says_the_same(page: Page, place: Place) -> None:
    to_place(page, place)
    page.get_by_text("Kies uit een lijst").first.click()
    page.get_by_label("Vooral: wat de regels zeiden").check()
    assert chosen(page, "decided") == "0-0-100"
    point = page.get_by_role("slider", name="Wat bepaalde hoe het ging?")
    assert "wat de regels zeiden 100%" in (point.get_attribute("aria-valuetext") or "")
    look(page, "09-place-with-the-list")


def test_leaving_quickly_blanks_the_page_and_replaces_it(page: Page, place: Place) -> None:
    page.route("https://www.knmi.nl/**", lambda route: route.abort())
    page.route("**/weg", lambda route: route.fulfill(body="<h1>Het weer</h1>", content_type="text/html"))
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    page.evaluate("localStorage.setItem('draft', 'iets')")
    n_pages = page.evaluate("history.length")
    page.get_by_role("link", name="Snel weg").click()
    expect(page.get_by_role("heading")).to_have_text("Het weer")
    assert page.evaluate("history.length") == n_pages
    assert page.evaluate("localStorage.length") == 0


WHAT_COVERS_THE_FOCUS = """(() => {
  const focused = document.activeElement.closest("label") ?? document.activeElement;
  const box = focused.getBoundingClientRect();
  if (focused === document.body || box.height < 2) return "";
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return focused.contains(top) || top?.contains(focused) ? "" : `${focused.outerHTML} under ${top?.outerHTML}`;
})()"""


def test_leaving_quickly_stays_in_sight_and_covers_nothing_that_has_the_focus(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_label("Ouder of verzorger")).to_be_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    link = page.get_by_role("link", name="Snel weg")
    expect(link).to_be_in_viewport()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(WHAT_COVERS_THE_FOCUS) == ""
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(link).not_to_be_in_viewport()
    fits_on_the_screen(page)


def test_a_tablet_asks_whether_somebody_is_still_there_and_wipes_itself(
    page: Page, place: Place, sqlite_app: Flask
) -> None:
    with sqlite_app.app_context():
        wave = factories.programmes.get_pilot(db.session, slug="proef").waves[0]
        token = factories.make_invitation(db.session, wave=wave, is_kiosk=True).token
        db.session.commit()
    page.clock.install()
    page.goto(f"{place.address}/vertel/{token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    page.clock.fast_forward("04:01")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    look(page, "13-still-there")
    page.get_by_role("button", name="Ik ben nog bezig").click()
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    page.clock.fast_forward("04:01")
    page.clock.fast_forward("00:31")
    page.wait_for_url(f"**/vertel/{token}")
    expect(page.get_by_role("button", name="Beginnen")).to_be_visible()


def test_a_parent_tells_a_story_with_the_keyboard_alone(page: Page, place: Place, sqlite_app: Flask) -> None:
    page.goto(f"{place.address}/vertel/{place.token}")
    _tab_to(page, "button", "Beginnen")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ouder of verzorger")).to_be_visible()
    _tab_to(page, "radio", "")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    for heading in ("Wat mag er", "Vertel over iets"):
        _tab_to(page, "button", "Verder")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    _tab_to(page, "textbox", "")
    page.keyboard.type(STORY)
    for heading in ("Welke titel", "Toen en nu", "De mensen", "Hoe de hulp", "Waar past", "Nog twee", "Kijk je"):
        _tab_to(page, "button", "Verder")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    _tab_to(page, "button", "Versturen")
    page.keyboard.press("Enter")
    assert len(told(page, sqlite_app)) == 1


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
    go_on(page)
    go_on(page)
    page.get_by_role("textbox").fill(STORY)
    page.locator("button[name=taal][value=en]").evaluate("button => button.click()")
    expect(page.get_by_role("textbox")).to_have_value(STORY)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_coordinator_checks_the_story_and_releases_it(page: Page, place: Place, sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        pilot = factories.programmes.get_pilot(db.session, slug="proef")
        ring = sqlite_app.config["KEY_RING"]
        factories.tell(db.session, wave=pilot.waves[0], now=NOON, story=STORY, key_ring=ring)
        db.session.commit()
    page.goto(f"{place.address}/beheer/proef/controle")
    look(page, "20-sign-in")
    page.get_by_label("E-mailadres").fill(place.coordinator)
    page.get_by_label("Wachtwoord").fill(factories.PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    take_second_step(page)
    page.wait_for_url("**/controle")
    look(page, "21-queue")
    assert "Fatima" not in page.content()
    page.get_by_role("button", name=re.compile("Open")).first.click()
    look(page, "22-checking")
    assert "Fatima" in page.content()
    page.get_by_role("button", name="Geef vrij en stop").click()
    page.wait_for_url("**/controle*")
    with sqlite_app.app_context():
        pilot = factories.programmes.get_pilot(db.session, slug="proef")
        (story,) = released.stories(db.session, pilot=pilot, use="panel", key_ring=ring)
        assert "Fatima" not in story.text
        assert story.text.endswith("Mijn zoon slaapt weer goed.")
