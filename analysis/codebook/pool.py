"""What the codebook cannot place is put together and looked at again: perhaps there is a theme that it lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.assigning import Assignment
from analysis.codebook.book import CodebookError
from analysis.records import Keyword, TopicRun
from analysis.stability import FAIR_FROM


@dataclass(frozen=True, slots=True)
class PooledCandidate:
    """A group of unplaced stories for the next meeting to judge.

    refs: its stories. representatives: the most typical ones. stability: share (0-1) of resamples in which it returned.
    """

    refs: tuple[str, ...]
    representatives: tuple[str, ...]
    keywords: tuple[Keyword, ...]
    n_tellers: int
    stability: float


@dataclass(frozen=True, slots=True)
class PoolOutcome:
    """n_pooled: stories in which the machine kept silent. enough: whether these were enough to look for groups.
    n_unsteady: groups that came back too seldom to be shown. search: the candidates as a search for themes among `pooled`
    (references, in its order), so that a panel can judge them like any other; None when there are none."""

    candidates: tuple[PooledCandidate, ...]
    n_pooled: int
    n_unsteady: int
    enough: bool
    search: TopicRun | None = None
    pooled: tuple[str, ...] = ()


def candidates_among_abstained(
    refs: Sequence[str],
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    assignment: Assignment,
    *,
    seed: int,
    languages: Sequence[str] | None = None,
    tellers: Sequence[str] | None = None,
    returned_from: float = FAIR_FROM,
    model_id: str = "",
) -> PoolOutcome:
    """Groups among the stories without a main theme that return in at least `returned_from` (0-1) of the resamples.

    refs, texts, vectors (float32, shape (n, d)), languages, tellers: of the stories in the assignment, in its order.
    The tellers' floor and the fewest stories to look at are those of `analysis.topics`. Raises CodebookError when the
    lengths differ.
    """
    rows = np.flatnonzero(assignment.abstained).tolist()
    if not len(refs) == len(texts) == len(vectors) == len(assignment.labels):
        raise CodebookError("references, texts, vectors and assignment must be equally long")
    if not rows:
        return PoolOutcome((), 0, 0, enough=False)
    from analysis.topics import find_topics

    run = find_topics(
        [texts[row] for row in rows],
        vectors[rows],
        seed=seed,
        languages=[languages[row] for row in rows] if languages is not None else None,
        tellers=[tellers[row] for row in rows] if tellers is not None else None,
        model_id=model_id,
    )
    firm = [topic for topic in run.topics if topic.stability >= returned_from]
    found = tuple(
        PooledCandidate(
            refs=tuple(refs[rows[row]] for row in np.flatnonzero(run.labels == topic.number).tolist()),
            representatives=tuple(refs[rows[row]] for row in topic.representatives),
            keywords=topic.keywords,
            n_tellers=topic.n_tellers,
            stability=topic.stability,
        )
        for topic in firm
    )
    search = _only(run, {topic.number for topic in firm}) if firm else None
    pooled = tuple(refs[row] for row in rows)
    return PoolOutcome(found, len(rows), len(run.topics) - len(firm), run.enough, search, pooled)


def _only(run: TopicRun, numbers: Collection[int]) -> TopicRun:
    """The search with these of its topics; stories of the others are among those about which the machine doubts."""
    unsteady = np.isin(run.labels, list(numbers), invert=True) & (run.labels >= 0)
    labels = np.where(unsteady, -1, run.labels)
    return replace(
        run,
        labels=labels,
        share_outside=float(np.mean(labels < 0)),
        topics=tuple(topic for topic in run.topics if topic.number in numbers),
        rest={**run.rest, **dict.fromkeys(np.flatnonzero(unsteady).tolist(), "machine_doubts")},
    )
