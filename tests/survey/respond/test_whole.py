"""The whole form on one page: the same story, the same rules, in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from survey.extensions import db
from survey.models.submission import Submission
from tests.conftest import Clock
from tests.survey.respond.teller import STORY, Teller
from tests.survey.respond.test_telling import SENT, stored


def whole(teller: Teller) -> Teller:
    teller.open(f"/vertel/{teller.token}/in-een-keer")
    return teller


def kept_at_start(teller: Teller) -> Teller:
    """The page that js/offline.js keeps: for the draft that goes from page to page."""
    teller.start()
    form = teller.page.forms[0]
    asked = {"draft": form.fields["draft"], "taal": "nl", "go": "show"}
    teller._read(teller.client.post(f"/vertel/{teller.token}/in-een-keer", data=asked))
    return teller


def test_a_story_can_be_told_on_one_page(teller: Teller, sqlite_app: Flask) -> None:
    whole(teller)
    teller.press(
        "next",
        perspective="parent",
        consent_analysis="yes",
        story=STORY,
        title="eindelijk iemand",
        support="yes",
        support__then="2",
        support__now="4",
        decided="50-50-0",
    )
    assert SENT in teller.heading
    story = stored(sqlite_app)
    assert story["texts"] == {"story": STORY, "title": "eindelijk iemand"}
    assert (story["answers"]["support.then"], story["answers"]["support.now"]) == (2, 4)
    assert story["placed"]["decided"] == (50, 50, 0)
    assert {use for use, event in story["consents"].items() if event.granted} == {"analysis"}


def test_the_page_that_is_kept_at_start_is_of_the_same_story(teller: Teller, sqlite_app: Flask) -> None:
    kept_at_start(teller)
    code = teller.code
    teller.press("next", perspective="parent", story=STORY)
    assert teller.code == code
    kept = Teller(teller.client, teller.token, page=teller.page)
    kept.press("en")  # the receipt in another language
    assert kept.code == code
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_a_story_sent_page_by_page_and_on_one_page_arrives_once(teller: Teller, sqlite_app: Flask) -> None:
    kept_at_start(teller)
    on_one_page = Teller(teller.client, teller.token, page=teller.page)
    page_by_page = Teller(teller.client, teller.token, page=teller.page)
    # the same draft goes on from page to page: the first page is asked for again with it
    draft = teller.page.forms[0].fields["draft"]
    page_by_page._read(teller.client.post(f"/vertel/{teller.token}", data={"draft": draft, "go": "next"}))
    page_by_page.press("next", perspective="parent")
    page_by_page.press("next")
    page_by_page.press("next", story=STORY)
    page_by_page.on_to_check().press("next")
    on_one_page.press("next", perspective="parent", story=STORY)
    assert SENT in page_by_page.heading
    assert SENT in on_one_page.heading
    assert page_by_page.code == on_one_page.code
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_what_is_wrong_comes_back_on_the_page_and_nothing_is_lost(teller: Teller) -> None:
    whole(teller)
    code = teller.code
    answer = teller.press("next", title="eindelijk iemand", decided="50-50-0", worried="yes")
    assert answer.status_code == 422
    assert teller.title.startswith("Fout:")
    assert "Kies wie je bent" in teller.words
    assert [teller.value(name) for name in ("title", "decided", "worried")] == ["eindelijk iemand", "50-50-0", "yes"]
    assert teller.code == code


def test_another_language_keeps_what_was_typed(teller: Teller) -> None:
    whole(teller)
    teller.press("en", story=STORY, perspective="parent")
    assert teller.page.getroottree().getroot().get("lang") == "en"
    assert (teller.value("story"), teller.value("perspective")) == (STORY, "parent")


def test_a_page_kept_for_longer_than_a_day_keeps_its_answers_and_gets_a_new_code(
    teller: Teller, clock: Clock, sqlite_app: Flask
) -> None:
    kept_at_start(teller)
    code = teller.code
    clock.at += timedelta(hours=25)
    answer = teller.press("next", perspective="parent", story=STORY)
    assert answer.status_code == 422
    assert teller.value("story") == STORY
    assert teller.code != code
    teller.press("next")
    assert stored(sqlite_app)["texts"]["story"] == STORY


def test_the_age_policy_holds_on_one_page_too(invite: Callable[..., Teller], sqlite_app: Flask) -> None:
    teller = whole(invite(age_policy="parent_co_consents"))
    answer = teller.press("next", perspective="young_person", age_band="12-15", story=STORY)
    assert answer.status_code == 422
    assert teller.press("next", consent_parent="yes").status_code == 200
    assert stored(sqlite_app)["submission"].age_band == "12-15"
    young = whole(invite(age_policy="from_16_only"))
    assert young.press("next", perspective="young_person", age_band="12-15", story=STORY).status_code == 422
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_a_closed_door_is_closed_here_too(invite: Callable[..., Teller], clock: Clock) -> None:
    teller = whole(invite())
    clock.at += timedelta(days=90)
    assert teller.client.get(f"/vertel/{teller.token}/in-een-keer").status_code == 410


def test_the_worker_looks_after_the_form_only_and_a_shared_tablet_has_none(invite: Callable[..., Teller]) -> None:
    teller = invite()
    answer = teller.client.get("/vertel/werker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    teller.open()
    assert not any("offline" in (script.get("src") or "") for script in teller.page.iter("script"))
    teller.start()
    assert any("offline" in (script.get("src") or "") for script in teller.page.iter("script"))
    kiosk = invite(is_kiosk=True).start()
    assert not any("offline" in (script.get("src") or "") for script in kiosk.page.iter("script"))
