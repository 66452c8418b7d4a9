"""From released stories to candidate themes, in pure steps that the caller may interrupt, cache and store in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from analysis.executor import run_all
from analysis.passages import WINDOWS_VERSION, windows
from analysis.records import DeidentifiedStory, Passages, StoryVector, TopicRun, WindowVectors

if TYPE_CHECKING:
    from analysis.embed import Encoder
    from analysis.topics import Seeds

STORIES_PER_BATCH = 32
"""What a kill loses at most: with the packaged model some two seconds of work."""

SOUGHT_SECTIONS = frozenset("ABC")
"""Parts of the catalogue that name what tellers live through; the others are views on these, counts and single signals."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Embedded:
    """What encoding a batch of stories gave. windows: only of stories that are long enough to have any."""

    vectors: tuple[StoryVector, ...]
    windows: tuple[WindowVectors, ...]


def encoder(choice: str = "e5") -> Encoder:
    """The sentence encoder of this installation; loads its model on first use. Raises `EncoderUnavailable`."""
    from analysis.embed import choose_encoder

    return choose_encoder(choice)


def readable(stories: Sequence[DeidentifiedStory]) -> list[DeidentifiedStory]:
    """Stories with words in them; a blank text has no vector."""
    from analysis.embed import normalise

    return [story for story in stories if normalise(story.text)]


def windows_id(model_id: str) -> str:
    """The model_id under which vectors of windows are kept: what encoded them, and how they were cut."""
    return f"{model_id}:{WINDOWS_VERSION}"


def not_embedded(
    stories: Sequence[DeidentifiedStory],
    vectors: Mapping[str, StoryVector],
    of_windows: Mapping[str, WindowVectors],
    model_id: str,
) -> list[DeidentifiedStory]:
    """Stories without a vector for their present text under this model, or without those of their windows."""
    return [
        story
        for story in stories
        if not _is_known(story, vectors.get(story.ref), model_id)
        or (windows(story.text) and not _is_known(story, of_windows.get(story.ref), windows_id(model_id)))
    ]


def batches(items: Sequence[_Item], size: int = STORIES_PER_BATCH) -> Iterator[Sequence[_Item]]:
    """Neighbouring items, at most so many at a time, in their order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def embed(stories: Sequence[DeidentifiedStory], with_encoder: Encoder, *, workers: int = 1) -> Embedded:
    """Vectors of stories and of their windows; the same to the last bit however the stories are divided."""
    cut = [windows(story.text) for story in stories]
    texts = [text for story, parts in zip(stories, cut, strict=True) for text in (story.text, *parts)]
    if not texts:
        return Embedded((), ())
    encoded = np.concatenate(run_all(with_encoder.encode, list(batches(texts)), workers=workers))
    ends = np.cumsum([1 + len(parts) for parts in cut])
    found = np.split(encoded, ends[:-1])
    model_id, parts_id = with_encoder.model_id, windows_id(with_encoder.model_id)
    return Embedded(
        tuple(
            StoryVector(story.ref, _hash(story, model_id), model_id, rows[0])
            for story, rows in zip(stories, found, strict=True)
        ),
        tuple(
            WindowVectors(story.ref, _hash(story, parts_id), parts_id, rows[1:])
            for story, rows in zip(stories, found, strict=True)
            if len(rows) > 1
        ),
    )


def passages(stories: Sequence[DeidentifiedStory], of_windows: Mapping[str, WindowVectors]) -> Passages | None:
    """The windows of all stories with the row of the story each comes from; None when no story has any."""
    cut = {row: windows(story.text) for row, story in enumerate(stories) if story.ref in of_windows}
    if not cut:
        return None
    return Passages(
        texts=tuple(text for parts in cut.values() for text in parts),
        vectors=np.concatenate([of_windows[stories[row].ref].vectors for row in cut]),
        rows=np.repeat(np.array(list(cut), np.int64), [len(parts) for parts in cut.values()]),
    )


def candidates(
    stories: Sequence[DeidentifiedStory],
    vectors: Mapping[str, StoryVector],
    of_windows: Mapping[str, WindowVectors],
    *,
    model_id: str,
    seed: int,
    sought: Seeds | None = None,
) -> TopicRun:
    """Candidate themes among one or more readable stories. A teller is a submission: one story, one teller.

    of_windows: vectors of the windows of longer stories, which say as well which themes such a story holds. sought: themes
    to look for by name as well; they are reported apart, and change nothing about the others.
    """
    from analysis.topics import find_topics

    return find_topics(
        [story.text for story in stories],
        np.stack([vectors[story.ref].vector for story in stories]),
        seed=seed,
        languages=[story.language for story in stories],
        model_id=model_id,
        passages=passages(stories, of_windows),
        seeds=sought,
    )


def sought_words() -> dict[str, str]:
    """What the catalogue of indicators asks tellers about, by name, in the words that are embedded to look for it.

    One for each subject of the parts A, B and C; its name stands before the colon of the first label.
    """
    from analysis.indicators import load_catalogue

    words: dict[str, str] = {}
    subjects: set[str] = set()
    for indicator in load_catalogue():
        subject = indicator.code.partition(".")[0]
        if indicator.kind == "measured" and indicator.section in SOUGHT_SECTIONS and subject not in subjects:
            subjects.add(subject)
            name = indicator.label.partition(":")[0]
            words[name] = f"{name}. {indicator.explanation}"
    return words


def catalogue_seeds(with_encoder: Encoder) -> Seeds:
    """The indicator catalogue as themes to look for by name (zero-shot)."""
    from analysis.topics import Seeds

    words = sought_words()
    return Seeds(tuple(words), with_encoder.encode(list(words.values())))


def _is_known(story: DeidentifiedStory, kept: StoryVector | WindowVectors | None, model_id: str) -> bool:
    return kept is not None and kept.content_hash == _hash(story, model_id)


def _hash(story: DeidentifiedStory, model_id: str) -> str:
    from analysis.embed import content_hash

    return content_hash(story.text, model_id)
