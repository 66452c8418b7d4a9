"""From ranked words to the few that are shown: per language, spread over tellers, and one topic each."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.records import Keyword
from analysis.topics.frame import Ranked, represent
from analysis.topics.parameters import Parameters
from analysis.topics.words import tellers_by_word


def choose_keywords(
    words: Sequence[Sequence[str]],
    unit: NDArray[np.float32],
    labels: NDArray[np.int64],
    languages: Sequence[str],
    tellers: Sequence[str],
    ranked: Ranked,
    parameters: Parameters,
) -> dict[int, tuple[Keyword, ...]]:
    """Keywords per topic, best first.

    ranked: what the frame found for all stories together, used as it is when they are in one language. With several,
    each language is represented by itself (else words of the smaller language set every topic apart) and gets keywords
    by its share of the topic's stories.
    """
    groups = Counter(languages)
    if len(groups) == 1:
        return _chosen(ranked, words, labels, tellers, np.arange(len(labels)), parameters)
    found: dict[int, list[Keyword]] = {}
    for language, _ in sorted(groups.items(), key=lambda item: (-item[1], item[0])):
        rows = np.flatnonzero(np.array(languages) == language)
        theirs = represent([words[row] for row in rows.tolist()], unit[rows], labels[rows])
        chosen = _chosen(theirs, words, labels, tellers, rows, parameters)
        for topic, keywords in chosen.items():
            here = int((labels[rows] == topic).sum())
            share = here / max(int((labels == topic).sum()), 1)
            found.setdefault(topic, []).extend(keywords[: max(1, round(share * parameters.n_keywords))])
    return {topic: tuple(keywords[: parameters.n_keywords]) for topic, keywords in found.items()}


def _chosen(
    ranked: Ranked,
    words: Sequence[Sequence[str]],
    labels: NDArray[np.int64],
    tellers: Sequence[str],
    rows: NDArray[np.int64],
    parameters: Parameters,
) -> dict[int, tuple[Keyword, ...]]:
    """Of the ranked words, those that enough tellers used, more than elsewhere, each in the topic it weighs most in."""
    best: dict[str, float] = {}
    for listed in ranked.values():
        for word, weight in listed:
            best[word] = max(weight, best.get(word, 0.0))
    everyone = tellers_by_word(words, tellers, rows.tolist())
    n_everyone = len({tellers[row] for row in rows})
    chosen = {}
    for topic, listed in ranked.items():
        inside = [int(row) for row in rows if labels[row] == topic]
        here = tellers_by_word(words, tellers, inside)
        n_here = len({tellers[row] for row in inside})
        keywords = [
            Keyword(word, weight, len(here[word]))
            for word, weight in listed
            if weight >= best[word]
            and len(here.get(word, ())) >= parameters.min_tellers
            and len(here[word]) * n_everyone >= parameters.keyword_lift * len(everyone[word]) * n_here
        ]
        chosen[topic] = tuple(keywords[: parameters.n_keywords])
    return chosen
