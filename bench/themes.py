"""How well are known topics found back, and does the answer hold? ARI, stability and rest share on a labelled set.

    python bench/themes.py [path to a CSV with `text` and a label column] [--label category] [--quick]

ARI against the labels, mean over random samples, the rest group counted as one group. Stability: mean ARI between runs
with other seeds on 80 % subsamples, on the stories they share. The prototype's figures (research/analysis.md) were made
the same way on their own samples.
"""

import argparse
import csv
import hashlib
import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from analysis.embed import default_encoder
from analysis.topics import find_topics

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "themes" / "sib200-nl.csv"
SIZES = {50: 16, 100: 12, 300: 6, 1004: 2}
SUBSAMPLES = 5
PROTOTYPE = {50: ".24 · .42", 100: ".28 · .47", 300: ".30 · .51", 1004: ".37 · .53"}
GOAL = {50: ".27 · .50", 100: ".30 · .55", 300: ".33 · .58", 1004: ".42 · .62"}


def encoded(texts):
    """Vectors of the texts, kept in the temporary folder between runs."""
    encoder = default_encoder()
    key = hashlib.sha256("\0".join([encoder.model_id, *texts]).encode()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"loex-bench-{key}.npy"
    if not kept.exists():
        np.save(kept, encoder.encode(texts))
    return np.load(kept)


def grouped(texts, vectors, rows, seed):
    return find_topics([texts[row] for row in rows], vectors[rows], seed=seed)


def stability(texts, vectors, rows, n_subsamples, first_seed):
    runs = []
    for seed in range(first_seed, first_seed + n_subsamples):
        part = np.sort(np.random.default_rng(seed).permutation(len(rows))[: round(0.8 * len(rows))])
        runs.append((part, grouped(texts, vectors, rows[part], seed).labels))
    scores = []
    for (one, ones), (other, others) in itertools.combinations(runs, 2):
        _, here, there = np.intersect1d(one, other, return_indices=True)
        scores.append(adjusted_rand_score(ones[here], others[there]))
    return np.mean(scores)


def measure(texts, vectors, labels, n, n_samples):
    """ARI, AMI, stability, rest share, topics and seconds of one run: means over random samples of n stories."""
    rows_of = [np.random.default_rng(100 + seed).permutation(len(texts))[:n] for seed in range(n_samples)]
    figures = []
    for seed, rows in enumerate(rows_of):
        started = time.perf_counter()
        run = grouped(texts, vectors, rows, seed)
        seconds = time.perf_counter() - started
        figures.append(
            (
                adjusted_rand_score(labels[rows], run.labels),
                adjusted_mutual_info_score(labels[rows], run.labels),
                stability(texts, vectors, rows, SUBSAMPLES, 1000 + 10 * seed),
                len(run.rest) / n,
                len(run.topics),
                seconds,
            )
        )
    return np.mean(figures, axis=0), np.std(figures, axis=0) / max(n_samples - 1, 1) ** 0.5


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("path", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--label", default="category")
    arguments.add_argument("--quick", action="store_true", help="a third of the samples")
    options = arguments.parse_args()
    if not options.path.is_file():
        print(f"{options.path} is not there: nothing measured. Give the path of a labelled CSV.")
        return 0
    with options.path.open(encoding="utf-8", newline="") as file:
        stories = list(csv.DictReader(file))
    texts, labels = [row["text"] for row in stories], np.array([row[options.label] for row in stories])
    vectors = encoded(texts)
    print(f"{options.path.name}: {len(texts)} texts, {len(set(labels))} labels")
    print("    n   ARI (±se)   AMI  stability  rest  topics  seconds | prototype   goal (ARI · stability)")
    for n, n_samples in SIZES.items():
        size = min(n, len(texts))
        (ari, ami, stable, rest, k, seconds), error = measure(
            texts, vectors, labels, size, max(1, n_samples // (3 if options.quick else 1))
        )
        print(
            f"{size:5d}   {ari:.2f} (±{error[0]:.2f})  {ami:.2f}  {stable:.2f}       {rest:.2f}  {k:5.1f}"
            f"  {seconds:6.1f}   | {PROTOTYPE[n]}   {GOAL[n]}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
