"""What a reader of a released story sees."""

from dataclasses import dataclass

import pytest

from analysis.deidentify import mask, redact, redact_together
from analysis.deidentify.recognisers import is_bsn
from analysis.records import SpanLabel


@dataclass(frozen=True)
class Mark:
    """What a person selected on the screen: no rule, no tier."""

    start: int
    end: int
    label: SpanLabel


def test_a_person_keeps_one_placeholder_through_the_story() -> None:
    told = "Fatima hielp mij. Later ging fatima weg, en fatima's opvolger Jurre bleef."
    assert redact(told).text == "[naam 1] hielp mij. Later ging [naam 1] weg, en [naam 1]'s opvolger [naam 2] bleef."


def test_a_role_word_becomes_part_of_the_placeholder() -> None:
    assert (
        redact("Mijn begeleider Rachid belde. rachid was top.").text
        == "Mijn [begeleider 1] belde. [begeleider 1] was top."
    )


def test_first_name_and_full_name_are_one_person_and_a_sibling_is_another() -> None:
    told = "Bram Hofstra kwam. Toen lachte Bram, maar Lieke Hofstra niet."
    assert redact(told).text == "[naam 1] kwam. Toen lachte [naam 1], maar [naam 2] niet."


def test_a_single_school_has_no_number_and_two_schools_have() -> None:
    assert redact("Ik zat op het Zernike College.").text == "Ik zat op het [school]."
    assert (
        redact("Eerst het Zernike College, toen het Dollard College.").text
        == "Eerst het [school 1], toen het [school 2]."
    )


def test_a_name_found_in_one_answer_is_masked_in_the_others() -> None:
    first, second = redact_together(["Mijn broer Mark is lief.", "toen was mark boos"])
    assert (first.text, second.text) == ("Mijn [broer 1] is lief.", "toen was [broer 1] boos")


def test_a_word_stays_a_word_where_a_person_has_its_name() -> None:
    assert (
        redact("Mijn zus Roos lachte. Dat was een schot in de roos.").text
        == "Mijn [zus 1] lachte. Dat was een schot in de roos."
    )


def test_placeholders_that_a_teller_typed_are_counted_on_from() -> None:
    assert redact("[naam 1] en Fatima").text == "[naam 1] en [naam 2]"


def test_mask_joins_overlaps_and_ignores_what_lies_outside() -> None:
    marks = [Mark(5, 9, "PERSON"), Mark(7, 12, "PERSON"), Mark(-3, 0, "AGE"), Mark(90, 99, "AGE")]
    assert mask("Dag, Jan Piet!", marks) == "Dag, [naam 1]t!"


@pytest.mark.parametrize(
    "told",
    [
        "Bel de Kindertelefoon op 0800-0432 of 112.",
        "Op TikTok en Snapchat praat ik Turks, op vrijdag speel ik Fortnite of Roblox.",
        "Jeugdzorg, de GGD en WIJ kwamen tijdens corona.",
        "Beer is mijn knuffel.",
        "We hebben twee jaar gewacht en 15 gesprekken gehad.",
        "Om 15.30 uur kreeg ik 1.500 euro.",
    ],
)
def test_what_identifies_nobody_stays(told: str) -> None:
    assert redact(told).text == told


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("app me op 06 12 34 56 78", "app me op [telefoonnummer]"),
        ("mail noor punt vis apenstaartje gmail punt com", "mail [e-mailadres]"),
        ("rekening NL91 ABNA 0417 1643 00", "rekening [nummer]"),
        ("mijn bsn is 111222333", "mijn bsn is [burgerservicenummer]"),
        ("mijn cliëntnummer is C-44820", "mijn cliëntnummer is [nummer]"),
        ("we wonen Bilderdijklaan 7b, 9721 PP Groningen", "we wonen [adres]"),
        ("sinds 3 april 2019 ben ik weg", "sinds [datum] ben ik weg"),
        ("een jongen van zestien", "een jongen van [leeftijd]"),
        ("snap: mila_xx.13", "snap: [account]"),
        ("zie www.onsgezin.nl/mila", "zie [website]"),
    ],
)
def test_structured_identifiers_in_the_usual_spellings(told: str, read: str) -> None:
    assert redact(told).text == read


@pytest.mark.parametrize(
    ("language", "told", "masked"),
    [
        ("en", "My sister Amina cried.", "Amina"),
        ("tr", "Kardeşim Zeynep ağladı.", "Zeynep"),
        ("pl", "Moja siostra Katarzyna płakała.", "Katarzyna"),
        ("uk", "Моя сестра Оксана плакала.", "Оксана"),
        ("ar", "أختي مريم تبكي", "مريم"),
    ],
)
def test_names_after_a_kin_word_are_masked_in_other_languages(language: str, told: str, masked: str) -> None:
    assert masked not in redact(told, language=language).text


def test_a_capital_alone_is_only_suspected_in_another_language() -> None:
    (span,) = redact("Senare mötte jag Xochikale igen.", language="sv").spans
    assert (span.tier, span.label) == ("review", "PERSON")


def test_a_capital_on_a_word_that_a_language_does_not_use_is_masked() -> None:
    assert redact("Later I met Xochikale again.", language="en").text == "Later I met [naam 1] again."
    (span,) = redact("Later I met Nobody again.", language="en").spans
    assert span.tier == "review"


def test_elfproef_accepts_a_test_number_and_refuses_its_neighbour() -> None:
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    assert not is_bsn("000000000")
