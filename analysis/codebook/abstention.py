"""Where the machine keeps silent: the least probability at which enough of what it assigns is right."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.classifier import Abstention

WANTED_ACCURACY = 0.85
"""Share of assigned stories whose main theme people gave too: what labels of the whole SIB-200 set reach at best."""
LEAST_KEPT = 20
"""Stories. Below this a share of right answers says too little to promise anything."""
RANDOM_FROM = 60
"""Stories drawn at random from which these alone are judged on: stories chosen for what they teach are harder than
usual, and sixty is the least sample advised for prevalence (research, section 5)."""


def choose_threshold(
    held_out: NDArray[np.float64] | None,
    truth: NDArray[np.int8],
    random: NDArray[np.bool_],
    *,
    wanted: float,
    folds: Literal["pilots", "stories"],
) -> Abstention:
    """The lowest threshold that promises the wanted accuracy twice: by counting right answers in cross-validation, and
    by the mean probability of what it keeps.

    Counting alone flatters, since the best of many thresholds is taken: on the demo stories, where 19 themes cannot be
    told apart, it promised .85 and kept .5. The calibrated probabilities have no such luck.

    held_out: probabilities by a classifier that had not seen the story, shape (n, k); None when there are none.
    truth: shape (n, k), 1 present, 0 absent, -1 unknown. random: drawn at random, shape (n,)."""
    only_random = int(random.sum()) >= RANDOM_FROM
    judged_on: Literal["random", "all"] = "random" if only_random else "all"
    if held_out is None or not held_out.size:
        return Abstention(None, wanted, None, 0.0, 0, judged_on, folds)
    main = held_out.argmax(axis=1)
    answer = truth[np.arange(len(truth)), main]
    judged = (answer >= 0) & (random | (not only_random))
    sure, right = held_out.max(axis=1)[judged], answer[judged] == 1
    order = np.argsort(-sure, kind="stable")
    sure, right = sure[order], right[order]
    n_kept, n_right = np.arange(1, len(sure) + 1), np.cumsum(right)
    ends = np.append(sure[1:] < sure[:-1], True) if len(sure) else np.zeros(0, bool)
    counted, expected = n_right / n_kept, np.cumsum(sure) / n_kept
    fits = ends & (n_kept >= LEAST_KEPT) & (np.minimum(counted, expected) >= wanted)
    if not fits.any():
        return Abstention(None, wanted, None, 0.0, len(sure), judged_on, folds)
    last = int(np.flatnonzero(fits)[-1])
    return Abstention(
        threshold=float(sure[last]),
        wanted=wanted,
        kept_accuracy=float(n_right[last] / n_kept[last]),
        kept_share=float(n_kept[last] / len(sure)),
        n_stories=len(sure),
        judged_on=judged_on,
        folds=folds,
    )
