"""Searches read back: all of them, one with its map and settings in words, two side by side; and how far one is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.job import Job
from survey.models.programme import Pilot
from survey.services import retention
from tests.conftest import NOON
from tests.survey import analysis_worlds as worlds
from tests.survey.staff_fixtures import Visitor

FIRST = [0] * 6 + [1] * 6 + [-1] * 2
SECOND = [1] * 6 + [0] * 5 + [-1] * 3 + [0] * 4
STORY = "Wachtverhaalmerkteken"


@pytest.fixture
def evaluator(visitor: Callable[..., Visitor], person: Callable[..., User]) -> Visitor:
    return visitor(person("evaluator"))


@pytest.fixture
def two(
    staff_app: Flask, database: Session, pilot: Pilot, person: Callable[..., User]
) -> tuple[AnalysisRun, AnalysisRun]:
    key_ring = staff_app.config["KEY_RING"]
    worlds.tell_and_release(database, pilot=pilot, by=person("coordinator"), n=worlds.N_ALL, key_ring=key_ring)
    runs = (
        worlds.search(database, pilot=pilot, labels=FIRST, key_ring=key_ring),
        worlds.search(database, pilot=pilot, labels=SECOND, key_ring=key_ring, seed=2, hours=3),
    )
    database.commit()
    return runs


def address(pilot: Pilot, *runs: AnalysisRun) -> str:
    return f"/evaluatie/{pilot.slug}/themas/" + "/naast/".join(str(run.id) for run in runs)


def test_every_search_of_the_pilot_is_listed_latest_first(
    evaluator: Visitor, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    page = evaluator.get(f"/evaluatie/{pilot.slug}/themas")
    assert page.index("14 april 2026, 17:00") < page.index("14 april 2026, 14:00")
    assert "18 verhalen, 2 mogelijke thema’s, 17\u00a0% past bij geen thema" in page
    assert page.count("/naast/") == 1
    assert address(pilot, *two) in page


def test_a_pilot_without_a_search_says_so(evaluator: Visitor, pilot: Pilot) -> None:
    assert "nog niet naar thema’s gezocht" in evaluator.get(f"/evaluatie/{pilot.slug}/themas")


def test_a_search_shows_its_map_its_table_and_its_settings_in_words_and_no_story(
    evaluator: Visitor, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    page = evaluator.get(address(pilot, two[0]))
    assert "<svg" in page
    assert "De kaart als tabel" in page
    assert "De computer kijkt 40 keer, elke keer naar 80\u00a0% van de verhalen." in page
    assert "het meegeleverde taalmodel" in page
    assert re.search(r"woord1</td><td[^>]*>6</td><td[^>]*>6</td><td[^>]*>redelijk \(65\u00a0%\)", page)
    assert STORY not in page
    assert "style=" not in page.split("<main")[1]


def test_a_search_says_whether_enough_was_heard_and_which_finer_themes_are_inside(
    evaluator: Visitor, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    page = evaluator.get(address(pilot, two[0]))
    assert "gaat 83\u00a0% over een thema dat al gehoord is (tussen 70\u00a0% en 91\u00a0%)" in page
    assert "ongeveer 1,5 nieuwe thema’s" in page
    assert "De computer keek 40 keer naar een deel van de verhalen. Hoe gelijk de antwoorden waren: 0,62." in page
    finer = page.split("<h2>Fijnere thema’s daarin")[1].split("</section>")[0]
    assert finer.count("Mogelijk thema 1<") == 2  # the theme with the word woord0 in the table above
    assert "Mogelijk thema 0" not in page
    assert "wachtlijst" in finer


def test_a_search_from_before_this_was_kept_is_still_shown(
    evaluator: Visitor, pilot: Pilot, database: Session, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    two[0].outcome = None
    database.commit()
    page = evaluator.get(address(pilot, two[0]))
    assert "Hebben we genoeg gehoord" not in page


def test_two_searches_say_what_changed_why_and_which_themes_may_be_the_same(
    evaluator: Visitor, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    page = evaluator.get(address(pilot, *two))
    assert "waren 4 verhalen nieuw" in page
    assert "Het startgetal was 1 en is nu 2." in page
    assert "14 verhalen deden beide keren mee. Daarvan bleef 93\u00a0% op dezelfde plek." in page
    rows = re.findall(
        r"<th scope=\"row\"[^>]*>Thema (\d).*?<td[^>]*>Thema (\d).*?<td[^>]*>([^<]+)</td><td[^>]*>(\d+)\u00a0%",
        page,
        re.DOTALL,
    )
    assert rows == [("1", "2", "bijna hetzelfde", "100"), ("2", "1", "bijna hetzelfde", "83")]
    assert "De computer doet alleen een voorstel." in page
    assert STORY not in page


def test_the_earlier_search_is_on_the_left_whichever_was_asked_first(
    evaluator: Visitor, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    assert evaluator.get(address(pilot, two[1], two[0])).count("Eerder: 14 april 2026, 14:00.") == 1


def test_a_search_by_letters_says_so_wherever_it_is_shown(
    evaluator: Visitor, staff_app: Flask, database: Session, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    run = worlds.search(
        database, pilot=pilot, labels=FIRST, key_ring=staff_app.config["KEY_RING"], model_id="lexical-pieces:1", hours=5
    )
    database.commit()
    warning = "er is geen taalmodel gebruikt"
    for tail in (f"/evaluatie/{pilot.slug}/", address(pilot, run), address(pilot, two[0], run)):
        assert warning in evaluator.get(tail)
    assert warning not in evaluator.get(address(pilot, two[0]))
    assert "alleen letters" in evaluator.get(f"/evaluatie/{pilot.slug}/themas")


def test_languages_that_the_model_reads_less_well_are_named(
    evaluator: Visitor, staff_app: Flask, database: Session, pilot: Pilot, person: Callable[..., User]
) -> None:
    key_ring, by = staff_app.config["KEY_RING"], person("coordinator")
    worlds.tell_and_release(database, pilot=pilot, by=by, n=6, key_ring=key_ring, language="ti")
    worlds.tell_and_release(database, pilot=pilot, by=by, n=6, key_ring=key_ring)
    run = worlds.search(database, pilot=pilot, labels=[0] * 6 + [1] * 6, key_ring=key_ring)
    other = worlds.search(database, pilot=pilot, labels=[0] * 6 + [1] * 6, key_ring=key_ring, model_id="own:1")
    database.commit()
    assert "minder goed begrijpt: Tigrinya." in evaluator.get(address(pilot, run))
    assert "minder goed begrijpt" not in evaluator.get(address(pilot, other))


def test_a_withdrawn_story_leaves_the_search_and_its_map_and_is_counted(
    evaluator: Visitor, database: Session, pilot: Pilot, two: tuple[AnalysisRun, AnalysisRun]
) -> None:
    from survey.models.analysis import Assignment

    ref = database.query(Assignment.ref).filter_by(candidate_id=two[0].candidates[0].id, is_main=True).first()
    assert ref is not None
    retention.withdraw(database, ref=ref[0], by=None, now=NOON)
    database.commit()
    assert "Daarna is een verhaal ingetrokken." in evaluator.get(address(pilot, two[0]))
    assert "1 verhaal van de eerdere zoekactie is daarna ingetrokken." in evaluator.get(address(pilot, *two))


def test_a_search_of_another_pilot_is_not_found(
    evaluator: Visitor,
    pilot: Pilot,
    other_pilot: Pilot,
    two: tuple[AnalysisRun, AnalysisRun],
    visitor: Callable[..., Visitor],
    person: Callable[..., User],
) -> None:
    elsewhere = visitor(person("evaluator", other_pilot))
    elsewhere.get(address(other_pilot, two[0]), 404)
    elsewhere.get(address(other_pilot, *two), 404)
    elsewhere.get(address(pilot, two[0]), 403)


@pytest.mark.parametrize(
    ("n_done", "seconds", "said"),
    [
        (40, 20, ("Ongeveer 2 verhalen per seconde.", "Nog minder dan een minuut.")),
        (10, 60, ("Ongeveer 10 verhalen per minuut.", "Nog ongeveer 9 minuten.")),
        (100, 60, ("Nu legt de computer bij elkaar wat op elkaar lijkt.",)),
    ],
)
def test_a_search_under_way_says_how_fast_it_goes_and_how_long_it_takes(
    evaluator: Visitor, pilot: Pilot, database: Session, n_done: int, seconds: int, said: tuple[str, ...]
) -> None:
    began = (NOON - timedelta(seconds=seconds)).timestamp()
    job = Job(
        kind="analyse",
        subject={"pilot": pilot.slug, "seed": 1, "began_at": began},
        state="running",
        n_done=n_done,
        n_total=100,
        wanted_at=NOON,
    )
    database.add(job)
    database.commit()
    page = evaluator.get(f"/evaluatie/{pilot.slug}/werk/{job.id}")
    for sentence in said:
        assert sentence in page


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("ModelFileMissing", "Het taalmodel staat niet op deze computer."),
        ("ModelFileTampered", "Het taalmodel is niet het model dat is gecontroleerd."),
        ("LibraryMissing", "ontbreekt een onderdeel"),
        ("OwnModelUnreadable", "kon niet worden geopend"),
        ("EncoderUnknown", "De instelling voor het taalmodel klopt niet."),
    ],
)
def test_why_a_search_did_not_work_is_said_in_plain_words(
    evaluator: Visitor, pilot: Pilot, database: Session, error: str, said: str
) -> None:
    job = Job(
        kind="analyse",
        subject={"pilot": pilot.slug, "seed": 1},
        state="failed",
        error=error,
        wanted_at=NOON,
        finished_at=NOON,
    )
    database.add(job)
    database.commit()
    page = evaluator.get(f"/evaluatie/{pilot.slug}/werk/{job.id}")
    assert said in page
    assert error not in page
