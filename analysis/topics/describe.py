"""A level of topics as it is told: with words, with the stories that speak for each, with weights."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.records import Keyword, Topic, TopicLevel
from analysis.topics.parameters import Parameters
from analysis.topics.place import REST, Placed
from analysis.topics.readable import Stories
from analysis.topics.shown import borderline, typical
from analysis.topics.weights import soft_weights, with_passages


def describe(
    stories: Stories,
    placed: Placed,
    shares: Sequence[float],
    keywords: Mapping[int, tuple[Keyword, ...]],
    parameters: Parameters,
    *,
    parents: Sequence[int] | None = None,
    names: Sequence[str] | None = None,
) -> TopicLevel:
    """Topics of one level, for all stories that were given.

    shares: per topic, the share of resamples in which it returned. parents: coarse topic of each. names: of topics that
    were looked for.
    """
    topics = tuple(
        replace(
            _topic(stories, placed, number, parameters),
            keywords=keywords.get(number, ()),
            stability=shares[number],
            parent=None if parents is None else int(parents[number]),
            origin="emergent" if names is None else "seeded",
            name="" if names is None else names[number],
        )
        for number in range(len(placed.centres))
    )
    labels = np.full(stories.n, REST, np.int64)
    weights = np.zeros((stories.n, len(topics)), np.float32)
    labels[stories.rows] = placed.labels
    weights[stories.rows] = soft_weights(_similarity(stories, placed), placed.labels, parameters)
    return TopicLevel(labels, weights, topics)


def _topic(stories: Stories, placed: Placed, number: int, parameters: Parameters) -> Topic:
    """A topic by the stories that speak for it; what it is called and how firm it is comes later."""
    inside = np.flatnonzero(placed.labels == number)
    central = typical(placed, number, stories.tellers, parameters.n_representatives)
    edge = borderline(placed, number, central, stories.tellers, parameters.n_contrary)
    return Topic(
        number=number,
        keywords=(),
        representatives=tuple(int(stories.rows[row]) for row in central),
        contrary=tuple(int(stories.rows[row]) for row in edge),
        n_stories=len(inside),
        n_tellers=len({stories.tellers[row] for row in inside}),
        stability=0.0,
    )


def _similarity(stories: Stories, placed: Placed) -> NDArray[np.float32]:
    if not len(stories.windows):
        return placed.similarity
    return with_passages(placed.similarity, stories.windows @ placed.centres.T, stories.of_story)
