"""The evaluators' codebook: from a closed meeting to a version, words and examples, files, and the matching screen."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.codebook import from_json, from_qdc, from_toml
from survey.models.account import User
from survey.models.codebook import MatchDecision, TagPlacement, ThemeWording
from survey.models.job import Job
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.services import codebooks, retention
from tests.conftest import NOON
from tests.survey import analysis_worlds, codebook_worlds
from tests.survey.codebook_worlds import HOUR, Desk, adopt, all_agree, confirmed, entries, hold
from tests.survey.staff_fixtures import Visitor

N = 12


@pytest.fixture
def desk(staff_app: Flask, database: Session, pilot: Pilot) -> Desk:
    made = codebook_worlds.furnish(database, pilot=pilot, key_ring=staff_app.config["KEY_RING"], n=N)
    database.commit()
    return made


@pytest.fixture
def meeting(database: Session, desk: Desk) -> PanelMeeting:
    held = hold(database, desk, said=all_agree(range(6)) | {6: [["wachtlijst"], []]}, at=NOON - 2 * HOUR)
    database.commit()
    return held


@pytest.fixture
def evaluator(desk: Desk, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(desk.evaluator)


def book(desk: Desk, *more: str) -> str:
    return "/".join([f"/evaluatie/{desk.pilot.slug}/codeboek", *more])


def taken_in(database: Session, desk: Desk, meeting: PanelMeeting) -> None:
    adopt(database, desk, meeting, at=NOON - HOUR)
    confirmed(database, desk, at=NOON - HOUR)
    database.commit()


def test_an_empty_codebook_says_where_themes_come_from(evaluator: Visitor, desk: Desk) -> None:
    page = evaluator.get(book(desk))
    assert "Er staat nog geen thema in het codeboek." in page
    assert "Laat de computer leren" not in page
    evaluator.get(book(desk, "bestand", "codeboek.toml"), 404)


def test_a_closed_meeting_waits_gets_its_place_and_becomes_a_version(
    evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting
) -> None:
    page = evaluator.get(book(desk))
    assert "De klik, Lang wachten, School" in page
    adopting = book(desk, "bijeenkomst", str(meeting.id))
    assert "Een nieuw thema" in evaluator.get(adopting)
    assert "Schrijf waarom." in evaluator.post(adopting, 400, reason=" ")
    evaluator.post(adopting, reason="Zo koos het panel.")
    page = evaluator.get(book(desk))
    assert "Klaar voor de eerste versie" in page
    assert "Nieuw: De klik, Lang wachten, School." in page
    assert "1 woord heeft nog geen plek" in page
    evaluator.post(book(desk, "versie"), 400, reason="")
    evaluator.post(book(desk, "versie"), reason="Besproken op 3 juni.")
    page = evaluator.get(book(desk))
    assert "Besproken op 3 juni." in page
    assert "Klaar voor de eerste versie" not in page
    assert page.count("Mensen zagen het in minder dan vijf van de verhalen") == 3, "two stories each: too few to show"
    assert "Laat de computer leren" in page
    evaluator.post(book(desk, "versie"), 409, reason="Nog eens.")
    assert "Alle thema’s van deze bijeenkomst hebben een plek" in evaluator.get(adopting)
    database.commit()


def test_words_and_examples_are_kept_with_their_reason_and_nothing_typed_is_lost(
    evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting
) -> None:
    taken_in(database, desk, meeting)
    entry = entries(database, desk)["De klik"]
    database.commit()
    address, ref = book(desk, "thema", str(entry)), str(desk.refs[1])
    assert "2 van de 2 lezers gaven het dit thema." in evaluator.get(address)
    typed = {
        "name": "De klik", "definition": "Iemand die je begrijpt.", "not_this": "Geen vriendschap.",
        f"kind-{ref}": "example", f"note-{ref}": "Hier gebeurt het.",
    }  # fmt: skip
    page = evaluator.post(address, 400, **typed)
    assert "Schrijf waarom." in page
    assert "Iemand die je begrijpt." in page
    assert "Hier gebeurt het." in page
    assert "lang" in evaluator.post(address, 400, **{**typed, f"note-{ref}": "a" * 301}, reason="r")
    evaluator.post(address, reason="Duidelijker.", **typed)
    page = evaluator.get(address)
    assert "Waarom: Duidelijker." in page
    assert 'value="example" checked' in page
    assert "Een ander thema heeft deze naam al." in evaluator.post(
        address, 400, **{**typed, "name": "school"}, reason="r"
    )
    retention.withdraw(database, ref=desk.refs[1], by=None, now=NOON)
    database.commit()
    page = evaluator.get(address)
    assert "1 voorbeeld is weg" in page
    assert "Hier gebeurt het." not in page


def test_the_panel_s_words_get_a_place_once(
    evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting
) -> None:
    taken_in(database, desk, meeting)
    entry = str(entries(database, desk)["Lang wachten"])
    tags = list(codebooks.tags_in_use(database, known=codebooks.decided(database, pilot=desk.pilot)))
    database.commit()
    field = f"tag-{tags.index('wachtlijst')}"
    page = evaluator.get(book(desk, "woorden"))
    assert "wachtlijst" in page
    evaluator.post(book(desk, "woorden"), **{field: entry})
    evaluator.post(book(desk, "woorden"), **{field: entry})
    assert database.query(TagPlacement).count() == 1
    database.commit()
    assert "Veranderd sinds versie 1" in evaluator.get(book(desk))


@pytest.mark.parametrize(("kind", "read"), [("toml", from_toml), ("json", from_json), ("qdc", from_qdc)])
def test_a_codebook_goes_out_and_comes_in_as_a_file(
    evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting, kind: str, read: Callable[[str], object]
) -> None:
    taken_in(database, desk, meeting)
    text = evaluator.get(book(desk, "bestand", f"codeboek.{kind}"))
    assert [theme.name for theme in read(text).themes] == ["De klik", "Lang wachten", "School"]  # type: ignore[attr-defined]
    assert "Wachtverhaalmerkteken" not in text
    changed = text.replace("Lang wachten", "Lange wachttijd") if kind != "json" else text
    evaluator.get(book(desk, "inlezen"))
    evaluator.post(book(desk, "inlezen"), reason="Van elders.", file=(io.BytesIO(changed.encode()), f"boek.{kind}"))
    assert database.query(ThemeWording).count() == (4 if kind != "json" else 3)
    database.commit()


@pytest.mark.parametrize(("name", "content"), [("boek.toml", b"\xff"), ("boek.exe", b"x"), ("boek.json", b"{}")])
def test_another_file_is_refused_with_a_sentence(evaluator: Visitor, desk: Desk, name: str, content: bytes) -> None:
    evaluator.get(book(desk, "inlezen"))
    page = evaluator.post(book(desk, "inlezen"), 400, reason="r", file=(io.BytesIO(content), name))
    assert "Dit bestand kan niet als codeboek worden gelezen" in page
    assert "Kies een bestand." in evaluator.post(book(desk, "inlezen"), 400, reason="r")


def test_learning_is_asked_for_and_says_why_it_failed(
    evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluator.get(book(desk))
    evaluator.post(book(desk, "leren"), 409)
    taken_in(database, desk, meeting)
    database.add(
        Job(kind="codebook", subject={"pilot": desk.pilot.slug}, state="failed", error="ModelFileMissing",
            wanted_at=NOON, finished_at=NOON)
    )  # fmt: skip
    database.commit()
    assert "Het taalmodel staat niet op deze computer." in evaluator.get(book(desk))


def test_a_later_search_is_matched_by_a_person_and_the_search_s_page_leads_there(
    staff_app: Flask, evaluator: Visitor, database: Session, desk: Desk, meeting: PanelMeeting
) -> None:
    taken_in(database, desk, meeting)
    again = analysis_worlds.search(
        database, pilot=desk.pilot, labels=[(row + 1) % 3 for row in range(N)],
        key_ring=staff_app.config["KEY_RING"], seed=2, hours=1,
    )  # fmt: skip
    candidate, entry = str(again.candidates[1].id), str(entries(database, desk)["Lang wachten"])
    database.commit()
    run = f"/evaluatie/{desk.pilot.slug}/themas/{again.id}"
    assert f"{run}/codeboek" in evaluator.get(run)
    page = evaluator.get(f"{run}/codeboek")
    assert "Van hun verhalen zit 100\u00a0% in allebei." in page
    page = evaluator.post(f"{run}/codeboek", 400, candidate=candidate, theme=entry, reason="Zelfde verhalen.")
    assert "Kies een antwoord." in page
    assert "Zelfde verhalen." in page
    evaluator.post(f"{run}/codeboek", candidate=candidate, theme=entry, answer="same", reason="Zelfde verhalen.")
    page = evaluator.get(f"{run}/codeboek")
    assert "hetzelfde thema" in page
    assert "Waarom: Zelfde verhalen." in page
    assert database.query(MatchDecision).count() == 1
    database.commit()
    evaluator.post(f"{run}/codeboek", 404, candidate="x", theme=entry, answer="same", reason="r")
    assert "Deze heeft het panel zelf tot thema gemaakt" in evaluator.get(
        f"/evaluatie/{desk.pilot.slug}/themas/{desk.run.id}/codeboek"
    )


def test_another_pilot_s_codebook_is_closed(
    desk: Desk, visitor: Callable[..., Visitor], person: Callable[..., User], other_pilot: Pilot
) -> None:
    visitor(person("evaluator", other_pilot)).get(book(desk), 403)
