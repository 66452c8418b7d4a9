"""Two searches in one pilot, for the tests of screens and commands that read them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from sqlalchemy.orm import Session

from analysis.records import Coverage, DeidentifiedStory, Keyword, Provenance, StoryVector, Topic, TopicLevel, TopicRun
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.programme import Pilot
from survey.services import analysis_runs, released
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON

N_FIRST, N_ALL = 14, 18
E5 = "multilingual-e5-small-q4:0000000000000000:query:nfkc-1"
PARAMETERS = {"min_stories": 30, "min_tellers": 5, "n_resamples": 40, "resample_share": 0.8}


def tell_and_release(
    session: Session, *, pilot: Pilot, by: User, n: int, key_ring: KeyRing, language: str = "nl"
) -> None:
    for number in range(n):
        receipt = factories.tell(
            session,
            wave=pilot.waves[0],
            now=NOON,
            story=f"Wachtverhaalmerkteken {number} over hulp.",
            language=language,
            key_ring=key_ring,
        )
        factories.release(session, pilot=pilot, ref=receipt.ref, by=by, now=NOON, key_ring=key_ring)


def search(
    session: Session,
    *,
    pilot: Pilot,
    labels: Sequence[int],
    key_ring: KeyRing,
    model_id: str = E5,
    seed: int = 1,
    hours: int = 0,
) -> AnalysisRun:
    """A run in which the pilot's stories, in their stable order, have these themes (-1: none)."""
    stories = released.stories(session, pilot=pilot, use="analysis", key_ring=key_ring)[: len(labels)]
    _vectors(session, stories, labels, model_id)
    return analysis_runs.store_run(
        session,
        pilot=pilot,
        refs=[story.ref for story in stories],
        found=found(labels, model_id, seed),
        now=NOON + timedelta(hours=hours),
    )


def found(labels: Sequence[int], model_id: str, seed: int) -> TopicRun:
    groups = {k: [row for row, label in enumerate(labels) if label == k] for k in range(max(labels) + 1)}
    topics = tuple(
        Topic(k, (Keyword(f"woord{k}", 1.0, 5),), tuple(rows[:2]), (), len(rows), len(rows), 0.9 - 0.25 * k)
        for k, rows in groups.items()
    )
    weights = np.zeros((len(labels), len(topics)), np.float32)
    for k, rows in groups.items():
        weights[rows, k] = 0.9
    source = Provenance(model_id, seed, PARAMETERS, {"numpy": "2.3"}, f"{hash(tuple(labels)) % 16:x}" * 64)
    rest = {row: "fits_nowhere" for row, label in enumerate(labels) if label == -1}
    finer = tuple(
        Topic(number, (Keyword(word, 1.0, 5),), (), (), 3, 3, 0.8, parent=0)
        for number, word in enumerate(("wachtlijst", "intake"))
    )
    return TopicRun(
        np.array(labels),
        weights,
        topics,
        rest,  # type: ignore[arg-type]
        source,
        enough=True,
        fine=TopicLevel(np.full(len(labels), -1), np.zeros((len(labels), 2), np.float32), finer),
        ari=0.62,
        ami=0.7,
        n_resamples=40,
        coverage=Coverage(0.83, 0.70, 0.91, 1.5, 12, 4, len(labels)),
        share_outside=len(rest) / len(labels),
    )


def _vectors(session: Session, stories: Sequence[DeidentifiedStory], labels: Sequence[int], model_id: str) -> None:
    chance = np.random.default_rng(3)
    middles = np.eye(8)
    made = [middles[label] + 0.1 * chance.standard_normal(8) for label in labels]
    vectors = [
        StoryVector(story.ref, "0" * 64, model_id, (vector / np.linalg.norm(vector)).astype(np.float32))
        for story, vector in zip(stories, made, strict=True)
    ]
    analysis_runs.store_vectors(session, vectors=vectors)
