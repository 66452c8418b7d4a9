"""Back with the word code: reading, changing consent, adding, taking back; nothing of it in an address or a cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.submission import Submission
from survey.services import consents, own_story, stories, word_codes
from tests.conftest import NOON, Clock
from tests.survey.respond.teller import STORY, Teller


@pytest.fixture
def back(sqlite_app: Flask, teller: Teller) -> Teller:
    """A teller who sent a story and comes back with the code."""
    teller.to_check(consent_analysis="yes", consent_panel="yes")
    teller.press("next")
    code = teller.code
    enter(teller, code)
    return teller


def enter(teller: Teller, code: str) -> Any:
    teller.open("/mijn-verhaal")
    return send(teller, "open", code=code)


def send(teller: Teller, go: str, without: tuple[str, ...] = (), **typed: str) -> Any:
    """Press a button of the page that is open, with these fields changed."""
    form = teller.page.forms[0]
    fields = dict(form.form_values()) | {name.replace("__", "-"): value for name, value in typed.items()}
    assert form.xpath(f'.//button[@name="go"][@value="{go}"]'), f"no button {go} on {teller.title}"
    data = {name: value for name, value in fields.items() if name not in without} | {"go": go}
    return teller._read(teller.client.post(form.action, data=data))


def n_stories(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Submission.ref))) or 0


def held(app: Flask) -> frozenset[str]:
    with app.app_context():
        ref = db.session.scalars(select(Submission.ref)).one()
        return consents.held(db.session, refs=[ref])[ref]


def test_the_code_of_the_receipt_opens_the_story(back: Teller) -> None:
    assert back.answers[-1].status_code == 200
    assert STORY in back.words
    assert back.value("consent_analysis") == "yes"
    assert back.value("consent_quotation") == ""


def test_neither_code_nor_story_is_in_an_address_a_cookie_or_the_field_that_travels(back: Teller) -> None:
    assert back.page.forms[0].action == "/mijn-verhaal"
    assert all("Set-Cookie" not in answer.headers for answer in back.answers)
    assert all("Location" not in answer.headers for answer in back.answers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in back.answers)


def test_the_field_for_the_code_is_left_alone_by_the_phone(teller: Teller) -> None:
    teller.open("/mijn-verhaal")
    field = teller.page.get_element_by_id("code")
    assert (field.get("autocomplete"), field.get("spellcheck"), field.get("autocapitalize")) == ("off", "false", "none")


@pytest.mark.parametrize("code", ["", "appel", "zo maar zes woorden bij elkaar"])
def test_a_wrong_code_gets_one_message_and_stays_in_its_field(teller: Teller, code: str) -> None:
    answer = enter(teller, code)
    assert answer.status_code == 422
    assert "We kennen deze code niet" in teller.words
    assert teller.value("code") == code


def test_a_wrong_code_of_good_words_gets_the_same_message(back: Teller) -> None:
    answer = enter(back, word_codes.propose())
    assert answer.status_code == 422
    assert "We kennen deze code niet" in back.words


def test_too_many_wrong_tries_are_refused_until_a_while_later(teller: Teller, clock: Clock) -> None:
    code = word_codes.propose()
    for _ in range(word_codes.MOST_TRIES):
        assert enter(teller, code).status_code == 422
    answer = enter(teller, code)
    assert answer.status_code == 429
    assert "Wacht twee minuten" in teller.words
    assert teller.value("code") == code
    clock.at = NOON + timedelta(minutes=2)
    assert enter(teller, code).status_code == 422


def test_a_consent_is_taken_away_and_given(sqlite_app: Flask, back: Teller) -> None:
    send(back, "consent", without=("consent_panel",), consent_quotation="yes")
    assert "Bewaard" in back.words
    assert held(sqlite_app) == {"analysis", "quotation"}
    assert back.value("consent_panel") == ""


def test_an_addition_is_kept_and_shown_with_its_day(back: Teller) -> None:
    send(back, "add", correction="Later werd het beter.")
    assert "Later werd het beter." in back.words
    assert "Toegevoegd op 14 april 2026" in back.words
    assert back.value("correction") == ""


@pytest.mark.parametrize("typed", ["", "a" * (stories.MOST_CHARACTERS_OTHER + 1)])
def test_an_addition_that_cannot_be_kept_stays_on_the_page(back: Teller, typed: str) -> None:
    answer = send(back, "add", correction=typed, consent_quotation="yes")
    assert answer.status_code == 422
    assert back.value("correction") == typed
    assert back.value("consent_quotation") == "yes"


def test_another_language_keeps_what_was_typed(back: Teller) -> None:
    form = back.page.forms[0]
    data = dict(form.form_values()) | {"correction": "Nog iets.", "taal": "en"}
    back._read(back.client.post(form.action, data=data))
    assert back.page.get("lang") == "en"
    assert back.value("correction") == "Nog iets."


def test_taking_back_is_asked_once_more_and_can_still_be_left(sqlite_app: Flask, back: Teller) -> None:
    send(back, "withdraw")
    assert n_stories(sqlite_app) == 1
    assert "kunnen we niet terughalen" in back.words
    send(back, "stay")
    assert STORY in back.words


def test_taking_back_removes_the_story_and_its_code(sqlite_app: Flask, teller: Teller) -> None:
    teller.to_check()
    teller.press("next")
    code = teller.code
    enter(teller, code)
    send(teller, "withdraw")
    page = teller.page
    send(teller, "withdraw_all")
    assert n_stories(sqlite_app) == 0
    assert STORY not in teller.words
    teller.page = page  # a double click
    assert send(teller, "withdraw_all").status_code == 200
    assert enter(teller, code).status_code == 422


def test_after_a_quarter_of_an_hour_the_code_is_asked_again_and_what_was_typed_comes_along(
    back: Teller, clock: Clock, teller: Teller
) -> None:
    clock.at = NOON + timedelta(minutes=15, seconds=1)
    answer = send(back, "add", correction="Dit typte ik langzaam.")
    assert answer.status_code == 422
    assert "Dit typte ik langzaam." in back.words
    assert STORY not in back.words


def test_within_a_quarter_of_an_hour_the_page_still_works(back: Teller, clock: Clock) -> None:
    clock.at = NOON + timedelta(minutes=14, seconds=59)
    assert send(back, "add", correction="Op tijd.").status_code == 200


@pytest.mark.parametrize("forged", ["", "story 00000000", "gAAAAA" + "A" * 100, "é" * 10])
def test_a_forged_pass_opens_nothing(back: Teller, forged: str) -> None:
    answer = back._read(back.client.post("/mijn-verhaal", data={"pass": forged, "go": "withdraw_all"}))
    assert answer.status_code == 422
    assert STORY not in back.words


def test_under_16_allowing_more_asks_for_the_parents_tick(invite: Any, sqlite_app: Flask) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.to_check(perspective="young_person", age_band="12-15", consent_analysis="yes", consent_parent="yes")
    teller.press("next")
    enter(teller, teller.code)
    answer = send(teller, "consent", consent_panel="yes")
    assert answer.status_code == 422
    assert held(sqlite_app) == {"analysis"}
    send(teller, "consent", consent_panel="yes", consent_parent="yes")
    assert held(sqlite_app) == {"analysis", "panel"}


def test_every_answer_is_shown_in_words(sqlite_app: Flask, teller: Teller) -> None:
    teller.to_check(support="yes", support__then="1", support__now="5", rapport="4")
    shown = [" ".join(d.text_content().split()) for d in teller.page.xpath("//dd")]
    teller.press("next")
    enter(teller, teller.code)
    again = [" ".join(d.text_content().split()) for d in teller.page.xpath("//dd")]
    given = [text for text in shown if "toen:" in text or "then:" in text]
    assert given
    assert set(given) <= set(again)


def test_status_words_exist_for_every_status() -> None:
    from typing import get_args

    from survey.respond.own import STATUS

    assert set(STATUS) == set(get_args(own_story.Status))
