"""A page that stood open too long, or whose hidden field was changed: what was typed is shown and comes along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.survey.respond.teller import STORY, Teller


def _spoil(teller: Teller, clock: Clock, how: str, other: Teller) -> None:
    hidden = teller.page.xpath('//input[@name="draft"]')[0]
    if how == "forged":
        hidden.set("value", hidden.get("value")[:-6] + "AAAAA=")
    elif how == "missing":
        hidden.set("value", "")
    elif how == "not even text":
        hidden.set("value", "é☃ %00")
    elif how == "expired":
        clock.at += timedelta(hours=25)
    else:
        other.start()
        hidden.set("value", other.page.xpath('//input[@name="draft"]')[0].get("value"))


@pytest.mark.parametrize("how", ["forged", "missing", "not even text", "expired", "of another invitation"])
def test_a_stale_story_page_shows_the_text_and_takes_it_along(
    invite: Callable[..., Teller], clock: Clock, how: str
) -> None:
    teller = invite()
    teller.to_story()
    _spoil(teller, clock, how, invite())
    assert teller.press("next", story="Dit mag niet weg zijn.").status_code == 422
    assert teller.heading == "Deze pagina stond te lang open"
    assert "Dit mag niet weg zijn." in teller.words
    teller.press("next")
    teller.press("next", perspective="young_person", age_band="16-17")
    teller.press("next")
    assert teller.value("story") == "Dit mag niet weg zijn."


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("title", {"title": "mijn titel"}),
        ("then_now", {"support": "yes", "support-now": "4"}),
        ("contact", {"rapport": "4"}),
        ("place", {"decided": "61-29-10"}),
        ("open", {"worse": "de zomer", "also": "geld"}),
    ],
)
def test_a_stale_page_keeps_its_answers_and_asks_the_story_again(
    teller: Teller, clock: Clock, section: str, typed: dict[str, str]
) -> None:
    teller.to(section)
    clock.at += timedelta(hours=25)
    assert teller.press("next", **typed).status_code == 422
    for name, value in typed.items():
        assert name not in ("title", "worse", "also") or value in teller.words
    teller.press("next")
    teller.press("next", perspective="parent")
    teller.press("next")
    assert teller.value("story") == ""
    teller.press("next", story=STORY)
    teller.on_to(section)
    assert {name: teller.value(name) for name in typed} == typed


def test_a_stale_first_page_keeps_what_was_chosen(teller: Teller, clock: Clock) -> None:
    teller.start()
    clock.at += timedelta(hours=25)
    teller.press("next", perspective="parent")
    assert teller.heading == "Deze pagina stond te lang open"
    teller.press("next")
    assert teller.value("perspective") == "parent"


def test_a_stale_consent_page_keeps_what_was_ticked(teller: Teller, clock: Clock) -> None:
    teller.to_consent()
    clock.at += timedelta(hours=25)
    teller.press("next", consent_panel="yes")
    teller.press("next")
    teller.press("next", perspective="parent")
    assert teller.value("consent_panel") == "yes"


def test_a_stale_check_does_not_claim_that_nothing_was_sent(teller: Teller, clock: Clock) -> None:
    teller.to_check()
    clock.at += timedelta(hours=25)
    assert teller.press("next").status_code == 422
    assert "Zag je eerder al dat je verhaal binnen is?" in teller.words


def test_a_stale_page_in_english_is_answered_in_english(teller: Teller, clock: Clock) -> None:
    teller.to_story()
    teller.press("en")
    clock.at += timedelta(hours=25)
    teller.press("next", story=STORY)
    assert teller.heading == "This page was open for too long"


def test_a_draft_is_good_for_a_day(teller: Teller, clock: Clock) -> None:
    teller.to_story()
    clock.at += timedelta(hours=23, minutes=59)
    assert teller.press("next", story=STORY).status_code == 200


def test_an_earlier_secret_still_opens_a_draft(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_story()
    sqlite_app.config.update(
        SECRET_KEY="another secret, quite long enough", SECRET_KEY_FALLBACKS=[sqlite_app.secret_key]
    )
    assert teller.press("next", story=STORY).status_code == 200
