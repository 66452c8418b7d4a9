"""A meeting of three members in a real browser, on tablets: from blind reading to what the tellers read about it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.programme import Pilot
from survey.services import panels, released, seat_codes
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import LAPTOP, PHONE, shoot
from tests.journeys.signing_in import sign_in
from tests.journeys.test_from_story_to_queue import axe_is_content, fits_on_the_screen

pytestmark = [pytest.mark.browser]

UPRIGHT, FLAT = {"width": 820, "height": 1180}, {"width": 1180, "height": 820}
N_STORIES = 4


@dataclass(frozen=True, slots=True)
class Planned:
    at: str
    email: str
    codes: dict[int, str]
    theme: str


@pytest.fixture
def planned(sqlite_app: Flask) -> Planned:
    """A meeting of three seats by code, led by the coordinator."""
    with sqlite_app.app_context():
        ring = sqlite_app.config["KEY_RING"]
        pilot = factories.make_pilot(db.session, now=NOON)
        by = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        for n in range(N_STORIES):
            story = (
                f"Verhaal {n}. Eerst moesten we lang wachten op een brief. Nu komt er elke week iemand die ons kent."
            )
            ref = factories.tell(db.session, wave=pilot.waves[0], now=NOON, story=story, key_ring=ring).ref
            factories.release(db.session, pilot=pilot, ref=ref, by=by, now=NOON, key_ring=ring)
        run = _run(db.session, pilot, ring)
        meeting = panels.plan_meeting(
            db.session, pilot=pilot, wave=pilot.waves[0], run=run, title="Panel in april", held_on=NOON.date(),
            facilitator=by, members=[], n_random=N_STORIES, sample_seed=5, key_ring=ring, by=by, now=NOON,
            n_code_seats=3, aftercare=panels.Aftercare("Mirjam", "op de gang"), has_rehearsal=True,
        )  # fmt: skip
        codes = seat_codes.make(db.session, meeting=meeting, key_ring=ring, by=by, now=NOON)
        db.session.commit()
        at = f"/panel/{pilot.slug}/{meeting.id}"
        return Planned(at, by.email, codes, f"{at}/themas/{run.candidates[0].id}")


def _run(session: Session, pilot: Pilot, ring: KeyRing) -> AnalysisRun:
    stories = released.stories(session, pilot=pilot, use="panel", key_ring=ring)
    facts = {"n_stories": N_STORIES, "n_rest": 0, "enough": True, "input_hash": "0" * 64, "created_at": NOON}
    run = AnalysisRun(
        pilot_id=pilot.id, model_id="test", seed=1, parameters={}, libraries={}, **facts,
        candidates=[CandidateTheme(number=0, keywords=["wachten", "brief"], keyword_tellers=[5, 5], stability=0.9,
                                   n_stories=N_STORIES, n_tellers=N_STORIES)],
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add_all(
        Assignment(
            candidate_id=run.candidates[0].id,
            ref=uuid.UUID(story.ref),
            weight=0.9,
            is_main=True,
            shown_as="typical",
            rank=rank,
        )
        for rank, story in enumerate(stories)
    )
    session.flush()
    return run


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """The facilitator's laptop, two tablets and a phone."""
    with ExitStack() as opened:
        made = []
        for size in (LAPTOP, UPRIGHT, FLAT, PHONE):
            context = browser.new_context(viewport=size, locale="nl-NL")  # type: ignore[arg-type]
            opened.callback(context.close)
            made.append(context.new_page())
        yield made


def look(page: Page, name: str) -> None:
    shoot(page, f"panel-{name}")
    axe_is_content(page)
    fits_on_the_screen(page)


def take_seat(page: Page, address: str, code: str, name: str) -> None:
    page.goto(f"{address}/panel/")
    look(page, f"{name}-1-code")
    page.get_by_label("Je drie woorden").fill(code)
    page.get_by_role("button", name="Naar mijn stoel").click()
    expect(page.get_by_text("Je hebt stoel")).to_be_visible()
    look(page, f"{name}-2-meeting")


def read_blind(page: Page, name: str, word: str) -> None:
    page.get_by_role("link", name="Beginnen met lezen").click()
    for n in range(N_STORIES):
        assert "brief" not in page.locator("main form").last.inner_text(), "no keyword of the machine"
        if n == 0:
            look(page, f"{name}-3-read")
        page.get_by_label("Een label in je eigen woorden").fill(word)
        page.get_by_role("button", name="Bewaren en verder").click()
        expect(page.get_by_role("heading", name="Wat de verteller erover zei")).to_be_visible()
        if n == 0:
            look(page, f"{name}-4-revealed")
        page.get_by_role("link", name="Naar het volgende verhaal").click()
    expect(page.get_by_role("heading", name="Je hebt alle verhalen gezien")).to_be_visible()


def judge(page: Page, address: str, planned: Planned, name: str, rating: str, reason: str) -> None:
    page.goto(f"{address}{planned.theme}")
    look(page, f"{name}-5-judge")
    page.get_by_label(rating, exact=True).check()
    page.locator("#reason").fill(reason)
    page.get_by_role("button", name="Mijn oordeel bewaren").click()
    page.wait_for_url(re.compile("/themas$"))
    look(page, f"{name}-6-themes")
    page.get_by_role("button", name="Ik ben klaar").click()
    expect(page.get_by_role("heading", name="De oordelen naast elkaar")).to_be_visible()


def move_on(page: Page, address: str, planned: Planned, name: str) -> None:
    page.goto(f"{address}{planned.at}/leiden")
    look(page, f"lead-{re.sub('[^a-z]+', '-', name.lower())}")
    page.get_by_role("button", name=name).click()


