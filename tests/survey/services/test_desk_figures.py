"""What the desk counts: the same as story by story and as pandas, never past a consent, and nothing small."""

from __future__ import annotations

import random
import uuid

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.indicators import describe, measure
from survey.models.consent import ConsentEvent
from survey.models.programme import Pilot
from survey.models.submission import AnswerSheet, ClosedAnswer, Submission
from survey.services import desk_figures, desk_page, registrations, released
from survey.services.desk_figures import Narrowed
from survey.services.errors import NotFound
from tests import factories
from tests.conftest import NOON

VALUES = [1, 2, 3, 4, 5, "not_mentioned", "not_applicable"]
QUESTIONS = ["support.then", "support.now", "income.then", "income.now", "trust", "rapport"]
WHO = ("young_person", "parent", "professional")


@pytest.fixture
def pilot(session: Session) -> Pilot:
    """Seventy stories in two waves, some without consent for analysis, some not released."""
    pilot = factories.make_pilot(session, now=NOON)
    other = factories.make_pilot(session, now=NOON, slug="ander")
    by = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    chance = random.Random(4)
    for number in range(70):
        who = chance.choice(WHO)
        receipt = factories.tell(
            session,
            wave=pilot.waves[0],
            now=NOON,
            perspective=who,
            professional_role="care_worker" if who == "professional" else None,
            age_band=chance.choice(["12-15", "16-17"]) if who == "young_person" else None,
            language=chance.choices(["nl", "ar"], [8, 1])[0],
            consent={"analysis": number % 9 != 0, "panel": True, "quotation": True},
            answers={q: chance.choice(VALUES) for q in QUESTIONS if chance.random() < 0.9},
        )
        if number % 7:
            factories.release(session, pilot=pilot, ref=receipt.ref, by=by, now=NOON)
    factories.tell(session, wave=other.waves[0], now=NOON)
    return pilot


def test_the_desk_counts_what_is_counted_story_by_story(session: Session, pilot: Pilot) -> None:
    counted = desk_figures.measured(desk_figures.sheets(session, pilot=pilot), pilot=pilot)
    assert counted == measure(released.answers(session, pilot=pilot))


def test_a_recount_in_pandas_agrees_to_the_last_number(session: Session, pilot: Pilot) -> None:
    """From the tables themselves, by another road: released, with consent for analysis; every figure that has answers."""
    allowed = set(session.scalars(select(ConsentEvent.ref).where(ConsentEvent.use == "analysis", ConsentEvent.granted)))
    there = set(session.scalars(select(released.tables.DeidentifiedStory.ref))) & allowed
    rows = session.execute(
        select(
            ClosedAnswer.ref, ClosedAnswer.question, ClosedAnswer.step, ClosedAnswer.not_given, Submission.perspective
        )
        .join(Submission, Submission.ref == ClosedAnswer.ref)
        .where(ClosedAnswer.ref.in_(there))
    ).all()
    table = pd.DataFrame(rows, columns=["ref", "question", "step", "reason", "who"])
    steps, reasons = (table.pivot(index=["who", "ref"], columns="question", values=c) for c in ("step", "reason"))
    n_compared = 0
    for row in desk_figures.measured(desk_figures.sheets(session, pilot=pilot), pilot=pilot):
        asked = [question for question in describe(row.indicator).questions if question in steps]
        if not asked:
            assert row.n == 0
            continue
        mine, why = (frame.xs(row.perspective)[asked] for frame in (steps, reasons))
        is_complete = mine.notna().all(axis=1)
        answered = mine.notna().any(axis=1) | why.notna().any(axis=1)
        first, last = mine[asked[0]], mine[asked[-1]]
        holds = {"well": first >= 4, "better": last > first, "worse": last < first}[describe(row.indicator).rule]
        without = answered & ~is_complete
        does_not_apply = without & (why == "not_applicable").any(axis=1)
        assert (row.n, row.denominator, row.numerator, row.n_not_applicable, row.n_not_mentioned) == (
            answered.sum(), is_complete.sum(), (holds & is_complete).sum(), does_not_apply.sum(),
            (without & ~does_not_apply).sum(),
        ), row.indicator  # fmt: skip
        n_compared += 1
    assert n_compared == 3 * (2 * 4 + 2), "two items of four figures and two questions, for each perspective"


def test_a_consent_taken_back_is_out_of_the_next_look(session: Session, pilot: Pilot) -> None:
    before = desk_figures.sheets(session, pilot=pilot)
    ref = session.scalars(select(released.tables.DeidentifiedStory.ref).order_by("ref")).all()
    gone = next(r for r in ref if "analysis" in released.consents.held(session, refs=[r])[r])
    session.add(
        ConsentEvent(
            ref=gone,
            use="analysis",
            granted=False,
            wording_hash="x",
            language="nl",
            given_on=NOON.date(),
            given_by="teller",
        )
    )
    session.flush()
    assert len(desk_figures.sheets(session, pilot=pilot)) == len(before) - 1


