"""A search that is killed half-way loses one batch at most, goes on where it was, and says how far it is."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis import pipeline
from analysis.embed import weights as weights_module
from survey.extensions import db
from survey.jobs import work
from survey.models.analysis import AnalysisRun, CachedVector
from survey.models.job import Job
from survey.models.programme import Pilot
from survey.services import analysis_runs, jobs, programmes
from tests import factories
from tests.conftest import NOON, Clock

N_STORIES = 9
BATCH = 4
SHORT = "Wij wachtten lang op hulp, dit was keer {}."
LONG = "Wij wachtten lang. Niemand belde ons. Toen kwam er iemand. Zij luisterde echt, keer {}."


class Killed(BaseException):
    """What a kill is to Python: nothing catches it."""


class FakeEncoder:
    """Vectors by counting letters; can be killed when it has seen so many stories."""

    model_id = "fake:1"
    dim = 4
    weaker_languages: frozenset[str] = frozenset()

    def __init__(self, dies_after: int | None = None) -> None:
        self.dies_after, self.asked, self.seen = dies_after, list[str](), set[str]()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.seen |= {number for text in texts for number in re.findall(r"keer (\d)", text)}
        if self.dies_after is not None and len(self.seen) > self.dies_after:
            raise Killed
        self.asked += texts
        counts = np.array([[text.count(letter) + 1 for letter in "aeio"] for text in texts], np.float32)
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeEncoder], None]:
    batches = pipeline.batches
    monkeypatch.setattr(pipeline, "batches", lambda items, size=BATCH: batches(items, size))
    return lambda encoder: monkeypatch.setattr(pipeline, "encoder", lambda choice: encoder)


@pytest.fixture
def pilot(session: Session, app: Flask) -> Pilot:
    made = factories.make_pilot(session, now=NOON)
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=made)
    key_ring = app.config["KEY_RING"]
    for number in range(N_STORIES):
        text = (LONG if number % 2 else SHORT).format(number)
        ref = factories.tell(session, wave=made.waves[0], now=NOON, story=text, key_ring=key_ring).ref
        factories.release(session, pilot=made, ref=ref, by=coordinator, now=NOON, key_ring=key_ring)
    session.commit()
    return made


def wanted(session: Session, pilot: Pilot) -> uuid.UUID:
    job = jobs.want(session, kind="analyse", subject={"pilot": pilot.slug, "seed": 1}, by=None, now=NOON)
    session.info.pop(jobs.WANTED)
    job_id = job.id
    session.commit()  # and nothing is read after it: SQLite knows one transaction at a time
    return job_id


def row(session: Session, job_id: uuid.UUID) -> Job:
    session.rollback()
    return session.get_one(Job, job_id, populate_existing=True)


def n_kept(session: Session, model_id: str) -> int:
    session.rollback()
    return session.query(CachedVector).filter_by(model_id=model_id).count()


def test_a_kill_between_batches_loses_nothing_that_was_made_and_the_restart_does_only_the_rest(
    session: Session, pilot: Pilot, encoders: Callable[[FakeEncoder], None]
) -> None:
    job_id = wanted(session, pilot)
    encoders(FakeEncoder(dies_after=2 * BATCH))
    with pytest.raises(Killed):
        work.run(str(job_id))
    assert n_kept(session, "fake:1") == 2 * BATCH
    assert (row(session, job_id).state, row(session, job_id).n_done) == ("running", 2 * BATCH)

    (left,) = jobs.take_up_again(session, kinds=work.GOES_ON)
    assert left.id == job_id
    session.commit()
    again = FakeEncoder()
    encoders(again)
    work.run(str(job_id))
    assert row(session, job_id).state == "done"
    assert len(again.seen) == N_STORIES - 2 * BATCH
    assert n_kept(session, "fake:1") == N_STORIES
    assert session.query(AnalysisRun).count() == 1


def test_a_batch_that_was_under_way_is_all_that_is_lost(
    session: Session, pilot: Pilot, encoders: Callable[[FakeEncoder], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = wanted(session, pilot)
    encoders(FakeEncoder())
    keep = analysis_runs.store_vectors
    n_calls = iter(range(9))

    def dies_while_keeping(session: Session, **given: object) -> None:
        keep(session, **given)  # type: ignore[arg-type]
        if next(n_calls) == 1:
            raise Killed

    monkeypatch.setattr(analysis_runs, "store_vectors", dies_while_keeping)
    with pytest.raises(Killed):
        work.run(str(job_id))
    assert n_kept(session, "fake:1") == BATCH
    assert row(session, job_id).n_done == BATCH


def test_windows_of_long_stories_are_kept_beside_the_story_and_go_with_it(
    session: Session, pilot: Pilot, encoders: Callable[[FakeEncoder], None]
) -> None:
    encoders(FakeEncoder())
    work.run(str(wanted(session, pilot)))
    refs = [str(ref) for (ref,) in session.query(CachedVector.ref).filter_by(model_id="fake:1")]
    found = analysis_runs.cached_windows(
        session, pilot_refs=refs, windows_id=pipeline.windows_id("fake:1"), dim=FakeEncoder.dim
    )
    assert len(found) == N_STORIES // 2
    assert {window.vectors.shape for window in found.values()} == {(2, 4)}
    assert len(analysis_runs.cached_vectors(session, pilot_refs=refs, model_id="fake:1")) == N_STORIES


def test_a_second_search_embeds_nothing_again(
    session: Session, pilot: Pilot, encoders: Callable[[FakeEncoder], None]
) -> None:
    encoders(FakeEncoder())
    work.run(str(wanted(session, pilot)))
    again = FakeEncoder()
    encoders(again)
    work.run(str(wanted(session, pilot)))
    assert again.asked == []


def test_only_work_that_goes_on_where_it_was_is_taken_up_again(session: Session, pilot: Pilot) -> None:
    for kind, state in (("analyse", "running"), ("analyse", "wanted"), ("note", "running")):
        session.add(Job(kind=kind, subject={"pilot": pilot.slug}, state=state, wanted_at=NOON))
    session.commit()
    assert [job.kind for job in jobs.take_up_again(session, kinds=work.GOES_ON)] == ["analyse"]
    assert session.query(Job).filter_by(state="running").one().kind == "note"


def test_a_worker_that_starts_takes_up_what_was_left(
    make_app: Callable[..., Flask], database_url: str, encoders: Callable[[FakeEncoder], None]
) -> None:
    """The queue calls this when its consumer starts, before it looks for work."""
    app = make_app(database_url=database_url)
    with app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        job = Job(kind="analyse", subject={"pilot": pilot.slug, "seed": 1}, state="running", wanted_at=NOON)
        db.session.add(job)
        db.session.commit()
        started = app.extensions["loex_queue"]._startup
        for hook in started.values():
            hook()
        assert row(db.session, job.id).error == "TooFewStories"


def test_pace_is_counted_from_the_first_story_and_only_while_it_runs(
    session: Session, pilot: Pilot, clock: Clock
) -> None:
    job = session.get_one(Job, wanted(session, pilot))
    job.state = "running"
    jobs.progress(session, job_id=job.id, n_done=0, n_total=100, now=NOON)
    assert jobs.pace(job, now=NOON + timedelta(seconds=5)) is None
    jobs.progress(session, job_id=job.id, n_done=40, n_total=100, now=NOON + timedelta(seconds=20))
    pace = jobs.pace(job, now=NOON + timedelta(seconds=20))
    assert pace is not None
    assert (pace.per_second, pace.seconds_left) == (2.0, 30.0)
    jobs.finish(session, job_id=job.id, now=NOON)
    assert jobs.pace(job, now=NOON + timedelta(seconds=21)) is None
    assert job.subject == {"pilot": pilot.slug, "seed": 1}


@pytest.mark.parametrize("broken", ["missing", "tampered"])
def test_without_its_model_a_search_fails_with_a_code_and_keeps_nothing(
    session: Session,
    pilot: Pilot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    broken: str,
) -> None:
    from analysis.embed import default_encoder

    default_encoder.cache_clear()
    if broken == "missing":
        monkeypatch.setattr(weights_module, "CARRIER", "no_such_package_at_all")
    else:
        path = tmp_path_factory.mktemp("model") / weights_module.FILE_NAME
        path.write_bytes(b"E5S1" + bytes(1_000))
        monkeypatch.setattr(weights_module, "locate", lambda: path)
    job_id = wanted(session, pilot)
    work.run(str(job_id))
    expected = {"missing": "ModelFileMissing", "tampered": "ModelFileTampered"}[broken]
    assert (row(session, job_id).state, row(session, job_id).error) == ("failed", expected)
    assert session.query(AnalysisRun).count() == 0
    assert programmes.get_pilot(session, slug=pilot.slug)
