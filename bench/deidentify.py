"""What `make bench` prints about de-identification: recall, false alarms, stories a second, memory and start time.

Usage: python bench/deidentify.py [path to a labelled .jsonl]; by default the CC0 dev set of the tests.
"""

import sys
import time

started = time.perf_counter()
import json  # noqa: E402
import resource  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "analysis" / "deidentify")]

from analysis.deidentify import redact  # noqa: E402

redact("Mijn zus Noa woont in Groningen.")
start_seconds = time.perf_counter() - started

import scoring  # noqa: E402

HOSTILE = (
    "a",
    "1",
    "0 ",
    "A",
    "Aa ",
    "a.",
    "a@",
    "@",
    "@a",
    "a-",
    "1-",
    "1.",
    "+",
    "[",
    "[naam 1] ",
    "van ",
    "van de ",
    "A. ",
    "nul ",
    "straat ",
    "a_",
    "a'",
    "'",
    "Jan ",
    "jan ",
    "zuid-",
    "punt ",
    "a punt ",
    "(1",
    "ik 1 ",
    "insta a ",
    "insta ",
    "dossiernummer a ",
    "bsn ",
    "NL",
    "NL91ABNA",
    "http://",
    "www.",
    "a.nl/",
    "é",
    "e\u0301",
    "\u0301",
    "ب",
    "م ",
    "😀",
    "\ud800",
    "\x00",
    "\n",
    " ",
    "Fatima, ",
    "fatima en ",
    "12 maart ",
    "van 1, 1",
    "1 jaar ",
    "De ",
    "Stichting ",
    "obs ",
    "Korte Straat ",
    "Aastraat 1",
    "xq",
    "wordwoord",
    "#1",
    "a#1",
)
"""Pieces that are repeated to 20,000 characters: whatever a pattern may stumble over."""


def slowest_hostile(length: int = 20_000) -> tuple[float, str]:
    """Seconds for the slowest hostile text of `length` characters, and its piece."""
    worst = (0.0, "")
    for piece in HOSTILE:
        text = (piece * (length // len(piece) + 1))[:length]
        begin = time.perf_counter()
        redact(text)
        worst = max(worst, (time.perf_counter() - begin, piece))
    return worst


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else scoring.DEV_SET
    items = scoring.load(path)
    scores = scoring.score(items)
    for tier in ("auto", "review"):
        structured = scores.recall(labels=scoring.STRUCTURED, tier=tier)
        lower = scores.recall(labels=["PERSON"], attr="l", tier=tier)
        print(
            f"{tier:7} all {scores.recall(tier=tier):.3f}  structured {structured:.3f}  lower-case persons {lower:.3f}"
        )
        print(f"        clean sentences flagged {scores.flagged(tier=tier):.3f}")
    texts = [item["text"] for item in items]
    stories = [" ".join(texts[i : i + 8]) for i in range(0, len(texts) - 7, 8)]
    begin, rounds = time.perf_counter(), 5
    for _ in range(rounds):
        for story in stories:
            redact(story)
    seconds = time.perf_counter() - begin
    length = sum(map(len, stories)) // len(stories)
    print(f"speed   {rounds * len(stories) / seconds:.0f} stories/s (8 sentences, {length} characters)")
    print(f"memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB   start {start_seconds:.2f} s")
    slowest, piece = slowest_hostile()
    print(f"hostile {slowest:.2f} s for 20,000 characters of {json.dumps(piece)}")


if __name__ == "__main__":
    main()
