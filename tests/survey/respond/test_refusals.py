"""Every limit, closed door and stale page has words a person understands, and what was typed is still there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from survey.extensions import db
from survey.models.invitation import Invitation
from survey.models.submission import Submission
from survey.services import stories
from tests.conftest import Clock
from tests.survey.respond.teller import STORY, Teller

REPLACED_BY_SEND = "Je verhaal is niet verstuurd"


def n_stories(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Submission)) or 0


def fill(app: Flask, token: str) -> None:
    """Somebody else uses the last place."""
    with app.app_context():
        invitation = db.session.scalars(select(Invitation).where(Invitation.token == token)).one()
        invitation.quota = invitation.n_sent = 1
        db.session.commit()


def test_an_unknown_invitation_says_so_and_names_help(teller: Teller) -> None:
    answer = teller.open("/vertel/bestaat-niet")
    assert (answer.status_code, teller.heading) == (404, "We kunnen dit niet vinden")
    assert "0800-2000" in teller.words


@pytest.mark.parametrize(
    ("when", "changes", "heading"),
    [
        (timedelta(days=90), {}, "Je kunt hier nu geen verhaal vertellen"),
        (timedelta(days=-90), {}, "Je kunt hier nu geen verhaal vertellen"),
        (timedelta(days=2), {"expires_on": date(2026, 4, 15)}, "Deze uitnodiging geldt niet meer"),
        (timedelta(), {"quota": 0}, "Deze uitnodiging is vol"),
    ],
)
def test_a_closed_door_is_told_before_anyone_starts(
    invite: Callable[..., Teller], clock: Clock, when: timedelta, changes: dict[str, Any], heading: str
) -> None:
    teller = invite(**changes)
    clock.at += when
    assert teller.open().status_code == 410
    assert teller.heading == heading
    assert teller.client.post(f"/vertel/{teller.token}").status_code == 410


def test_the_last_day_is_still_open(invite: Callable[..., Teller], clock: Clock) -> None:
    teller = invite(expires_on=date(2026, 4, 15))
    clock.at += timedelta(days=1)
    assert teller.open().status_code == 200


@pytest.mark.parametrize(
    ("page", "typed"),
    [("who", {"perspective": "parent"}), ("story", {"story": STORY}), ("meaning", {"title": "titel"})],
)
def test_a_door_that_closes_halfway_leaves_the_text_on_the_page(
    teller: Teller, sqlite_app: Flask, page: str, typed: dict[str, str]
) -> None:
    {"who": teller.start, "story": teller.to_story, "meaning": teller.to_meaning}[page]()
    fill(sqlite_app, teller.token)
    assert teller.press("next", **typed).status_code == 410
    assert "Deze uitnodiging is vol" in teller.words
    assert REPLACED_BY_SEND in teller.words
    assert teller.title.startswith("Fout:")
    for name, value in typed.items():
        assert teller.value(name) == value
    if page == "meaning":
        assert STORY in teller.words
    assert n_stories(sqlite_app) == 0


def test_a_wave_that_closed_overnight_gives_the_whole_story_back(
    teller: Teller, sqlite_app: Flask, clock: Clock
) -> None:
    clock.at = clock.at.replace(month=5, day=31, hour=20)
    teller.to_meaning()
    clock.at += timedelta(hours=12)
    assert teller.press("next", worse="niets").status_code == 410
    assert STORY in teller.words
    assert teller.value("worse") == "niets"
    assert n_stories(sqlite_app) == 0


def test_a_database_that_fails_gives_the_whole_story_back_and_a_retry_succeeds(
    teller: Teller, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller.to_meaning()
    with monkeypatch.context() as broken:

        def fail(*_args: object, **_kwargs: object) -> None:
            raise OperationalError("INSERT", {}, Exception("database is locked"))

        broken.setattr(stories, "tell", fail)
        assert teller.press("next", title="titel").status_code == 503
    assert STORY in teller.words
    assert "Er ging bij ons iets mis" in teller.words
    teller.press("next")
    assert "je verhaal is binnen" in teller.heading
    assert n_stories(sqlite_app) == 1


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
    assert teller.value("story") == "Dit mag niet weg zijn."


def test_a_stale_meaning_page_keeps_its_answers_and_asks_the_story_again(teller: Teller, clock: Clock) -> None:
    teller.to_meaning()
    clock.at += timedelta(hours=25)
    teller.press("next", title="mijn titel", worse="de zomer", rapport="4")
    assert "mijn titel" in teller.words
    assert "de zomer" in teller.words
    teller.press("next")
    teller.press("next", perspective="parent")
    assert teller.value("story") == ""
    teller.press("next", story=STORY)
    assert [teller.value(name) for name in ("title", "worse", "rapport")] == ["mijn titel", "de zomer", "4"]


def test_a_stale_first_page_keeps_what_was_ticked(teller: Teller, clock: Clock) -> None:
    teller.start()
    clock.at += timedelta(hours=25)
    teller.press("next", perspective="parent", consent_panel="yes")
    assert teller.heading == "Deze pagina stond te lang open"
    teller.press("next")
    assert (teller.value("perspective"), teller.value("consent_panel")) == ("parent", "yes")


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


@pytest.mark.parametrize(
    ("story", "message"),
    [
        ("", "Schrijf op wat je is bijgebleven"),
        (" \n\u200b\u202e ", "Schrijf op wat je is bijgebleven"),
        ("a" * 10_432, "432 tekens te lang"),
        ("😀" * 10_001, "1 teken te lang"),
        ("ع" * 90_000, "80000 tekens te lang"),
    ],
    ids=["nothing", "nothing visible", "too long", "one too long", "far too long"],
)
def test_a_story_that_does_not_fit_comes_back_whole(teller: Teller, story: str, message: str) -> None:
    teller.to_story()
    assert teller.press("next", story=story).status_code == 422
    assert message in teller.words
    assert teller.title.startswith("Fout:")
    assert stories.clean(teller.value("story")) == stories.clean(story)


def test_a_story_that_is_too_long_is_not_lost_by_going_back(teller: Teller) -> None:
    teller.to_story()
    assert teller.press("back", story="a" * 10_432).status_code == 422
    assert len(teller.value("story")) == 10_432


@pytest.mark.parametrize(("name", "most"), [("title", 150), ("worse", 2000), ("also", 2000)])
def test_a_text_that_does_not_fit_comes_back_whole(teller: Teller, sqlite_app: Flask, name: str, most: int) -> None:
    teller.to_meaning()
    for go in ("next", "back"):
        assert teller.press(go, **{name: "b" * (most + 2)}).status_code == 422
        assert "2 tekens te lang" in teller.words
        assert teller.value(name) == "b" * (most + 2)
    teller.press("next", **{name: "b" * most})
    assert n_stories(sqlite_app) == 1


def test_more_than_two_megabytes_gets_a_page_and_not_a_crash(teller: Teller) -> None:
    teller.to_story()
    answer = teller.press("next", story="x" * 2_200_000)
    assert answer.status_code == 413
    assert teller.heading == "Dit is te veel tekst in één keer"


@pytest.mark.parametrize(
    "typed",
    [{"rapport": "9"}, {"support": "maybe"}, {"support__then": "0"}, {"housing__now": "2; DROP"}, {"timely": "٣"}],
)
def test_a_forged_answer_has_a_message_and_the_rest_is_kept(
    teller: Teller, sqlite_app: Flask, typed: dict[str, str]
) -> None:
    teller.to_meaning()
    assert teller.press("next", title="titel", **typed).status_code == 422
    assert "Kies een van de antwoorden" in teller.words
    assert teller.value("title") == "titel"
    assert n_stories(sqlite_app) == 0


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Kies wie je bent"),
        ({"perspective": "mayor"}, "Kies wie je bent"),
        ({"perspective": "professional", "professional_role": "spy"}, "Kies welk werk je doet"),
        ({"perspective": "young_person", "age_band": "200"}, "Kies hoe oud je bent"),
        ({"perspective": "parent", "filled_in": "robot"}, "Kies een van de antwoorden"),
    ],
)
def test_the_first_page_says_what_is_missing(teller: Teller, typed: dict[str, str], message: str) -> None:
    teller.start()
    assert teller.press("next", consent_analysis="yes", **typed).status_code == 422
    assert message in teller.words
    assert teller.value("consent_analysis") == "yes"


def test_a_page_cannot_be_skipped_by_sending_to_a_later_one(teller: Teller, sqlite_app: Flask) -> None:
    teller.start()
    draft = teller.value("draft")
    answer = teller.client.post(f"/vertel/{teller.token}/betekenis", data={"draft": draft, "go": "next"})
    assert answer.status_code == 422
    assert "Kies wie je bent" in answer.get_data(as_text=True)
    answer = teller.client.post(f"/vertel/{teller.token}/verhaal", data={"draft": draft, "go": "next", "story": STORY})
    assert answer.status_code == 422
    assert n_stories(sqlite_app) == 0


@pytest.mark.parametrize("page", ["wie", "verhaal", "betekenis"])
def test_a_question_page_opened_by_its_address_begins_at_the_beginning(teller: Teller, page: str) -> None:
    teller.open(f"/vertel/{teller.token}/{page}")
    assert teller.heading == "Vertel jouw verhaal"


def test_information_only_lets_a_child_tell_and_skip_the_age(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_meaning(perspective="young_person")
    teller.press("next")
    assert n_stories(sqlite_app) == 1


def test_a_parent_ticks_along_for_a_child_under_16(invite: Callable[..., Teller], sqlite_app: Flask) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.start()
    assert teller.press("next", perspective="young_person").status_code == 422
    assert "Kies hoe oud je bent" in teller.words
    assert teller.press("next", age_band="12-15").status_code == 422
    assert "Vraag je ouder of verzorger" in teller.words
    teller.press("next", parent_agrees="yes")
    teller.press("next", story=STORY)
    teller.press("next")
    assert n_stories(sqlite_app) == 1


@pytest.mark.parametrize("typed", [{"perspective": "young_person", "age_band": "16-17"}, {"perspective": "parent"}])
def test_a_parent_is_not_asked_where_it_is_not_needed(invite: Callable[..., Teller], typed: dict[str, str]) -> None:
    teller = invite(age_policy="parent_co_consents")
    teller.start()
    assert teller.press("next", **typed).status_code == 200


def test_from_16_only_refuses_kindly_and_a_wrong_age_can_be_mended(
    invite: Callable[..., Teller], sqlite_app: Flask
) -> None:
    teller = invite(age_policy="from_16_only")
    teller.to_story("young_person", age_band="12-15")
    assert teller.heading == "Dit formulier is voor mensen van 16 jaar en ouder"
    assert "0800-0432" in teller.words
    teller.press("again")
    assert teller.value("age_band") == "12-15"
    teller.press("next", age_band="16-17")
    teller.press("next", story=STORY)
    teller.press("next")
    assert n_stories(sqlite_app) == 1


def test_an_earlier_secret_still_opens_a_draft(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_story()
    sqlite_app.config.update(
        SECRET_KEY="another secret, quite long enough", SECRET_KEY_FALLBACKS=[sqlite_app.secret_key]
    )
    assert teller.press("next", story=STORY).status_code == 200


def test_the_draft_shows_nothing_of_what_was_typed(teller: Teller) -> None:
    teller.to_meaning(story="geheimpje")
    assert re.search("geheimpje", teller.answers[-1].get_data(as_text=True)) is None
