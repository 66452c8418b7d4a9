"""Themes for stories, by what a version of the codebook learned: a main theme, or silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.book import Codebook, CodebookError, NotLearned, OtherModel
from analysis.codebook.classifier import ALL_LANGUAGES, Abstention, Classifier, centred, probabilities
from analysis.codebook.vectors import Vector, stacked

ABSTAIN = -1
WEAKER_LANGUAGES = frozenset({"so", "ti"})
"""Somali and Tigrinya: .65 of stories right where Dutch has .82 (research, languages)."""

Caution = Literal["", "language_not_seen", "language_weaker"]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """What the machine says n stories are about, by one version of the codebook.

    themes: identifiers, in the order of the columns. probabilities: float32, shape (n, k), 0-1, each theme by itself:
    a story may hold several. labels: int, shape (n,), column of the main theme, -1 where the machine keeps silent.
    certainty: float32, shape (n,), probability of the likeliest theme, kept or not. cautions: why a story's outcome is
    less sure than the promise, "" for most. abstention: the threshold and what was promised.
    """

    version: int
    content_hash: str
    themes: tuple[str, ...]
    probabilities: NDArray[np.float32]
    labels: NDArray[np.int64]
    certainty: NDArray[np.float32]
    cautions: tuple[Caution, ...]
    abstention: Abstention

    @property
    def abstained(self) -> NDArray[np.bool_]:
        """Where the machine keeps silent: shape (n,)."""
        silent: NDArray[np.bool_] = self.labels == ABSTAIN
        return silent


def assign(
    vectors: Sequence[Vector] | NDArray[np.float32],
    codebook: Codebook,
    *,
    languages: Sequence[str] | None = None,
    model_id: str = "",
) -> Assignment:
    """Themes for stories. What a story gets depends on that story and the codebook alone, not on the other stories.

    vectors: `StoryVector`s, or float32, shape (n, d), as the encoder gave them. languages: of each (default: unknown).
    model_id: of plain arrays. Raises NotLearned, OtherModel, CodebookError when the lengths differ.
    """
    learned = codebook.classifier
    if learned is None:
        raise NotLearned("this version of the codebook has not learned from its labels yet")
    matrix, made_by = stacked(vectors, model_id)
    spoken = list(languages) if languages is not None else [ALL_LANGUAGES] * len(matrix)
    _check(matrix, made_by, spoken, learned)
    unit = centred(matrix, spoken, learned.means) if len(matrix) else np.empty((0, learned.dim))
    found = probabilities(learned, unit).astype(np.float32)
    certainty = found.max(axis=1, initial=0)
    threshold = learned.abstention.threshold
    keeps = certainty >= np.float32(threshold) if threshold is not None else np.zeros(len(found), bool)
    keeps &= certainty > 0
    labels = np.where(keeps, found.argmax(axis=1), ABSTAIN).astype(np.int64)
    return Assignment(
        version=codebook.version,
        content_hash=codebook.content_hash,
        themes=learned.themes,
        probabilities=found,
        labels=labels,
        certainty=certainty,
        cautions=tuple(_caution(language, learned) for language in spoken),
        abstention=learned.abstention,
    )


def _check(matrix: NDArray[np.float32], made_by: str, languages: Sequence[str], learned: Classifier) -> None:
    if made_by and learned.model_id and made_by != learned.model_id:
        raise OtherModel(
            f"these vectors come from {made_by}, and the codebook learned from {learned.model_id}: embed the stories "
            "with that model, or let the codebook learn again"
        )
    if len(matrix) and matrix.shape[1] != learned.dim:
        raise OtherModel(f"these vectors have {matrix.shape[1]} numbers, and the codebook learned from {learned.dim}")
    if len(languages) != len(matrix):
        raise CodebookError("there must be one language for every vector")


def _caution(language: str, learned: Classifier) -> Caution:
    if language in WEAKER_LANGUAGES:
        return "language_weaker"
    return "" if language in learned.means else "language_not_seen"


@dataclass(frozen=True, slots=True, eq=False)
class BackCoded:
    """All stories coded by one version, so that waves can be compared like with like. refs: sorted, as the rows."""

    refs: tuple[str, ...]
    assignment: Assignment


def back_code(
    codebook: Codebook, vectors: Mapping[str, Vector], languages: Mapping[str, str] | None = None, *, model_id: str = ""
) -> BackCoded:
    """Code every story at hand, old ones too, by this version. Raises as `assign` does."""
    refs = tuple(sorted(vectors))
    spoken = [(languages or {}).get(ref, ALL_LANGUAGES) for ref in refs]
    return BackCoded(refs, assign([vectors[ref] for ref in refs], codebook, languages=spoken, model_id=model_id))


@dataclass(frozen=True, slots=True)
class Recoded:
    """How two versions code the stories that both hold. Themes by identifier, "" for silence.

    n: such stories. n_same: with the same main theme, or silent both times. moved: (old, new) -> stories, where they
    differ. counts: theme -> stories under the old and under the new version.
    """

    old_version: int
    new_version: int
    n: int
    n_same: int
    moved: Mapping[tuple[str, str], int]
    counts: Mapping[str, tuple[int, int]]


def compare(old: BackCoded, new: BackCoded) -> Recoded:
    """What coding all stories anew changed."""
    was, became = _main_themes(old), _main_themes(new)
    both = sorted(was.keys() & became.keys())
    moved: dict[tuple[str, str], int] = {}
    counts = dict.fromkeys(sorted({"", *old.assignment.themes, *new.assignment.themes}), (0, 0))
    for ref in both:
        before, after = was[ref], became[ref]
        counts[before] = (counts[before][0] + 1, counts[before][1])
        counts[after] = (counts[after][0], counts[after][1] + 1)
        if before != after:
            moved[before, after] = moved.get((before, after), 0) + 1
    return Recoded(
        old_version=old.assignment.version,
        new_version=new.assignment.version,
        n=len(both),
        n_same=len(both) - sum(moved.values()),
        moved=dict(sorted(moved.items())),
        counts=counts,
    )


def _main_themes(coded: BackCoded) -> dict[str, str]:
    found = coded.assignment
    return {
        ref: found.themes[label] if label != ABSTAIN else ""
        for ref, label in zip(coded.refs, found.labels.tolist(), strict=True)
    }
