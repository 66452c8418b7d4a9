"""How long do many stories take, and how much memory? From vectors that are there already, resamples included.

    python bench/themes_speed.py [--stories 1000 10000 100000] [--workers 1]

Each size in a process of its own. Vectors are drawn around fifty made-up subjects that share one ground, texts from a
made-up vocabulary: figures of speed, not of quality. Goals: 10,000 in 30 s and 1.2 GB, 100,000 in 4 minutes and 2.5 GB.
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np

GOAL = {1_000: "", 10_000: "30 s, 1,200 MB", 100_000: "240 s, 2,500 MB"}
SUBJECTS, SIZE, WORDS_EACH = 50, 384, 60


def corpus(n):
    """Texts and unit vectors, float32, shape (n, 384)."""
    random = np.random.default_rng(1)
    ground, subjects = random.standard_normal(SIZE), random.standard_normal((SUBJECTS, SIZE))
    vectors = np.empty((n, SIZE), np.float32)
    for start in range(0, n, 10_000):
        here = random.integers(SUBJECTS, size=min(10_000, n - start))
        noise = random.standard_normal((len(here), SIZE))
        made = 3 * ground + 0.5 * subjects[here] + 0.6 * noise
        vectors[start : start + len(here)] = made / np.linalg.norm(made, axis=1, keepdims=True)
    letters = np.array(list("abdeghiklmnoprstuvwz"))
    words = ["".join(letters[random.integers(len(letters), size=7)]) for _ in range(8_000)]
    often = 1 / np.arange(10, 8_010)
    drawn = random.choice(8_000, size=(n, WORDS_EACH), p=often / often.sum())
    return [" ".join(words[word] for word in row) for row in drawn], vectors


def measure(n, workers):
    from analysis.topics import find_topics

    texts, vectors = corpus(n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    started, busy = time.perf_counter(), time.process_time()
    run = find_topics(texts, vectors, seed=1, workers=workers)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{n:7,d} stories: {seconds:6.1f} s ({busy:.1f} s of processor time), {most:,d} MB at most ({before:,d} before), "
        f"{len(run.topics)} topics, {len(run.fine.topics)} fine   {GOAL.get(n, '')}",
        flush=True,
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stories", type=int, nargs="+", default=list(GOAL))
    arguments.add_argument("--workers", type=int, default=1)
    options = arguments.parse_args()
    if len(options.stories) == 1:
        measure(options.stories[0], options.workers)
        return 0
    for n in options.stories:
        again = [sys.executable, "-m", "bench.themes_speed", "--stories", str(n), "--workers", str(options.workers)]
        subprocess.run(again, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
