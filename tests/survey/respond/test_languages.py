"""The form in every language that is offered: what was typed stays, `lang` and `dir` are right, drafts say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from survey.extensions import db
from survey.services import questionnaire_checks, questionnaires
from survey.web import languages, locale
from survey.web.locale import DRAFTS, LANGUAGES
from tests import factories
from tests.conftest import NOON
from tests.survey.respond.teller import STORY, Teller

OTHERS = [language for language in LANGUAGES if language != "nl"]
TYPED: dict[str, dict[str, Any]] = {
    "title": {"title": "mijn titel"},
    "then_now": {"support": "yes", "support__then": "2", "support__now": "5", "income": "not_applicable"},
    "contact": {"rapport": "3", "trust": "not_mentioned"},
    "organisation": {"one_contact": "1", "timely": "5"},
    "place": {"decided": "61-29-10", "for_whom": "75-25-0"},
    "open": {"also": "geld", "worse": "niets"},
}
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = {
    "Loex",
    "QR",
    "wijkteam",
    "Veilig",
    "Thuis",
    "Kindertelefoon",
    "localhost",
    "mijn",
    "verhaal",
    "verder",
    "ouder",
    "MB",
}
"""What stays in Latin letters on an Arabic or Ukrainian page: names, web addresses, what things are called here."""

DRAFT_WORDS = "This translation is a draft. Is something wrong or unclear? Please tell the coordinator of the pilot."


def switched(teller: Teller, language: str, **typed: Any) -> None:
    """Another language in the middle of typing, and what was typed is still there."""
    teller.press(language, **typed)
    assert teller.page.getroottree().getroot().get("lang") == language
    kept = {name: teller.value(name.replace("__", "-")) for name in typed}
    assert kept == typed


@pytest.mark.parametrize("language", OTHERS)
def test_switching_language_keeps_what_was_typed_on_every_page(teller: Teller, language: str) -> None:
    teller.start()
    switched(teller, language, perspective="parent", filled_in="helped")
    teller.press("next")
    switched(teller, "nl", consent_panel="yes")
    teller.press("next")
    switched(teller, language, story=STORY)
    teller.press("next")
    for section, typed in TYPED.items():
        teller.on_to(section)
        switched(teller, "nl", **typed)
        switched(teller, language, **typed)
        teller.press("next")
    assert teller.is_at_check
    code = teller.code
    switched(teller, "nl", worried="yes")
    assert teller.code == code
    assert STORY in teller.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_direction(teller: Teller, language: str) -> None:
    teller.open(f"/vertel/{teller.token}?taal={language}")
    teller.press("next")
    teller.press("next", perspective="parent")
    for _ in range(20):
        root = teller.page.getroottree().getroot()
        assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        if root.xpath('//*[@class="card receipt-code"]'):
            break
        teller.press("next", **({"story": STORY} if root.xpath('//*[@name="story"]') else {}))
    assert all(
        each.get("dir") == "ltr" and each.get("lang") == "nl" for each in teller.page.xpath('//*[@class="code"]')
    )


@pytest.mark.parametrize("language", [language for language in ("ar", "uk") if language in LANGUAGES])
def test_nothing_on_a_page_is_left_in_another_language(teller: Teller, language: str) -> None:
    teller.open(f"/vertel/{teller.token}?taal={language}")
    teller.press("next")
    teller.press("next", perspective="young_person", age_band="16-17")
    for _ in range(20):
        assert left_over(teller.page, language) == set(), teller.title
        if teller.page.xpath('//*[@class="card receipt-code"]'):
            break
        teller.press("next", **({"story": "..."} if teller.page.xpath('//*[@name="story"]') else {}))
    for address in ("/", "/mijn-verhaal", "/verder", "/ouder", "/vertel/nergens"):
        teller.open(f"{address}?taal={language}")
        assert left_over(teller.page, language) == set(), address


def left_over(page: Any, language: str) -> set[str]:
    """Latin words that a person sees or hears, outside what is marked as another language."""
    page = deepcopy(page)
    for other in page.xpath(f'//body//*[@lang and @lang!="{language}"] | //script | //bdi[@class="address"]'):
        other.clear(keep_tail=True)
    heard = page.xpath("//@aria-label | //@data-label | //@data-none | //@data-list | //title/text()")
    return set(LATIN.findall(" ".join([page.find(".//body").text_content(), *heard]))) - NAMES


@pytest.mark.parametrize("language", OTHERS)
def test_the_form_opens_in_the_language_of_the_invitation(invite: Callable[..., Teller], language: str) -> None:
    teller = invite(language=language)
    teller.open()
    assert teller.page.getroottree().getroot().get("lang") == language
    assert teller.start().page.getroottree().getroot().get("lang") == language


def test_all_languages_are_named_in_their_own_language(teller: Teller) -> None:
    teller.start()
    named = {button.get("value"): button.text_content() for button in teller.page.xpath('//button[@name="taal"]')}
    assert named == {code: name for code, name in LANGUAGES.items() if code != "nl"}
    assert all(button.get("lang") == button.get("value") for button in teller.page.xpath('//button[@name="taal"]'))
    assert "Nederlands" in teller.page.xpath("//summary")[0].text_content()


def test_a_language_that_the_questions_lack_is_not_offered(sqlite_app: Flask, teller: Teller) -> None:
    described = deepcopy(factories.questionnaire())
    for question in described["questions"]:
        question["wordings"] = [w for w in question["wordings"] if w["language"] in ("nl", "tr")]
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON, slug="twee-talen")
        version = questionnaires.publish(db.session, now=NOON, **{**described, "slug": "twee-talen"})
        pilot.waves[0].questionnaire_version_id = version.id
        teller.token = factories.make_invitation(db.session, wave=pilot.waves[0], language="en").token
        db.session.commit()
    teller.open(f"/vertel/{teller.token}?taal=en")
    assert teller.page.getroottree().getroot().get("lang") == "nl"
    offered = {link.get("hreflang") for link in teller.page.xpath("//a[@hreflang]")}
    assert offered == {"tr"} & set(LANGUAGES)
    teller.press("next")
    assert {button.get("value") for button in teller.page.xpath('//button[@name="taal"]')} == offered


def test_the_questions_of_the_example_are_complete_in_every_language(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON, slug="alle-talen")
        version = questionnaires.get_version(db.session, version_id=pilot.waves[0].questionnaire_version_id)
        assert set(questionnaire_checks.complete_languages(version)) == set(languages.NAMES)


@pytest.mark.parametrize("language", ["ar", "uk", "tr", "pl"])
def test_staff_pages_are_never_half_translated(sqlite_app: Flask, language: str) -> None:
    page = sqlite_app.test_client().get(f"/account/inloggen?taal={language}").get_data(as_text=True)
    assert '<html lang="nl"' in page
    assert f'taal={language}"' not in page


@pytest.mark.parametrize("language", sorted(DRAFTS))
def test_a_draft_says_in_its_own_words_that_it_is_one(teller: Teller, language: str) -> None:
    with teller.client.application.app_context(), force_locale(language):
        words = gettext(DRAFT_WORDS)
    assert words != DRAFT_WORDS
    teller.open(f"/vertel/{teller.token}?taal={language}")
    assert words in teller.words


def test_a_language_that_was_signed_off_says_nothing_of_a_draft(
    teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "DRAFTS", frozenset({"en"}))
    teller.open(f"/vertel/{teller.token}?taal=en")
    assert DRAFT_WORDS in teller.words
    monkeypatch.setattr(locale, "DRAFTS", frozenset())
    teller.open(f"/vertel/{teller.token}?taal=en")
    assert DRAFT_WORDS not in teller.words
