"""Fine topics inside coarse ones: what a panel is offered, since people merge more easily than they split."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.records import RestKind
from analysis.topics.consensus import agree
from analysis.topics.parameters import Parameters
from analysis.topics.place import REST, Placed, centres, largest_first


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """placed: the fine topics. parents: int, shape (k,), the coarse topic of each. groups: int, shape (n,), all groups
    that the resamples agreed on, from 0, before those of too few tellers were dissolved."""

    placed: Placed
    parents: NDArray[np.int64]
    groups: NDArray[np.int64]


def split(
    unit: NDArray[np.float32],
    together: NDArray[np.float32],
    coarse: NDArray[np.int64],
    tellers: Sequence[str],
    parameters: Parameters,
    seed: int,
) -> Split:
    """Divide each coarse topic by how often its stories were together in the fine cuts.

    unit: centred vectors, shape (n, d). together: in the fine cuts, shape (n, n). coarse: int, shape (n,), -1 rest.
    A topic that does not divide is one fine topic.
    """
    inside = np.where(coarse[:, None] == coarse, together, np.float32(0))
    groups = agree(inside, parameters, seed)
    fine, n_fine = np.full(len(coarse), REST, np.int64), 0
    for topic in range(int(coarse.max(initial=REST)) + 1):
        rows = np.flatnonzero(coarse == topic)
        parts = _parts(groups[rows], inside[np.ix_(rows, rows)], [tellers[row] for row in rows.tolist()], parameters)
        fine[rows] = np.where(parts > REST, parts + n_fine, REST)
        n_fine += int(parts.max()) + 1
    fine = largest_first(fine)
    return Split(_placed(unit, fine, coarse), parents_of(fine, coarse), groups)


def _parts(
    groups: NDArray[np.int64], together: NDArray[np.float32], tellers: Sequence[str], parameters: Parameters
) -> NDArray[np.int64]:
    """Parts of one coarse topic: int, shape (m,), from 0, -1 for stories that go with none of them.

    Groups of enough tellers are parts. Other stories join the part they were most often together with, if that was
    often enough for a tie. Without any part the topic stays whole.
    """
    named = np.array(tellers)
    kept = [group for group in np.unique(groups) if len(set(named[groups == group])) >= parameters.min_tellers]
    if not kept:
        return np.zeros(len(groups), np.int64)
    member = (groups[:, None] == np.array(kept)).astype(np.float32)
    usual = np.round(together @ member / member.sum(axis=0), 6)
    joined = np.where(usual.max(axis=1) >= parameters.together_at_least, usual.argmax(axis=1), REST)
    return np.where(member.any(axis=1), member.argmax(axis=1), joined).astype(np.int64)


def extend_split(found: Split, drawn: NDArray[np.int64], unit: NDArray[np.float32], coarse: NDArray[np.int64]) -> Split:
    """Fine topics of all stories by what was found among those drawn: the nearest one inside the coarse topic.

    drawn: rows, shape (m,). unit: of all, shape (n, d). coarse: of all, shape (n,).
    """
    similarity = unit @ found.placed.centres.T
    labels = np.full(len(unit), REST, np.int64)
    rows = np.flatnonzero(coarse > REST)
    among = np.where(found.parents == coarse[rows][:, None], similarity[rows], -np.inf)
    labels[rows] = among.argmax(axis=1) if among.shape[1] else REST
    labels[drawn] = found.placed.labels
    return Split(
        Placed(labels, found.placed.centres, similarity, _undivided(labels, coarse)), found.parents, found.groups
    )


def parents_of(fine: NDArray[np.int64], coarse: NDArray[np.int64]) -> NDArray[np.int64]:
    """Coarse topic of each fine one: int, shape (k,)."""
    topics, first = np.unique(fine, return_index=True)
    return coarse[first[topics > REST]]


def _placed(unit: NDArray[np.float32], fine: NDArray[np.int64], coarse: NDArray[np.int64]) -> Placed:
    middles = centres(unit, fine)
    return Placed(fine, middles, unit @ middles.T, _undivided(fine, coarse))


def _undivided(fine: NDArray[np.int64], coarse: NDArray[np.int64]) -> dict[int, RestKind]:
    """Why a story is in no fine topic: in doubt between the parts of its coarse one, or in the rest group anyhow."""
    rows = np.flatnonzero(fine == REST)
    return {int(row): "machine_doubts" if coarse[row] > REST else "fits_nowhere" for row in rows}
