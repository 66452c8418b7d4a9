"""A parent who agrees later: choosing it, the two codes of the receipt, and `/ouder` from code to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.consent import ConsentEvent
from survey.models.submission import Submission
from survey.models.word_code import ParentCode
from survey.services import parent_codes, word_codes
from tests.conftest import Clock
from tests.survey.respond.teller import STORY, Teller
from tests.survey.respond.test_mine import send
from tests.survey.respond.test_refusals import n_stories


@pytest.fixture
def child(invite: Callable[..., Teller]) -> Teller:
    """A young person under 16 on the check, whose parent agrees later."""
    teller = invite(age_policy="parent_co_consents")
    teller.to_consent("young_person", age_band="12-15")
    teller.press("next", consent_analysis="yes", parent_when="later")
    teller.press("next", story=STORY)
    return teller.on_to_check()


def codes(teller: Teller) -> list[str]:
    return [" ".join(code.text_content().split()) for code in teller.page.xpath('//*[@class="code"]')]


def at_question(teller: Teller) -> Teller:
    """Send the story, and be the parent who typed the code."""
    teller.press("next")
    parents = codes(teller)[1]
    teller.open("/ouder")
    assert send(teller, "open", code=parents).status_code == 200
    return teller


def n_waiting(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(ParentCode.ref))) or 0


def test_later_sends_the_story_and_gives_a_code_for_the_parent(child: Teller, sqlite_app: Flask) -> None:
    assert "later, op een eigen telefoon" in child.words
    assert len(codes(child)) == 1
    child.press("next")
    own, parents = codes(child)
    assert own != parents
    assert "/ouder" in child.words
    assert "kan niemand je verhaal lezen" in child.words
    assert f"{parent_codes.LONGEST_DAYS} dagen" in child.words
    assert (n_stories(sqlite_app), n_waiting(sqlite_app)) == (1, 1)


def test_sending_again_keeps_both_codes(child: Teller, sqlite_app: Flask) -> None:
    child.press("next")
    first = codes(child)
    child.press("en")
    assert codes(child) == first
    assert (n_stories(sqlite_app), n_waiting(sqlite_app)) == (1, 1)


def test_a_parent_who_ticks_after_all_makes_the_code_unneeded(child: Teller, sqlite_app: Flask) -> None:
    child.press("change consent")
    child.press("next", parent_when="here", consent_parent="yes")
    child.press("next")
    assert len(codes(child)) == 1
    assert n_waiting(sqlite_app) == 0


def test_a_tick_of_the_child_counts_for_nothing_when_later_was_chosen(child: Teller, sqlite_app: Flask) -> None:
    child.press("change consent")
    child.press("next", parent_when="later", consent_parent="yes")
    child.press("next")
    assert n_waiting(sqlite_app) == 1
    with sqlite_app.app_context():
        assert set(db.session.scalars(select(ConsentEvent.given_by))) == {"teller"}


def test_a_forged_moment_is_refused(invite: Callable[..., Teller]) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.to_consent("young_person", age_band="12-15")
    assert teller.press("next", parent_when="never", consent_parent="yes").status_code == 422


@pytest.mark.parametrize(
    ("policy", "age"), [("information_only", "12-15"), ("parent_co_consents", "16-17"), ("from_16_only", "16-17")]
)
def test_the_choice_is_not_shown_where_no_parent_is_asked(invite: Callable[..., Teller], policy: str, age: str) -> None:
    teller = invite(age_policy=policy)
    teller.to_consent("young_person", age_band=age)
    assert teller.page.xpath('//*[@name="parent_when"]') == []
    teller.press("next", parent_when="later")
    teller.press("next", story=STORY)
    teller.on_to_check().press("next")
    assert len(codes(teller)) == 1


def test_the_worried_tick_says_who_may_read_meanwhile(child: Teller, teller: Teller) -> None:
    exception = "mag die persoon je verhaal meteen lezen"
    assert exception in child.words
    assert exception not in teller.to_check().words
    child.press("next", worried="yes")
    assert "kan niemand je verhaal lezen" not in child.words
    assert "Die persoon mag je verhaal al lezen" in child.words


def test_a_parent_reads_what_is_allowed_and_never_the_story(child: Teller) -> None:
    at_question(child)
    assert "Pilot pilot-0" in child.words
    assert [dd.text_content() for dd in child.page.xpath("//dd/strong")] == ["Ja", "Nee", "Nee"]
    assert "Ik ben de ouder of verzorger van deze jongere" in child.words
    assert STORY not in child.answers[-1].get_data(as_text=True)


def test_yes_is_thanked_and_opens_nothing_any_more(child: Teller, sqlite_app: Flask) -> None:
    at_question(child)
    page = child.page
    assert send(child, "agree").status_code == 200
    assert child.heading == "Dank je wel, je bent akkoord"
    assert n_waiting(sqlite_app) == 0
    assert "Denk je er later anders over? Vraag de jongere dan om dat te doen." in child.words
    child.page = page
    send(child, "agree")
    assert child.heading == "Hier hoef je niets meer te doen"


def test_no_asks_once_more_and_then_deletes(child: Teller, sqlite_app: Flask) -> None:
    at_question(child)
    send(child, "refuse")
    assert n_stories(sqlite_app) == 1
    send(child, "stay")
    assert child.heading == "Ga je akkoord?"
    send(child, "refuse")
    send(child, "refuse_all")
    assert child.heading == "Het verhaal is gewist"
    assert n_stories(sqlite_app) == 0


def test_a_parent_looks_again_when_the_young_person_changed_something(child: Teller, sqlite_app: Flask) -> None:
    at_question(child)
    for field in child.page.xpath('//input[@name="use"]'):
        field.getparent().remove(field)
    answer = send(child, "agree")
    assert answer.status_code == 409
    assert "net veranderd" in child.words
    assert n_waiting(sqlite_app) == 1


@pytest.mark.parametrize("code", ["", "appel", "zo maar zes woorden bij elkaar"])
def test_a_wrong_code_stays_in_its_field(teller: Teller, code: str) -> None:
    teller.open("/ouder")
    assert send(teller, "open", code=code).status_code == 422
    assert "We kennen deze code niet" in teller.words
    assert teller.value("code") == code


def test_the_codes_do_not_open_each_others_page(child: Teller) -> None:
    child.press("next")
    own, parents = codes(child)
    for address, code in (("/ouder", own), ("/mijn-verhaal", parents)):
        child.open(address)
        assert send(child, "open", code=code).status_code == 422


def test_a_parents_pass_does_not_open_the_story(child: Teller) -> None:
    at_question(child)
    sealed = child.value("pass")
    answer = child.client.post("/mijn-verhaal", data={"pass": sealed})
    assert answer.status_code == 422
    assert STORY not in answer.get_data(as_text=True)


def test_too_many_tries_are_told_to_wait(teller: Teller) -> None:
    code = word_codes.propose()
    for _ in range(word_codes.MOST_TRIES):
        teller.client.post("/ouder", data={"go": "open", "code": code})
    answer = teller.client.post("/ouder", data={"go": "open", "code": code})
    assert answer.status_code == 429
    assert "Wacht twee minuten" in answer.get_data(as_text=True)


def test_after_a_quarter_of_an_hour_the_code_is_asked_again(child: Teller, clock: Clock, sqlite_app: Flask) -> None:
    at_question(child)
    clock.at += timedelta(minutes=16)
    assert send(child, "agree").status_code == 422
    assert child.heading == "Voor ouders en verzorgers"
    assert n_waiting(sqlite_app) == 1


def test_another_language_keeps_the_page_and_the_code(child: Teller) -> None:
    at_question(child)
    fields = dict(child.page.forms[0].form_values()) | {"taal": "en"}
    child._read(child.client.post("/ouder", data=fields))
    assert child.heading == "Do you agree?"
    answer = child.client.post("/ouder", data={"code": "appel boom", "taal": "en"})
    assert answer.status_code == 200
    assert ">\nappel boom</textarea>" in answer.get_data(as_text=True)


def test_the_young_person_sees_that_it_waits_and_makes_a_new_code(child: Teller, sqlite_app: Flask) -> None:
    child.press("next")
    own, lost = codes(child)
    child.open("/mijn-verhaal")
    send(child, "open", code=own)
    assert "Je verhaal wacht op je ouder of verzorger" in child.words
    assert child.page.xpath('//*[@name="consent_parent"]') == []
    send(child, "parent_code")
    (fresh,) = codes(child)
    assert fresh != lost
    fields = dict(child.page.forms[0].form_values()) | {"taal": "en"}
    child._read(child.client.post("/mijn-verhaal", data=fields))
    assert codes(child) == [fresh]
    send(child, "stay")
    assert STORY in child.words
    for code, status in ((lost, 422), (fresh, 200)):
        child.open("/ouder")
        assert send(child, "open", code=code).status_code == status


def test_the_young_person_takes_back_a_story_that_waits(child: Teller, sqlite_app: Flask) -> None:
    child.press("next")
    own, parents = codes(child)
    child.open("/mijn-verhaal")
    send(child, "open", code=own)
    send(child, "withdraw")
    send(child, "withdraw_all")
    assert (n_stories(sqlite_app), n_waiting(sqlite_app)) == (0, 0)
    child.open("/ouder")
    assert send(child, "open", code=parents).status_code == 422


def test_tidying_deletes_what_nobody_answered(child: Teller, clock: Clock, sqlite_app: Flask) -> None:
    child.press("next")
    for days, left in ((parent_codes.LONGEST_DAYS, 1), (1, 0)):
        clock.at += timedelta(days=days)
        result = sqlite_app.test_cli_runner().invoke(args=["retention", "tidy"])
        assert f"{1 - left} stories to which no parent agreed" in result.output
        with sqlite_app.app_context():
            assert db.session.scalar(select(func.count(Submission.ref))) == left


def test_on_one_page_later_is_a_choice_as_well_and_a_retry_keeps_the_codes(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.open(f"/vertel/{teller.token}/in-een-keer")
    page, typed = teller.page, {"perspective": "young_person", "age_band": "12-15", "story": STORY}
    assert teller.press("next", **typed).status_code == 422
    assert "Kies wanneer je ouder of verzorger" in teller.words
    teller.page = page
    teller.press("next", parent_when="later", **typed)
    first = codes(teller)
    assert len(first) == 2
    teller.page = page
    teller.press("next", parent_when="later", **typed)
    assert codes(teller) == first
    assert (n_stories(sqlite_app), n_waiting(sqlite_app)) == (1, 1)
