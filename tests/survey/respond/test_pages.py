"""What holds for every family page alike, error states included."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from survey.services.questionnaire_checks import OPTIONS
from survey.web.locale import LANGUAGES
from tests.conftest import Clock
from tests.survey.respond.teller import STORY, Teller

MOST_BYTES_FIRST_PAGE = 30 * 1024
MOST_REQUESTS_FIRST_PAGE = 4
PRESENTATION = {"style", "onclick", "onload", "onchange", "onsubmit", "bgcolor", "align"}


def every_page(invite: Callable[..., Teller], clock: Clock, language: str) -> Iterator[tuple[str, Teller]]:
    """Each page of the family's part in turn, under a name."""
    teller = invite(age_policy="parent_co_consents", language=language)
    yield "landing", _opened(teller, f"/?taal={language}")
    yield "welcome", _opened(teller, f"/vertel/{teller.token}")
    teller.press("next")
    yield "who", teller
    teller.press("next")
    yield "who with errors", teller
    teller.press("next", perspective="young_person", age_band="12-15")
    yield "consent", teller
    teller.press("next")
    yield "consent with errors", teller
    teller.press("next", consent_parent="yes")
    yield "story", teller
    teller.press("next")
    yield "story with errors", teller
    teller.press("next", story=STORY)
    for section, wrong in WRONG.items():
        teller.on_to(section)
        yield section, teller
        before = teller.page
        teller.press("next", **wrong)
        yield f"{section} with errors", teller
        teller.page = before
    teller.on_to_check()
    yield "check", teller
    teller.press("next")
    yield "receipt", teller
    yield "whole", _opened(teller, f"/vertel/{teller.token}/in-een-keer?taal={language}")
    teller.press("next", **{name: value for wrong in WRONG.values() for name, value in wrong.items()})
    yield "whole with errors", teller
    yield "not found", _opened(teller, f"/vertel/onbekend?taal={language}")
    teller = invite(age_policy="from_16_only", language=language, quota=1)
    teller.to_consent("young_person", age_band="under-12")
    yield "too young", teller
    teller = invite(language=language, is_kiosk=True)
    teller.to_story()
    yield "story on a tablet for many", teller
    clock.at += timedelta(hours=25)
    teller.press("next", story=STORY)
    yield "stale", teller
    teller.to_check().press("next")
    yield "receipt on a tablet for many", teller
    teller = invite(language=language)
    teller.to_check()
    clock.at += timedelta(days=90)
    teller.press("next", draft=_fresh(teller, clock))
    yield "refused", teller
    yield "closed", _opened(teller, f"/vertel/{teller.token}")


WRONG = {
    "title": {"title": "x" * 200},
    "then_now": {"support__then": "8"},
    "contact": {"rapport": "7"},
    "organisation": {"timely": "0"},
    "place": {"decided": "50-60-0", "for_whom": "40-40-20"},
    "open": {"also": "y" * 3000},
}
"""Per section of the questionnaire something that does not fit."""


def _opened(teller: Teller, address: str) -> Teller:
    teller.open(address)
    return teller


def _fresh(teller: Teller, clock: Clock) -> str:
    """The same draft, sealed at the new moment: only the wave is over."""
    from survey.respond import pages

    app = teller.client.application
    with app.test_request_context(base_url="http://localhost"):
        box, sealed = pages.draft_box(), teller.value("draft")
        clock.at -= timedelta(days=90)
        draft_version = app.config["CLOCK"]()
        from survey.extensions import db
        from survey.services import programmes

        version = str(programmes.get_invitation(db.session, token=teller.token).wave.questionnaire_version_id)
        draft = box.open(sealed, token=teller.token, version=version, now=draft_version)
        clock.at += timedelta(days=90)
        return box.seal(draft, now=clock.at)


