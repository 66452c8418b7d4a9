"""A member on paper, in a real browser: the coordinator prints, the member writes, the coordinator types it in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import LAPTOP, PHONE
from tests.journeys.signing_in import sign_in
from tests.journeys.test_panel_meeting import (  # noqa: F401  the same meeting
    N_STORIES,
    UPRIGHT,
    Planned,
    look,
    move_on,
    planned,
)

pytestmark = [pytest.mark.browser]


@pytest.fixture
def lead(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=LAPTOP, locale="nl-NL", accept_downloads=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def save(page: Page, button: str, folder: Path) -> str:
    """The words of the PDF behind a button."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)


def narrow_too(page: Page, name: str) -> None:
    """The same page on a phone and on a tablet."""
    for size in (PHONE, UPRIGHT, LAPTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        look(page, f"paper-{name}-{size['width']}")


def test_a_member_on_paper(lead: Page, address: str, planned: Planned, sqlite_app: Flask, tmp_path: Path) -> None:  # noqa: F811
    sign_in(lead, address, planned.email)
    lead.goto(f"{address}{planned.at}/leiden")
    lead.get_by_role("link", name="Het panel op papier").click()
    narrow_too(lead, "1-start")
    cards = save(lead, "Verhaalkaarten opslaan", tmp_path)
    assert all(f"Verhaal {n}" in cards for n in range(1, N_STORIES + 1))
    assert "brief ·" not in cards, "no keywords of the machine"
    labels(lead)
    move_on(lead, address, planned, "Stoppen met lezen")
    lead.get_by_role("link", name="Het panel op papier").click()
    assert "Klopt deels" in save(lead, "Themabladen opslaan", tmp_path)
    verdict(lead)
    counts(lead)
    move_on(lead, address, planned, "Stoppen met oordelen")
    lead.get_by_role("link", name="Vastleggen wat het panel besluit").click()
    expect(lead.get_by_role("rowheader", name="Stoel 2 (op papier)")).to_be_visible()
    expect(lead.get_by_text("Een groep op papier:")).to_be_visible()
    narrow_too(lead, "5-decide")
    lead.goto(f"{address}{planned.at}/lezingen")
    expect(lead.get_by_text(re.compile(r"Stoel 2 \(op papier\)")).first).to_be_visible()


def labels(lead: Page) -> None:
    lead.get_by_role("link", name="Stoel 2", exact=True).click()
    narrow_too(lead, "2-labels")
    lead.locator("#card-1-own").fill("lang wachten, de klik")
    lead.locator("#card-2-own").fill("x" * 61)
    lead.get_by_role("button", name="Bewaren wat stoel 2 schreef").click()
    expect(lead.get_by_role("link", name=re.compile("Verhaal 2: Een label heeft"))).to_be_visible()
    expect(lead.locator("#card-1-own")).to_have_value("lang wachten, de klik")
    lead.locator("#card-2-own").fill("geld")
    lead.get_by_role("button", name="Bewaren wat stoel 2 schreef").click()
    expect(lead.get_by_text("Bewaard: 2 regels van stoel 2.")).to_be_visible()


def verdict(lead: Page) -> None:
    lead.get_by_role("link", name="Stoel 2", exact=True).click()
    narrow_too(lead, "3-verdict")
    lead.get_by_label("Klopt deels", exact=True).check()
    lead.locator("#theme-1-reason").fill("Bij ons was het korter.")
    lead.get_by_role("button", name="Bewaren wat stoel 2 schreef").click()
    expect(lead.get_by_text("Bewaard: 1 regel van stoel 2.")).to_be_visible()


def counts(lead: Page) -> None:
    lead.get_by_role("link", name="Telling overtypen").click()
    lead.locator("#theme-1-right").fill("5")
    lead.locator("#theme-1-wrong").fill("1")
    lead.locator("#theme-1-note").fill("Zes mensen aan één tafel.")
    narrow_too(lead, "4-counts")
    lead.get_by_role("button", name="De telling bewaren").click()
    expect(lead.get_by_text("De telling van 1 thema is bewaard.")).to_be_visible()
