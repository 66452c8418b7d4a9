"""The way through: from the invitation to a stored story and its receipt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models import Base
from survey.models.consent import ConsentEvent
from survey.models.invitation import Invitation
from survey.models.signal import Signal
from survey.models.story import ToldText
from survey.models.submission import ClosedAnswer, PlacedAnswer, Submission
from survey.services import word_codes
from tests.conftest import NOON
from tests.survey.respond.teller import STORY, Teller

SENT = "je verhaal is binnen"


def stored(app: Flask) -> dict[str, Any]:
    """The one stored story: its submission, texts by field, answers by code, consents by use."""
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        seal = app.config["KEY_RING"].open_story_key(submission.ref, submission.wrapped_key)
        return {
            "submission": submission,
            "texts": {
                t.field: seal.open(f"told_text.{t.field}", t.sealed) for t in db.session.scalars(select(ToldText))
            },
            "answers": {a.question: a.step or a.not_given for a in db.session.scalars(select(ClosedAnswer))},
            "placed": {
                a.question: a.not_given or (a.first_percent, a.second_percent, a.third_percent)
                for a in db.session.scalars(select(PlacedAnswer))
            },
            "consents": {event.use: event for event in db.session.scalars(select(ConsentEvent))},
            "signals": [signal.source for signal in db.session.scalars(select(Signal))],
        }


def n_rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name != "rate_count"  # how often something was tried, of nobody
        }


def test_a_told_story_arrives_with_its_consents_and_meaning(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check(
        consent_analysis="yes",
        consent_panel="yes",
        filled_in="helped",
        title="eindelijk iemand",
        support="yes",
        support__then="2",
        support__now="4",
        income="not_applicable",
        rapport="5",
        trust="not_applicable",
        decided="50-50-0",
        for_whom="not_applicable",
        worse="de zomer",
    )
    teller.press("next")
    assert SENT in teller.heading
    story = stored(sqlite_app)
    assert story["texts"] == {"story": STORY, "title": "eindelijk iemand", "worse": "de zomer"}
    assert (story["answers"]["support.then"], story["answers"]["support.now"]) == (2, 4)
    assert (story["answers"]["income.then"], story["answers"]["trust"]) == ("not_applicable", "not_applicable")
    assert story["placed"] == {"decided": (50, 50, 0), "for_whom": "not_applicable"}
    assert {use: event.granted for use, event in story["consents"].items()} == {
        "analysis": True,
        "panel": True,
        "quotation": False,
    }
    submission = story["submission"]
    assert (submission.perspective, submission.helped, submission.on_behalf_of) == ("parent", True, "self")
    assert (submission.route, submission.entered_as, submission.language) == ("school", "web", "nl")
    assert not submission.without_proof
    assert "teller" not in story["signals"]


def test_what_is_skipped_counts_as_not_mentioned_and_empty_texts_are_not_stored(
    teller: Teller, sqlite_app: Flask
) -> None:
    teller.to_check().press("next")
    story = stored(sqlite_app)
    assert set(story["texts"]) == {"story"}
    assert len(story["answers"]) == 16
    assert set(story["answers"].values()) == {"not_mentioned"}
    assert story["placed"] == {"decided": "not_mentioned", "for_whom": "not_mentioned"}


def test_not_mentioned_wins_over_a_step_that_was_chosen_before(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check(housing="not_mentioned", housing__then="1", housing__now="5", wellbeing__now="3").press("next")
    answers = stored(sqlite_app)["answers"]
    assert (answers["housing.then"], answers["housing.now"]) == ("not_mentioned", "not_mentioned")
    assert (answers["wellbeing.then"], answers["wellbeing.now"]) == ("not_mentioned", 3)


def test_nothing_is_stored_before_send_but_the_count_of_starts(teller: Teller, sqlite_app: Flask) -> None:
    before = n_rows(sqlite_app)
    teller.to_check(title="een titel")
    teller.press("back")
    teller.press("next")
    teller.press("change story")
    assert n_rows(sqlite_app) == before
    with sqlite_app.app_context():
        invitation = db.session.scalars(select(Invitation).where(Invitation.token == teller.token)).one()
        assert (invitation.n_started, invitation.n_sent) == (1, 0)


def test_a_double_click_stores_one_story_and_gives_the_same_receipt(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(quota=1)  # the second click comes when the invitation is full already
    teller.to_check()
    last_page, receipts = teller.page, []
    for _ in range(2):
        teller.page = last_page
        teller.press("next")
        receipts.append(teller.words)
    assert receipts[0] == receipts[1]
    assert SENT in teller.heading
    stored(sqlite_app)


def test_two_clicks_at_the_same_moment_store_one_story(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    others = [Teller(sqlite_app.test_client(), teller.token, page=teller.page) for _ in range(4)]
    threads = [threading.Thread(target=other.press, args=("next",)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [SENT in other.heading for other in others] == [True] * 4
    stored(sqlite_app)


def test_the_word_code_is_shown_before_sending_and_opens_the_story_after_it(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    code = teller.code
    assert len(code.split()) == 6
    teller.press("change story")
    teller.press("next")
    assert teller.code == code
    teller.press("next")
    assert teller.code == code
    with sqlite_app.app_context():
        ref = word_codes.find(db.session, code=code, key_ring=sqlite_app.config["KEY_RING"], now=NOON)
    assert ref == stored(sqlite_app)["submission"].ref


def test_a_story_sent_again_keeps_the_code_of_the_first_time(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    check = teller.page
    teller.press("next")
    first = teller.code
    teller.page = check
    teller.press("next")
    assert teller.code == first
    assert n_rows(sqlite_app)["word_code"] == 1


def test_the_receipt_can_be_read_in_another_language_without_sending_twice(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    code = teller.code
    teller.press("next")
    teller.press("en")
    assert teller.heading == "Thank you, your story has arrived"
    assert teller.code == code
    stored(sqlite_app)


def test_worried_raises_a_signal_and_says_who_looks_and_when(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    assert "de coördinator van deze pilot" in teller.words
    assert "2 werkdagen" in teller.words
    teller.press("en", worried="yes")
    assert teller.value("worried") == "yes"
    teller.press("change story")
    teller.press("next")
    assert teller.value("worried") == "yes"
    teller.press("next")
    assert "teller" in stored(sqlite_app)["signals"]


def test_who_fills_in_the_field_that_no_person_sees_is_looked_at_first(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    teller.press("next", website="https://voorbeeld.example")
    assert SENT in teller.heading
    assert stored(sqlite_app)["submission"].without_proof


@pytest.mark.parametrize(
    "story",
    [
        "انتظرنا وقتًا طويلًا. الآن تأتي سيدة كل أسبوع.\n\nشكرًا",
        "Het gaat nu 👍🏽 beter 👨‍👩‍👧 met ons <b>gezin</b> & de 'juf' \"fatima\"",
        "Zażółć gęślą jaźń – Щастя – çok güzel",
    ],
)
def test_arabic_emoji_and_markup_survive_every_page(teller: Teller, sqlite_app: Flask, story: str) -> None:
    teller.to_check(story=story)
    teller.press("change story")
    assert teller.value("story") == story
    teller.press("en")
    teller.press("back")
    teller.press("next")
    assert stored(sqlite_app)["texts"]["story"] == story


def test_ten_thousand_characters_fit(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check(story="ع" * 10_000).press("next")
    assert len(stored(sqlite_app)["texts"]["story"]) == 10_000


def test_what_does_not_belong_to_the_perspective_is_left_behind(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check(perspective="parent", age_band="12-15", professional_role="education", filled_in="child")
    teller.press("next")
    submission = stored(sqlite_app)["submission"]
    assert (submission.age_band, submission.professional_role) == (None, None)
    assert submission.on_behalf_of == "child"


def test_a_professional_says_what_work_they_do(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_consent("professional")
    assert "Kies welk werk je doet" in teller.words
    teller.press("next", professional_role="education")
    teller.press("next")
    assert "uit je werk" in teller.heading
    teller.press("next", story=STORY)
    teller.on_to_check().press("next")
    assert stored(sqlite_app)["submission"].professional_role == "education"


def test_an_english_invitation_opens_in_english_and_records_the_language(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(language="en")
    teller.open()
    assert teller.page.getroottree().getroot().get("lang") == "en"
    teller.to_check(perspective="young_person", age_band="18-plus", consent_quotation="yes").press("next")
    assert teller.heading == "Thank you, your story has arrived"
    story = stored(sqlite_app)
    assert story["submission"].language == "en"
    assert {event.language for event in story["consents"].values()} == {"en"}


def test_consent_is_kept_in_the_language_in_which_it_was_read(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_story(consent_panel="yes")
    teller.press("en")
    teller.press("next", story=STORY)
    teller.on_to_check().press("next")
    story = stored(sqlite_app)
    assert story["submission"].language == "en"
    assert {event.language for event in story["consents"].values()} == {"nl"}
