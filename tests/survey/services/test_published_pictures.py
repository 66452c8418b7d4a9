"""What the pictures of a release are made of: released stories whose tellers allow analysis, and nothing else."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.records import StoryVector, Theme
from survey.models.account import User
from survey.models.analysis import Assignment, CandidateTheme
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.services import analysis_runs, measurement, own_story, published_pictures, publishing, reporting
from tests import factories
from tests.conftest import NOON

ALL = {"analysis": True, "panel": True, "quotation": True}


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON)


@pytest.fixture
def by(session: Session, pilot: Pilot) -> User:
    return factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)


def tell(session: Session, pilot: Pilot, by: User, point: object, *, released: bool = True, **changes: Any) -> str:
    story = changes.pop("story", "Eerst moesten we wachten. Nu gaat het.")
    receipt = factories.tell(session, wave=pilot.waves[0], now=NOON, placed={"decided": point}, story=story, **changes)
    if released:
        factories.release(session, pilot=pilot, ref=receipt.ref, by=by, now=NOON)
    return str(receipt.ref)


def counted(session: Session, pilot: Pilot) -> dict[str, int]:
    found = published_pictures.zone_counts(session, pilot=pilot)
    return {zone: n for counts in found for zone, n in counts.counts if n}


def test_only_released_stories_whose_tellers_allow_analysis_lie_in_a_triangle(
    session: Session, pilot: Pilot, by: User
) -> None:
    tell(session, pilot, by, (100, 0, 0))
    tell(session, pilot, by, (34, 33, 33))
    tell(session, pilot, by, "not_mentioned")
    tell(session, pilot, by, (0, 100, 0), released=False)
    tell(session, pilot, by, (0, 0, 100), consent=dict.fromkeys(ALL, False))
    assert counted(session, pilot) == {"first": 1, "middle": 1}


def test_each_perspective_reads_the_triad_in_its_own_words(session: Session, pilot: Pilot, by: User) -> None:
    tell(session, pilot, by, (100, 0, 0))
    words = {each.perspective: each for each in published_pictures.triad_words(session, pilot=pilot)}
    assert set(words) == {"young_person", "parent", "professional"}
    assert words["young_person"].poles[0] != words["parent"].poles[0]
    assert len(set(words["parent"].poles)) == 3


def test_a_report_shows_the_zones_of_its_release_and_a_withdrawn_story_leaves_the_next_count(
    session: Session, app: Flask, pilot: Pilot, by: User
) -> None:
    refs = [tell(session, pilot, by, (100, 0, 0)) for _ in range(9)]
    for _ in range(8):
        tell(session, pilot, by, (0, 0, 100))
    tell(session, pilot, by, "not_mentioned")
    measured = measurement.measure(session, pilot=pilot, by=by, now=NOON)
    ring = app.config["KEY_RING"]
    release = publishing.publish(session, pilot=pilot, measured=measured, key_ring=ring, by=by, now=NOON)
    report = reporting.composed(session, pilot=pilot, release=release, number=1, key_ring=ring, now=NOON)
    [picture] = [picture for part in report.triads for picture in part.pictures]
    assert [(zone.zone, zone.n) for zone in picture.zones] == [("first", 10), ("third", 10)]
    assert report.theme_map is None
    own_story.withdraw(session, ref=uuid.UUID(refs[0]), now=NOON)
    assert counted(session, pilot) == {"first": 8, "third": 8}


def test_a_release_from_before_there_were_pictures_can_still_be_read(
    session: Session, app: Flask, pilot: Pilot, by: User
) -> None:
    tell(session, pilot, by, (100, 0, 0))
    measured = measurement.measure(session, pilot=pilot, by=by, now=NOON)
    ring = app.config["KEY_RING"]
    release = publishing.publish(session, pilot=pilot, measured=measured, key_ring=ring, by=by, now=NOON)
    release.content = {name: value for name, value in release.content.items() if name != "pictures"}
    assert publishing.published_results(release).pictures is None


def test_the_map_is_laid_out_from_the_panels_run_without_stories_that_may_not_be_analysed(
    session: Session, pilot: Pilot, by: User
) -> None:
    refs = [tell(session, pilot, by, (100, 0, 0), story=f"Verhaal {n}.") for n in range(6)]
    refused = tell(
        session, pilot, by, (100, 0, 0), consent=ALL | {"analysis": False, "panel": False, "quotation": False}
    )
    run = factories.make_run(session, pilot=pilot, now=NOON)
    rng = np.random.default_rng(1)
    vectors = [StoryVector(ref, "0" * 64, "test", _unit(rng.normal(size=8))) for ref in [*refs, refused]]
    analysis_runs.store_vectors(session, vectors=vectors)
    candidates = [
        CandidateTheme(
            run_id=run.id, number=n, keywords=[], keyword_tellers=[], stability=1.0, n_stories=3, n_tellers=3
        )
        for n in range(2)
    ]
    session.add_all(candidates)
    session.flush()
    for place, ref in enumerate([*refs, refused]):
        session.add(Assignment(candidate_id=candidates[place % 2].id, ref=uuid.UUID(ref), weight=1.0, is_main=True))
    meeting = PanelMeeting(
        pilot_id=pilot.id, wave_id=pilot.waves[0].id, run_id=run.id, title="Panel", held_on=NOON.date(),
        facilitator_id=by.id, sample_seed=1,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    themes = [Theme(f"Thema {n}", (str(each.id),), ()) for n, each in enumerate(candidates)]
    found = published_pictures.squares(session, meeting=meeting, themes=themes, side=0)
    assert found is not None
    assert sum(found.stories.values()) == len(refs)
    assert [name for name, _ in found.themes] == ["Thema 0", "Thema 1"]
    assert published_pictures.squares(session, meeting=meeting, themes=themes, side=9).side == 9  # type: ignore[union-attr]
    assert published_pictures.squares(session, meeting=None, themes=themes, side=0) is None


def _unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
