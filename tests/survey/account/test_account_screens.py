"""Signing in, signing out, and the page one starts from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.web.forms import local_path
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


def test_someone_signs_in_and_sees_their_part(visitor: Open, person: Make, pilot: Pilot) -> None:
    page = visitor(person("coordinator")).get("/account/")
    assert pilot.title in page
    assert "pilotcoördinator" in page


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(visitor: Open, person: Make) -> None:
    somebody, browser = person("coordinator"), visitor()
    pages = []
    for email in (somebody.email, "niemand@voorbeeld.example"):
        browser.get("/account/inloggen")
        page = browser.post("/account/inloggen", 400, email=email, password="helemaal verkeerd wachtwoord")
        assert email in page, "what was typed is kept"
        assert "helemaal verkeerd" not in page
        pages.append(page.replace(email, "")[page.index("<main") : page.index("</main")])
    assert "horen niet bij elkaar" in pages[0]
    assert pages[0].split("<form")[0] == pages[1].split("<form")[0]


def test_an_empty_form_says_what_is_missing(visitor: Open) -> None:
    browser = visitor()
    browser.get("/account/inloggen")
    page = browser.post("/account/inloggen", 400, email="", password="")
    assert "Vul je e-mailadres in." in page
    assert "Vul je wachtwoord in." in page


def test_signing_in_leads_back_to_where_one_was_going(visitor: Open, person: Make, pilot: Pilot) -> None:
    browser, wanted = visitor(), f"/panel/{pilot.slug}/"
    asked = browser.client.get(wanted)
    assert asked.status_code == 302
    assert asked.location.endswith(f"?next={wanted}")
    page = browser.get(asked.location)
    assert f'name="next" value="{wanted}"' in page
    answer = browser.answer(
        "/account/inloggen", email=person("panel_member").email, password=factories.PASSWORD, next=wanted
    )
    assert answer.location == wanted


@pytest.mark.parametrize(
    "elsewhere",
    ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "javascript:alert(1)", "/\t/kwaad", ""],
)
def test_signing_in_never_leads_to_another_site(visitor: Open, person: Make, elsewhere: str) -> None:
    assert local_path(elsewhere) is None
    browser = visitor()
    browser.get("/account/inloggen")
    answer = browser.answer(
        "/account/inloggen", email=person("panel_member").email, password=factories.PASSWORD, next=elsewhere
    )
    assert answer.location == "/account/"


def test_what_was_in_the_session_before_does_not_go_along(visitor: Open, person: Make) -> None:
    browser = visitor()
    browser.get("/account/inloggen")
    with browser.client.session_transaction() as kept:
        kept["planted"] = "before"
    browser.sign_in(person("coordinator"))
    with browser.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.permanent


def test_signing_out_forgets_everything(visitor: Open, person: Make) -> None:
    browser = visitor(person("coordinator"))
    answer = browser.answer("/account/uitloggen")
    assert answer.location == "/account/inloggen"
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert browser.client.get("/account/").status_code == 302


def test_signing_in_and_out_need_the_token_of_the_page(visitor: Open, person: Make) -> None:
    browser, user = visitor(), person("coordinator")
    assert browser.answer("/account/inloggen", email=user.email, password=factories.PASSWORD).status_code == 400
    browser = visitor(user)
    browser.token = "forged"
    assert browser.answer("/account/uitloggen").status_code == 400
    browser.get("/account/")


def test_a_task_with_its_count_waits_for_the_coordinator(
    visitor: Open, person: Make, pilot: Pilot, database: Session
) -> None:
    for _ in range(3):
        factories.tell(database, wave=pilot.waves[0], now=NOON)
    database.commit()
    page = visitor(person("coordinator")).get("/account/")
    assert "Verhalen nakijken" in page
    assert '<span class="figure">3</span>' in page
    assert "Eerst moesten we lang wachten" not in page


def test_someone_without_a_part_is_told_whom_to_ask(visitor: Open, person: Make) -> None:
    assert "nog bij geen enkele pilot" in visitor(person()).get("/account/")


def test_only_an_administrator_sees_who_has_an_account(visitor: Open, person: Make, pilot: Pilot) -> None:
    coordinator = person("coordinator")
    visitor(coordinator).get("/account/mensen", 403)
    page = visitor(person("admin")).get("/account/mensen")
    assert coordinator.email in page
    assert pilot.title in page
    assert "beheerder" in page


def test_signing_in_out_and_failing_are_in_the_audit_log(visitor: Open, person: Make, database: Session) -> None:
    somebody = person("coordinator")
    browser = visitor()
    browser.get("/account/inloggen")
    for email in (somebody.email, "niemand@voorbeeld.example"):
        browser.post("/account/inloggen", 400, email=email, password="helemaal verkeerd wachtwoord")
    browser.sign_in(somebody).answer("/account/uitloggen")
    wanted = select(AuditEvent).where(AuditEvent.action.in_(["sign_in.failed", "user.signed_in", "user.signed_out"]))
    known, unknown, came, went = database.scalars(wanted.order_by(AuditEvent.number)).all()
    assert (known.subject_id, known.detail) == (str(somebody.id), {"known": True})
    assert (unknown.subject_kind, unknown.subject_id, unknown.detail) == ("installation", "", {"known": False})
    assert [event.actor_id for event in (known, unknown, came, went)] == [None, None, somebody.id, somebody.id]
    assert all(event.at == NOON for event in (known, unknown, came, went)), "staff: the exact time"
    assert "niemand" not in str([vars(event) for event in (known, unknown)])
    database.commit()
