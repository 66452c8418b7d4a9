"""From ranked words to the few that are shown: per language, spread over tellers, and one topic each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.records import Keyword
from analysis.topics.families import Families, families_of
from analysis.topics.frame import Ranked, represent
from analysis.topics.parameters import Parameters


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How stories are worded, side by side. words: those that may be a keyword. tokens: their families, one string each.

    languages, tellers: of each story. families: of every word.
    """

    words: Sequence[Sequence[str]]
    tokens: Sequence[Sequence[str]]
    languages: Sequence[str]
    tellers: Sequence[str]
    families: Families

    def of(self, rows: Sequence[int]) -> "Wording":
        """The same for some of the stories."""
        return Wording(
            [self.words[row] for row in rows],
            [self.tokens[row] for row in rows],
            [self.languages[row] for row in rows],
            [self.tellers[row] for row in rows],
            self.families,
        )


def wording(words: Sequence[Sequence[str]], languages: Sequence[str], tellers: Sequence[str]) -> Wording:
    """The wording of stories. words: per story, those that may be a keyword."""
    families = families_of(words, languages)
    tokens = [
        [head for word in story for head in families[word, language]]
        for story, language in zip(words, languages, strict=True)
    ]
    return Wording(words, tokens, languages, tellers, families)


def choose_keywords(
    told: Wording,
    unit: NDArray[np.float32],
    labels: NDArray[np.int64],
    ranked: Ranked,
    parameters: Parameters,
) -> dict[int, tuple[Keyword, ...]]:
    """Keywords per topic, best first.

    ranked: what the frame found for all stories together, used as it is when they are in one language. With several,
    each language is represented by itself (else words of the smaller language set every topic apart) and gets keywords
    by its share of the topic's stories.
    """
    groups = Counter(told.languages)
    if len(groups) == 1:
        return _chosen(ranked, told, labels, parameters)
    found: dict[int, list[Keyword]] = {}
    for language, _ in sorted(groups.items(), key=lambda item: (-item[1], item[0])):
        rows = np.flatnonzero(np.array(told.languages) == language)
        here = told.of(rows.tolist())
        for topic, keywords in _chosen(
            represent(here.tokens, unit[rows], labels[rows]), here, labels[rows], parameters
        ).items():
            share = int((labels[rows] == topic).sum()) / max(int((labels == topic).sum()), 1)
            taken = {keyword.word for keyword in found.setdefault(topic, [])}
            fresh = [keyword for keyword in keywords if keyword.word not in taken]
            found[topic].extend(fresh[: max(1, round(share * parameters.n_keywords))])
    return {topic: tuple(keywords[: parameters.n_keywords]) for topic, keywords in found.items()}


def _chosen(
    ranked: Ranked, told: Wording, labels: NDArray[np.int64], parameters: Parameters
) -> dict[int, tuple[Keyword, ...]]:
    """Of the ranked families, those that enough tellers used, more than elsewhere, each in the topic it weighs most in.

    Of the topics, that is, where it could be shown. A topic that nothing sets well apart gets the few words that its
    tellers use more than others do.
    """
    weight_of = {topic: dict(listed) for topic, listed in ranked.items()}
    column = {head: number for number, head in enumerate(sorted(set().union(*weight_of.values())))}
    counts, n_tellers = _tellers_using(column, told, labels)
    everyone, n_everyone = _tellers_using(column, told, np.zeros(len(labels), np.int64))
    lift = {
        (topic, head): counts[topic, column[head]] * n_everyone[0] / (everyone[0, column[head]] * n_tellers[topic])
        for topic, weights in weight_of.items()
        for head in weights
        if counts[topic, column[head]] >= parameters.min_tellers
    }
    owner: dict[str, int] = {}
    for (topic, head), times in sorted(lift.items()):
        if times >= parameters.keyword_lift_otherwise and (
            head not in owner or weight_of[topic][head] > weight_of[owner[head]][head]
        ):
            owner[head] = topic
    chosen = {}
    for topic, listed in ranked.items():
        mine = [head for head, _ in listed if owner.get(head) == topic]
        apart = [head for head in mine if lift[topic, head] >= parameters.keyword_lift]
        heads = (apart or mine[: parameters.n_keywords_otherwise])[: parameters.n_keywords]
        chosen[topic] = _worded(
            heads, weight_of[topic], counts[topic], column, told.of(np.flatnonzero(labels == topic).tolist())
        )
    return chosen


def _tellers_using(
    column: dict[str, int], told: Wording, labels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Different tellers per topic and family, shape (k, families), and per topic, shape (k,). The rest is left out."""
    n_topics = int(labels.max(initial=-1)) + 1
    people = {teller: number for number, teller in enumerate(dict.fromkeys(told.tellers))}
    inside = np.flatnonzero(labels >= 0)
    who = np.array([people[told.tellers[row]] for row in inside.tolist()], np.int64)
    pairs, place = np.unique(labels[inside] * len(people) + who, return_inverse=True)
    cells = [
        (spot, column[head])
        for spot, row in zip(place.tolist(), inside.tolist(), strict=True)
        for head in set(told.tokens[row])
        if head in column
    ]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    used = sparse.csr_matrix((np.ones(len(cells), np.int64), (rows, columns)), shape=(len(pairs), len(column)))
    used.data[:] = 1
    topics = pairs // max(len(people), 1)
    belongs = sparse.csr_matrix(
        (np.ones(len(pairs), np.int64), (topics, np.arange(len(pairs)))), (n_topics, len(pairs))
    )
    return (belongs @ used).toarray(), np.bincount(topics, minlength=n_topics)


def _worded(
    heads: Sequence[str], weights: dict[str, float], counts: NDArray[np.int64], column: dict[str, int], inside: Wording
) -> tuple[Keyword, ...]:
    """Families as keywords, each in the form that is used most in the topic; whole words come before compounds."""
    whole: dict[str, Counter[str]] = {head: Counter() for head in heads}
    parts: dict[str, Counter[str]] = {head: Counter() for head in heads}
    for story, language in zip(inside.words, inside.languages, strict=True):
        for word in set(story):
            own, *others = inside.families[word, language]
            for head in whole.keys() & {own}:
                whole[head][word] += 1
            for head in parts.keys() & set(others):
                parts[head][word] += 1
    keywords = []
    for head in heads:
        forms = [
            word for counted in (whole[head], parts[head]) for word in sorted(counted, key=lambda w: (-counted[w], w))
        ]
        shown = forms[0] if whole[head] else head
        keywords.append(Keyword(shown, weights[head], int(counts[column[head]]), tuple(forms)))
    return tuple(keywords)
