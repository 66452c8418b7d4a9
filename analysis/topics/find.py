"""From stories and their vectors to a `TopicRun`: the steps in order."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from analysis.coverage import coverage
from analysis.provenance import provenance
from analysis.records import Passages, Provenance, RestKind, TopicLevel, TopicRun
from analysis.stability import measure
from analysis.topics.cluster import Found, cluster
from analysis.topics.describe import describe
from analysis.topics.frame import represent, run_frame
from analysis.topics.keywords import Wording, choose_keywords, wording
from analysis.topics.parameters import Parameters
from analysis.topics.place import REST
from analysis.topics.readable import Stories, readable
from analysis.topics.seeds import Seeds, seek
from analysis.topics.words import words_of


def find_topics(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    languages: Sequence[str] | None = None,
    tellers: Sequence[str] | None = None,
    parameters: Parameters | None = None,
    model_id: str = "",
    passages: Passages | None = None,
    seeds: Seeds | None = None,
    workers: int = 1,
) -> TopicRun:
    """Find candidate topics. The same input and seed give the same result to the last bit, in whatever order stories come.

    texts: released stories. vectors: of those texts, float32, shape (n, d), as the encoder gave them. languages: ISO
    639-1 of each (default: one language). tellers: who told each, any reference (default: everyone once). model_id: of
    the encoder. passages: windows of longer stories, which then say as well how much of each topic a story holds; labels
    do not depend on them. seeds: topics to look for by name, reported apart. workers: processes that share the
    resamples; the result is the same. Blank texts and rows without a usable vector take no part and are in the rest
    group. Row numbers in the result are those of `texts`. Raises ValueError when the lengths differ.
    """
    parameters = parameters or Parameters()
    n = len(texts)
    languages = tuple(languages) if languages is not None else ("",) * n
    tellers = tuple(map(str, tellers)) if tellers is not None else tuple(map(str, range(n)))
    vectors = np.asarray(vectors, np.float32)
    if not len(vectors) == len(languages) == len(tellers) == n:
        raise ValueError("texts, vectors, languages and tellers must be equally long")
    given = [*_contents(texts, vectors, languages, tellers), *_extras(passages, seeds)]
    origin = provenance(model_id=model_id, seed=seed, parameters=asdict(parameters), contents=given)
    stories = readable(texts, vectors, languages, tellers, passages)
    if len(stories.rows) < max(parameters.min_stories, 2):
        return _too_few(n, origin)
    return _run(stories, seed, parameters, origin, seeds, workers)


def _contents(
    texts: Sequence[str], vectors: NDArray[np.float32], languages: Sequence[str], tellers: Sequence[str]
) -> list[str | bytes]:
    """What a result was made from."""
    return [*(text or "" for text in texts), *languages, *tellers, np.ascontiguousarray(vectors).tobytes()]


def _extras(passages: Passages | None, seeds: Seeds | None) -> list[str | bytes]:
    """What else a result was made from."""
    extras: list[str | bytes] = []
    if passages:
        extras += ["passages", np.asarray(passages.rows, np.int64).tobytes(), np.asarray(passages.vectors).tobytes()]
    if seeds:
        extras += ["seeds", *seeds.names, np.asarray(seeds.vectors, np.float32).tobytes()]
    return extras


def _too_few(n: int, origin: Provenance) -> TopicRun:
    rest: dict[int, RestKind] = dict.fromkeys(range(n), "fits_nowhere")
    nothing = TopicLevel(np.full(n, REST, np.int64), np.zeros((n, 0), np.float32), ())
    return TopicRun(
        nothing.labels, nothing.weights, (), rest, origin, enough=False, fine=nothing, share_outside=float(n > 0)
    )


def _run(
    stories: Stories, seed: int, parameters: Parameters, origin: Provenance, seeds: Seeds | None, workers: int
) -> TopicRun:
    words = [words_of(text, language) for text, language in zip(stories.texts, stories.languages, strict=True)]
    told = wording(words, stories.languages, stories.tellers)
    kept: list[Found] = []

    def find(unit: NDArray[np.float32]) -> NDArray[np.int64]:
        kept.append(cluster(stories, unit, parameters, seed, workers))
        return kept[0].coarse.labels

    _, ranked = run_frame(told.tokens, stories.unit, find)
    found = kept[0]
    keywords = choose_keywords(told, stories.unit, found.coarse.labels, ranked, parameters)
    coarse = describe(stories, found.coarse, found.steady.shares, keywords, parameters)
    rest: dict[int, RestKind] = dict.fromkeys(np.flatnonzero(coarse.labels == REST).tolist(), "fits_nowhere")
    rest |= {int(stories.rows[row]): kind for row, kind in found.coarse.rest.items()}
    return TopicRun(
        coarse.labels,
        coarse.weights,
        coarse.topics,
        rest,
        origin,
        enough=True,
        fine=_fine(stories, told, found, parameters),
        seeded=_seeded(stories, told, found, seeds, parameters) if seeds else None,
        ari=found.steady.ari,
        ami=found.steady.ami,
        n_resamples=found.steady.n_resamples,
        coverage=coverage(found.mentions),
        share_outside=len(rest) / stories.n,
    )


def _fine(stories: Stories, told: Wording, found: Found, parameters: Parameters) -> TopicLevel:
    fine = found.fine.placed
    ranked = represent(told.tokens, stories.unit, fine.labels)
    keywords = choose_keywords(told, stories.unit, fine.labels, ranked, parameters)
    shares = found.fine_steady.shares
    return describe(stories, fine, shares, keywords, parameters, parents=found.fine.parents.tolist())


def _seeded(stories: Stories, told: Wording, found: Found, seeds: Seeds, parameters: Parameters) -> TopicLevel:
    """Topics that were looked for. Their share is that of fine cuts in which their stories came together unasked."""
    placed, kept = seek(stories.aligned, seeds, stories.tellers, parameters)
    ranked = represent(told.tokens, stories.unit, placed.labels)
    keywords = choose_keywords(told, stories.unit, placed.labels, ranked, parameters)
    shares = measure(placed.labels[found.drawn], found.cuts.fine).shares
    return describe(stories, placed, shares, keywords, parameters, names=[seeds.names[seed] for seed in kept])
