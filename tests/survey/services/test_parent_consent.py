"""A story that waits for a parent: who can do what with it, until when, and that nobody reads it meanwhile."""

from __future__ import annotations

import inspect
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.consent import ConsentEvent
from survey.models.programme import Pilot
from survey.models.submission import Submission, WithdrawnKey
from survey.models.word_code import ParentCode
from survey.services import (
    collection,
    consents,
    deidentification,
    own_story,
    parent_codes,
    parent_consent,
    questionnaires,
    released,
    retention,
    signal_cases,
    signals,
    stories,
    word_codes,
)
from survey.services.errors import ChangedMeanwhile, NotFound, TooManyTries, WaitsForParent
from tests import factories
from tests.conftest import NOON

RING = factories.KEY_RING
LAST_DAY = NOON + timedelta(days=parent_codes.LONGEST_DAYS)
SECRET = "Ik slaap bij mijn tante op zolder."
DANGER = "Hij dreigde mij dood te slaan. Ik wil dood."
ALL = frozenset({"analysis", "panel", "quotation"})


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON, age_policy="parent_co_consents")


@pytest.fixture
def coordinator(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


def tell(session: Session, pilot: Pilot, story: str = SECRET, **changes: Any) -> tuple[uuid.UUID, str]:
    """A story that waits, and its parent's code."""
    code = word_codes.propose()
    child = {"perspective": "young_person", "age_band": "12-15", "parent_code": code}
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=story, **(child | changes)).ref
    assert ref is not None
    session.commit()
    return ref, code


def find(session: Session, code: str, now: Any = NOON) -> uuid.UUID | None:
    session.commit()
    return parent_codes.find(session, code=code, key_ring=RING, now=now)


def agree(session: Session, ref: uuid.UUID, uses: frozenset[Any] = ALL, now: Any = NOON) -> None:
    parent_consent.agree(session, ref=ref, uses=uses, language="nl", key_ring=RING, now=now)


def refs_to_check(session: Session, pilot: Pilot) -> list[uuid.UUID]:
    return [story.ref for story in deidentification.waiting(session, pilot=pilot)]


def test_the_code_opens_the_question_and_nothing_but_this_code_does(session: Session, pilot: Pilot) -> None:
    ref, code = tell(session, pilot, word_code=(own := word_codes.propose()))
    assert find(session, code.upper()) == ref
    assert find(session, own) is None
    assert word_codes.find(session, code=code, key_ring=RING, now=NOON) is None
    assert find(session, " ".join([*code.split()[:5], own.split()[5]])) is None


def test_the_code_is_kept_hashed(session: Session, pilot: Pilot) -> None:
    ref, code = tell(session, pilot)
    row = session.get_one(ParentCode, ref)
    assert row.secret_hash.startswith("$argon2id$")
    assert not {row.locator_hash, row.secret_hash} & set(code.split())


def test_the_parent_sees_what_is_allowed_and_no_text_of_the_story(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot, consent={"analysis": True, "panel": False, "quotation": False})
    asked = parent_consent.read(session, ref=ref, today=NOON.date())
    assert (asked.wave.pilot_id, asked.uses, asked.expires_on) == (pilot.id, {"analysis"}, LAST_DAY.date())
    assert SECRET not in repr(asked)


def test_after_the_parents_yes_the_story_stands_in_the_queue_with_their_wording(session: Session, pilot: Pilot) -> None:
    ref, code = tell(session, pilot, consent={"analysis": True, "panel": True, "quotation": False})
    version = parent_consent.read(session, ref=ref, today=NOON.date()).version
    agree(session, ref, frozenset({"analysis", "panel"}))
    assert refs_to_check(session, pilot) == [ref]
    assert find(session, code) is None
    events = session.scalars(select(ConsentEvent).where(ConsentEvent.given_by == "parent")).all()
    assert {(event.use, event.granted) for event in events} == {
        ("analysis", True),
        ("panel", True),
        ("quotation", False),
    }
    wording = questionnaires.wording_hash(version, code=questionnaires.PARENT_CONSENT, language="nl")
    assert {event.wording_hash for event in events} == {wording}
    assert consents.held(session, refs=[ref])[ref] == {"analysis", "panel"}


def test_a_second_yes_finds_nothing_to_answer(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot)
    agree(session, ref)
    with pytest.raises(NotFound):
        agree(session, ref)
    assert session.scalar(select(func.count()).where(ConsentEvent.given_by == "parent")) == 3


