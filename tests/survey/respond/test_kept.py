"""Stopping halfway and going on later: only when asked, with the code, and wipeable."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.word_code import SavedDraft
from survey.services import kept_drafts, word_codes
from tests.conftest import NOON, Clock
from tests.survey.respond.teller import STORY, Teller
from tests.survey.respond.test_mine import send


def n_kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(SavedDraft.id))) or 0


def open_kept(teller: Teller, code: str, go: str = "open") -> int:
    teller.open("/verder")
    return int(send(teller, go, code=code).status_code)


def kept_story(teller: Teller) -> str:
    """A story kept on its own page; returns the code."""
    teller.to_story()
    teller.press("keep", story=STORY)
    return teller.code


def test_nothing_is_kept_unless_it_is_asked(sqlite_app: Flask, teller: Teller) -> None:
    teller.to_title()
    assert n_kept(sqlite_app) == 0


def test_a_kept_story_is_opened_on_the_page_where_it_was_left(sqlite_app: Flask, teller: Teller) -> None:
    code = kept_story(teller)
    assert n_kept(sqlite_app) == 1
    assert open_kept(teller, code) == 200
    assert teller.value("story") == STORY
    teller.press("next")
    teller.on_to_check()
    assert teller.code == code


def test_it_says_until_when_it_is_kept(teller: Teller) -> None:
    kept_story(teller)
    assert "28 april 2026" in teller.words


def test_going_on_at_once_needs_no_code(teller: Teller) -> None:
    kept_story(teller)
    send(teller, "resume")
    assert teller.value("story") == STORY


def test_keeping_again_keeps_the_code_and_what_was_typed_last(sqlite_app: Flask, teller: Teller) -> None:
    code = kept_story(teller)
    send(teller, "resume")
    teller.press("keep", story="Een ander begin.")
    assert teller.code == code
    assert n_kept(sqlite_app) == 1
    open_kept(teller, code)
    assert teller.value("story") == "Een ander begin."


def test_sending_the_story_deletes_what_was_kept_and_the_code_stays(sqlite_app: Flask, teller: Teller) -> None:
    code = kept_story(teller)
    open_kept(teller, code)
    teller.press("next")
    teller.on_to_check()
    teller.press("next")
    assert teller.code == code
    assert n_kept(sqlite_app) == 0
    teller.open("/mijn-verhaal")
    send(teller, "open", code=code)
    assert STORY in teller.words


def test_deleting_is_asked_once_more(sqlite_app: Flask, teller: Teller) -> None:
    code = kept_story(teller)
    open_kept(teller, code, "wipe")
    assert n_kept(sqlite_app) == 1
    send(teller, "stay")
    assert n_kept(sqlite_app) == 1
    open_kept(teller, code, "wipe")
    send(teller, "wipe_all")
    assert n_kept(sqlite_app) == 0
    assert open_kept(teller, code) == 422


@pytest.mark.parametrize("go", ["open", "wipe"])
def test_another_code_opens_and_deletes_nothing(sqlite_app: Flask, teller: Teller, go: str) -> None:
    kept_story(teller)
    assert open_kept(teller, word_codes.propose(), go) == 422
    assert "We kennen deze code niet" in teller.words
    assert n_kept(sqlite_app) == 1


def test_too_many_wrong_tries_are_refused(teller: Teller) -> None:
    code = word_codes.propose()
    statuses = [open_kept(teller, code) for _ in range(word_codes.MOST_TRIES + 1)]
    assert statuses == [422] * word_codes.MOST_TRIES + [429]


def test_it_is_gone_after_its_last_day(teller: Teller, clock: Clock) -> None:
    code = kept_story(teller)
    clock.at = NOON + timedelta(days=kept_drafts.LONGEST_DAYS + 1)
    assert open_kept(teller, code) == 422


def test_a_text_over_its_limit_can_be_kept_too_and_is_not_cut(teller: Teller) -> None:
    teller.to_story()
    teller.press("keep", story="a" * 12_000)
    code = teller.code
    open_kept(teller, code)
    assert teller.value("story") == "a" * 12_000


def test_what_is_far_too_long_to_keep_stays_on_the_page(sqlite_app: Flask, teller: Teller) -> None:
    teller.to_story()
    typed = "a" * (kept_drafts.MOST_CHARACTERS + 1)
    assert teller.press("keep", story=typed).status_code == 422
    assert teller.value("story") == typed
    assert n_kept(sqlite_app) == 0


def test_a_wave_that_has_closed_keeps_nothing_new_and_the_text_stays_on_the_page(
    sqlite_app: Flask, teller: Teller, clock: Clock
) -> None:
    clock.at = NOON.replace(month=5, day=31)
    teller.to_story()
    clock.at = NOON.replace(month=6, day=1, hour=1)
    assert teller.press("keep", story=STORY).status_code == 410
    assert teller.value("story") == STORY
    assert n_kept(sqlite_app) == 0


def test_a_tablet_that_many_use_does_not_offer_to_keep(invite: object) -> None:
    teller: Teller = invite(is_kiosk=True)  # type: ignore[operator]
    teller.to_story()
    assert not teller.page.xpath('//button[@value="keep"]')