def test_from_blind_reading_to_what_the_tellers_read(
    pages: list[Page], address: str, planned: Planned, sqlite_app: Flask
) -> None:
    lead, *members = pages
    sign_in(lead, address, planned.email)
    for page, name, seat in zip(members, ("upright", "flat", "phone"), (1, 2, 3), strict=True):
        take_seat(page, address, planned.codes[seat], name)
        read_blind(page, name, "lang wachten")
    move_on(lead, address, planned, "Stoppen met lezen")
    said = (("Klopt", "Zo ging het bij ons."), ("Klopt", "Dat wachten."), ("Klopt niet", "Het gaat om de brief."))
    for page, name, (rating, reason) in zip(members, ("upright", "flat", "phone"), said, strict=True):
        judge(page, address, planned, name, rating, reason)
    expect(members[2].get_by_text("Zo ging het bij ons.")).to_be_visible()
    move_on(lead, address, planned, "Stoppen met oordelen")
    decide(lead)
    move_on(lead, address, planned, "Stoppen met besluiten")
    name_and_choose(lead, members[0], address, planned)
    move_on(lead, address, planned, "Bijeenkomst sluiten")
    members[2].goto(f"{address}{planned.at}/uitkomst")
    expect(members[2].get_by_text("anders dan jij zei")).to_be_visible()
    look(members[2], "phone-9-outcome")
    give_back(lead, address, planned)
    members[2].get_by_role("button", name="Klaar, volgende persoon").click()
    expect(members[2].get_by_label("Je drie woorden")).to_be_visible()
    members[2].goto(f"{address}{planned.at}/uitkomst")
    expect(members[2]).to_have_url(re.compile("inloggen"))


def decide(lead: Page) -> None:
    lead.get_by_role("link", name="Vastleggen wat het panel besluit").click()
    expect(lead.get_by_text("Het gaat om de brief.")).to_be_visible()
    look(lead, "lead-decide")
    lead.get_by_role("link", name="Besluit over thema 1 vastleggen").click()
    look(lead, "lead-decide-theme")
    lead.get_by_label("Dit is een thema", exact=True).check()
    lead.get_by_label("Naam van het thema").fill("Lang wachten op hulp")
    lead.locator("#reason").fill("Wachten maakt het erger.")
    lead.locator("#votes_for").fill("2")
    lead.locator("#votes_against").fill("1")
    lead.get_by_role("button", name="Dit besluit vastleggen").click()
    lead.wait_for_url(re.compile("/besluit$"))


def name_and_choose(lead: Page, member: Page, address: str, planned: Planned) -> None:
    member.goto(f"{address}{planned.at}/kiezen/support")
    look(member, "upright-7-nominate")
    member.locator("[name=ref]").first.check()
    member.locator("#reason").fill("Eindelijk iemand.")
    member.get_by_role("button", name="Dit verhaal noemen").click()
    member.wait_for_url(re.compile("/kiezen$"))
    look(member, "upright-8-choose")
    lead.goto(f"{address}{planned.at}/kiezen/support/besluit")
    lead.locator("[name=ref]").first.check()
    lead.locator("[name=contrary]").nth(1).check()
    lead.locator("#reason").fill("Eindelijk iemand die blijft.")
    look(lead, "lead-choose-story")
    lead.get_by_role("button", name="De keuze vastleggen").click()
    lead.wait_for_url(re.compile("/kiezen$"))
    lead.goto(f"{address}{planned.at}/kiezen/got_worse/besluit")
    lead.locator("#ref-none").check()
    lead.locator("#reason").fill("In deze verhalen werd niets slechter.")
    lead.get_by_role("button", name="De keuze vastleggen").click()
    lead.wait_for_url(re.compile("/kiezen$"))
    look(lead, "lead-chosen")


def give_back(lead: Page, address: str, planned: Planned) -> None:
    lead.goto(f"{address}{planned.at}/besluit")
    lead.get_by_role("button", name="Maak een concept").click()
    expect(lead.locator("#heard")).to_have_value(re.compile("Jullie vertelden over: Lang wachten op hulp"))
    lead.locator("#will_do").fill("Wie wacht, krijgt elke maand een telefoontje.")
    lead.locator("#will_not_do").fill("Meer mensen aannemen kan dit jaar niet.")
    lead.locator("button[name=act][value=preview]").click()
    lead.locator("#checked").check()
    lead.get_by_role("button", name=re.compile("ublice")).click()
    lead.goto(f"{address}/wat-we-hoorden/proef/1")
    expect(lead.get_by_text("Lang wachten op hulp")).to_be_visible()


def test_a_lost_connection_keeps_the_verdict_and_sends_it_later(
    browser: Browser, address: str, planned: Planned, sqlite_app: Flask
) -> None:
    context = browser.new_context(viewport=UPRIGHT, locale="nl-NL")  # type: ignore[arg-type]
    page = context.new_page()
    take_seat(page, address, planned.codes[1], "lost")
    page.get_by_role("link", name="Beginnen met lezen").click()
    page.get_by_label("Een label in je eigen woorden").fill("lang wachten")
    context.set_offline(True)
    page.get_by_role("button", name="Bewaren en verder").click()
    expect(page.get_by_text("Er is geen verbinding.")).to_be_visible()
    look(page, "upright-without-connection")
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Wat de verteller erover zei")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Naar het volgende verhaal").click()
    page.get_by_label("Een label in je eigen woorden").fill("half getypt")
    page.reload()
    expect(page.get_by_label("Een label in je eigen woorden")).to_have_value("half getypt")
    context.close()