def test_a_parent_agrees_to_what_they_saw_and_to_nothing_else(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot, consent={"analysis": True, "panel": False, "quotation": False})
    uses = {"analysis": True, "panel": True, "quotation": False}
    own_story.change_consent(session, ref=ref, uses=uses, language="nl", parent_agrees=False, now=NOON)  # type: ignore[arg-type]
    with pytest.raises(ChangedMeanwhile):
        agree(session, ref, frozenset({"analysis"}))
    assert refs_to_check(session, pilot) == []
    agree(session, ref, frozenset({"analysis", "panel"}))


def test_after_the_parents_no_the_story_is_gone_and_does_not_come_back(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot, key="een sleutel")
    parent_consent.refuse(session, ref=ref, now=NOON)
    assert session.get(Submission, ref) is None
    assert factories.tell(session, wave=pilot.waves[0], now=NOON, key="een sleutel").ref is None


@pytest.mark.parametrize(("late", "is_open"), [(0, True), (1, False)])
def test_the_code_works_on_its_last_day_and_not_a_day_later(
    session: Session, pilot: Pilot, late: int, is_open: bool
) -> None:
    ref, code = tell(session, pilot)
    day = LAST_DAY + timedelta(days=late)
    assert (find(session, code, day) == ref) == is_open
    if is_open:
        agree(session, ref, now=day)
    else:
        for act in (lambda: agree(session, ref, now=day), lambda: parent_consent.refuse(session, ref=ref, now=day)):
            with pytest.raises(NotFound):
                act()
        assert refs_to_check(session, pilot) == []


@pytest.mark.parametrize(("late", "n_deleted"), [(0, 0), (1, 1)])
def test_a_story_without_an_answer_is_deleted_after_the_last_day(
    session: Session, pilot: Pilot, late: int, n_deleted: int
) -> None:
    ref, _ = tell(session, pilot)
    answered, _ = tell(session, pilot)
    agree(session, answered)
    assert retention.delete_unanswered(session, now=LAST_DAY + timedelta(days=late)) == n_deleted
    assert (session.get(Submission, ref) is None) == bool(n_deleted)
    assert session.scalar(select(func.count(WithdrawnKey.idempotency_hash))) == n_deleted
    assert session.get(Submission, answered) is not None


def test_wrong_codes_are_counted_together_with_word_codes(session: Session, pilot: Pilot) -> None:
    ref, code = tell(session, pilot)
    locator = " ".join(code.split()[: word_codes.N_LOCATING])
    wrong = f"{locator} {' '.join(word_codes.propose().split()[word_codes.N_LOCATING :])}"
    for number in range(word_codes.MOST_TRIES):
        session.commit()
        among = parent_codes.find if number % 2 else word_codes.find
        assert among(session, code=wrong, key_ring=RING, now=NOON) is None
    with pytest.raises(TooManyTries):
        find(session, code)
    assert find(session, code, NOON + timedelta(minutes=2)) == ref


def test_a_new_code_takes_the_place_of_a_lost_one(session: Session, pilot: Pilot) -> None:
    ref, lost = tell(session, pilot)
    later = NOON + timedelta(days=5)
    code = parent_codes.renew(session, ref=ref, key_ring=RING, today=later.date())
    assert find(session, lost) is None
    assert find(session, code, LAST_DAY + timedelta(days=5)) == ref
    agree(session, ref)
    with pytest.raises(NotFound):
        parent_codes.renew(session, ref=ref, key_ring=RING, today=later.date())


def test_the_young_person_sees_that_it_waits_may_widen_alone_and_take_it_back(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot, consent=dict.fromkeys(ALL, False))
    own = own_story.read(session, ref=ref, key_ring=RING)
    assert (own.status, own.parent_until, own.asks_parent) == ("for_parent", LAST_DAY.date(), False)
    uses = dict.fromkeys(ALL, True)
    own_story.change_consent(session, ref=ref, uses=uses, language="nl", parent_agrees=False, now=NOON)  # type: ignore[arg-type]
    assert parent_consent.read(session, ref=ref, today=NOON.date()).uses == ALL
    own_story.withdraw(session, ref=ref, now=NOON)
    assert session.scalar(select(func.count(ParentCode.ref))) == 0


def test_once_agreed_the_young_person_needs_the_parent_again_to_allow_more(session: Session, pilot: Pilot) -> None:
    ref, _ = tell(session, pilot)
    agree(session, ref)
    own = own_story.read(session, ref=ref, key_ring=RING)
    assert (own.status, own.parent_until, own.asks_parent) == ("waiting", None, True)


