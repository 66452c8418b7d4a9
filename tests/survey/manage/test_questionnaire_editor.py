"""The questionnaire editor, through the front door."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.models.questionnaire import Question, QuestionnaireVersion
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
LIST = "/beheer/vragenlijsten"


def version_of(pilot: Pilot) -> str:
    return f"{LIST}/{pilot.waves[0].questionnaire_version_id}"


@pytest.fixture
def browser(visitor: Open, person: Make) -> Visitor:
    return visitor(person("coordinator"))


@pytest.fixture
def draft(browser: Visitor, pilot: Pilot) -> str:
    """The address of a fresh draft."""
    browser.get(version_of(pilot))
    answer = browser.answer(f"{version_of(pilot)}/nieuwe-versie")
    assert answer.status_code == 302
    return answer.headers["Location"]


def question(database: Session, draft: str, code: str) -> Question:
    database.expire_all()
    found = database.scalars(
        select(Question).where(Question.code == code).join(QuestionnaireVersion).where(QuestionnaireVersion.number == 2)
    ).one()
    assert str(found.version_id) in draft
    [text.text for text in found.wordings]
    database.commit()
    return found


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found.group(1)


def test_the_screen_says_why_a_live_version_cannot_be_changed_and_offers_a_new_one(
    browser: Visitor, pilot: Pilot
) -> None:
    page = browser.get(version_of(pilot))
    assert "Deze versie kan niet meer veranderen" in page
    assert "Meetmoment 1" in page
    assert "nu open" in page
    assert "Nieuwe versie" in page
    assert "/plek" not in page


def test_a_published_version_has_no_page_to_edit_it(browser: Visitor, pilot: Pilot, database: Session) -> None:
    found = database.scalars(select(Question).where(Question.code == "also")).one()
    database.commit()
    for path in (f"/vragen/{found.id}", "/vragen/nieuw", "/vertaling"):
        assert "Deze versie is gepubliceerd en verandert nooit meer" in browser.get(version_of(pilot) + path, 409)
    browser.get(version_of(pilot))
    browser.post(f"{version_of(pilot)}/vragen/{found.id}/weg", 409, seen="x")


def test_a_new_version_is_worded_translated_and_published(browser: Visitor, draft: str, database: Session) -> None:
    worse = f"{draft}/vragen/{question(database, draft, 'worse').id}"
    page = browser.get(worse)
    browser.post(
        worse,
        **{
            "seen": seen(page),
            "section": "",
            "worse-everyone-text": "Wat ging er mis?",
            "worse-everyone-help": "Niets? Sla over.",
        },
    )
    assert "Wat ging er mis?" in browser.get(draft)
    page = browser.get(f"{draft}/publiceren")
    browser.post(f"{draft}/publiceren", seen=seen(page))
    assert "Gepubliceerd. Vanaf nu kan niemand deze versie veranderen" in browser.get(draft)
    assert database.scalars(select(AuditEvent.action).where(AuditEvent.action == "questionnaire.published")).all()


def test_a_second_editor_keeps_what_was_typed_and_sees_what_it_says_now(
    browser: Visitor, draft: str, database: Session
) -> None:
    also = f"{draft}/vragen/{question(database, draft, 'also').id}"
    first, second = seen(browser.get(also)), seen(browser.get(also))
    browser.post(also, **{"seen": first, "also-everyone-text": "Van de eerste", "also-everyone-help": "Uitleg"})
    page = browser.post(
        also, 409, **{"seen": second, "also-everyone-text": "Van de tweede", "also-everyone-help": "Uitleg"}
    )
    assert "Iemand anders heeft dit intussen veranderd" in page
    assert "Van de tweede</textarea>" in page
    assert "Van de eerste" in page
    browser.post(also, **{"seen": seen(page), "also-everyone-text": "Van de tweede", "also-everyone-help": "Uitleg"})
    assert "Van de tweede" in browser.get(draft)


def test_a_text_that_is_too_long_comes_back_as_it_was_typed(browser: Visitor, draft: str, database: Session) -> None:
    also = f"{draft}/vragen/{question(database, draft, 'also').id}"
    page = browser.post(also, 400, **{"seen": seen(browser.get(also)), "also-everyone-text": "w" * 301})
    assert "1 teken te lang" in page
    assert "w" * 301 in page


def test_translating_side_by_side_counts_what_is_missing_and_publishing_waits_for_it(
    browser: Visitor, draft: str
) -> None:
    browser.post(f"{draft}/vertaling/weg", naar="pl")  # the example is complete in it
    page = browser.get(f"{draft}/vertaling?naar=pl")
    assert "vragen zijn niet compleet" in page
    assert "Wat speelde er nog meer mee?" in page
    stamp = re.search(r'name="seen-also" value="(\w+)"', page)
    assert stamp
    browser.post(
        f"{draft}/vertaling",
        **{
            "naar": "pl",
            "seen-also": stamp.group(1),
            "also-everyone-text": "Co jeszcze?",
            "also-everyone-help": "Na przykład w domu.",
        },
    )
    assert "Co jeszcze?" in browser.get(f"{draft}/vertaling?naar=pl")
    page = browser.get(f"{draft}/publiceren")
    assert "Nog niet. Eerst dit:" in page
    assert "“Wat werd er slechter?” is niet compleet in het Pools" in page, "named by its words, not by a code"
    page = browser.post(f"{draft}/publiceren", 409, seen="x")
    assert "Iemand anders heeft dit concept intussen veranderd" in page
    browser.post(f"{draft}/vertaling/weg", naar="pl")
    assert "Pools is uit dit concept gehaald." in browser.get(draft)
    assert "Pools" not in browser.get(draft)


def test_words_of_steps_are_translated_once(browser: Visitor, draft: str) -> None:
    browser.post(f"{draft}/vertaling/weg", naar="uk")
    page = browser.get(f"{draft}/vertaling?naar=uk")
    assert page.count('value="" dir="auto"') < 40
    assert page.count("heel slecht · slecht · gaat wel · goed · heel goed") == 1


def test_a_question_is_added_from_the_catalogue_moved_and_taken_out(
    browser: Visitor, draft: str, database: Session
) -> None:
    timely = question(database, draft, "timely")
    address = f"{draft}/vragen/{timely.id}"
    page = browser.get(draft)
    stamps = re.findall(rf'{timely.id}/weg">.*?name="seen" value="(\w+)"', page, re.DOTALL)
    browser.post(f"{address}/weg", seen=stamps[0])
    assert timely.wordings[0].text not in browser.get(draft)
    browser.get(f"{draft}/vragen/nieuw")
    browser.post(f"{draft}/vragen/nieuw", catalogue="timely")
    assert "De hulp kwam op tijd" in browser.get(draft)
    again = question(database, draft, "timely")
    browser.post(f"{draft}/vragen/{again.id}/plek", go="up")
    page = browser.get(draft)
    assert page.index('id="timely"') < page.index('id="worse"') or page.index('id="one_contact"') < page.index(
        'id="timely"'
    )


@pytest.mark.parametrize(
    "typed",
    [{"code": "Twee woorden", "kind": "open"}, {"code": "goed", "kind": "consent"}, {"code": "worse", "kind": "open"}],
)
def test_a_question_that_cannot_be_comes_back_with_what_was_typed(
    browser: Visitor, draft: str, typed: dict[str, str]
) -> None:
    browser.get(f"{draft}/vragen/nieuw")
    page = browser.post(f"{draft}/vragen/nieuw", 400, **typed)
    assert f'value="{typed["code"]}"' in page


@pytest.mark.parametrize("page", ["consent", "story", "title", "then_now", "place", "open"])
@pytest.mark.parametrize("language", ["nl", "en", "ar"])
def test_every_page_is_shown_on_a_phone_in_its_language_and_direction(
    browser: Visitor, pilot: Pilot, page: str, language: str
) -> None:
    shown = browser.get(f"{version_of(pilot)}/voorbeeld?in={language}&voor=parent&pagina={page}")
    frame = shown[shown.index('class="phone"') :]
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in frame
    assert "<form" not in frame[: frame.index("</footer>")]


def test_a_new_questionnaire_can_be_looked_at_while_it_has_no_words(browser: Visitor) -> None:
    browser.get(LIST)
    made = browser.answer(LIST, title="Kort en goed").headers["Location"]
    assert "Nog geen woorden" in browser.get(made)
    for page in ("consent", "story", "title"):
        browser.get(f"{made}/voorbeeld?pagina={page}")
    assert "Nog niet. Eerst dit:" in browser.get(f"{made}/publiceren")
    browser.get(LIST)
    assert "Geef een naam die geen andere vragenlijst heeft." in browser.post(LIST, 400, title="kort, en goed")


def test_a_draft_is_thrown_away_and_the_published_version_stays(browser: Visitor, draft: str) -> None:
    page = browser.get(draft)
    browser.post(f"{draft}/weggooien", seen=re.findall(r'name="seen" value="(\w{64})"', page)[-1])
    assert "Versie 2" not in browser.get(LIST)
    assert "Versie 1" in browser.get(LIST)


def test_administrators_edit_and_evaluators_do_not(visitor: Open, person: Make, pilot: Pilot) -> None:
    visitor(person("admin")).get(LIST)
    for role in ("evaluator", "panel_member"):
        visitor(person(role)).get(LIST, 403)
