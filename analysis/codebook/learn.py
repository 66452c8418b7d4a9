"""Learning a codebook from labelled stories.

Three scores a story and theme, each a straight line in the centred vector: nearness to the middle of the theme; from
ten stories with the theme, logistic regression (one theme against the rest, classes balanced) as well; and the likeness
to the theme's own words, when their vectors are given. Held-out scores are turned into probabilities, and tell below which
probability to keep silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.abstention import WANTED_ACCURACY, choose_threshold
from analysis.codebook.book import Codebook, CodebookError
from analysis.codebook.calibration import calibrate
from analysis.codebook.classifier import ALL_LANGUAGES, Abstention, Classifier, Method, centred, language_means
from analysis.codebook.scores import COMPANY, LOGISTIC_FROM, HeldOut, Labelled, held_out_scores, lines
from analysis.codebook.vectors import Vector, Vectors, gather


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """codebook: the version with its classifier. held_out: of each labelled story by reference, the probability of each
    theme by a classifier that had not seen its labels, float32, shape (k,); empty where there was nothing to hold out.
    Estimates that put the machine beside the labels need these: a machine that has seen the answer flatters itself."""

    codebook: Codebook
    held_out: Mapping[str, NDArray[np.float32]]


def fit(
    codebook: Codebook,
    vectors: Mapping[str, Vector],
    languages: Mapping[str, str] | None = None,
    *,
    pilots: Mapping[str, str] | None = None,
    words: Mapping[str, NDArray[np.float32]] | None = None,
    wanted: float = WANTED_ACCURACY,
    seed: int = 0,
    model_id: str = "",
) -> Codebook:
    """The same version with a classifier, learned from its labels: `learn` without what was held out."""
    return learn(
        codebook, vectors, languages, pilots=pilots, words=words, wanted=wanted, seed=seed, model_id=model_id
    ).codebook


def learn(
    codebook: Codebook,
    vectors: Mapping[str, Vector],
    languages: Mapping[str, str] | None = None,
    *,
    pilots: Mapping[str, str] | None = None,
    words: Mapping[str, NDArray[np.float32]] | None = None,
    wanted: float = WANTED_ACCURACY,
    seed: int = 0,
    model_id: str = "",
) -> Learned:
    """Learn a version from its labels. The same input and seed give the same classifier.

    vectors: of all stories at hand by reference, shape (d,) each, labelled or not (the unlabelled ones tell what is
    usual in a language, and where a theme has its middle). languages (ISO 639-1), pilots: by reference. words: vectors
    of the themes' own words (`theme_words`) by identifier. wanted: share of assigned stories whose main theme has to be
    right. model_id: of plain arrays; a `StoryVector` carries its own. Raises CodebookError without themes or vectors,
    OtherModel when vectors come from different models.
    """
    if not codebook.themes:
        raise CodebookError("this codebook has no themes yet, so there is nothing to learn")
    given = gather(vectors, model_id)
    if not len(given.matrix):
        raise CodebookError("there are no vectors to learn from")
    spoken = [(languages or {}).get(ref, ALL_LANGUAGES) for ref in given.refs]
    means = language_means(given.matrix, spoken)
    unit = centred(given.matrix, spoken, means)
    labelled = _labelled(codebook, given, unit, pilots or {}, _directions(codebook, words or {}, means))
    directions, biases, abstention, expected = _learn(labelled, wanted, seed)
    learned = Classifier(
        model_id=given.model_id,
        themes=tuple(theme.theme for theme in codebook.themes),
        directions=directions.astype(np.float32),
        biases=biases.astype(np.float32),
        methods=labelled.methods,
        n_labels=tuple(int(n) for n in (labelled.truth == 1).sum(axis=0)),
        means=means,
        abstention=abstention,
        seed=seed,
    )
    held_out = {} if expected is None else dict(zip(labelled.refs, expected.astype(np.float32), strict=True))
    return Learned(replace(codebook, classifier=learned), held_out)


def theme_words(codebook: Codebook) -> dict[str, str]:
    """What to embed for `fit(words=…)`: each theme's name and definition, by identifier."""
    return {theme.theme: f"{theme.name}: {theme.definition}".rstrip(": ") for theme in codebook.themes}


