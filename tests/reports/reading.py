"""Reading a rendered report back, as a reader or a browser would see it."""

from __future__ import annotations

import re
from functools import cache

from lxml import html
from lxml.html import HtmlElement

from reports.content import ImpactReport
from reports.quotes import QuoteLedger
from reports.render.html import HtmlReport, render_html
from tests.reports import factory

SVG = "*[local-name()='svg']"
NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


@cache
def full() -> HtmlReport:
    """The report with everything in it, drawn once for all tests that only look."""
    return render_html(factory.full_report(), factory.ledger())


@cache
def small(n_stories: int) -> HtmlReport:
    return render_html(factory.small_report(n_stories), factory.ledger())


def full_page() -> HtmlElement:
    """A tree of its own for every test."""
    return tree(full().text)


def drawn(report: ImpactReport, ledger: QuoteLedger | None = None) -> HtmlElement:
    return tree(render_html(report, ledger or factory.ledger()).text)


def tree(text: str) -> HtmlElement:
    return html.document_fromstring(text)


def words(element: HtmlElement) -> str:
    """What is read in an element, pictures left out, with single spaces; pieces never run into each other."""
    said = element.xpath(f".//text()[not(ancestor::{SVG}) and not(ancestor::style)]")
    return " ".join(" ".join(said).split())


def in_pictures(element: HtmlElement) -> str:
    """What is read inside the pictures of an element."""
    return " ".join(" ".join(element.xpath(f".//{SVG}//text()")).split())


def section(page: HtmlElement, heading: str) -> HtmlElement:
    """The section under a heading, by the heading's id."""
    [found] = page.xpath(f"//section[.//h2[@id='{heading}']]")
    return found


def svgs(text: str) -> list[str]:
    """Every picture of a page, letter by letter."""
    return re.findall(r"<svg\b.*?</svg>", text, flags=re.DOTALL)