@pytest.mark.parametrize("language", [language for language in ("nl", "en", "ar") if language in LANGUAGES])
def test_every_page_is_well_made(invite: Callable[..., Teller], clock: Clock, language: str) -> None:
    seen = 0
    for name, teller in every_page(invite, clock, language):
        page, root = teller.page, teller.page.getroottree().getroot()
        where = f"{name} ({language})"
        assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr"), where
        assert len(page.xpath("//h1")) == 1, where
        assert len(page.xpath("//main")) == 1, where
        assert page.xpath("//title")[0].text.strip(), where
        assert not page.xpath("//style | //script[not(@src)] | //script[not(@defer or @type='module')]"), where
        assert not {attribute for element in page.iter() for attribute in element.attrib} & PRESENTATION, where
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), where
        for reference in " ".join(page.xpath("//@aria-describedby | //@aria-labelledby")).split():
            assert reference in ids, f"{where}: {reference}"
        for target in page.xpath('//a[starts-with(@href, "#")]/@href'):
            assert target[1:] in ids, f"{where}: {target}"
        for control in page.xpath('//input[not(@type="hidden")] | //textarea | //select'):
            labelled = control.xpath("ancestor::label") or page.xpath(f'//label[@for="{control.get("id")}"]')
            assert labelled, f"{where}: {control.get('name')}"
            assert labelled[0].text_content().strip(), f"{where}: {control.get('name')}"
        for group in page.xpath("//fieldset"):
            assert group.xpath("./legend")[0].text_content().strip(), where
        for element in page.xpath("//input[@maxlength] | //textarea[@maxlength] | //*[@required]"):
            pytest.fail(f"{where}: {element.get('name')} is cut or blocked by the browser")
        assert "*" not in teller.words, where
        seen += 1
    assert seen == 31


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_error_is_in_the_title_in_a_summary_with_focus_and_at_the_field(
    invite: Callable[..., Teller], clock: Clock, language: str
) -> None:
    for name, teller in every_page(invite, clock, language):
        if not name.endswith("with errors"):
            continue
        assert teller.title.startswith({"nl": "Fout: ", "en": "Error: "}[language])
        summary = teller.page.xpath('//*[@role="alert"]')[0]
        assert summary.get("autofocus") is not None
        assert summary.get("tabindex") == "-1"
        for link in summary.xpath(".//a"):
            field = teller.page.get_element_by_id(link.get("href")[1:])
            about = field.get("aria-describedby") or field.xpath("ancestor::fieldset[1]/@aria-describedby")[0]
            message = next(name for name in about.split() if name.endswith("-error"))
            assert link.text_content() in teller.page.get_element_by_id(message).text_content()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_cookie_is_set_on_any_family_page(invite: Callable[..., Teller], clock: Clock, language: str) -> None:
    tellers = {id(teller): teller for _name, teller in every_page(invite, clock, language)}
    for teller in tellers.values():
        for answer in teller.answers:
            assert "Set-Cookie" not in answer.headers


def test_the_other_language_is_one_press_away_on_every_page(invite: Callable[..., Teller], clock: Clock) -> None:
    for name, teller in every_page(invite, clock, "nl"):
        assert teller.page.xpath('//button[@lang="en"] | //a[@lang="en"]'), name


def test_a_pilot_that_is_invented_says_so_on_every_page(invite: Callable[..., Teller]) -> None:
    teller = invite(is_demo=True)
    teller.to_check().press("next")
    teller.press("en")
    for page in teller.answers:
        assert "Verzonnen voorbeeld" in page.get_data(as_text=True) or "Invented example" in page.get_data(as_text=True)


def test_the_first_page_is_light(teller: Teller) -> None:
    for address in ("/", f"/vertel/{teller.token}"):
        teller.open(address)
        linked = teller.page.xpath("//link/@href | //img/@src | //script/@src")
        parts = {address, *(part for part in linked if not part.startswith("data:"))}
        assert len(parts) <= MOST_REQUESTS_FIRST_PAGE
        n_bytes = sum(len(gzip.compress(teller.client.get(part).get_data())) for part in parts)
        assert n_bytes <= MOST_BYTES_FIRST_PAGE


def test_neither_code_nor_story_is_ever_in_an_address(teller: Teller) -> None:
    teller.to_check(story="geheimpje")
    code = teller.code
    teller.press("next")
    assert all(answer.status_code == 200 for answer in teller.answers)
    for answer in teller.answers:
        for word in ("geheimpje", *code.split()):
            assert word not in answer.request.url
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_receipt_shows_the_code_and_nothing_of_the_story(teller: Teller) -> None:
    teller.to_check(story="geheimpje").press("next")
    assert len(teller.code.split()) == 6
    assert "geheimpje" not in teller.answers[-1].get_data(as_text=True)


def test_a_lost_code_cant_be_restored_is_said_before_sending_and_after_it(teller: Teller) -> None:
    teller.to_check()
    assert "Ben je de code kwijt? Dan kan niemand hem terugvinden, wij ook niet." in teller.words
    teller.press("next")
    assert "Ben je de code kwijt? Dan kan niemand hem terugvinden, wij ook niet." in teller.words


@pytest.mark.parametrize("language", ["nl", "en"])
def test_leaving_quickly_is_one_link_on_every_page(invite: Callable[..., Teller], clock: Clock, language: str) -> None:
    for name, teller in every_page(invite, clock, language):
        (link,) = teller.page.xpath('//a[contains(@class, "leave")]')
        assert link.text_content() == {"nl": "Snel weg", "en": "Leave quickly"}[language], name
        on_tablet = "tablet" in name or name == "stale"
        assert link.get("href") == (f"/vertel/{teller.token}/wissen" if on_tablet else "/weg"), name


