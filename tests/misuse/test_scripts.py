"""Text that would run as a script is written into every field there is and looked at by everybody, in a real browser.

Nothing runs, nothing is even tried (the policy of the page would report it), and no page falls apart. In the suite 25 texts
in every field; `make torture` takes all 500.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from survey.extensions import db
from tests.journeys.conftest import PHONE, serving
from tests.misuse import FULL, say
from tests.misuse.payloads import MOST, payloads
from tests.misuse.world import World, make_world

AT_ONCE = 25
ROUNDS = MOST // AT_ONCE if FULL else 1
SHELF = "/op-de-plank/"
ANOTHER_DAY = "2026-04-21"
RAN = re.compile(r"al(?:e|\\u0065)rt", re.IGNORECASE)

pytestmark = [pytest.mark.torture, pytest.mark.browser]

WATCH = """
window.ran = []; window.refused = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = n => window.ran.push(String(n));
document.addEventListener("securitypolicyviolation", e => window.refused.push(e.violatedDirective + " " + e.sample));
"""
BROKEN = """() => ({
  ran: window.ran, refused: window.refused,
  handlers: [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length,
  strangers: document.querySelectorAll("iframe,object,embed,base,marquee,math,template:not([data-waiting]),video,meta[http-equiv=refresh i]").length,
  links: [...document.querySelectorAll("a[href],form[action],[formaction]")].filter(e =>
    /^\\s*(javascript|data|vbscript):/i.test(e.href || e.action || e.getAttribute("formaction") || "")).length,
  scripts: [...document.scripts].filter(s => !s.src.startsWith(location.origin + "/")).length,
  whole: document.querySelectorAll("main,.report,article").length > 0 && document.querySelector("title") !== null,
})"""
FINE = {"ran": [], "refused": [], "handlers": 0, "strangers": 0, "links": 0, "scripts": 0, "whole": True}


@dataclass
class Shelf:
    """Pages as they were answered, to be looked at again: by who saw it, route, method and status."""

    world: World
    pages: dict[tuple[str, ...], TestResponse] = field(default_factory=dict)
    accepted: set[tuple[str, str]] = field(default_factory=set)
    tried: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(SHELF):
            return self.world.app(environ, start_response)
        answer = list(self.pages.values())[int(path.removeprefix(SHELF))]
        kept = Headers([pair for pair in answer.headers if pair[0] not in ("Clear-Site-Data", "Set-Cookie", "Refresh")])
        start_response("200 OK", kept.to_wsgi_list())
        return [answer.get_data()]

    def keep(self, who: str, answer: TestResponse) -> None:
        is_file = "attachment" in answer.headers.get(
            "Content-Disposition", ""
        )  # the report, which is looked at as a page too
        if answer.mimetype == "text/html" and not is_file and RAN.search(unescape(answer.get_data(as_text=True))):
            found = self.world.endpoint(answer.request.path, answer.request.method)
            route = found[0] if found else answer.request.path
            self.pages.setdefault((who, route, answer.request.method, answer.status), answer)

    def plant(self, texts: list[str]) -> None:
        """Into every field of every form: all at once, and where that is refused one field after the other."""
        for n, form in enumerate(list(self.world.forms)):
            if not form.typed or form.endpoint.startswith("account.sign_in"):
                continue
            filled = {
                name: "\n".join(texts) if name in form.lines else texts[(n + at) % len(texts)]
                for at, name in enumerate(sorted(form.typed))
            }
            self.tried |= {(form.endpoint, name) for name in filled}
            if not self._send(form, filled, form.plain(ANOTHER_DAY) | filled):
                shortest = min(texts, key=len)  # where the other was too long
                for name, value in filled.items():
                    plain = form.plain(ANOTHER_DAY)
                    if not any(self._send(form, [name], plain | {name: text}) for text in (value, shortest)):
                        self._send(form, [name], {name: value})

    def _send(self, form: Any, names: Iterable[str], typed: dict[str, str]) -> bool:
        good = True
        for number in form.ways:
            answer = self.world.send(form, form.data(number, ticked=True, **typed))
            self.keep(form.who, answer)
            self.world.read(form.who, form.address, answer)
            good = answer.status_code < 400
            if good:
                self.accepted |= {(form.endpoint, name) for name in names}
        return good

    def view(self) -> None:
        for who in self.world.clients:
            for _address, answer in self.world.crawl(who, most=3, with_slow=True):
                self.keep(who, answer)


@pytest.fixture(scope="module", params=range(ROUNDS))
def shelf(
    request: pytest.FixtureRequest, sqlite_with_tables: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    texts = payloads()[request.param * AT_ONCE : (request.param + 1) * AT_ONCE]
    folder = tmp_path_factory.mktemp("scripts")
    world = make_world(folder, sqlite_with_tables, story=lambda number: " ".join([*texts[number:], *texts[:number]]))
    made = Shelf(world)
    made.plant(texts)
    made.view()
    yield made
    with world.app.app_context():
        db.engine.dispose()


def test_there_are_five_hundred_texts_and_each_is_another() -> None:
    every = payloads()
    assert len(set(every)) == MOST
    assert sum("<" in text for text in every) > MOST // 2


def test_nothing_that_was_written_runs_or_breaks_a_page(shelf: Shelf, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, service_workers="block")
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    wrong = {}
    with serving(shelf) as address:
        for number, name in enumerate(shelf.pages):
            found = look(page, f"{address}{SHELF}{number}")
            if found != FINE:
                wrong[name] = {key: value for key, value in found.items() if FINE.get(key) != value}
    context.close()
    say(f"{len(shelf.pages)} pages of {sorted({name[0] for name in shelf.pages})}, {len(shelf.accepted)} fields")
    assert wrong == {}
    assert asked == []


def look(page: Page, address: str) -> dict[str, Any]:
    page.goto(address)
    page.wait_for_load_state("load")
    return page.evaluate(BROKEN)  # type: ignore[no-any-return]


def test_the_texts_reach_every_audience_and_most_fields(shelf: Shelf) -> None:
    """Otherwise nothing was tested."""
    seen = {name[0] for name in shelf.pages}
    assert {"nobody", "admin", "coordinator", "evaluator", "panel_member"} <= seen
    accepted = {endpoint for endpoint, _ in shelf.accepted}
    assert accepted >= {"respond.story", "respond.whole_sent", "manage.partners", "panel.judge"}
    assert len(shelf.accepted) > 20
    assert len(shelf.pages) > 40
