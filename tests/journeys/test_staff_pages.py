"""Every page of the coordinator's and the administrator's desk that has an address, looked at as the families' pages are."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser
from werkzeug.routing import Rule

from survey.extensions import db
from survey.services import accounts, panels, people, questionnaire_drafts, questionnaires, signals
from tests import factories
from tests.conftest import NOON, Clock
from tests.journeys import looking
from tests.journeys.conftest import PHONE, serving, shoot
from tests.journeys.signing_in import sign_in

pytestmark = [pytest.mark.browser]

NO_PAGE = {
    "account.stay": "is a number, for a script",
    "account.provider": "leads to the organisation's own provider, and is not there without one",
    "account.provider_back": "sends itself on; tests/survey/account/test_provider.py reads it",
    "account.provider_sign_out": "leads to the provider",
    "manage.qr_code": "is a picture",
    "manage.invitation_poster": "is a file",
    "manage.back_to_queue": "leads to the queue",
    "manage.back_to_queue_too": "leads to the queue",
    "manage.back_from_recording": "leads to the queue",
    "manage.back_from_no_story": "leads to the queue",
    "manage.back_from_apart": "leads to the queue",
    "manage.back_from_taking_back": "leads to the queue",
    "manage.back_from_second": "leads to the queue",
    "manage.back_from_second_too": "leads to the queue",
    "manage.back_to_signal": "leads to the signal",
    "manage.back_to_signal_too": "leads to the signal",
}
OF_PUBLISHED = {"manage.sample_booklet"}
"""Pages of a questionnaire that is published; the others are shown of a draft."""
MOST_STOPS = 300
"""The translation sheet of a whole questionnaire is the longest of these pages."""
KINDS = ["status", "axe", "targets", "errors", "names", "frame", "reflow", "focus", "scripts"]


def furnished(app: Flask) -> tuple[str, dict[str, Any]]:
    """A desk with work on it: who sits there, and what the addresses need."""
    with app.app_context():
        ring = app.config["KEY_RING"]
        pilot = factories.make_pilot(db.session, now=NOON)
        invitation = factories.make_invitation(db.session, wave=pilot.waves[0])
        person = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        accounts.give_role(db.session, user=person, role="admin", pilot=None, by=None, now=NOON)
        told = factories.tell(db.session, wave=pilot.waves[0], now=NOON, key_ring=ring)
        signal = signals.raise_signal(db.session, pilot=pilot, ref=told.ref, source="teller", today=NOON.date())
        version = questionnaires.get_version(db.session, version_id=pilot.waves[0].questionnaire_version_id)
        draft = questionnaire_drafts.start_version(db.session, version=version, by=person, now=NOON)
        meeting = panels.plan_meeting(
            db.session,
            pilot=pilot,
            wave=pilot.waves[0],
            run=factories.make_run(db.session, pilot=pilot, now=NOON),
            title="Panel voorjaar",
            held_on=NOON.date(),
            facilitator=person,
            members=[],
            n_random=0,
            n_code_seats=3,
            sample_seed=1,
            key_ring=ring,
            by=person,
            now=NOON,
        )
        values = {
            "pilot_slug": pilot.slug,
            "programme_slug": "programma",
            "number": 1,
            "token": invitation.token,
            "text_language": "nl",
            "signal_id": signal.id,
            "version_id": draft.id,
            "published_id": version.id,
            "question_id": draft.questions[0].id,
            "user_id": person.id,
            "meeting_id": meeting.id,
            "link": people.new_link(db.session, user=person, by=None, now=NOON),
            "ref": told.ref or uuid.UUID(int=1),
        }
        db.session.commit()
        return person.email, values


def pages(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("manage.", "account."))]
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE]


@pytest.fixture(scope="module")
def faults(app_of_module: tuple[Flask, Clock], browser: Browser) -> dict[str, dict[str, Any]]:
    """What was found on each page, by its address."""
    app, _clock = app_of_module
    email, values = furnished(app)
    found: dict[str, dict[str, Any]] = {}
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    with serving(app) as address:
        sign_in(page, address, email)
        for rule in pages(app):
            own = values | ({"version_id": values["published_id"]} if rule.endpoint in OF_PUBLISHED else {})
            if rule.endpoint == "account.set_password":
                own = own | {"token": values["link"]}
            with app.test_request_context():
                path = url_for(rule.endpoint, **{name: own[name] for name in rule.arguments})
            broken.clear()
            answer = page.goto(f"{address}{path}")
            status = [] if answer is not None and answer.status == 200 else [f"not a page: {answer}"]
            shoot(page, "desk-" + rule.endpoint.replace(".", "-"))
            found[rule.rule] = looking.faults(page) | {
                "reflow": looking.too_wide(page),
                "status": status,
                "scripts": list(broken),
                "focus": looking.focus_faults(page, MOST_STOPS),
            }
    context.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_any_page_of_the_desk(faults: dict[str, dict[str, Any]], kind: str) -> None:
    assert {address: page[kind] for address, page in faults.items() if page[kind]} == {}
