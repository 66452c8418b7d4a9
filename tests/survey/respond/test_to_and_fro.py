"""Back and forth: other languages, earlier pages, the check and its change buttons; nothing typed is lost."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from survey.extensions import db
from survey.models.invitation import Invitation
from tests.survey.respond.teller import STORY, Teller


def test_going_back_to_the_welcome_page_and_on_counts_one_start(teller: Teller, sqlite_app: Flask) -> None:
    teller.start().press("back", perspective="professional")
    assert teller.heading == "Vertel jouw verhaal"
    teller.press("next")
    assert teller.value("perspective") == "professional"
    with sqlite_app.app_context():
        assert db.session.scalars(select(Invitation.n_started).where(Invitation.token == teller.token)).one() == 1


def test_switching_language_keeps_what_was_typed_on_every_page(teller: Teller) -> None:
    teller.start().press("en", perspective="parent")
    assert teller.value("perspective") == "parent"
    assert teller.heading == "First something about you"
    teller.press("next")
    teller.press("nl", consent_panel="yes")
    assert teller.value("consent_panel") == "yes"
    teller.press("next")
    teller.press("en", story="half a sentence")
    assert teller.value("story") == "half a sentence"
    teller.press("next")
    typed = {
        "title": {"title": "mijn titel"},
        "then_now": {"support": "yes", "support__then": "2"},
        "contact": {"rapport": "3"},
        "organisation": {"timely": "not_applicable"},
        "place": {"decided": "61-29-10", "for_whom": "75-25-0"},
        "open": {"also": "geld"},
    }
    for section, answers in typed.items():
        teller.on_to(section)
        for language in ("nl", "en"):
            teller.press(language, **answers)
            answers_now = {name: teller.value(name.replace("__", "-")) for name in answers}
            assert answers_now == answers, section
        teller.press("next")
    assert teller.is_at_check


def test_going_back_keeps_what_was_typed_on_every_page(teller: Teller) -> None:
    teller.to("contact", consent_analysis="yes")
    teller.press("back", heard="2")
    teller.press("back", housing="yes")
    teller.press("back", title="mijn titel")
    assert teller.value("story") == STORY
    teller.press("back", story=STORY + " En toen.")
    assert teller.value("consent_analysis") == "yes"
    teller.press("back")
    assert teller.value("perspective") == "parent"
    teller.press("next", perspective="professional", professional_role="other")
    teller.press("next")
    assert teller.value("story") == STORY + " En toen."
    teller.press("next")
    assert teller.value("title") == "mijn titel"
    teller.press("next")
    assert teller.value("housing") == "yes"
    teller.press("next")
    assert teller.value("heard") == "2"


def test_an_empty_page_may_be_left_backwards(teller: Teller) -> None:
    teller.to_story()
    teller.press("back", story="")
    assert teller.heading == "Wat mag er met je verhaal gebeuren?"
    assert not teller.title.startswith("Fout:")


def test_the_check_shows_every_answer_in_words(teller: Teller) -> None:
    teller.to_check(
        perspective="young_person",
        age_band="16-17",
        consent_panel="yes",
        title="mijn titel",
        support="yes",
        support__then="1",
        support__now="5",
        rapport="3",
        decided="60-30-10",
        for_whom="0-100-0",
        also="geld",
    )
    for words in (
        STORY,
        "16 of 17",
        "mijn titel",
        "toen: heel slecht, nu: heel goed",
        "een beetje",
        "wat ik zelf wilde 60%",
        "Helemaal: voor ons hele gezin",
        "geld",
        "niet ingevuld",
    ):
        assert words in teller.words, words


def test_every_page_can_be_changed_from_the_check_and_leads_back_to_it(teller: Teller) -> None:
    teller.to_check()
    for wanted in [button.get("value") for button in teller.page.xpath('//button[@name="change"]')]:
        for go in ("next", "back"):
            teller.press(f"change {wanted}")
            assert not teller.is_at_check
            assert teller.press(go).status_code == 200
            assert teller.is_at_check, (wanted, go)


def test_each_answer_on_the_check_leads_to_its_own_question_and_back_to_itself(teller: Teller) -> None:
    teller.to_check(
        perspective="young_person",
        age_band="16-17",
        title="titel",
        support="yes",
        trust="4",
        for_whom="75-25-0",
        also="x",
    )
    links = [button.get("formaction").partition("#") for button in teller.page.xpath('//button[@name="change"]')]
    steps = [button.get("value") for button in teller.page.xpath('//button[@name="change"]')]
    places = {place for _, _, place in links}
    assert {
        "age_band",
        "consent_panel",
        "title",
        "question-support",
        "question-trust",
        "question-for_whom",
        "also",
    } <= places
    for step, (address, _, place) in zip(steps, links, strict=True):
        assert address == teller.page.forms[0].action
        teller.press(f"change {step}")
        assert not place or teller.page.xpath(f'//*[@id="{place}"]'), place
        onward = {button.get("formaction") for button in teller.page.xpath('//button[@name="go"][@value="next"]')}
        teller.press("next")
        ((_, _, answers),) = (address.partition("#") for address in onward)
        assert teller.page.xpath(f'//section[@id="{answers}"]'), answers


def test_a_page_that_was_skipped_altogether_is_one_line_on_the_check(teller: Teller) -> None:
    teller.to_check(support="yes", also="  ")
    wordings = {"then_now": "Wonen", "contact": "vertrouwen", "open": "Wat speelde er nog meer mee?"}
    shown = {
        section: wording in teller.page.xpath(f'string(//section[@id="answers-{section}"]//dl)')
        for section, wording in wordings.items()
    }
    assert shown == {"then_now": True, "contact": False, "open": False}
    assert "niet ingevuld" in teller.page.xpath('string(//section[@id="answers-contact"])')


def test_back_from_the_check_walks_back_page_by_page(teller: Teller) -> None:
    teller.to_check()
    seen = 0
    while teller.heading != "Vertel jouw verhaal":
        teller.press("back")
        seen += 1
    assert seen == 10


def test_a_changed_perspective_changes_the_wording_and_asks_what_is_missing_now(teller: Teller) -> None:
    teller.to_check()
    teller.press("change who")
    assert teller.press("next", perspective="professional").status_code == 422
    teller.press("next", professional_role="education")
    assert teller.is_at_check
    assert "uit je werk" in teller.words


def test_the_whole_form_has_at_most_twelve_pages(teller: Teller) -> None:
    teller.to_check().press("next")
    assert len(teller.answers) == 12
