"""Whatever people do, in whatever order: nobody reads what no person released, what its teller does not allow (any more), or
what was taken back. Hundreds of steps in the suite, 10,000 under `make torture`.

After every step the readers' doors are tried: released stories and answers per use, content notes, the cards a panel draws,
what an evaluator counts and takes along as a working copy; and, as an act of its own, a page of one of them over HTTP or the
data interface (`doors`). None may show a marker of a story that the model says is not to be seen there.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from analysis.records import USES, Use
from survey.app import create_app
from survey.config import Settings
from survey.extensions import db
from survey.models import Base
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.programme import Pilot
from survey.services import deidentification, own_story, panels, release_log, released, reporting, working_copies
from survey.services.errors import LoexError, TooFewStories
from tests import factories
from tests.conftest import NOON
from tests.survey.doors import DOORS, MARKER, Door, Readers

RING = factories.KEY_RING
FULL = os.environ.get("TORTURE") == "full"
MOST_MEETINGS = 4
EXAMPLES, STEPS = (100, 100) if FULL else (3, 40)


@dataclass
class Known:
    """What the model knows of one story. marker: a word that is in no other. shown: the markers of released texts."""

    marker: str
    allowed: set[Use]
    is_released: bool = False
    waits_for_second: bool = False
    checked_by: int = -1
    additions: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)


class Stories(RuleBasedStateMachine):
    """One pilot, three coordinators, and any number of tellers."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = self.open.enter_context(tempfile.TemporaryDirectory())
        chosen = Settings(environment="testing", instance_folder=Path(folder), https=False, run_jobs_inline=True)
        self.app = create_app(chosen, clock=lambda: NOON)
        self.app.config["KEY_RING"] = RING  # so that its pages can read what the rules told, if they would
        self.open.enter_context(self.app.app_context())
        Base.metadata.create_all(db.engine)
        self.known: dict[uuid.UUID, Known] = {}
        self.gone: set[str] = set()
        self.n = self.n_meetings = 0
        self.meeting: uuid.UUID | None = None

    @initialize()
    def begin(self) -> None:
        self.pilot: Pilot = factories.make_pilot(db.session, now=NOON)
        self.people: list[User] = [
            factories.make_user(db.session, now=NOON, role="coordinator", pilot=self.pilot) for _ in range(3)
        ]
        self.run = AnalysisRun(
            pilot_id=self.pilot.id,
            model_id="model",
            seed=1,
            parameters={},
            libraries={},
            input_hash="0" * 64,
            n_stories=0,
            n_rest=0,
            enough=True,
            created_at=NOON,
        )
        db.session.add(self.run)
        self.readers = Readers(self.app, db.session, pilot=self.pilot, now=NOON)
        self.people[0] = self.readers.people["coordinator"]
        db.session.commit()

    def teardown(self) -> None:
        db.session.rollback()
        db.engine.dispose()
        self.open.close()

    def _marker(self) -> str:
        self.n += 1
        return f"merel{self.n}teken"

    def _pick(self, which: int) -> tuple[uuid.UUID, Known]:
        refs = sorted(self.known)
        ref = refs[which % len(refs)]
        return ref, self.known[ref]

    def _about(self, ref: uuid.UUID, who: int) -> dict[str, Any]:
        return {"pilot": self.pilot, "ref": ref, "key_ring": RING, "by": self.people[who % 3], "now": NOON}

    @rule(uses=st.sets(st.sampled_from(USES)))
    def tell(self, uses: set[Use]) -> None:
        marker = self._marker()
        told = factories.tell(
            db.session,
            wave=self.pilot.waves[0],
            now=NOON,
            story=f"Wij wonen prettig en dit is {marker} voor ons.",
            consent={use: use in uses for use in USES},
        )
        assert told.ref is not None
        self.known[told.ref] = Known(marker, set(uses))
        db.session.commit()

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50), who=st.integers(0, 2))
    def check(self, which: int, who: int) -> None:
        """Check a story or an addition: released at once, or passed on where two are asked for."""
        ref, story = self._pick(which)
        try:
            opened = deidentification.open_for_checking(db.session, **self._about(ref, who))
        except LoexError:
            db.session.rollback()
            assert story.is_released, "only a released story without anything new can't be opened for checking"
            return
        found = set(story.additions if opened.is_addition else [story.marker, *story.additions])
        decisions = [
            deidentification.SpanDecision(name, s.start, s.end, s.label, masked=s.tier == "auto", proposed_by=s.rule)
            for name, spans in opened.spans.items()
            for s in spans
        ]
        deidentification.release(db.session, decisions=decisions, **self._about(ref, who))
        db.session.commit()
        story.waits_for_second, story.checked_by = self.pilot.four_eyes, who
        story.pending = found
        if not self.pilot.four_eyes:
            self._now_released(story)

    @precondition(lambda self: any(s.waits_for_second for s in self.known.values()))
    @rule(which=st.integers(0, 50), who=st.integers(0, 2))
    def confirm(self, which: int, who: int) -> None:
        ref, story = self._pick(which)
        latest = release_log.latest_decision(db.session, ref=ref)
        number = latest.number if latest else 0
        try:
            deidentification.confirm(db.session, number=number, **self._about(ref, who))
        except LoexError:
            db.session.rollback()
            same = self.pilot.four_eyes and story.checked_by == who
            assert not story.waits_for_second or same, "only the first person is refused"
            return
        db.session.commit()
        assert story.waits_for_second
        assert not (self.pilot.four_eyes and story.checked_by == who), "nobody is the second person of their own check"
        self._now_released(story)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50), who=st.integers(0, 2), how=st.sampled_from(["hold_back", "send_back", "take_back"]))
    def stop(self, which: int, who: int, how: str) -> None:
        ref, story = self._pick(which)
        latest = release_log.latest_decision(db.session, ref=ref)
        more = {"number": latest.number if latest else 0} if how == "send_back" else {}
        try:
            getattr(deidentification, how)(db.session, reason="Reden", **more, **self._about(ref, who))
        except LoexError:
            db.session.rollback()
            return
        db.session.commit()
        story.waits_for_second, story.pending = False, set()
        if how == "take_back":
            story.additions += sorted(story.shown - {story.marker})
            story.is_released, story.shown = False, set()

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50))
    def add(self, which: int) -> None:
        ref, story = self._pick(which)
        marker = self._marker()
        try:
            own_story.add(db.session, ref=ref, text=f"En dit is {marker} erbij.", key_ring=RING, now=NOON)
        except LoexError:
            db.session.rollback()
            return
        db.session.commit()
        story.additions.append(marker)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50), uses=st.sets(st.sampled_from(USES)))
    def allow(self, which: int, uses: set[Use]) -> None:
        ref, story = self._pick(which)
        chosen: dict[Use, bool] = {use: use in uses for use in USES}
        own_story.change_consent(db.session, ref=ref, uses=chosen, language="nl", parent_agrees=False, now=NOON)
        db.session.commit()
        story.allowed = set(uses)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50))
    def withdraw(self, which: int) -> None:
        ref, story = self._pick(which)
        own_story.withdraw(db.session, ref=ref, now=NOON)
        db.session.commit()
        self.gone |= {story.marker, *story.additions, *story.shown}
        del self.known[ref]

    @precondition(lambda self: self.known and self.n_meetings < MOST_MEETINGS)
    @rule(seed=st.integers(0, 9))
    def plan_a_meeting(self, seed: int) -> None:
        planned = panels.plan_meeting(
            db.session,
            pilot=self.pilot,
            wave=self.pilot.waves[0],
            run=self.run,
            title="Panel",
            held_on=NOON.date(),
            facilitator=self.people[0],
            members=[self.readers.people["panel_member"]],
            n_random=3,
            sample_seed=seed,
            key_ring=RING,
            by=self.people[0],
            now=NOON,
        )
        self.n_meetings += 1
        self.meeting = planned.id
        db.session.commit()

    @rule(on=st.booleans())
    def ask_for_two(self, on: bool) -> None:
        self.pilot.four_eyes = on
        db.session.commit()

    @rule(door=st.sampled_from(DOORS))
    def look(self, door: Door) -> None:
        """Somebody opens a page: whatever is seen there is released, and allowed for what the page is for."""
        if "{meeting}" in door.address and self.meeting is None:
            return
        status, seen = self.readers.look(door, self.meeting)
        assert status in (200, 302), door
        assert seen <= self._may_be_seen(door.uses), door

    def _may_be_seen(self, uses: frozenset[Use]) -> set[str]:
        stories = [s for s in self.known.values() if uses and s.is_released and uses <= s.allowed]
        return {marker for story in stories for marker in story.shown}

    def _now_released(self, story: Known) -> None:
        story.is_released, story.waits_for_second = True, False
        story.shown |= story.pending
        story.additions = [marker for marker in story.additions if marker not in story.pending]
        story.pending = set()

    @invariant()
    def every_reader_sees_exactly_what_is_released_and_allowed(self) -> None:
        if not hasattr(self, "pilot"):
            return
        for use in USES:
            seen = {s.ref: s.text for s in released.stories(db.session, pilot=self.pilot, use=use, key_ring=RING)}
            wanted = {str(ref) for ref, s in self.known.items() if s.is_released and use in s.allowed}
            assert set(seen) == wanted
            for ref, story in self.known.items():
                text = seen.get(str(ref), "")
                hidden = {story.marker, *story.additions} - story.shown
                assert not any(marker in text for marker in hidden)
                assert not text or all(marker in text for marker in story.shown)
            everything = " ".join(seen.values())
            assert not any(marker in everything for marker in self.gone)
        counted = {answer.ref for answer in released.answers(db.session, pilot=self.pilot)}
        assert counted <= {str(ref) for ref, s in self.known.items() if s.is_released and "analysis" in s.allowed}
        self._cards_are_released_and_allowed()
        self._a_working_copy_holds_exactly_what_may_be_analysed()
        self._ledger_quotes_only_what_may_be_quoted()
        db.session.rollback()

    def _cards_are_released_and_allowed(self) -> None:
        for meeting in panels.meetings(db.session, pilot=self.pilot):
            for card in panels.cards(db.session, pilot=self.pilot, meeting=meeting, key_ring=RING):
                story = self.known[uuid.UUID(card.ref)]
                assert story.is_released
                assert "panel" in story.allowed

    def _a_working_copy_holds_exactly_what_may_be_analysed(self) -> None:
        allowed = self._may_be_seen(frozenset({"analysis"}))
        try:
            copy = working_copies.working_set(db.session, pilot=self.pilot, key_ring=RING, mark="0", now=NOON)
        except TooFewStories:
            assert not allowed
            return
        assert set(MARKER.findall(str(copy))) == allowed

    def _ledger_quotes_only_what_may_be_quoted(self) -> None:
        """As an issued report that quotes every story there ever was would be rendered now."""
        refs = [*self.known, uuid.uuid4()]
        ledger = reporting.ledger_of(db.session, pilot=self.pilot, refs=refs, key_ring=RING)
        for ref in refs:
            story = self.known.get(ref)
            may = bool(story and story.is_released and "quotation" in story.allowed)
            entry = ledger.entries[str(ref)]
            assert (entry.may_quote, entry.text is not None) == (may, may)
            assert entry.withdrawn == (story is None)


def test_every_door_that_is_looked_through_is_there() -> None:
    machine = Stories()
    try:
        machine.begin()
        machine.tell(uses=set(USES))
        machine.check(which=0, who=0)
        machine.plan_a_meeting(seed=1)
        db.session.rollback()
        seen = {door: machine.readers.look(door, machine.meeting) for door in DOORS}
        assert [(door.address, status) for door, (status, _) in seen.items() if status != 200] == []
        figures = {f"/evaluatie/{{pilot}}/cijfer/{code}" for code in ("rapport.agree", "support.better")}
        telling = {door.address for door, (_, markers) in seen.items() if markers}
        assert telling == {"/panel/{pilot}/{meeting}/lezen", *figures}
    finally:
        machine.teardown()


@pytest.mark.torture
def test_no_order_of_acts_shows_what_may_not_be_seen() -> None:
    run_state_machine_as_test(
        Stories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
