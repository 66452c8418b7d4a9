"""Every page for families, in every language, opened in a real browser and looked at the way an auditor would.

The pages are gathered by `family_walks` and served again as they were, with the application's own styles and scripts, so
that each is one quick load. One load answers all questions below.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import Headers

from survey.web.locale import LANGUAGES
from tests.conftest import NOON, Clock
from tests.journeys import looking
from tests.journeys.conftest import LAPTOP, PHONE, serving, shoot
from tests.journeys.family_walks import WALKS
from tests.journeys.visitor import Visitor, World

pytestmark = [pytest.mark.browser]

NO_PAGE = {
    ("GET", "respond.leave"): "leads to another site",
    ("GET", "respond.wipe"): "leads to the first page",
    ("GET", "respond.reopened"): "leads to the first page",
    ("GET", "respond.worker"): "is a script",
}
FULL = os.environ.get("TORTURE") == "full"
RIGHT_TO_LEFT = {"ar"}
PICTURED = {"nl": (PHONE, LAPTOP), "ar": (PHONE,)}
"""The sizes in which the pages of a language are kept as pictures in test-output/screens."""
SHELF = "/op-de-plank/"
AXE_AT = f"{SHELF}axe.js"
"""From an address, so that the browser keeps what it made of the script."""


@dataclass(frozen=True)
class Kept:
    """A page as it was answered. route: method and endpoint."""

    name: str
    route: tuple[str, str]
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


@dataclass
class Shelf:
    """The application, which also serves pages that it answered before."""

    app: Flask
    clock: Clock
    pages: dict[str, dict[str, Kept]] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(SHELF):
            return self.app(environ, start_response)
        if path == AXE_AT:
            start_response("200 OK", [("Content-Type", "text/javascript"), ("Cache-Control", "max-age=3600")])
            return [looking.AXE.encode()]
        language, slug = path.removeprefix(SHELF).split("/")
        kept = next(page for page in self.pages[language].values() if page.slug == slug)
        start_response(
            "200 OK", Headers([pair for pair in kept.headers if pair[0] != "Clear-Site-Data"]).to_wsgi_list()
        )
        return [kept.body]

    def gather(self, language: str) -> dict[str, Kept]:
        """Every page that the walks meet in this language, by its name."""
        if language not in self.pages:
            world = World(self.app, self.clock, prefix=language)
            found = [kept for walk, changes in WALKS.items() for kept in self._walk(world, walk, changes, language)]
            self.clock.at = NOON
            self.pages[language] = {kept.name: kept for kept in found}
            assert len(self.pages[language]) == len(found), "two pages have one name"
        return self.pages[language]

    def _walk(self, world: World, walk: Any, changes: dict[str, Any], language: str) -> Iterator[Kept]:
        self.clock.at = NOON
        visitor = Visitor(self.app.test_client(), world.invite(**changes), language=language, world=world)
        for name in walk(visitor):
            answer = visitor.answers[-1]
            endpoint, _ = self.app.url_map.bind("").match(answer.request.path, answer.request.method)
            headers = list(answer.headers)
            yield Kept(name, (answer.request.method, endpoint), answer.status_code, headers, answer.get_data())


@pytest.fixture(scope="module")
def shelf(app_of_module: tuple[Flask, Clock]) -> Shelf:
    return Shelf(*app_of_module)


@pytest.fixture(scope="module")
def faults(shelf: Shelf, browser: Browser) -> Iterator[Callable[[str], dict[str, dict[str, Any]]]]:
    """What was found on each page of a language, by the page's name; looked up once."""
    seen: dict[str, dict[str, dict[str, Any]]] = {}

    def look_up(language: str) -> dict[str, dict[str, Any]]:
        if language not in seen:
            seen[language] = {
                name: look(page, address, language, kept) for name, kept in looked_at(shelf.gather(language), language)
            }
        return seen[language]

    context = browser.new_context(viewport=PHONE, locale="nl-NL", service_workers="block")
    page = context.new_page()
    with serving(shelf) as address:
        yield look_up
    context.close()


def looked_at(pages: dict[str, Kept], language: str) -> list[tuple[str, Kept]]:
    """Every page in a language of each direction; of the others a third in the suite, and all under `make torture`."""
    return list(pages.items())[:: 1 if FULL or language in PICTURED else 3]


def look(page: Page, address: str, language: str, kept: Kept) -> dict[str, Any]:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}{SHELF}{language}/{kept.slug}")
    wide = []
    for size in PICTURED.get(language, ()):
        page.set_viewport_size(size)
        wide += looking.too_wide(page)
        shoot(page, f"family-{language}-{kept.slug}")
    page.set_viewport_size(PHONE)
    page.add_script_tag(url=f"{address}{AXE_AT}")
    found = looking.faults(page, contrast=language in PICTURED)
    found["focus"] = looking.focus_faults(page) if language == "nl" else []
    found["moving"] = looking.moving(page) if language == "nl" else []
    found["reflow"] = wide + looking.too_wide(page)
    page.set_viewport_size({"width": looking.NARROWEST_PX, "height": 256})
    found["reflow"] += looking.too_wide(page)
    found["spacing"] = looking.lost_when_spaced(page)
    return found


def test_every_route_for_families_is_among_the_pages(shelf: Shelf) -> None:
    rules = [rule for rule in shelf.app.url_map.iter_rules() if rule.endpoint.startswith("respond.")]
    routes = {(method, rule.endpoint) for rule in rules for method in rule.methods & {"GET", "POST"}}
    visited = {kept.route for kept in shelf.gather("nl").values()}
    assert routes - visited - NO_PAGE.keys() == set(), "write a walk in family_walks.py"
    assert visited & NO_PAGE.keys() == set()


def test_no_page_for_families_sets_a_cookie(shelf: Shelf) -> None:
    with_cookie = [name for name, kept in shelf.gather("nl").items() if "Set-Cookie" in Headers(kept.headers)]
    assert with_cookie == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["axe", "targets", "errors", "names", "frame", "reflow", "spacing", "focus", "moving"])
def test_nothing_is_wrong_with_any_page(
    faults: Callable[[str], dict[str, dict[str, Any]]], language: str, kind: str
) -> None:
    found = {name: page[kind] for name, page in faults(language).items() if page[kind]}
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_its_language_and_direction(
    faults: Callable[[str], dict[str, dict[str, Any]]], language: str
) -> None:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    wrong = {
        name: (page["language"], page["direction"])
        for name, page in faults(language).items()
        if (page["language"], page["direction"]) != (language, direction)
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_with_different_headings_have_different_titles(
    faults: Callable[[str], dict[str, dict[str, Any]]], language: str
) -> None:
    headings: dict[str, set[str]] = {}
    for page in faults(language).values():
        headings.setdefault(page["title"], set()).add(page["heading"])
    assert {title: same for title, same in headings.items() if len(same) > 1 or not title} == {}
