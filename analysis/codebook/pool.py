"""What the codebook cannot place is put together and looked at again: perhaps there is a theme that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.assigning import Assignment
from analysis.codebook.book import CodebookError
from analysis.records import Keyword
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
    n_unsteady: groups that came back too seldom to be shown."""

    candidates: tuple[PooledCandidate, ...]
    n_pooled: int
    n_unsteady: int
    enough: bool


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
    return PoolOutcome(found, len(rows), len(run.topics) - len(firm), run.enough)