@pytest.mark.parametrize(
    "changes",
    [{"age_band": "16-17"}, {"perspective": "parent", "age_band": None}, {"parent_agrees": True}],
    ids=["sixteen", "a parent's own story", "agreed on the same screen"],
)
def test_a_story_waits_only_where_a_parent_still_has_to_agree(
    session: Session, pilot: Pilot, changes: dict[str, Any]
) -> None:
    ref, _ = tell(session, pilot, **changes)
    assert parent_codes.waits_until(session, ref=ref) is None
    assert refs_to_check(session, pilot) == [ref]


def test_a_story_waits_for_nobody_under_information_only(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON, slug="vrij")
    ref, _ = tell(session, pilot)
    assert refs_to_check(session, pilot) == [ref]


def test_a_story_that_waits_counts_nowhere_but_in_its_own_number(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref, _ = tell(session, pilot)
    waves = collection.progress(session, pilot=pilot, today=NOON.date())
    first = waves[0]
    assert (first.told, first.waiting, first.held_back, first.told_by, first.for_parent) == (0, 0, 0, {}, 1)
    assert waves[1].for_parent == 0
    assert collection.waiting_for_you(session, pilot=pilot, waves=waves, today=NOON.date()).n_to_check == 0
    assert released.counts(session, pilot=pilot) == {}
    agree(session, ref)
    first = collection.progress(session, pilot=pilot, today=NOON.date())[0]
    assert (first.told, first.waiting, first.for_parent) == (1, 1, 0)


def acts_about(session: Session, pilot: Pilot, ref: uuid.UUID, by: User) -> dict[str, Any]:
    """Every act of a person (`by`) on one story of a pilot, in all services that may see told stories."""
    given = {"pilot": pilot, "ref": ref, "key_ring": RING, "by": by, "now": NOON, "decisions": [], "reason": "Reden"}
    given |= {"number": 1, "why": "look_again"}
    acts = {}
    for module in (deidentification, stories, retention):
        for name, act in inspect.getmembers(module, inspect.isfunction):
            wanted = set(inspect.signature(act).parameters)
            if act.__module__.startswith(module.__name__) and name[0] != "_" and {"pilot", "ref", "by"} <= wanted:
                kept = {key: value for key, value in given.items() if key in wanted}
                acts[name] = lambda act=act, kept=kept: act(session, **kept)
    return acts


def test_no_service_reads_or_decides_about_a_story_that_waits(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref, _ = tell(session, pilot)
    acts = acts_about(session, pilot, ref, coordinator)
    assert {"open_for_checking", "release", "hold_back", "open_recording"} <= set(acts)
    for act in acts.values():
        with pytest.raises(WaitsForParent):
            act()
    for use in ALL:
        assert released.stories(session, pilot=pilot, use=use, key_ring=RING) == []  # type: ignore[arg-type]
    assert released.answers(session, pilot=pilot) == []
    assert deidentification.additions(session, pilot=pilot) == []
    agree(session, ref)
    assert acts["open_for_checking"]().texts["story"] == SECRET


def test_the_phrase_screen_looks_once_the_parent_agreed_also_at_what_was_added(session: Session, pilot: Pilot) -> None:
    told, _ = tell(session, pilot, story=DANGER)
    added, _ = tell(session, pilot)
    own_story.add(session, ref=added, text=DANGER, key_ring=RING, now=NOON)
    assert signal_cases.open_cases(session, pilot=pilot, today=NOON.date()) == []
    agree(session, told)
    agree(session, added)
    cases = signal_cases.open_cases(session, pilot=pilot, today=NOON.date())
    assert {(case.ref, case.sources) for case in cases} == {(told, ("screen",)), (added, ("screen",))}


def test_a_worried_young_person_is_read_at_once_until_the_signal_ends(
    session: Session, pilot: Pilot, coordinator: User
) -> None:
    ref, _ = tell(session, pilot, worried=True)
    case = signal_cases.open_cases(session, pilot=pilot, today=NOON.date())[0]
    assert (case.ref, case.waits_for_parent) == (ref, True)
    about: dict[str, Any] = {"pilot": pilot, "signal_id": case.id, "key_ring": RING, "by": coordinator, "now": NOON}
    assert deidentification.open_for_signal(session, why="first_look", **about).texts["story"] == SECRET
    with pytest.raises(WaitsForParent):
        deidentification.open_for_checking(session, pilot=pilot, ref=ref, key_ring=RING, by=coordinator, now=NOON)
    signals.end(session, end="no_contact_possible", text="Gelezen.", **about)
    signals.raise_signal(session, pilot=pilot, ref=ref, source="panel", today=date(2026, 4, 15))
    again = signal_cases.open_cases(session, pilot=pilot, today=NOON.date())[0]
    with pytest.raises(WaitsForParent):
        deidentification.open_for_signal(session, why="look_back", **(about | {"signal_id": again.id}))
