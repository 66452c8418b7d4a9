"""A meeting with three members, three themes and stories that may not be seen: what the tests of the panel's screens stand on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.panel import PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.services import panels
from tests import factories
from tests.conftest import NOON
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]

UNRELEASED = "Onvrijgegevenmerkteken"
WITHOUT_CONSENT = "Toestemmingsmerkteken"
KEYWORD = "sleutelwoordmerkteken"
TITLE = "Titelmerkteken"


@dataclass
class World:
    pilot: Pilot
    meeting: PanelMeeting
    members: list[User]
    facilitator: User
    themes: list[CandidateTheme]
    refs: list[uuid.UUID]

    @property
    def at(self) -> str:
        return f"/panel/{self.pilot.slug}/{self.meeting.id}"

    def theme(self, index: int) -> str:
        return f"{self.at}/themas/{self.themes[index].id}"

    def decision(self, index: int) -> str:
        return f"{self.at}/besluit/{self.themes[index].id}"


def told(database: Session, pilot: Pilot, story: str, *, panel: bool = True) -> uuid.UUID:
    consent = {"analysis": True, "panel": panel, "quotation": True}
    return factories.tell(
        database, wave=pilot.waves[0], now=NOON, story=story, consent=consent, texts={"title": TITLE}
    ).ref


def a_run(database: Session, pilot: Pilot, refs: list[uuid.UUID]) -> AnalysisRun:
    run = AnalysisRun(
        pilot_id=pilot.id,
        model_id="test",
        seed=1,
        parameters={},
        libraries={},
        input_hash="0" * 64,
        n_stories=len(refs),
        n_rest=0,
        enough=True,
        created_at=NOON,
        inputs_changed_at=None,
        candidates=[
            CandidateTheme(
                number=n,
                keywords=[KEYWORD, f"woord{n}"],
                keyword_tellers=[6, 5],
                stability=0.9 - n / 5,
                n_stories=9,
                n_tellers=8,
            )
            for n in range(3)
        ],
    )
    database.add(run)
    database.flush()
    for candidate in run.candidates:
        for rank, ref in enumerate(refs):
            database.add(
                Assignment(
                    candidate_id=candidate.id,
                    ref=ref,
                    weight=0.5,
                    is_main=rank == 0,
                    shown_as="typical" if rank < 2 else "contrary",
                    rank=rank,
                )
            )
    database.flush()
    return run


@pytest.fixture
def world(database: Session, pilot: Pilot, person: Make) -> World:
    coordinator, evaluator = person("coordinator"), person("evaluator")
    members = [person("panel_member") for _ in range(3)]
    refs = [told(database, pilot, f"Verhaal nummer {n} ging over wachten op hulp.") for n in range(3)]
    private = told(database, pilot, f"Dit blijft onder ons {WITHOUT_CONSENT}.", panel=False)
    told(database, pilot, f"Nog niet nagekeken {UNRELEASED}.")
    for ref in [*refs, private]:
        factories.release(database, pilot=pilot, ref=ref, by=coordinator, now=NOON)
    run = a_run(database, pilot, [*refs, private])
    meeting = panels.plan_meeting(
        database,
        pilot=pilot,
        wave=pilot.waves[0],
        run=run,
        title="Panel in april",
        held_on=date(2026, 4, 20),
        facilitator=evaluator,
        members=members,
        n_random=10,
        sample_seed=1,
        key_ring=factories.KEY_RING,
        by=coordinator,
        now=NOON,
        aftercare=panels.Aftercare("Mirjam", "06 nazorgnummer"),
        has_rehearsal=True,
    )
    assert meeting.members
    themes = list(run.candidates)
    database.commit()
    return World(pilot, meeting, members, evaluator, themes, refs)


@pytest.fixture
def member(visitor: Open, world: World) -> Visitor:
    return visitor(world.members[0])


@pytest.fixture
def leader(visitor: Open, world: World) -> Visitor:
    return visitor(world.facilitator)


def go_to(leader: Visitor, world: World, phase: Phase) -> None:
    """As the facilitator presses, without a decision on anything."""
    page = leader.get(f"{world.at}/leiden")
    while f'name="to" value="{phase}"' not in page:
        following = re.search(r'name="to" value="(\w+)"', page)
        assert following
        leader.post(f"{world.at}/leiden", to=following.group(1), anyway="yes")
        page = leader.get(f"{world.at}/leiden")
    leader.post(f"{world.at}/leiden", to=phase, anyway="yes")


def label(browser: Visitor, world: World, **fields: str) -> str:
    ref = re.search(r'name="ref" value="([^"]+)"', browser.get(f"{world.at}/lezen"))
    assert ref
    browser.post(f"{world.at}/lezen", ref=ref.group(1), **(fields or {"own": "wachten"}))
    return ref.group(1)


def judged(browser: Visitor, world: World, index: int, **fields: object) -> None:
    browser.get(world.theme(index))
    browser.post(world.theme(index), **fields)