def test_leaving_quickly_goes_to_another_site_and_clears_what_the_browser_kept(teller: Teller) -> None:
    answer = teller.client.get("/weg")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://www.knmi.nl/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_has_only_a_word_code_finds_the_way_from_the_first_page(teller: Teller) -> None:
    teller.open("/")
    addresses = {link.get("href") for link in teller.page.xpath("//main//a")}
    assert {"/mijn-verhaal", "/verder", "/ouder"} <= addresses


def test_that_history_stays_is_said_once_on_every_page(teller: Teller) -> None:
    teller.open()
    for _page in range(3):
        assert (
            teller.words.count("geschiedenis van je browser blijft staan dat je hier was. Die moet je zelf wissen") == 1
        )
        teller.press("next")


def test_a_tablet_for_many_is_wiped_after_the_receipt(invite: Callable[..., Teller]) -> None:
    teller = invite(is_kiosk=True)
    teller.to_check().press("next")
    assert teller.answers[-1].headers["Refresh"] == f"90; url=/vertel/{teller.token}/wissen"
    assert "wist zichzelf over 90 seconden" in teller.words
    (done,) = teller.page.xpath('//a[text()="Klaar: wis alles voor de volgende"]')
    teller.press("nl")  # more time: the same receipt, from the start
    assert teller.answers[-1].headers["Refresh"].startswith("90;")
    wiped = teller.client.get(done.get("href"))
    assert wiped.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert wiped.headers["Location"] == f"/vertel/{teller.token}"


def test_a_receipt_on_a_phone_stays(teller: Teller) -> None:
    teller.to_check().press("next")
    assert "Refresh" not in teller.answers[-1].headers


def test_no_person_and_no_screen_reader_meets_the_trap(teller: Teller) -> None:
    teller.to_check()
    (trap,) = teller.page.xpath('//*[@name="website"]')
    assert trap.get("tabindex") == "-1"
    assert trap.getparent().get("aria-hidden") == "true"


def test_without_script_a_triad_has_seven_named_places_and_a_dyad_five(teller: Teller) -> None:
    teller.to("place")
    for name, n_places in (("decided", 7), ("for_whom", 5)):
        assert len(teller.page.xpath(f'//input[@name="{name}"][contains(@value, "-")]')) == n_places
        assert len(teller.page.xpath(f'//input[@name="{name}"]')) == n_places + 2


def test_a_point_of_ones_own_stays_chosen_without_script_too(teller: Teller) -> None:
    teller.to("place").press("en", decided="61-29-10")
    assert teller.value("decided") == "61-29-10"
    assert len(teller.page.xpath('//input[@name="decided"][contains(@value, "-")]')) == 8


def test_every_limit_is_announced_before_it_is_met(teller: Teller) -> None:
    teller.to_story()
    assert "10.000 tekens" in teller.words


def test_help_lines_come_before_the_start_button(teller: Teller) -> None:
    source = teller.open().get_data(as_text=True)
    start = source.index("button--large")
    for number in ("112", "0800-2000", "0800-0432", "0800-0113"):
        assert source.index(f">{number}</a>") < start


def test_enter_presses_continue_and_not_back(teller: Teller) -> None:
    teller.to_title()
    first = teller.page.xpath("//form//button")[0]
    assert (first.get("name"), first.get("value")) == ("go", "next")


def test_enter_on_the_check_does_not_send(teller: Teller) -> None:
    teller.to_check()
    first = teller.page.xpath("//form//button")[0]
    assert (first.get("name"), first.get("value")) == ("go", "stay")
    teller.press("stay")
    assert teller.is_at_check


def test_a_story_of_another_direction_may_be_typed_in_a_dutch_form(teller: Teller) -> None:
    teller.to_story()
    assert teller.page.get_element_by_id("story").get("dir") == "auto"


def test_the_questionnaire_has_every_wording_in_dutch_and_english(sqlite_app: Flask) -> None:
    from tests.factories import questionnaire

    for question in questionnaire()["questions"]:
        found = {(w["language"], w.get("perspective", "")) for w in question["wordings"]}
        dutch = {perspective for language, perspective in found if language == "nl"}
        assert dutch == {perspective for language, perspective in found if language == "en"}, question["code"]
        assert "" in dutch or dutch == {"young_person", "parent", "professional"}, question["code"]
        for wording in question["wordings"]:
            assert not re.search(r"\*|\bu\b", wording["text"] + wording.get("help_text", ""))
            assert tuple(wording.get("options", {})) == OPTIONS.get(question["kind"], ())
