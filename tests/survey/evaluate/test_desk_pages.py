"""The desk of six questions, a figure with everything behind it, the catalogue, registering, and pictures to take along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from analysis.internal import InternalIndicator
from reports import chart_theme
from survey.evaluate import desk_drawing, desk_words
from survey.models.account import User
from survey.models.programme import Pilot
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

QUESTIONS = [
    "Wie hebben we gehoord?",
    "Wat veranderde er volgens hen?",
    "Welke thema’s bevestigde het panel?",
    "Waar verschillen perspectieven?",
    "Waar moet iemand naar kijken?",
    "Waarover is te weinig te zeggen?",
]


@pytest.fixture
def evaluator(visitor: Callable[..., Visitor], person: Callable[..., User]) -> Visitor:
    return visitor(person("evaluator"))


@pytest.fixture
def told(database: Session, pilot: Pilot, person: Callable[..., User]) -> None:
    """Twelve parents: eight trusted the worker, four did not; then 2, now 4."""
    coordinator = person("coordinator")
    for number in range(14):
        receipt = factories.tell(
            database,
            wave=pilot.waves[0],
            now=NOON,
            story=f"Verhaal nummer {number} over de hulp die er kwam.",
            answers={"support.then": 2, "support.now": 4, "trust": 5 if number < 8 else 2},
        )
        factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    database.commit()


@pytest.mark.usefixtures("told")
def test_the_desk_answers_six_questions_in_their_order(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    body = page[page.index("</h1>") :]
    places = [body.index(f">{question}</h2>") for question in QUESTIONS]
    assert places == sorted(places)
    assert f'href="/evaluatie/{pilot.slug}/cijfer/support.better"' in page


@pytest.mark.usefixtures("told")
def test_the_six_questions_are_answered_in_short_before_anything_else(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    short = page[page.index('<ul class="in-short">') : page.index("</nav>", page.index('<ul class="in-short">'))]
    places = [short.index(f">{question}</a>") for question in QUESTIONS]
    assert places == sorted(places)
    assert "Verhalen in Meetmoment 1: jongere 0, ouder of verzorger 14, professional 0." in short
    assert "Ouder of verzorger: Support (steun) 0\u00a0% → 100\u00a0%." in short
    assert "Nog geen." in short
    assert "Er staat geen signaal open." in short
    assert page.index("in-short") < page.index("Wie hebben we gehoord?</h2>")


def test_without_stories_the_answers_in_short_say_so(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    for said in (
        "Nog niemand.",
        "Te weinig antwoorden om een verandering te laten zien.",
        "Er is nog niets te tellen.",
    ):
        assert f"<p>{said}</p>" in page


def test_the_desk_leads_to_the_codebook(evaluator: Visitor, pilot: Pilot) -> None:
    assert f'href="/evaluatie/{pilot.slug}/codeboek"' in evaluator.get(f"/evaluatie/{pilot.slug}/")


@pytest.mark.usefixtures("told")
def test_the_mirror_shows_what_was_planned_and_which_questions_were_left_open(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    pilot.waves[0].planned = {"parent": 40}
    database.commit()
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    reached = page[page.index("Meetmoment 1, ouder of verzorger") :]
    assert [int(n) for n in re.findall(r'class="number">(\d+)<', reached)[:3]] == [14, 14, 40]
    left_open = page[page.index("Welke vragen bleven open?") :]
    assert "0\u00a0% (0\u00a0% tot 22\u00a0%), 0 van de 14" in left_open
    assert page.index("Welke vragen bleven open?") < page.index("Wat veranderde er volgens hen?</h2>"), (
        "before any result"
    )


@pytest.mark.usefixtures("told")
def test_what_stands_out_is_said_in_words_and_never_with_a_star(
    evaluator: Visitor, pilot: Pilot, database: Session, person: Callable[..., User]
) -> None:
    """Twelve young people who all trusted nobody, beside parents of whom most did."""
    coordinator = person("coordinator")
    for _ in range(12):
        receipt = factories.tell(
            database, wave=pilot.waves[0], now=NOON, perspective="young_person", answers={"trust": 1, "heard": 2}
        )
        factories.release(database, pilot=pilot, ref=receipt.ref, by=coordinator, now=NOON)
    database.commit()
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    part = page[page.index("Waar verschillen perspectieven?</h2>") : page.index("Waar moet iemand naar kijken?</h2>")]
    assert "1 verschil tussen perspectieven valt op: Vertrouwen." in part
    assert "hooguit één op de tien" in part
    assert ">valt op<" in part
    assert "*" not in part


def test_a_pilot_without_stories_says_so(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/")
    assert "Nog niemand heeft een verhaal verteld." in page
    assert "plaatje" not in page


@pytest.mark.usefixtures("told")
def test_what_was_chosen_stays_in_the_address_and_in_every_link(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/?meetmoment=1&perspectief=parent&alleen=language:nl&samen=ja")
    assert '<option value="language:nl" selected>' in page
    assert "meetmoment=1&perspectief=parent&alleen=language:nl&samen=ja" in page
    assert "jongere, Meetmoment 1" not in page


@pytest.mark.usefixtures("told")
def test_a_figure_leads_to_its_definition_its_number_and_the_words_behind_it(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/cijfer/trust.agree")
    assert "57\u00a0% (33\u00a0% tot 79\u00a0%), 8 van de 14" in page
    assert "Par. 2.5 Basis uitgangspunten AH" in page
    assert "over de hulp die er kwam" in page
    assert "niet vooraf vastgelegd" in page
    divided = page[page.index("Hoe de antwoorden over de stappen verdeeld zijn</h2>") :]
    assert re.findall(r'<td class="number">([\d,]+)</td>', divided)[:6] == ["0", "6", "0", "0", "8", "5"]
    assert "3,7 (2,8 tot 4,6)" in divided


@pytest.mark.usefixtures("told")
def test_moves_from_then_to_now_stand_in_a_table_of_seven_by_seven(evaluator: Visitor, pilot: Pilot) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/cijfer/support.better")
    assert "Van toen naar nu, stap voor stap" in page
    assert page.count('<th scope="col" class="number">stap') == 5
    assert 'class="number">niet genoemd' in page


def test_a_figure_that_does_not_exist_is_not_found(evaluator: Visitor, pilot: Pilot) -> None:
    evaluator.get(f"/evaluatie/{pilot.slug}/cijfer/trust.disagree", 404)
    evaluator.get(f"/evaluatie/{pilot.slug}/plaatje/rank.svg", 404)
    evaluator.get(f"/evaluatie/{pilot.slug}/plaatje/heard.svg", 404)


@pytest.mark.usefixtures("told")
def test_a_picture_can_be_taken_along_as_drawing_and_as_the_very_figures(evaluator: Visitor, pilot: Pilot) -> None:
    address = f"/evaluatie/{pilot.slug}/cijferplaatje"
    drawing, figures = evaluator.get(f"{address}/svg/trust.agree"), evaluator.get(f"{address}/csv/trust.agree")
    assert drawing.startswith("<svg")
    assert "57.14" in figures
    image = evaluator.client.get(f"{address}/png/trust.agree")
    assert (image.status_code, image.data[:4]) == (200, b"\x89PNG")
    evaluator.get(f"{address}/exe/trust.agree", 404)


@pytest.mark.usefixtures("told")
def test_a_picture_that_tells_its_numbers_tells_those_of_the_table(evaluator: Visitor, pilot: Pilot) -> None:
    spec = json.loads(evaluator.get(f"/evaluatie/{pilot.slug}/cijferplaatje/json/trust.agree"))
    told = {row["figure"] for rows in spec["datasets"].values() for row in rows if "figure" in row}
    assert told == {"meetmoment 1: 57\u00a0% (33\u00a0% tot 79\u00a0%)"}
    assert f'data-chart="/evaluatie/{pilot.slug}/cijferplaatje/json/trust.agree"' in evaluator.get(
        f"/evaluatie/{pilot.slug}/cijfer/trust.agree"
    )
    assert "vegaEmbed" in evaluator.get("/evaluatie/tekenaar.js")


@pytest.mark.usefixtures("told")
def test_the_same_picture_is_drawn_once(evaluator: Visitor, pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    address, drawn = f"/evaluatie/{pilot.slug}/plaatje/then_now_parent.svg", []
    draw = chart_theme.to_svg
    monkeypatch.setattr(chart_theme, "to_svg", lambda chart: drawn.append(chart) or draw(chart))
    desk_drawing.drawn.cache_clear()
    assert evaluator.get(address) == evaluator.get(address)
    assert len(drawn) == 1


@pytest.mark.usefixtures("told")
def test_who_gave_no_step_stands_in_the_picture_beside_then_and_now(evaluator: Visitor, pilot: Pilot) -> None:
    drawing = evaluator.get(f"/evaluatie/{pilot.slug}/plaatje/then_now_parent.svg")
    assert "niet genoemd: 0, past hier niet: 0" in drawing


def test_an_item_without_any_percentage_is_named_once() -> None:
    def row(code: str) -> InternalIndicator:
        return InternalIndicator(
            code, "measured", "p", 1, "parent", *[None] * 6, "wilson-95", None, None, "too_few_to_show"
        )

    every = [row(f"support.{end}") for end in ("then_well", "now_well", "better", "worse")]
    assert [code for code, _name in desk_words.withheld([*every, row("income.worse"), row("trust.agree")])] == [
        "support.better",
        "income.worse",
        "trust.agree",
    ]


def test_the_catalogue_explains_every_entry_with_its_source(evaluator: Visitor) -> None:
    page = evaluator.get("/evaluatie/indicatoren")
    for words in ("Nuldoelen: signalen", "Altijd VEILIG", "Ladder van Cantril", "Ambitie 4", "Par. 5.2 Jeugdhulp"):
        assert words in page


def test_a_section_of_the_catalogue_is_open_when_its_entry_is_asked_for(evaluator: Visitor) -> None:
    closed = evaluator.get("/evaluatie/indicatoren")
    assert closed.count("<details") == closed.count("</details>") == 9
    assert '<details class="entries-of" open' not in closed
    page = evaluator.get("/evaluatie/indicatoren?open=trust.agree")
    assert page.count('entries-of" open') == 1
    assert page.index('entries-of" open') < page.index('id="trust.agree"')
    assert evaluator.get("/evaluatie/indicatoren?open=alles").count('entries-of" open') == 9


def test_what_a_phase_reports_is_registered_and_shown(evaluator: Visitor, pilot: Pilot) -> None:
    address = f"/evaluatie/{pilot.slug}/vastleggen"
    evaluator.get(address)
    page = evaluator.post(address, 400, phase="2")
    assert "Kies minstens één cijfer." in page
    evaluator.post(address, phase="2", indicators="trust.agree")
    page = evaluator.get(address)
    assert "1 cijfer is vastgelegd." in page
    assert "14 april 2026" in page
