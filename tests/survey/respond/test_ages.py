"""The age policy of a pilot: who may tell, and whose consent is asked on the same screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.extensions import db
from survey.models.consent import ConsentEvent
from tests.survey.respond.teller import STORY, Teller
from tests.survey.respond.test_refusals import n_stories


def test_information_only_lets_a_child_tell_and_skip_the_age(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check(perspective="young_person").press("next")
    assert n_stories(sqlite_app) == 1


def test_a_parent_ticks_along_for_a_child_under_16(invite: Callable[..., Teller], sqlite_app: Flask) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.start()
    assert teller.press("next", perspective="young_person").status_code == 422
    assert "Kies hoe oud je bent" in teller.words
    teller.press("next", age_band="12-15")
    assert "Ik ben de ouder of verzorger van deze jongere" in teller.words
    assert teller.press("next", consent_panel="yes").status_code == 422
    assert "Kies wanneer je ouder of verzorger" in teller.words
    assert teller.press("next", parent_when="here").status_code == 422
    assert "Vraag je ouder of verzorger" in teller.words
    teller.press("next", consent_parent="yes")
    teller.press("next", story=STORY)
    teller.on_to_check().press("next")
    with sqlite_app.app_context():
        events = db.session.scalars(select(ConsentEvent).order_by(ConsentEvent.number)).all()
        assert [(event.use, event.given_by, event.granted) for event in events] == [
            (use, by, use == "panel") for by in ("teller", "parent") for use in ("analysis", "panel", "quotation")
        ]
        assert len({event.wording_hash for event in events if event.given_by == "parent"}) == 1
        assert len({event.wording_hash for event in events}) == 4


def test_an_age_that_is_changed_at_the_check_asks_the_parent_before_sending(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.to_check(perspective="young_person", age_band="16-17")
    teller.press("change who")
    assert teller.press("next", age_band="under-12").status_code == 422
    assert "Kies wanneer je ouder of verzorger" in teller.words
    teller.press("next", consent_parent="yes")
    assert teller.is_at_check
    teller.press("next")
    assert n_stories(sqlite_app) == 1


@pytest.mark.parametrize("typed", [{"perspective": "young_person", "age_band": "16-17"}, {"perspective": "parent"}])
def test_a_parent_is_not_asked_where_it_is_not_needed(invite: Callable[..., Teller], typed: dict[str, str]) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.to_consent(**typed)
    assert teller.page.xpath('//*[@name="consent_parent"]') == []
    assert teller.press("next").status_code == 200


def test_from_16_only_refuses_kindly_and_a_wrong_age_can_be_mended(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(age_policy="from_16_only")
    teller.to_consent("young_person", age_band="12-15")
    assert teller.heading == "Dit formulier is voor mensen van 16 jaar en ouder"
    assert "0800-0432" in teller.words
    teller.press("again")
    assert teller.value("age_band") == "12-15"
    teller.press("next", age_band="16-17")
    teller.press("next")
    teller.press("next", story=STORY)
    teller.on_to_check().press("next")
    assert n_stories(sqlite_app) == 1