def test_every_story_has_one_sheet_that_says_what_its_answers_say(session: Session, pilot: Pilot) -> None:
    told: dict[uuid.UUID, dict] = {}
    for row in session.scalars(select(ClosedAnswer)):
        told.setdefault(row.ref, {})[row.question] = row.step if row.step is not None else row.not_given
    assert {sheet.ref: sheet.given for sheet in session.scalars(select(AnswerSheet))} == told


def test_one_language_beside_the_whole_shows_nothing_of_a_few(session: Session, pilot: Pilot) -> None:
    counted = desk_figures.sheets(session, pilot=pilot)
    every = desk_figures.answers(counted, pilot=pilot).indicators
    few = desk_figures.answers(counted, pilot=pilot, narrowed=Narrowed("language", "ar")).indicators
    most = desk_figures.answers(counted, pilot=pilot, narrowed=Narrowed("language", "nl")).indicators
    assert [(r.indicator, r.wave, r.perspective) for r in every] == [(r.indicator, r.wave, r.perspective) for r in few]
    for whole, one, other in zip(every, few, most, strict=True):
        assert not any(1 <= (n or 0) < 5 for n in (one.n, one.numerator, other.n, other.numerator))
        if whole.n is not None and other.n is not None:
            assert whole.n - other.n == 0 or whole.n - other.n >= 5


def test_all_perspectives_together_come_only_when_asked_and_then_beside_each(session: Session, pilot: Pilot) -> None:
    counted = desk_figures.sheets(session, pilot=pilot)
    apart = desk_figures.answers(counted, pilot=pilot).indicators
    both = desk_figures.answers(counted, pilot=pilot, pooled=True).indicators
    assert not [row for row in apart if row.perspective is None]
    assert {row.perspective for row in both} == {*WHO, None}


def test_the_page_begins_with_who_was_heard_and_counts_signals_never_as_a_share(session: Session, pilot: Pilot) -> None:
    page = desk_page.page(session, pilot=pilot, today=NOON.date())
    assert len(page.told) == len(pilot.waves) * len(WHO)
    assert page.mirror_wave is not None
    assert page.mirror_wave.number == 1
    assert page.mirrors["language"].total == 70
    assert (page.attention.n_open, page.attention.n_overdue) == (70, 0), (
        "every story speaks of waiting: the phrase screen"
    )
    assert page.saturation is None
    assert all(row.value is None for row in page.withheld)


@pytest.mark.parametrize("n", [0, 1, 4, 9])
def test_a_pilot_of_a_few_stories_has_a_page_without_a_small_number(session: Session, n: int) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    by = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    for _ in range(n):
        receipt = factories.tell(session, wave=pilot.waves[0], now=NOON)
        factories.release(session, pilot=pilot, ref=receipt.ref, by=by, now=NOON)
    page = desk_page.page(session, pilot=pilot, today=NOON.date())
    shown = [row.told for row in page.told] + [row.n for row in page.figures]
    assert not [count for count in shown if count is not None and 1 <= count < 5]
    assert all(row.value is None for row in page.figures)


def test_what_is_registered_keeps_its_first_day_and_counts_only_when_it_was_before_the_wave(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    by = factories.make_user(session, now=NOON, role="evaluator", pilot=pilot)
    phase = pilot.programme.phases[1]
    assert registrations.register(session, pilot=pilot, phase=phase, indicators=["trust.agree"], by=by, now=NOON) == 1
    assert (
        registrations.register(
            session, pilot=pilot, phase=phase, indicators=["trust.agree", "rapport.agree"], by=by, now=NOON
        )
        == 1
    )
    by_wave = registrations.by_wave(session, pilot=pilot, indicator="trust.agree")
    assert (by_wave[1], by_wave[2]) == (None, NOON), "the first wave was open already"


def test_an_indicator_that_does_not_exist_is_not_registered(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    by = factories.make_user(session, now=NOON, role="evaluator", pilot=pilot)
    with pytest.raises(NotFound):
        registrations.register(
            session, pilot=pilot, phase=pilot.programme.phases[1], indicators=["niets"], by=by, now=NOON
        )


@pytest.mark.parametrize("code", ["support.better", "support.now_well", "trust.agree"])
def test_pilots_side_by_side_show_what_each_shows_by_itself(session: Session, pilot: Pilot, code: str) -> None:
    other = session.scalars(select(Pilot).where(Pilot.slug == "ander")).one()
    every = desk_figures.answers(desk_figures.sheets(session, pilot=pilot), pilot=pilot).indicators
    for who in WHO:
        views = desk_figures.side_by_side(session, pilots=[pilot, other], item=code.rpartition(".")[0], perspective=who)
        assert set(views) == {pilot.slug}, "in the other pilot nothing is released"
        mine = [row for row in views[pilot.slug].indicators if row.indicator == code]
        assert mine == [row for row in every if row.indicator == code and row.perspective == who]
