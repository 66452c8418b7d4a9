"""How well are known topics found back, and does the answer hold? ARI, stability and rest share on labelled texts.

    python bench/themes.py [path to a CSV with `text` and a label column] [--label category] [--quick]

ARI against the labels, mean over random samples, the rest group counted as one group. Stability: mean ARI between runs
with other seeds on 80 % subsamples, on the stories they share. Half A and half B: the texts split by their hash; what
could be chosen was chosen on A. Beside it NMF and stock BERTopic, which are told how many labels there are; ours is not.
Then the demo stories against the panel's readings, and what the words firm, fair and shaky turned out to be worth.
"""

import argparse
import csv
import hashlib
import importlib.util
import itertools
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from analysis.embed import default_encoder
from analysis.passages import windows
from analysis.records import Passages
from analysis.stability import Resample, firmness, overlap
from analysis.topics import find_topics
from survey.demo import files

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "themes" / "sib200-nl.csv"
SIZES = {50: 16, 100: 12, 300: 6, 1004: 2}
SUBSAMPLES = 5
GOAL = {50: ".27 · .50", 100: ".30 · .55", 300: ".33 · .58", 1004: ".42 · .62"}
READINGS_AT_LEAST = 10
"""Stories. A code that fewer stories carry cannot be found back."""


def encoded(texts):
    """Vectors of the texts, kept in the temporary folder between runs."""
    encoder = default_encoder()
    key = hashlib.sha256("\0".join([encoder.model_id, *texts]).encode()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"loex-bench-{key}.npy"
    if not kept.exists():
        np.save(kept, encoder.encode(texts))
    return np.load(kept)


# --- three ways of grouping: texts, vectors, number of labels, seed -> labels ------------------------------------------


def ours(texts, vectors, _n_labels, seed):
    return find_topics(texts, vectors, seed=seed).labels


def nmf(texts, _vectors, n_labels, seed):
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    from analysis.topics.words import stop_words

    words = TfidfVectorizer(stop_words=sorted(stop_words("nl")), min_df=2).fit_transform(texts)
    return NMF(n_labels, random_state=seed, max_iter=400).fit_transform(words).argmax(axis=1)


def stock(texts, vectors, n_labels, seed):
    """BERTopic's own road: UMAP and HDBSCAN where they are installed, else the documented stand-ins PCA and k-means."""
    from bertopic import BERTopic

    if with_umap():
        from umap import UMAP

        parts = {"umap_model": UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)}
    else:
        from sklearn.cluster import KMeans
        from sklearn.decomposition import PCA

        parts = {
            "umap_model": PCA(5, random_state=seed),
            "hdbscan_model": KMeans(n_labels, n_init=10, random_state=seed),
        }
    model = BERTopic(language=None, embedding_model=None, **parts)
    return np.array(model.fit_transform(texts, embeddings=vectors)[0])


def with_umap():
    return all(importlib.util.find_spec(name) for name in ("umap", "hdbscan"))


# --- on labelled texts -----------------------------------------------------------------------------------------------


def stability(method, texts, vectors, rows, n_labels, first_seed):
    runs = []
    for seed in range(first_seed, first_seed + SUBSAMPLES):
        part = rows[np.sort(np.random.default_rng(seed).permutation(len(rows))[: round(0.8 * len(rows))])]
        runs.append((part, method([texts[row] for row in part], vectors[part], n_labels, seed)))
    scores = []
    for (one, ones), (other, others) in itertools.combinations(runs, 2):
        _, here, there = np.intersect1d(one, other, return_indices=True)
        scores.append(adjusted_rand_score(ones[here], others[there]))
    return np.mean(scores)


def measure(method, texts, vectors, labels, pool, n, n_samples):
    """ARI, AMI, stability, rest share and topics: means over random samples of n stories, and the standard errors."""
    figures = []
    for seed in range(n_samples):
        rows = pool[np.random.default_rng(100 + seed).permutation(len(pool))[:n]]
        found = method([texts[row] for row in rows], vectors[rows], len(set(labels)), seed)
        figures.append(
            (
                adjusted_rand_score(labels[rows], found),
                adjusted_mutual_info_score(labels[rows], found),
                stability(method, texts, vectors, rows, len(set(labels)), 1000 + 10 * seed),
                np.mean(found == -1),
                len(set(found) - {-1}),
            )
        )
    return np.mean(figures, axis=0), np.std(figures, axis=0) / max(n_samples - 1, 1) ** 0.5


