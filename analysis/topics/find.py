"""From stories and their vectors to a `TopicRun`: the steps in order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.embed.text import normalise
from analysis.provenance import provenance
from analysis.records import Keyword, Provenance, RestKind, Topic, TopicRun
from analysis.stability import Stability, measure
from analysis.topics.consensus import agree, resample, togetherness
from analysis.topics.frame import Ranked, run_frame
from analysis.topics.graph import aligned, centred, nearness
from analysis.topics.keywords import choose_keywords
from analysis.topics.parameters import Parameters
from analysis.topics.place import REST, Placed, alone_below, borderline, extend, place, typical
from analysis.topics.words import words_of


@dataclass(frozen=True, slots=True, eq=False)
class _Stories:
    """Stories that can be read, side by side. rows: where each stood in what was given."""

    rows: NDArray[np.int64]
    texts: tuple[str, ...]
    aligned: NDArray[np.float32]
    unit: NDArray[np.float32]
    languages: tuple[str, ...]
    tellers: tuple[str, ...]


def find_topics(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    languages: Sequence[str] | None = None,
    tellers: Sequence[str] | None = None,
    parameters: Parameters | None = None,
    model_id: str = "",
) -> TopicRun:
    """Find candidate topics. The same input and seed give the same result to the last bit.

    texts: released stories. vectors: of those texts, float32, shape (n, d), as the encoder gave them. languages: ISO
    639-1 of each (default: one language). tellers: who told each, any reference (default: everyone once). model_id: of
    the encoder. Blank texts and rows without a usable vector take no part and are in the rest group. Row numbers in
    the result are those of `texts`. Raises ValueError when the lengths differ.
    """
    parameters = parameters or Parameters()
    n = len(texts)
    languages = tuple(languages) if languages is not None else ("",) * n
    tellers = tuple(map(str, tellers)) if tellers is not None else tuple(map(str, range(n)))
    vectors = np.asarray(vectors, np.float32)
    if not len(vectors) == len(languages) == len(tellers) == n:
        raise ValueError("texts, vectors, languages and tellers must be equally long")
    origin = provenance(
        model_id=model_id,
        seed=seed,
        parameters=asdict(parameters),
        contents=[*(text or "" for text in texts), *languages, *tellers, np.ascontiguousarray(vectors).tobytes()],
    )
    stories = _readable(texts, vectors, languages, tellers)
    if len(stories.rows) < max(parameters.min_stories, 2):
        return _too_few(n, origin)
    return _run(stories, n, seed, parameters, origin)


def _readable(
    texts: Sequence[str], vectors: NDArray[np.float32], languages: Sequence[str], tellers: Sequence[str]
) -> _Stories:
    """The stories that hold something to read and have a vector with a direction."""
    plain = [normalise(text) for text in texts]
    rows = np.array([row for row, text in enumerate(plain) if text and _usable(vectors[row])], np.int64)
    spoken = tuple(languages[row] for row in rows)
    level = aligned(vectors[rows], spoken) if len(rows) else np.empty((0, 0), np.float32)
    unit = centred(level) if len(rows) else level
    return _Stories(rows, tuple(plain[row] for row in rows), level, unit, spoken, tuple(tellers[row] for row in rows))


def _usable(vector: NDArray[np.float32]) -> bool:
    return bool(np.isfinite(vector).all() and vector.any())


def _too_few(n: int, origin: Provenance) -> TopicRun:
    rest: dict[int, RestKind] = dict.fromkeys(range(n), "fits_nowhere")
    return TopicRun(np.full(n, REST, np.int64), np.zeros((n, 0), np.float32), (), rest, origin, enough=False)


def _run(stories: _Stories, n: int, seed: int, parameters: Parameters, origin: Provenance) -> TopicRun:
    words = [words_of(text, language) for text, language in zip(stories.texts, stories.languages, strict=True)]
    found: list[tuple[Placed, Stability]] = []

    def find(unit: NDArray[np.float32]) -> NDArray[np.int64]:
        found.append(cluster(stories.aligned, unit, stories.tellers, seed, parameters))
        return found[0][0].labels

    _, ranked = run_frame(words, stories.unit, find)
    placed, stability = found[0]
    topics = _describe(stories, words, placed, stability, ranked, parameters)
    labels, weights = np.full(n, REST, np.int64), np.zeros((n, len(topics)), np.float32)
    labels[stories.rows], weights[stories.rows] = placed.labels, placed.weights
    rest: dict[int, RestKind] = dict.fromkeys(np.flatnonzero(labels == REST).tolist(), "fits_nowhere")
    rest |= {int(stories.rows[row]): kind for row, kind in placed.rest.items()}
    return TopicRun(labels, weights, topics, rest, origin, enough=True)


def cluster(
    level: NDArray[np.float32],
    unit: NDArray[np.float32],
    tellers: Sequence[str],
    seed: int,
    parameters: Parameters,
) -> tuple[Placed, Stability]:
    """Topics among stories, and how firm they are. level: aligned vectors, unit: those centred, both shape (n, d)."""
    n = len(unit)
    drawn = np.sort(np.random.default_rng(seed).permutation(n)[: parameters.fit_at_most])
    near = nearness(level[drawn], level[drawn], parameters.min_tellers, themselves=True)
    too_far = alone_below(near, parameters)
    resamples = resample(unit[drawn], parameters, seed)
    together = togetherness(len(drawn), resamples)
    agreed = agree(together, parameters, seed)
    placed = place(unit[drawn], near < too_far, together, agreed, [tellers[row] for row in drawn], parameters)
    stability = measure(placed.labels, resamples)
    if len(drawn) < n:
        alone = nearness(level, level[drawn], parameters.min_tellers, themselves=False) < too_far
        placed = extend(placed, drawn, unit, alone, parameters)
    return placed, stability


def _describe(
    stories: _Stories,
    words: Sequence[Sequence[str]],
    placed: Placed,
    stability: Stability,
    ranked: Ranked,
    parameters: Parameters,
) -> tuple[Topic, ...]:
    """Each topic with its words, the stories that speak for it and those at its edge."""
    keywords = choose_keywords(
        words, stories.unit, placed.labels, stories.languages, stories.tellers, ranked, parameters
    )
    return tuple(
        _topic(number, stories, placed, keywords.get(number, ()), stability.shares[number], parameters)
        for number in range(placed.weights.shape[1])
    )


def _topic(
    number: int,
    stories: _Stories,
    placed: Placed,
    keywords: tuple[Keyword, ...],
    share: float,
    parameters: Parameters,
) -> Topic:
    inside = np.flatnonzero(placed.labels == number)
    central = typical(placed, number, stories.tellers, parameters.n_representatives)
    edge = borderline(placed, number, central, stories.tellers, parameters.n_contrary)
    return Topic(
        number=number,
        keywords=keywords,
        representatives=tuple(int(stories.rows[row]) for row in central),
        contrary=tuple(int(stories.rows[row]) for row in edge),
        n_stories=len(inside),
        n_tellers=len({stories.tellers[row] for row in inside}),
        stability=share,
    )
