"""How well does a codebook place new stories, how much does it keep, and does choosing stories help?

    python bench/codebook.py [path to a CSV with `text` and a label column] [--label category] [--words words.csv]

One half of the texts (stratified, fixed) is never learned from: every figure is about that half. From the other half
10, 20 or 40 texts a label are drawn, ten times over; figures are means with the standard error over those draws. The
settings of the codebook were chosen within the learning half only. Beside labels alone, two kinds of a theme's own
words are tried: the labels' names as they stand in the file, and the definitions in `--words` (a CSV with `label` and
`words`; the one beside this file was written knowing the names of the labels and no text).
"""

import argparse
import csv
import hashlib
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

from analysis.codebook import Codebook, CodebookTheme, StoryLabels, assign, draw_for_meeting, fit
from analysis.embed import default_encoder

WORDS = Path(__file__).with_name("sib200-nl-words.csv")
DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "themes" / "sib200-nl.csv"
PER_LABEL = {10: ".70", 20: ".75", 40: ".80"}
GOAL = {10: ".71", 20: ".77", 40: ".81"}
N_DRAWS = 10
SPLIT_SEED = 2026
MEETINGS, PER_MEETING, START = 6, 20, 30


def encoded(texts):
    """Vectors of the texts, kept in the temporary folder between runs."""
    encoder = default_encoder()
    key = hashlib.sha256("\0".join([encoder.model_id, *texts]).encode()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"loex-bench-{key}.npy"
    if not kept.exists():
        np.save(kept, encoder.encode(texts))
    return np.load(kept)


def embedded(words):
    return dict(zip(words, default_encoder().encode(list(words.values())), strict=True))


def book_of(rows, labels, drawn="random"):
    names = sorted(set(labels))
    stories = [
        StoryLabels(
            f"{row:06d}", frozenset({labels[row]}), frozenset(names) - {labels[row]}, {labels[row]: 1}, 1, drawn
        )
        for row in sorted(rows)
    ]
    return Codebook(1, tuple(CodebookTheme(name, name) for name in names), tuple(stories))


def placed(book, vectors, labels, test):
    """Accuracy of the likeliest theme on all, accuracy of what is kept, and the share kept."""
    found = assign(vectors[test], book)
    right = np.array(found.themes)[found.probabilities.argmax(axis=1)] == labels[test]
    kept = ~found.abstained
    return right.mean(), right[kept].mean() if kept.any() else np.nan, kept.mean()


def draw(rows, labels, per_label, seed):
    random = np.random.default_rng(seed)
    return np.concatenate(
        [random.permutation(rows[labels[rows] == label])[:per_label] for label in sorted(set(labels))]
    )


def shown(figures):
    figures = np.array(figures)
    error = np.nanstd(figures, axis=0) / max(len(figures) - 1, 1) ** 0.5
    return "   ".join(f"{mean:.3f} (±{se:.3f})" for mean, se in zip(np.nanmean(figures, axis=0), error, strict=True))


def accuracy(vectors, labels, learn, test, words):
    print("labels a theme          accuracy        kept accuracy   share kept      | prototype  goal")
    seen = {f"{row:06d}": vectors[row] for row in learn}
    for per_label, prototype in PER_LABEL.items():
        for what, given in words.items():
            figures, started = [], time.perf_counter()
            for seed in range(N_DRAWS):
                book = fit(book_of(draw(learn, labels, per_label, seed), labels), seen, words=given, seed=seed)
                figures.append(placed(book, vectors, labels, test))
            seconds = (time.perf_counter() - started) / N_DRAWS
            goal = f"| {prototype}        {GOAL[per_label]}   {seconds:.1f} s a fit"
            print(f"{per_label:4d} {what:16s}   {shown(figures)} {goal}", flush=True)
    book = fit(book_of(learn, labels), seen)
    print(f" all {'labels only':16s}   {shown([placed(book, vectors, labels, test)])}", flush=True)


def choosing(vectors, labels, learn, test):
    """Accuracy after each meeting of twenty stories, chosen or drawn at random, from the same first thirty."""
    seen = {f"{row:06d}": vectors[row] for row in learn}
    curves = {"random": [], "chosen": []}
    for seed in range(N_DRAWS):
        first = np.random.default_rng(seed).permutation(learn)[:START]
        for way, curve in curves.items():
            rows, points = list(first), []
            for meeting in range(MEETINGS + 1):
                book = fit(book_of(rows, labels), seen, seed=seed)
                points.append(placed(book, vectors, labels, test)[0])
                left = {ref: vector for ref, vector in seen.items() if int(ref) not in set(rows)}
                n = (PER_MEETING, 0) if way == "random" else (0, PER_MEETING)
                drawn = draw_for_meeting(
                    left if way == "random" else seen,
                    n_random=n[0],
                    n_chosen=n[1],
                    seed=seed * 100 + meeting,
                    codebook=book,
                )
                rows += [int(ref) for ref in drawn.random + drawn.chosen]
            curve.append(points)
    print("stories read   " + "   ".join(f"{START + PER_MEETING * m:5d}" for m in range(MEETINGS + 1)))
    for way, curve in curves.items():
        print(f"{way:12s}   " + "   ".join(f"{mean:5.3f}" for mean in np.mean(curve, axis=0)))
    gain = np.array(curves["chosen"]) - np.array(curves["random"])
    error = gain[:, 1:].mean(axis=1).std() / (N_DRAWS - 1) ** 0.5
    print(f"gain of choosing, mean over the meetings: {gain[:, 1:].mean():+.3f} (±{error:.3f})", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("path", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--label", default="category")
    arguments.add_argument("--words", type=Path, default=WORDS)
    options = arguments.parse_args()
    if not options.path.is_file():
        print(f"{options.path} is not there: nothing measured. Give the path of a labelled CSV.")
        return 0
    with options.path.open(encoding="utf-8", newline="") as file:
        stories = list(csv.DictReader(file))
    texts, labels = [row["text"] for row in stories], np.array([row[options.label] for row in stories])
    vectors = encoded(texts)
    names = {label: label for label in sorted(set(labels.tolist()))}
    words = {"labels only": None, "and names": embedded(names)}
    with options.words.open(encoding="utf-8", newline="") as file:
        definitions = {row["label"]: row["words"] for row in csv.DictReader(file) if row["label"] in names}
    if definitions:
        words["and definitions"] = embedded(definitions)
    learn, test = train_test_split(np.arange(len(texts)), test_size=0.5, random_state=SPLIT_SEED, stratify=labels)
    print(f"{options.path.name}: {len(learn)} texts to learn from, {len(test)} to judge, {len(names)} labels")
    accuracy(vectors, labels, np.sort(learn), np.sort(test), words)
    choosing(vectors, labels, np.sort(learn), np.sort(test))
    return 0


if __name__ == "__main__":
    sys.exit(main())
