"""How fast and how large is the encoder? Tokens per second and memory, for onnxruntime and for the NumPy fallback.

python bench/encoder.py [--engine onnxruntime|numpy] [--texts 200]
"""

import argparse
import itertools
import resource
import time

import psutil

from analysis.embed.e5 import E5Encoder
from analysis.embed.weights import Weights

PARTS = (
    "Wij kregen na lang wachten hulp van het wijkteam.",
    "Mijn zoon durfde weer naar school, en dat gaf rust in huis.",
    "Ik moest mijn verhaal elke keer opnieuw vertellen.",
    "Op school dacht niemand met ons mee.",
    "De begeleider luisterde en maakte samen met ons een plan.",
    "Toen de hulp stopte stonden we er weer alleen voor.",
)


def engine(name, weights):
    if name == "numpy":
        from analysis.embed.numpy_engine import NumpyEngine

        return NumpyEngine(weights)
    from analysis.embed.onnx_engine import OnnxEngine

    return OnnxEngine(weights)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--engine", default="onnxruntime", choices=("onnxruntime", "numpy"))
    arguments.add_argument("--texts", type=int, default=200)
    options = arguments.parse_args()
    texts = [" ".join(order) for order in itertools.islice(itertools.permutations(PARTS, 4), options.texts)]
    started = time.perf_counter()
    weights = Weights()
    encoder = E5Encoder(weights, engine(options.engine, weights))
    loaded = time.perf_counter()
    n_tokens = sum(map(encoder.count_tokens, texts))
    begun = time.perf_counter()
    encoder.encode(texts)
    seconds = time.perf_counter() - begun
    print(f"{encoder.engine}: {encoder.model_id}")
    print(f"  loading      {loaded - started:6.1f} s (checksum included)")
    print(
        f"  speed        {n_tokens / seconds:6.0f} tokens/s, {len(texts) / seconds:.0f} stories/s (goal 2,470 tokens/s)"
    )
    print(f"  memory now   {psutil.Process().memory_info().rss >> 20:6d} MB")
    print(f"  memory most  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:6d} MB (goal 350; NumPy 650)")


if __name__ == "__main__":
    main()
