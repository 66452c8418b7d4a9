"""What a script adds to the form, and never requires: reading aloud, recording, the sum when it is busy, a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.story import Recording
from survey.models.submission import Submission
from survey.services import proof_of_work
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import keep, shoot
from tests.journeys.test_from_story_to_queue import STORY, axe_is_content, fits_on_the_screen, go_on

pytestmark = [pytest.mark.browser]

A_VOICE = """
  const spoken = (globalThis.spoken = []);
  const voices = [{ lang: "nl-NL", localService: LOCAL, name: "test" }];
  Object.defineProperty(globalThis, "speechSynthesis", { value: {
    getVoices: () => voices, addEventListener() {}, speak: (said) => spoken.push(said.text), cancel: () => spoken.push("STOP"),
  } });
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def alone(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="nl-NL", permissions=["microphone"], accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def invited(app: Flask, *, takes_recordings: bool = False) -> str:
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        pilot.takes_recordings = takes_recordings
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        db.session.commit()
        return token


def to_check(page: Page, address: str, token: str) -> None:
    page.goto(f"{address}/vertel/{token}")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_label("Ouder of verzorger").check()
    go_on(page)
    go_on(page)
    page.get_by_role("textbox").fill(STORY)
    while not page.get_by_role("button", name="Versturen").is_visible():
        go_on(page)


def test_the_sum_is_done_while_somebody_waits_and_the_story_counts(
    alone: Page, address: str, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(proof_of_work.MOST, "sent", 0)
    monkeypatch.setattr(proof_of_work, "MOST_GUESSES", 60)
    to_check(alone, address, invited(sqlite_app))
    alone.get_by_role("button", name="Versturen").click()  # at once: it waits for the sum
    expect(alone.get_by_role("heading", level=1)).to_contain_text("je verhaal is binnen")
    with sqlite_app.app_context():
        assert not db.session.scalars(select(Submission)).one().without_proof


def test_a_recording_is_made_heard_deleted_and_made_again(alone: Page, address: str, sqlite_app: Flask) -> None:
    to_check(alone, address, invited(sqlite_app, takes_recordings=True))
    for is_first in (True, False):
        alone.get_by_role("button", name="Opnemen").click()
        alone.wait_for_timeout(400)
        alone.get_by_role("button", name="Stop", exact=True).click()
        expect(alone.locator("audio")).to_be_visible()
        if is_first:
            alone.get_by_role("button", name="Opname wissen").click()
            expect(alone.locator("audio")).to_be_hidden()
    shoot(alone, "recording-on-the-check")
    axe_is_content(alone)
    fits_on_the_screen(alone)
    alone.get_by_role("button", name="Versturen").click()
    expect(alone.get_by_role("heading", level=1)).to_contain_text("je verhaal is binnen")
    with sqlite_app.app_context():
        assert db.session.scalars(select(Recording.media_type)).all() == ["audio/mp4"]


def test_the_word_code_can_be_kept_as_a_picture(alone: Page, address: str, sqlite_app: Flask) -> None:
    to_check(alone, address, invited(sqlite_app))
    alone.get_by_role("button", name="Versturen").click()
    with alone.expect_download() as waiting:
        alone.get_by_role("button", name="Bewaren als plaatje").click()
    assert waiting.value.suggested_filename == "woordcode.png"
    picture = Path(waiting.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    keep(picture, "word-code-as-picture")
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_a_question_is_read_aloud_by_a_voice_of_the_device_and_stops(
    alone: Page, address: str, sqlite_app: Flask
) -> None:
    alone.add_init_script(A_VOICE.replace("LOCAL", "true"))
    alone.goto(f"{address}/vertel/{invited(sqlite_app)}")
    alone.get_by_role("button", name="Beginnen").click()
    button = alone.get_by_role("button", name="Lees voor").first
    button.click()
    said = alone.evaluate("spoken")
    assert "Wie ben je?" in said[-1]
    assert "ouder of verzorger" in said[-1]
    shoot(alone, "read-aloud")
    axe_is_content(alone)
    alone.get_by_role("button", name="Stop met voorlezen").click()
    assert alone.evaluate("spoken").pop() == "STOP"


@pytest.mark.parametrize("where", ["/mijn-verhaal", "/verder", "/ouder"])
def test_six_words_are_seen_at_once_and_enter_opens_what_they_open(alone: Page, address: str, where: str) -> None:
    alone.goto(f"{address}{where}")
    field = alone.locator("#code")
    field.fill("boemerang uitzitten lint twaalf kievit paars")
    assert field.evaluate("e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1")
    field.press("Enter")
    expect(alone.get_by_role("alert")).to_contain_text("We kennen deze code niet")
    expect(field).to_have_value("boemerang uitzitten lint twaalf kievit paars")


def test_no_voice_on_the_device_no_button(alone: Page, address: str, sqlite_app: Flask) -> None:
    """A voice that lives elsewhere would send the text there."""
    alone.add_init_script(A_VOICE.replace("LOCAL", "false"))
    alone.goto(f"{address}/vertel/{invited(sqlite_app)}")
    alone.get_by_role("button", name="Beginnen").click()
    expect(alone.get_by_role("button", name="Lees voor")).to_have_count(0)
