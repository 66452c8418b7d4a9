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
from survey.services import retention, stories
from tests.conftest import NOON, Clock
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
        (timedelta(), {"quota": 0}, "Deze uitnodiging is al vol"),
        (timedelta(), {"stopped_on": date(2026, 4, 14)}, "Deze uitnodiging werkt niet meer"),
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


def test_an_invitation_is_open_until_the_day_on_which_it_is_stopped(invite: Callable[..., Teller]) -> None:
    assert invite(stopped_on=date(2026, 4, 15)).open().status_code == 200


def test_the_last_day_is_still_open(invite: Callable[..., Teller], clock: Clock) -> None:
    teller = invite(expires_on=date(2026, 4, 15))
    clock.at += timedelta(days=1)
    assert teller.open().status_code == 200


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("start", {"perspective": "parent"}),
        ("to_consent", {"consent_panel": "yes"}),
        ("to_story", {"story": STORY}),
        ("to_title", {"title": "titel"}),
    ],
)
def test_a_door_that_closes_halfway_leaves_the_text_on_the_page(
    teller: Teller, sqlite_app: Flask, page: str, typed: dict[str, str]
) -> None:
    getattr(teller, page)()
    fill(sqlite_app, teller.token)
    assert teller.press("next", **typed).status_code == 410
    assert "Deze uitnodiging is al vol" in teller.words
    assert REPLACED_BY_SEND in teller.words
    assert teller.title.startswith("Fout:")
    for name, value in typed.items():
        assert teller.value(name) == value
    assert n_stories(sqlite_app) == 0


def test_a_door_that_closes_at_the_last_moment_leaves_everything_on_the_check(
    teller: Teller, sqlite_app: Flask
) -> None:
    teller.to_check(title="titel")
    fill(sqlite_app, teller.token)
    assert teller.press("next").status_code == 410
    assert "Deze uitnodiging is al vol" in teller.words
    assert REPLACED_BY_SEND in teller.words
    assert STORY in teller.words
    assert "titel" in teller.words
    assert n_stories(sqlite_app) == 0


def test_a_wave_that_closed_overnight_gives_the_whole_story_back(
    teller: Teller, sqlite_app: Flask, clock: Clock
) -> None:
    clock.at = clock.at.replace(month=5, day=31, hour=20)
    teller.to_check(worse="niets")
    clock.at += timedelta(hours=12)
    assert teller.press("next").status_code == 410
    assert STORY in teller.words
    assert "niets" in teller.words
    assert n_stories(sqlite_app) == 0


def test_a_database_that_fails_gives_the_whole_story_back_and_a_retry_succeeds(
    teller: Teller, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller.to_check(title="titel")
    code = teller.code
    with monkeypatch.context() as broken:

        def fail(*_args: object, **_kwargs: object) -> None:
            raise OperationalError("INSERT", {}, Exception("database is locked"))

        broken.setattr(stories, "tell", fail)
        assert teller.press("next", worried="yes").status_code == 503
    assert STORY in teller.words
    assert "Er ging bij ons iets mis" in teller.words
    assert (teller.code, teller.value("worried")) == (code, "yes")
    teller.press("next")
    assert "je verhaal is binnen" in teller.heading
    assert teller.code == code
    assert n_stories(sqlite_app) == 1


def test_a_story_that_was_taken_back_is_not_stored_again_by_an_old_page(teller: Teller, sqlite_app: Flask) -> None:
    teller.to_check()
    check = teller.page
    teller.press("next")
    with sqlite_app.app_context():
        retention.withdraw(db.session, ref=db.session.scalars(select(Submission.ref)).one(), by=None, now=NOON)
        db.session.commit()
    teller.page = check
    teller.press("next")
    assert teller.heading == "Je nam dit verhaal terug"
    assert n_stories(sqlite_app) == 0


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
    teller.to("title" if name == "title" else "open")
    for go in ("next", "back"):
        assert teller.press(go, **{name: "b" * (most + 2)}).status_code == 422
        assert "2 tekens te lang" in teller.words
        assert teller.value(name) == "b" * (most + 2)
    teller.press("next", **{name: "b" * most})
    teller.on_to_check().press("next")
    assert n_stories(sqlite_app) == 1


def test_more_than_two_megabytes_gets_a_page_and_not_a_crash(teller: Teller) -> None:
    teller.to_story()
    answer = teller.press("next", story="x" * 2_200_000)
    assert answer.status_code == 413
    assert teller.heading == "Dit is te veel tekst in één keer"


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("contact", {"rapport": "9"}),
        ("then_now", {"support": "maybe"}),
        ("then_now", {"support__then": "0"}),
        ("then_now", {"housing__now": "2; DROP"}),
        ("organisation", {"timely": "٣"}),
        ("place", {"decided": "50-60-0"}),
        ("place", {"decided": "120--20-0"}),
        ("place", {"decided": "٥٠-٥٠-٠"}),
        ("place", {"for_whom": "40-40-20"}),
        ("place", {"for_whom": "yes"}),
    ],
)
def test_a_forged_answer_has_a_message_and_the_rest_is_kept(
    teller: Teller, section: str, typed: dict[str, str]
) -> None:
    other = {"contact": "trust", "then_now": "income", "organisation": "one_contact", "place": "for_whom"}[section]
    teller.to(section)
    kept = {} if other in typed else {other: "not_applicable"}
    assert teller.press("next", **typed, **kept).status_code == 422
    assert "Kies een van de antwoorden" in teller.words
    for name, value in kept.items():
        assert teller.value(name) == value


def test_a_page_that_the_questionnaire_does_not_have_is_not_found(teller: Teller) -> None:
    teller.to_title()
    draft = teller.value("draft")
    assert teller.client.post(f"/vertel/{teller.token}/vragen/niets", data={"draft": draft}).status_code == 404
    forged = teller.client.post(f"/vertel/{teller.token}/controle", data={"draft": draft, "change": "niets"})
    assert forged.status_code == 404


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
    assert teller.press("next", **{"filled_in": "helped", **typed}).status_code == 422
    assert message in teller.words
    if "filled_in" not in typed:
        assert teller.value("filled_in") == "helped"


def test_a_page_cannot_be_skipped_by_sending_to_a_later_one(teller: Teller, sqlite_app: Flask) -> None:
    teller.start()
    draft = teller.value("draft")
    for page in ("toestemming", "verhaal", "vragen/open", "controle"):
        answer = teller.client.post(
            f"/vertel/{teller.token}/{page}", data={"draft": draft, "go": "next", "story": STORY}
        )
        assert answer.status_code == 422
        assert "Kies wie je bent" in answer.get_data(as_text=True)
    assert n_stories(sqlite_app) == 0


@pytest.mark.parametrize("page", ["wie", "toestemming", "verhaal", "vragen/open", "controle"])
def test_a_question_page_opened_by_its_address_begins_at_the_beginning(teller: Teller, page: str) -> None:
    teller.open(f"/vertel/{teller.token}/{page}")
    assert teller.heading == "Vertel jouw verhaal"


def test_the_draft_shows_nothing_of_what_was_typed(teller: Teller) -> None:
    teller.to_title(story="geheimpje")
    assert re.search("geheimpje", teller.answers[-1].get_data(as_text=True)) is None
