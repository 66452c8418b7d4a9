"""From released stories to candidate themes, in pure steps that the caller may interrupt, cache and store in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.records import DeidentifiedStory, StoryVector, TopicRun

if TYPE_CHECKING:
    from analysis.embed import Encoder


def encoder() -> Encoder:
    """The packaged sentence encoder; loads its model on first use."""
    from analysis.embed import default_encoder

    return default_encoder()


def readable(stories: Sequence[DeidentifiedStory]) -> list[DeidentifiedStory]:
    """Stories with words in them; a blank text has no vector."""
    from analysis.embed import normalise

    return [story for story in stories if normalise(story.text)]


def not_embedded(
    stories: Sequence[DeidentifiedStory], known: Mapping[str, StoryVector], model_id: str
) -> list[DeidentifiedStory]:
    """Stories without a vector for their present text under this model."""
    from analysis.embed import content_hash

    return [
        story
        for story in stories
        if story.ref not in known or known[story.ref].content_hash != content_hash(story.text, model_id)
    ]


def embed(stories: Sequence[DeidentifiedStory], with_encoder: Encoder) -> list[StoryVector]:
    """One vector a story, shape (d,), unit length."""
    from analysis.embed import content_hash

    if not stories:
        return []
    vectors = with_encoder.encode([story.text for story in stories])
    return [
        StoryVector(story.ref, content_hash(story.text, with_encoder.model_id), with_encoder.model_id, vector)
        for story, vector in zip(stories, vectors, strict=True)
    ]


def candidates(
    stories: Sequence[DeidentifiedStory], vectors: Mapping[str, StoryVector], *, model_id: str, seed: int
) -> TopicRun:
    """Candidate themes among one or more readable stories. A teller is a submission: one story, one teller."""
    from analysis.topics import find_topics

    return find_topics(
        [story.text for story in stories],
        np.stack([vectors[story.ref].vector for story in stories]),
        seed=seed,
        languages=[story.language for story in stories],
        model_id=model_id,
    )
