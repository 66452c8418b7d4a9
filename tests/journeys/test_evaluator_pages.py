"""Every page of the evaluator's desk and of the data protection officer's, looked at as the other staff pages are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from survey.extensions import db
from survey.models.account import User
from survey.models.job import Job
from survey.models.programme import Pilot
from survey.services import (
    accounts,
    api_tokens,
    lessons,
    measurement,
    publishing,
    reflections,
    registrations,
    reporting,
)
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON, Clock
from tests.journeys import looking
from tests.journeys.conftest import PHONE, serving, shoot
from tests.journeys.signing_in import sign_in
from tests.survey import analysis_worlds, codebook_worlds

pytestmark = [pytest.mark.browser]

NO_PAGE = {
    "evaluate.picture": "is a picture",
    "evaluate.figure_picture": "is a picture",
    "evaluate.pilots_picture": "is a picture",
    "evaluate.drawing_script": "is a script",
    "evaluate.codebook_file": "is a file",
    "evaluate.own_word_template": "is a file",
    "evaluate.download": "is a file",
    "evaluate.report": "is the report itself; tests/journeys/test_report_page.py looks at it",
    "oversee.head": "is a file",
}
KIND_OF_JOB = {"evaluate.follow": "analyse", "evaluate.issuing": "issue_report"}
ALSO_ASKED = {"oversee.why": {"verhaal": "ref"}}
"""What an address is asked with, so that there is something on the page: its name in the address, and among the values."""
MOVES = """globalThis.moved = 0;
new PerformanceObserver(seen => { for (const each of seen.getEntries()) moved += each.value; })
  .observe({type: "layout-shift", buffered: true});"""
"""Adds up how far parts of a page move by themselves (cumulative layout shift)."""
KINDS = ["status", "axe", "targets", "errors", "names", "frame", "reflow", "focus", "scripts"]


def furnished(app: Flask) -> tuple[str, dict[str, Any]]:
    """A desk with a whole wave of work on it: who sits there, and what the addresses need."""
    with app.app_context():
        session, ring = db.session, app.config["KEY_RING"]
        pilot = factories.make_pilot(session, now=NOON)
        factories.make_pilot(session, now=NOON, slug="elders")
        desk = codebook_worlds.furnish(session, pilot=pilot, key_ring=ring)
        person = desk.evaluator
        accounts.give_role(session, user=person, role="data_protection_officer", pilot=None, by=None, now=NOON)
        later = analysis_worlds.search(
            session, pilot=pilot, labels=[row % 2 for row in range(len(desk.refs))], key_ring=ring, seed=2, hours=1
        )
        meeting = codebook_worlds.hold(session, desk, said=codebook_worlds.all_agree(range(12)))
        known = codebook_worlds.adopt(session, desk, meeting)
        codebook_worlds.confirmed(session, desk)
        lesson = _looked_back_on(session, pilot, person, ring)
        api_tokens.make(session, pilot=pilot, purpose="Dashboard", scopes=["themes"], days=30, by=person, now=NOON)
        for _ in range(2):
            _issue(session, pilot, person, ring)
        values = {
            "pilot_slug": pilot.slug,
            "run_id": desk.run.id,
            "other_id": later.id,
            "meeting_id": codebook_worlds.hold(session, desk, said={0: [["Wachten"]]}, names=("Wachten",)).id,
            "entry_id": next(iter(known.values())),
            "lesson_id": lesson,
            "number": 1,
            "other": 2,
            "part": "coverage",
            "code": "support.better",
            "job_id": {kind: _ended(session, kind, pilot, person) for kind in set(KIND_OF_JOB.values())},
            "ref": desk.refs[0],
        }
        session.commit()
        return person.email, values


def _looked_back_on(session: Session, pilot: Pilot, by: User, key_ring: KeyRing) -> uuid.UUID:
    """A lesson with its outcome, a reflection moment, and figures that were registered beforehand."""
    words = lessons.LessonWords(
        phase=1,
        text="Wissel niet van begeleider in de vakantie.",
        source="Reflectiemoment in april",
        owner="Wijkteam",
        status="taken_up",
        outcome="Er is nu een vaste vervanger.",
    )
    lesson = lessons.add(session, programme=pilot.programme, words=words, key_ring=key_ring, by=by, now=NOON)
    phase = pilot.programme.phases[0]
    reflections.add_moment(
        session,
        pilot=pilot,
        phase=phase,
        held_on=NOON.date(),
        works_well="Elke week iemand aan huis.",
        needs_adjusting="De wachttijd.",
        usable_later="De vaste vervanger.",
        decisions=[("Een vaste vervanger", "Wijkteam")],
    )
    registrations.register(session, pilot=pilot, phase=phase, indicators=["support.better"], by=by, now=NOON)
    return lesson.id


def _issue(session: Session, pilot: Pilot, by: User, key_ring: KeyRing) -> None:
    measured = measurement.measure(session, pilot=pilot, by=by, now=NOON)
    release = publishing.publish(session, pilot=pilot, measured=measured, key_ring=key_ring, by=by, now=NOON)
    reporting.issue(session, pilot=pilot, release=release, key_ring=key_ring, by=by, now=NOON)


def _ended(session: Session, kind: str, pilot: Pilot, by: User) -> uuid.UUID:
    job = Job(
        kind=kind, subject={"pilot": pilot.slug}, state="done", wanted_by_id=by.id, wanted_at=NOON, finished_at=NOON
    )
    session.add(job)
    session.flush()
    return job.id


def pages(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("evaluate.", "oversee."))]
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE]


def _address(rule: Rule, values: dict[str, Any]) -> dict[str, Any]:
    own = values | {"job_id": values["job_id"].get(KIND_OF_JOB.get(rule.endpoint))}
    asked = {name: values[value] for name, value in ALSO_ASKED.get(rule.endpoint, {}).items()}
    return {name: own[name] for name in rule.arguments} | asked


@pytest.fixture(scope="module")
def desk(app_of_module: tuple[Flask, Clock], browser: Browser) -> Iterator[tuple[Page, str, dict[str, Any]]]:
    """Somebody who sits at the desk, its address, and what the addresses of its pages need."""
    app, _clock = app_of_module
    email, values = furnished(app)
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    context.add_init_script(MOVES)
    page = context.new_page()
    with serving(app) as address:
        sign_in(page, address, email)
        yield page, address, values
    context.close()


@pytest.fixture(scope="module")
def faults(app_of_module: tuple[Flask, Clock], desk: tuple[Page, str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What was found on each page, by its address."""
    app, (page, address, values) = app_of_module[0], desk
    found: dict[str, dict[str, Any]] = {}
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    for rule in pages(app):
        with app.test_request_context():
            path = url_for(rule.endpoint, **_address(rule, values))
        broken.clear()
        answer = page.goto(f"{address}{path}")
        status = [] if answer is not None and answer.status == 200 else [f"not a page: {answer}"]
        shoot(page, "desk-" + rule.endpoint.replace(".", "-"))
        found[rule.rule] = looking.faults(page) | {
            "reflow": looking.too_wide(page),
            "status": status,
            "scripts": list(broken),
            "focus": looking.focus_faults(page),
        }
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_any_page_of_the_desk(faults: dict[str, dict[str, Any]], kind: str) -> None:
    assert {address: page[kind] for address, page in faults.items() if page[kind]} == {}


def test_nothing_on_the_desk_moves_when_its_pictures_come(desk: tuple[Page, str, dict[str, Any]]) -> None:
    page, address, values = desk
    page.goto(f"{address}/evaluatie/{values['pilot_slug']}/", wait_until="domcontentloaded")
    pictures = page.locator(".drawing img")
    assert pictures.count()
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        pictures.nth(number).evaluate("one => one.decode()")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("moved") == 0


def test_who_asks_by_keyboard_for_a_picture_that_tells_its_numbers_goes_on_from_there(
    desk: tuple[Page, str, dict[str, Any]],
) -> None:
    page, address, values = desk
    page.goto(f"{address}/evaluatie/{values['pilot_slug']}/")
    page.locator("[data-chart]").first.press("Enter")
    live = page.locator(".drawing-live").first
    expect(live).to_be_focused(timeout=60_000)
    assert live.locator("svg").count() == 1