def labelled(path, label, quick):
    with path.open(encoding="utf-8", newline="") as file:
        stories = list(csv.DictReader(file))
    texts, labels = [row["text"] for row in stories], np.array([row[label] for row in stories])
    vectors = encoded(texts)
    half = np.array([hashlib.sha256(text.encode()).digest()[0] % 2 for text in texts])
    pools = {"all": np.arange(len(texts)), "half A": np.flatnonzero(half == 0), "half B": np.flatnonzero(half == 1)}
    print(f"{path.name}: {len(texts)} texts, {len(set(labels))} labels")
    print(f"stock BERTopic here: {'UMAP and HDBSCAN' if with_umap() else 'PCA and k-means (no umap-learn, hdbscan)'}")
    print("method  texts       n   ARI (±se)    AMI  stability  rest  topics | goal (ARI · stability)")
    for name, method, wanted in (("ours", ours, tuple(pools)), ("stock", stock, ("all",)), ("NMF", nmf, ("all",))):
        for pool, (n, n_samples) in itertools.product(wanted, SIZES.items()):
            if n > len(pools[pool]) and pool != "all":
                continue
            size, times = min(n, len(texts)), max(1, n_samples // (3 if quick else 1))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                mean, error = measure(method, texts, vectors, labels, pools[pool], size, times)
            ari, ami, stable, rest, k = mean
            print(
                f"{name:6s}  {pool:6s} {size:6d}   {ari:.2f} (±{error[0]:.2f})  {ami:.2f}  {stable:.2f}       "
                f"{rest:.2f}  {k:5.1f}  | {GOAL[n]}",
                flush=True,
            )


# --- on the demo stories -----------------------------------------------------------------------------------------------


def demo():
    """Against the panel's readings: first code of the first reading, and any code that a seat gave a story."""
    stories = files.stories()
    texts, languages = [story["story"] for story in stories], [story["language"] for story in stories]
    readings = [[reading["themes"] for reading in files.decisions()[story["id"]]["labels"]] for story in stories]
    first = np.array([next((codes[0] for codes in told if codes), "") for told in readings])
    codes = [set().union(*told) for told in readings]
    vectors, read = encoded(texts), first != ""
    cut = [(row, window) for row, text in enumerate(texts) for window in windows(text)]
    heard = [window for _, window in cut]
    passages = Passages(tuple(heard), encoded(heard), np.array([row for row, _ in cut]))
    print(f"demo stories: {len(texts)}, read by the panel {read.sum()}, first codes {len(set(first[read]))}")
    for seed in range(3):
        run = find_topics(texts, vectors, seed=seed, languages=languages)
        told = find_topics(texts, vectors, seed=seed, languages=languages, passages=passages)
        for level, with_parts, name in ((run, told, "coarse"), (run.fine, told.fine, "fine")):
            print(
                f"  seed {seed} {name:6s}  ARI {adjusted_rand_score(first[read], level.labels[read]):.2f}  "
                f"AMI {adjusted_mutual_info_score(first[read], level.labels[read]):.2f}  "
                f"outside {np.mean(level.labels == -1):.2f}  topics {len(level.topics):2d}  "
                f"without keywords {sum(not topic.keywords for topic in level.topics)}  "
                f"shown stories that share a code {shared(level.topics, codes):.2f}  "
                f"precision of weights {precision(level, codes, read):.3f}, with passages "
                f"{precision(with_parts, codes, read):.3f}"
            )
        cover = run.coverage
        print(
            f"    resamples ARI {run.ari:.2f} AMI {run.ami:.2f}; coverage {cover.share:.2f} ({cover.low:.2f}-{cover.high:.2f})"
        )


def shared(topics, codes):
    """Of the typical stories of a topic that were read, the part that carries the code most of them carry: mean."""
    parts = []
    for topic in topics:
        told = [codes[row] for row in topic.representatives if codes[row]]
        counts = Counter(code for one in told for code in one)
        parts.append(counts.most_common(1)[0][1] / len(told) if counts else 0.0)
    return np.mean(parts)


def precision(level, codes, read):
    """Average precision with which the best topic's weights find the stories that carry a code: mean over codes."""
    from sklearn.metrics import average_precision_score

    carried = Counter(code for row in np.flatnonzero(read) for code in codes[row])
    return np.mean(
        [
            max(
                average_precision_score([code in codes[row] for row in np.flatnonzero(read)], column)
                for column in level.weights[read].T
            )
            for code, n in carried.items()
            if n >= READINGS_AT_LEAST
        ]
    )


def kept_promises():
    """Topics by what was said of them, and how often they then came back in a new run on other 80 % of the stories."""
    stories = files.stories()
    texts, languages = [story["story"] for story in stories], [story["language"] for story in stories]
    vectors = encoded(texts)
    returned = {}
    run = find_topics(texts, vectors, seed=1, languages=languages)
    for seed in range(10):
        rows = np.sort(np.random.default_rng(seed).permutation(len(texts))[: round(0.8 * len(texts))])
        again = find_topics(
            [texts[row] for row in rows], vectors[rows], seed=seed, languages=[languages[row] for row in rows]
        )
        for name, level, others in (("coarse", run, again), ("fine", run.fine, again.fine)):
            back = overlap(level.labels, len(level.topics), Resample(rows, others.labels)) >= 0.5
            for topic, came_back in zip(level.topics, back, strict=True):
                returned.setdefault((name, firmness(topic.stability)), []).append(came_back)
    for (name, word), times in sorted(returned.items()):
        print(f"  {name:6s} {word:5s}: {len(times) // 10:2d} topics, back in {np.mean(times):.0%} of ten new runs")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("path", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--label", default="category")
    arguments.add_argument("--quick", action="store_true", help="a third of the samples")
    options = arguments.parse_args()
    if options.path.is_file():
        labelled(options.path, options.label, options.quick)
    else:
        print(f"{options.path} is not there: nothing measured on it. Give the path of a labelled CSV.")
    demo()
    kept_promises()
    return 0


if __name__ == "__main__":
    sys.exit(main())
