"""Lessons: written down, looked back on in a later phase, and in every next report. Over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.texts import say
from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.base import AppendOnlyViolation
from survey.models.programme import Pilot
from survey.models.reflection import Lesson, LessonVersion
from survey.services import lessons, programmes, reporting
from tests import factories
from tests.conftest import NOON
from tests.survey.evaluate.test_reports import issue
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

TOLD = "Het duurde heel erg lang voordat er bij ons iemand aan de deur kwam."
LESSON = {
    "phase": "1",
    "text": "Wissel niet van begeleider in de vakantie.",
    "source": "Reflectiemoment in april",
    "owner": "Wijkteam",
    "standing": "open",
    "outcome": "",
    "after": "0",
}


@pytest.fixture
def evaluator(visitor: Open, person: Make, pilot: Pilot, database: Session) -> Visitor:
    receipt = factories.tell(
        database,
        wave=pilot.waves[0],
        now=NOON,
        story=TOLD,
        consent={"analysis": True, "panel": True, "quotation": True},
    )
    factories.release(database, pilot=pilot, ref=receipt.ref, by=person("coordinator"), now=NOON)
    database.commit()
    return visitor(person("evaluator"))


def at(pilot: Pilot, rest: str = "") -> str:
    return f"/evaluatie/{pilot.slug}/lessen{rest}"


def keep(browser: Visitor, address: str, status: int = 302, **fields: str) -> str:
    browser.get(address)
    return browser.post(address, status, **{**LESSON, **fields})


def written(evaluator: Visitor, pilot: Pilot, database: Session, **fields: str) -> Lesson:
    keep(evaluator, at(pilot, "/nieuw"), **fields)
    held = database.scalars(select(Lesson)).one()
    database.commit()
    return held


def newest(database: Session) -> str:
    number = database.scalar(select(LessonVersion.number).order_by(LessonVersion.number.desc()).limit(1))
    database.commit()
    return str(number)


def test_without_lessons_the_page_says_how_to_begin(evaluator: Visitor, pilot: Pilot) -> None:
    assert "nog geen les opgeschreven" in evaluator.get(at(pilot))


def test_a_lesson_keeps_the_day_on_which_it_was_first_written_down(
    pilot: Pilot, database: Session, person: Make
) -> None:
    by, ring = person("evaluator"), factories.KEY_RING
    words = lessons.LessonWords(1, LESSON["text"], LESSON["source"], LESSON["owner"])
    held = lessons.add(database, programme=pilot.programme, words=words, key_ring=ring, by=by, now=NOON)
    lessons.change(
        database,
        lesson=held,
        programme=pilot.programme,
        words=replace(words, status="taken_up", outcome="Er is nu een vervanger."),
        after=lessons.history(database, lesson=held)[0].number,
        key_ring=ring,
        by=by,
        now=NOON + timedelta(days=40),
    )
    assert len(lessons.history(database, lesson=held)) == 2
    assert lessons.first_kept(database, programme=pilot.programme) == {held.id: NOON.date()}
    database.commit()


def test_a_lesson_comes_into_the_next_report_with_who_carries_it_and_what_became_of_it(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    held = written(evaluator, pilot, database)
    issue(evaluator, pilot)
    became = {"standing": "taken_up", "outcome": "Er is nu een vaste vervanger."}
    keep(evaluator, at(pilot, f"/{held.id}"), after=newest(database), **became)
    issue(evaluator, pilot)
    first, second = (reporting.frozen(v) for v in reversed(reporting.versions(database, pilot=pilot)))
    database.commit()
    assert [(each.status, each.outcome) for each in first.lessons] == [("open", "")]
    assert [each.written_on for each in second.lessons] == [each.written_on for each in first.lessons] == [NOON.date()]
    assert [(each.status, each.outcome) for each in second.lessons] == [tuple(became.values())]
    page = evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/2")
    for said in (LESSON["text"], LESSON["owner"], became["outcome"], say("lessons.taken_up")):
        assert said in page


def test_a_lesson_keeps_its_history_with_who_and_when(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    held = written(evaluator, pilot, database)
    keep(evaluator, at(pilot, f"/{held.id}"), after=newest(database), text="Wissel nooit zonder afscheid.")
    kept = lessons.history(database, lesson=held)
    database.commit()
    assert [each.words.text for each in kept] == ["Wissel nooit zonder afscheid.", LESSON["text"]]
    page = evaluator.get(at(pilot, f"/{held.id}"))
    assert LESSON["text"] in page
    assert page.count(kept[0].kept_by) >= len(kept)
    acts = database.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("lesson."))).all()
    assert sorted(acts) == ["lesson.added", "lesson.changed"]
    database.commit()


def test_keeping_a_lesson_unchanged_is_no_new_version(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    held = written(evaluator, pilot, database)
    keep(evaluator, at(pilot, f"/{held.id}"), after=newest(database))
    assert len(lessons.history(database, lesson=held)) == 1
    database.commit()


def test_an_earlier_version_cannot_be_changed(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    written(evaluator, pilot, database)
    database.scalars(select(LessonVersion)).one().outcome = "Anders."
    with pytest.raises(AppendOnlyViolation):
        database.flush()
    database.rollback()


def test_words_of_tellers_never_become_a_lesson(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    for text in (f"Een ouder zei: {TOLD}", "Zoals zij zei: “eindelijk”."):
        assert text[:13] in keep(evaluator, at(pilot, "/nieuw"), 400, text=text), "what was typed is still there"
    assert database.scalars(select(Lesson)).all() == []
    database.commit()


def test_a_lesson_that_says_too_little_or_too_much_stays_on_the_page(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    longest = "a" * lessons.MOST_CHARACTERS["text"]
    for wrong in (
        {"text": " "},
        {"owner": " "},
        {"phase": "9"},
        {"standing": "taken_up"},
        {"standing": "forgotten", "outcome": "Niets."},
        {"text": f"{longest}a"},
    ):
        page = keep(evaluator, at(pilot, "/nieuw"), 400, **wrong)
        assert 'role="alert"' in page, wrong
        assert LESSON["source"] in page, wrong
    assert written(evaluator, pilot, database, text=longest).text == longest


def test_two_people_at_once_do_not_overwrite_each_other(evaluator: Visitor, pilot: Pilot, database: Session) -> None:
    held = written(evaluator, pilot, database)
    seen = newest(database)
    keep(evaluator, at(pilot, f"/{held.id}"), after=seen, text="De eerste.")
    page = keep(evaluator, at(pilot, f"/{held.id}"), 400, after=seen, text="De tweede.")
    assert "De tweede." in page
    database.refresh(held)
    assert held.text == "De eerste."
    database.commit()


def test_a_lesson_written_by_mistake_is_left_out_of_reports_and_can_come_back(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    held = written(evaluator, pilot, database)
    keep(evaluator, at(pilot, f"/{held.id}"), after=newest(database), standing="left_out", outcome="Stond er al.")
    issue(evaluator, pilot)
    assert LESSON["text"] not in evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/1")
    assert LESSON["text"] in evaluator.get(at(pilot))
    keep(evaluator, at(pilot, f"/{held.id}"), after=newest(database))
    issue(evaluator, pilot)
    assert LESSON["text"] in evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/2")


def test_a_lesson_of_another_programme_is_not_found(
    evaluator: Visitor, pilot: Pilot, database: Session, person: Make, visitor: Open
) -> None:
    held = written(evaluator, pilot, database)
    elsewhere = programmes.create_programme(
        database, slug="ander", title="Ander", phases=[("Nu", NOON.date(), NOON.date())]
    )
    other = factories.make_pilot(database, now=NOON, slug="elders", programme=elsewhere)
    database.commit()
    visitor(person("evaluator", other)).get(f"/evaluatie/elders/lessen/{held.id}", 404)
