"""The impact report as a file in a real browser, on a phone and on a laptop: accessible, within the screen, legible."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from reports.content import ImpactReport
from reports.quotes import QuoteLedger
from reports.render.html import render_html
from tests.journeys.conftest import shoot
from tests.reports import factory

pytestmark = [pytest.mark.browser]

SMALLEST_PICTURE_TEXT = 11.0
"""CSS pixels as drawn on the screen."""

REPORTS = {
    "full": lambda: (factory.full_report(), factory.ledger()),
    "gaps": lambda: (factory.full_report(), QuoteLedger({})),
    "nothing": lambda: (factory.small_report(0), factory.ledger()),
    "nine": lambda: (factory.small_report(9), factory.ledger()),
}


def opened(page: Page, folder: Path, report: ImpactReport, ledger: QuoteLedger) -> None:
    path = folder / "report.html"
    path.write_text(render_html(report, ledger).text, encoding="utf-8")
    page.goto(path.as_uri())


@pytest.mark.parametrize("which", REPORTS)
def test_the_report_is_accessible_and_fits_on_the_screen(page: Page, tmp_path: Path, which: str) -> None:
    opened(page, tmp_path, *REPORTS[which]())
    shoot(page, f"report-{which}")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found] == []
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} px wider than the screen"


def test_the_words_in_pictures_can_be_read_and_none_is_cut_off(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, *REPORTS["full"]())
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg text')].filter(t => t.textContent.trim()).map(t => {
            const svg = t.ownerSVGElement, box = t.getBoundingClientRect(), frame = svg.getBoundingClientRect();
            const scale = frame.width / svg.viewBox.baseVal.width;
            return {words: t.textContent, px: parseFloat(getComputedStyle(t).fontSize) * scale,
                    out: Math.max(frame.left - box.left, box.right - frame.right)};
        })"""
    )
    assert sizes
    assert [each for each in sizes if each["px"] < SMALLEST_PICTURE_TEXT] == []
    assert [each for each in sizes if each["out"] > 1] == []


def test_no_words_in_a_picture_lie_over_each_other(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, *REPORTS["full"]())
    overlapping = page.evaluate(
        """[...document.querySelectorAll('svg')].flatMap(svg => {
            const all = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
                .map(t => [t.textContent, t.getBoundingClientRect()]);
            return all.flatMap(([a, p], i) => all.slice(i + 1)
                .filter(([b, q]) => !(a === b && p.left === q.left) && p.left < q.right - 1 && q.left < p.right - 1 && p.top + 3 < q.bottom - 3 && q.top + 3 < p.bottom - 3)
                .map(([b]) => `${a} / ${b}`));
        })"""
    )
    assert overlapping == []
