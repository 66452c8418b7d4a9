"""After the panel's verdicts: its themes come into the codebook, a new search is made, and a person recognises the themes."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey.extensions import db
from survey.models.panel import PanelTheme
from survey.services import codebooks, programmes
from tests import factories
from tests.conftest import NOON
from tests.journeys.conftest import shoot
from tests.journeys.signing_in import sign_in
from tests.journeys.test_from_story_to_queue import axe_is_content, fits_on_the_screen
from tests.survey import analysis_worlds, codebook_worlds
from tests.survey.codebook_worlds import HOUR, Desk, all_agree, hold

pytestmark = [pytest.mark.browser]

N = 15
SLOW_PAGE_MS = 90_000
"""The page of a search draws a map; the first drawing of a process loads what draws it."""


@pytest.fixture
def desk(sqlite_app: Flask) -> Desk:
    """The panel has judged the first search and closed its meeting; after that somebody searched again."""
    with sqlite_app.app_context():
        key_ring = sqlite_app.config["KEY_RING"]
        made = codebook_worlds.furnish(
            db.session, pilot=factories.make_pilot(db.session, now=NOON), key_ring=key_ring, n=N
        )
        hold(db.session, made, said=all_agree(range(12), n_seats=3) | {12: [["wachtlijst"], []]}, at=NOON - HOUR)
        labels = [(row + 1) % 3 for row in range(N)]
        analysis_worlds.search(db.session, pilot=made.pilot, labels=labels, key_ring=key_ring, seed=2, hours=1)
        db.session.commit()
        db.session.refresh(made.evaluator)
        db.session.expunge_all()
        return made


def look(page: Page, name: str) -> None:
    shoot(page, f"codebook-{name}")
    axe_is_content(page)
    fits_on_the_screen(page)


def the_meeting_comes_in(page: Page) -> None:
    look(page, "1-waiting")
    page.get_by_role("link", name="Geef de thema’s van").click()
    expect(page.get_by_label("De klik")).to_have_value("new")
    page.get_by_role("button", name="Zet ze in het codeboek").click()
    look(page, "2-adopt-with-error")
    page.get_by_label("Waarom zo?").fill("Zo koos het panel.")
    page.get_by_role("button", name="Zet ze in het codeboek").click()


def a_theme_gets_words(page: Page) -> None:
    page.get_by_role("link", name="De klik", exact=True).click()
    page.get_by_label("Wat is het?").fill("Iemand die je begrijpt en bij wie je je op je gemak voelt.")
    page.get_by_label("Wat is het niet?").fill("Dat iemand aardig is.")
    page.get_by_label("Voorbeeld", exact=True).first.check()
    page.get_by_label("Wat zie je erin?").first.fill("Hier zie je het meteen.")
    page.get_by_label("Waarom verander je het?").fill("Besproken met het panel.")
    look(page, "3-theme")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.get_by_text("De nieuwe woorden zijn bewaard.")).to_be_visible()
    page.get_by_role("link", name="Codeboek", exact=True).click()


def a_version_is_confirmed(page: Page) -> None:
    page.get_by_label("Waarom is dit een nieuwe versie?").fill("Samen besproken.")
    page.get_by_role("button", name="Versie 1 vaststellen").click()
    expect(page.get_by_text("Dit is nu versie 1 van het codeboek.")).to_be_visible()
    look(page, "4-version")
    page.get_by_role("link", name="De woorden van het panel en hun thema’s").click()
    look(page, "5-words")


def the_new_search_is_recognised(page: Page, address: str) -> None:
    page.goto(f"{address}/evaluatie/proef/themas")
    page.locator(".rows--searches strong a").first.click(timeout=SLOW_PAGE_MS)
    page.get_by_role("link", name="Kennen we deze thema’s al?").click()
    look(page, "6-matches")
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name="De klik", exact=True))
    card.get_by_role("button", name="Dit antwoord bewaren").click()
    look(page, "7-matches-with-error")
    card.get_by_label("Ja, hetzelfde").check()
    card.get_by_label("Waarom denk je dat?").fill("Het zijn dezelfde verhalen.")
    card.get_by_role("button", name="Dit antwoord bewaren").click()
    expect(page.get_by_text("Je antwoord is bewaard.")).to_be_visible()
    expect(card.get_by_text("Waarom: Het zijn dezelfde verhalen.")).to_be_visible()
    look(page, "8-matched")


def test_a_new_search_after_the_verdicts_is_recognised_by_a_person(
    sqlite_app: Flask, page: Page, address: str, desk: Desk
) -> None:
    sign_in(page, address, desk.evaluator.email)
    page.goto(f"{address}/evaluatie/proef/codeboek")
    the_meeting_comes_in(page)
    a_theme_gets_words(page)
    a_version_is_confirmed(page)
    the_new_search_is_recognised(page, address)
    with sqlite_app.app_context():
        pilot = programmes.get_pilot(db.session, slug="proef")
        (theme,) = [one for one in codebooks.book(db.session, pilot=pilot).themes if one.name == "De klik"]
        assert len(theme.candidates) == 2, "of the search that the panel judged, and of the new one"
        assert len(db.session.scalars(select(PanelTheme)).all()) == 3
