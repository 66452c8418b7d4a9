"""Stories on paper: booklets with their own codes, and typing in what came back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.consent import ConsentEvent
from survey.models.programme import Pilot
from survey.models.signal import Signal
from survey.models.submission import ClosedAnswer, PlacedAnswer, Submission
from survey.models.word_code import WordCode
from survey.services import word_codes
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
STORY = "Mijn moeder Roos moest heel lang wachten. Nu helpt iemand ons."


@pytest.fixture
def browser(visitor: Open, person: Make) -> Visitor:
    return visitor(person("coordinator"))


def typed(browser: Visitor, pilot: Pilot, **changes: str) -> dict[str, str]:
    """What a coordinator types from a short booklet of a parent."""
    page = browser.get(f"/beheer/{pilot.slug}/papier/nieuw?voor={changes.get('voor', 'parent')}")
    key = re.search(r'name="key" value="([\w-]+)"', page)
    assert key
    fields = {"key": key.group(1), "meetmoment": "1", "voor": "parent", "in": "nl", "route": "school", "story": STORY}
    return (
        fields
        | {"consent_analysis": "yes", "support-then": "1", "support-now": "4", "income-then": "n", "trust": "x"}
        | changes
    )


def send(browser: Visitor, pilot: Pilot, fields: dict[str, str], status: int = 302) -> str:
    return browser.post(f"/beheer/{pilot.slug}/papier/nieuw", status, **fields)


def test_a_typed_booklet_waits_for_a_check_like_every_other_story(
    browser: Visitor, pilot: Pilot, database: Session
) -> None:
    code = word_codes.propose()
    send(browser, pilot, typed(browser, pilot, code=code.upper().replace(" ", ", "), decided="50-50-0", worried="yes"))
    [told] = database.scalars(select(Submission)).all()
    assert (told.entered_as, told.perspective, told.route, told.language) == ("paper", "parent", "school", "nl")
    steps = {answer.question: answer.step or answer.not_given for answer in database.scalars(select(ClosedAnswer))}
    assert (steps["support.then"], steps["support.now"]) == (1, 4)
    assert (steps["income.then"], steps["income.now"], steps["trust"]) == (
        "not_mentioned",
        "not_mentioned",
        "not_applicable",
    )
    [placed] = [p for p in database.scalars(select(PlacedAnswer)) if p.first_percent is not None]
    assert (placed.question, placed.first_percent) == ("decided", 50)
    assert {event.use: event.granted for event in database.scalars(select(ConsentEvent))} == {
        "analysis": True, "panel": False, "quotation": False,
    }  # fmt: skip
    assert database.scalars(select(WordCode.ref)).all() == [told.ref]
    assert "teller" in database.scalars(select(Signal.source)).all()
    assert database.scalars(select(AuditEvent.detail).where(AuditEvent.action == "story.typed_in")).all() == [
        {"language": "nl", "worried": True}
    ]
    database.commit()
    assert str(told.ref) in browser.get(f"/beheer/{pilot.slug}/controle")


def test_a_booklet_arrives_once_whatever_is_pressed(browser: Visitor, pilot: Pilot, database: Session) -> None:
    fields = typed(browser, pilot)
    send(browser, pilot, fields)
    send(browser, pilot, fields)
    assert "Dit boekje was al ingetypt" in browser.get(f"/beheer/{pilot.slug}/papier/nieuw")
    with_code = typed(browser, pilot, code=word_codes.propose())
    send(browser, pilot, with_code)
    send(browser, pilot, {**with_code, "key": "een andere bladzijde"})
    assert len(database.scalars(select(Submission.ref)).all()) == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"story": "   "}, "Typ het verhaal."),
        ({"story": "w" * 10_001}, "1 teken te lang"),
        ({"code": "appel peer banaan"}, "niet zes woorden uit de lijst"),
        ({"support-then": "9"}, "Typ 1 tot en met 5, n of x"),
        ({"trust": "j"}, "Typ 1 tot en met 5, n of x"),
        ({"decided": "90-90-90"}, "Kies een van de antwoorden"),
        ({"voor": "professional"}, "Kies wat voor werk de verteller doet."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    browser: Visitor, pilot: Pilot, database: Session, wrong: dict[str, str], says: str
) -> None:
    fields = typed(browser, pilot, also="Op school ging het ook anders.", **wrong)
    page = send(browser, pilot, fields, 400)
    assert says in page
    assert "Op school ging het ook anders." in page
    assert fields["story"].strip() in page
    assert f'name="key" value="{fields["key"]}"' in page
    assert re.search(r'id="consent_analysis"[^>]*checked', page)
    assert not database.scalars(select(Submission)).all()


@pytest.mark.parametrize(
    ("policy", "age", "parent", "arrives"),
    [
        ("information_only", "", False, True),
        ("information_only", "12-15", False, True),
        ("parent_co_consents", "", False, False),
        ("parent_co_consents", "12-15", False, False),
        ("parent_co_consents", "12-15", True, True),
        ("parent_co_consents", "16-17", False, True),
        ("from_16_only", "12-15", True, False),
        ("from_16_only", "16-17", False, True),
        ("from_16_only", "", False, False),
    ],
)
def test_the_age_policy_holds_on_paper_too(
    browser: Visitor, pilot: Pilot, database: Session, policy: str, age: str, parent: bool, arrives: bool
) -> None:
    pilot.age_policy = policy  # type: ignore[assignment]
    database.add(pilot)
    database.commit()
    fields = typed(browser, pilot, voor="young_person", age_band=age, **({"consent_parent": "yes"} if parent else {}))
    send(browser, pilot, fields, 302 if arrives else 400)
    assert len(database.scalars(select(Submission.ref)).all()) == int(arrives)
    givers = set(database.scalars(select(ConsentEvent.given_by)).all())
    assert ("parent" in givers) == (arrives and parent and policy == "parent_co_consents")


def test_a_wave_that_has_not_begun_takes_no_booklets_and_one_that_is_over_does(
    browser: Visitor, visitor: Open, person: Make, pilot: Pilot, database: Session, clock: object
) -> None:
    fields = typed(browser, pilot, meetmoment="2")
    send(browser, pilot, fields)
    assert {told.wave_id for told in database.scalars(select(Submission))} == {pilot.waves[0].id}
    database.commit()
    clock.at = clock.at.replace(month=6)  # type: ignore[attr-defined]
    assert 'name="story"' in visitor(person("coordinator")).get(f"/beheer/{pilot.slug}/papier/nieuw")
    clock.at = clock.at.replace(month=2)  # type: ignore[attr-defined]
    page = visitor(person("coordinator")).get(f"/beheer/{pilot.slug}/papier/nieuw")
    assert 'name="story"' not in page
    assert "nog geen meetmoment van deze pilot begonnen" in page


def test_nothing_that_was_typed_gets_into_the_log(
    browser: Visitor, pilot: Pilot, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = typed(browser, pilot, code="kwijt geraakt woord")
    send(browser, pilot, fields, 400)
    send(browser, pilot, {**fields, "code": ""})
    written = capsys.readouterr()
    for private in ("Roos", "kwijt", "wachten"):
        assert private not in written.err + written.out


def test_booklets_are_made_with_a_code_each_and_no_code_is_kept(
    browser: Visitor, pilot: Pilot, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, ...]] = []
    from survey.manage import paper_views

    monkeypatch.setattr(paper_views, "render_booklet", lambda booklet: made.append(booklet.codes) or b"%PDF-")
    browser.get(f"/beheer/{pilot.slug}/papier")
    answer = browser.answer(
        f"/beheer/{pilot.slug}/papier/boekjes", **{"meetmoment": "1", "voor": "parent", "in": "nl", "aantal": "3"}
    )
    assert answer.mimetype == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(made[0]) == len(set(made[0])) == 3
    assert all(word_codes.halves(code) for code in made[0])
    assert not database.scalars(select(WordCode)).all()
    [event] = database.scalars(select(AuditEvent).where(AuditEvent.action == "booklets.printed")).all()
    assert event.detail == {"n": 3, "language": "nl"}


@pytest.mark.parametrize("n", ["0", "26", "-1", "veel", ""])
def test_too_many_or_no_booklets_are_refused_with_what_was_typed(browser: Visitor, pilot: Pilot, n: str) -> None:
    browser.get(f"/beheer/{pilot.slug}/papier")
    page = browser.post(
        f"/beheer/{pilot.slug}/papier/boekjes", 400, **{"meetmoment": "1", "voor": "parent", "in": "nl", "aantal": n}
    )
    assert "Vul een getal in van 1 tot 25" in page
    assert f'value="{n}"' in page
    assert re.search(r'value="parent" checked', page)


def test_people_of_another_pilot_have_no_paper_here(
    visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot
) -> None:
    stranger = visitor(person("coordinator", other_pilot))
    for path in ("papier", "papier/nieuw"):
        stranger.get(f"/beheer/{pilot.slug}/{path}", 403)
