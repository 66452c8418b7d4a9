"""What are the words firm, fair and shaky worth? Topics of one sample, sought in another without a story in common.

    python -m bench.firmness [path to a CSV with `text`] [--seeds 6]

No labels are needed. A topic's centre picks its stories in the other sample; it has returned when these overlap by half or more
(Jaccard) with a topic that was found there by itself (prediction strength: Tibshirani and Walther 2005).
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from analysis.stability import RETURNED_FROM, Resample, firmness, overlap
from analysis.topics import find_topics
from analysis.topics.graph import centred
from analysis.topics.place import centres
from bench.themes import DEFAULT, encoded

SIZES = (60, 150, 350)
WORDS = ("firm", "fair", "shaky")


def returned(level, others, unit, n):
    """Per topic of `level` (the first n rows of unit) whether the other rows hold it too."""
    nearest = (unit[n:] @ centres(unit[:n], level.labels).T).argmax(axis=1)
    picked = np.where(others.labels >= 0, nearest, -1)
    return overlap(picked, len(level.topics), Resample(np.arange(len(picked)), others.labels)) >= RETURNED_FROM


def measure(texts, vectors, n, seed, tally):
    rows = np.random.default_rng(500 + seed).permutation(len(texts))[: 2 * n]
    runs = [
        find_topics([texts[row] for row in part], vectors[part], seed=number)
        for number, part in ((seed, rows[:n]), (seed + 50, rows[n:]))
    ]
    unit = centred(vectors[rows])
    for name, level, others in (("coarse", *runs), ("fine", runs[0].fine, runs[1].fine)):
        if level.topics:
            for topic, back in zip(level.topics, returned(level, others, unit, n), strict=True):
                tally.setdefault((name, firmness(topic.stability)), []).append(bool(back))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("path", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--seeds", type=int, default=6)
    options = arguments.parse_args()
    if not options.path.is_file():
        print(f"{options.path} is not there: nothing measured. Give the path of a CSV with a column `text`.")
        return
    with options.path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    vectors, tally = encoded(texts), {}
    for n in (size for size in SIZES if 2 * size <= len(texts)):
        for seed in range(options.seeds):
            measure(texts, vectors, n, seed, tally)
    for name in ("coarse", "fine"):
        for word in WORDS:
            backs = tally.get((name, word), [])
            print(f"  {name:6s} {word:5s}: {len(backs):3d} topics, {np.mean(backs or [0]):.0%} found again")


if __name__ == "__main__":
    main()
