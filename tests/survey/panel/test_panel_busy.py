"""Many members at the same moment on one SQLite file: nothing is lost and nobody meets a locked database.

Bounded in the suite; `make torture` runs it with thirty seats.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey.services import panels, seat_codes
from tests import factories
from tests.conftest import NOON
from tests.survey.panel.meeting_world import World, a_run
from tests.survey.staff_fixtures import Visitor

SEATS = 30 if os.environ.get("TORTURE") == "full" else 6

pytestmark = pytest.mark.torture


def test_everybody_labels_every_story_at_once_and_nothing_is_lost(
    staff_app: Flask, visitor: Callable[..., Visitor], world: World, database: Session
) -> None:
    pilot = world.pilot
    meeting = panels.plan_meeting(
        database, pilot=pilot, wave=pilot.waves[0], run=a_run(database, pilot, world.refs), title="Druk",
        held_on=NOON.date(), facilitator=world.facilitator, members=[], n_random=5, sample_seed=3,
        key_ring=factories.KEY_RING, by=world.facilitator, now=NOON, n_code_seats=SEATS,
    )  # fmt: skip
    codes = seat_codes.make(database, meeting=meeting, key_ring=factories.KEY_RING, by=world.facilitator, now=NOON)
    database.commit()
    at, failures, start = f"/panel/{pilot.slug}/{meeting.id}", list[str](), threading.Barrier(SEATS)

    def member(code: str) -> None:
        try:
            start.wait()
            browser = visitor()
            browser.get("/panel/")
            browser.post("/panel/", code=code)
            for _ in world.refs:
                ref = re.search(r'name="ref" value="([^"]+)"', browser.get(f"{at}/lezen"))
                assert ref
                browser.post(f"{at}/lezen", ref=ref.group(1), own="wachten")
        except Exception as error:  # every kind of failure counts here
            failures.append(repr(error)[:300])

    threads = [threading.Thread(target=member, args=(code,)) for code in codes.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    kept = {(reading.seat, reading.ref) for reading in panels.readings(database, meeting=meeting)}
    assert kept == {(seat, ref) for seat in codes for ref in world.refs}
    database.rollback()