def _directions(
    codebook: Codebook, words: Mapping[str, NDArray[np.float32]], means: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float64]:
    """Unit directions of the themes' own words, shape (k, d), zero where not given. Raises CodebookError."""
    d = len(means[ALL_LANGUAGES])
    directions = np.zeros((len(codebook.themes), d))
    for row, theme in enumerate(codebook.themes):
        if theme.theme in words:
            vector = np.asarray(words[theme.theme], np.float32)
            if vector.shape != (d,):
                raise CodebookError("the vectors of the themes' words differ in length from those of the stories")
            directions[row] = centred(vector[None], [ALL_LANGUAGES], means)[0]
    return directions


def _labelled(
    codebook: Codebook,
    given: Vectors,
    unit: NDArray[np.float64],
    pilots: Mapping[str, str],
    words: NDArray[np.float64],
) -> Labelled:
    """The labelled stories that have a vector with a direction."""
    row_of = {ref: row for row, ref in enumerate(given.refs) if unit[row].any()}
    stories = [story for story in codebook.labels if story.ref in row_of]
    truth = np.full((len(stories), len(codebook.themes)), -1, np.int8)
    for row, story in enumerate(stories):
        for column, theme in enumerate(codebook.themes):
            if theme.theme in story.present or theme.theme in story.absent:
                truth[row, column] = theme.theme in story.present
    return Labelled(
        refs=tuple(story.ref for story in stories),
        unit=unit[[row_of[story.ref] for story in stories]] if stories else np.empty((0, unit.shape[1])),
        truth=truth,
        pilots=tuple(pilots.get(story.ref, "") for story in stories),
        random=np.array([story.drawn == "random" for story in stories], bool),
        words=words,
        company=unit[np.linspace(0, len(unit) - 1, min(COMPANY, len(unit))).astype(np.int64)],
        methods=tuple(map(_method, (truth == 1).sum(axis=0), (truth == 0).sum(axis=0))),
    )


def _method(n_present: int, n_absent: int) -> Method:
    if not n_present:
        return "none"
    return "logistic" if n_present >= LOGISTIC_FROM and n_absent else "centroid"


def _learn(
    labelled: Labelled, wanted: float, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], Abstention, NDArray[np.float64] | None]:
    """Directions, shape (k, d), biases, shape (k,), when to keep silent, and the held-out probabilities, shape (n, k).

    On one thread: a sum over several comes out differently in its last bits, and these are small.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        tells_apart = bool((labelled.truth == 1).any() and (labelled.truth == 0).any())
        held_out = held_out_scores(labelled, seed) if tells_apart else None
        calibration = calibrate(held_out.scores if held_out else None, labelled.truth)
        learned = lines(labelled, np.arange(len(labelled.unit)))
        expected = _expected(held_out, labelled) if held_out else None
    abstention = choose_threshold(
        expected,
        labelled.truth,
        labelled.random,
        wanted=wanted,
        folds="pilots" if len(set(labelled.pilots)) > 1 else "stories",
    )
    directions = np.einsum("s,skd->kd", calibration.weights, learned.directions)
    return directions, calibration.weights @ learned.biases + calibration.levels, abstention, expected


def _expected(held_out: HeldOut, labelled: Labelled) -> NDArray[np.float64]:
    """Probabilities that each story would have got, scores and calibration both learned without its fold: (n, k)."""
    found = np.zeros(labelled.truth.shape)
    for fold in np.unique(held_out.folds):
        inside = held_out.folds == fold
        calibration = calibrate(held_out.scores[~inside], labelled.truth[~inside])
        found[inside] = calibration.probabilities(held_out.scores[inside])
    found[:, [method == "none" for method in labelled.methods]] = 0
    return found
