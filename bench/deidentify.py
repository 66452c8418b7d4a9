"""What `make bench` prints about de-identification: recall, false alarms, stories a second, memory and start time.

Usage: python bench/deidentify.py [a labelled .jsonl] [--ud FOLDER]; by default the CC0 dev set of the tests. With the folder
of the Dutch treebanks also what they show on sentences kept apart from training.
"""

# ruff: noqa: E402  the clock starts before anything is imported: start time is one of the figures

import sys
import time

started = time.perf_counter()
import argparse
import json
import resource
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "analysis" / "deidentify")]

from analysis.deidentify import redact
from analysis.deidentify.wordlists import words

redact("Mijn zus Noa woont in Groningen.")
start_seconds = time.perf_counter() - started

import scoring
import told
import unlisted
import ways

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
    "jan van 9 en ",
    "op mijn 9e en ",
    "dochter van 9 en ",
    "laan van ",
    "wonen korte akkers ",
    "via a ",
    "a at ",
    "kenteken a ",
    "cliënt ",
    "nul zes twaalf ",
    "ik werd vorige maand ",
    "school heet de kleine ",
    "De De ",
    "1234 ab ",
    "met 12 jaar x ",
    "1 mei t/m ",
    "Aa & ",
    "was in de kliniek ",
    "(1, 2, ",
    "bij stal de Aa ",
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


def print_scores(items: list[dict[str, Any]], title: str) -> None:
    """Recall on labelled sentences, and clean sentences flagged."""
    scores = scoring.score(items)
    for tier in ("auto", "review"):
        structured = scores.recall(labels=scoring.STRUCTURED, tier=tier)
        lower = scores.recall(labels=["PERSON"], attr="l", tier=tier)
        everything, flagged = scores.recall(tier=tier), scores.flagged(tier=tier)
        print(
            f"{title:24} {tier:6}  all {everything:.3f}  structured {structured:.3f}  "
            f"lower-case persons {lower:.3f}  clean sentences flagged {flagged:.3f}"
        )


def print_origins() -> None:
    """Unlisted first names per origin, and listed names that are also words."""
    for lower, title, contexts in (
        (False, "unlisted, capitals", unlisted.CONTEXTS),
        (True, "unlisted, lower case", unlisted.CONTEXTS),
        (True, "… harder sentences", unlisted.HARDER_CONTEXTS),
    ):
        by_origin = {o: unlisted.found(names, lower=lower, contexts=contexts) for o, names in unlisted.NAMES.items()}
        for tier in ("auto", "review"):
            shares = {origin: getattr(found, tier) for origin, found in by_origin.items()}
            worst = min(shares, key=lambda origin: shares[origin])
            mean = sum(shares.values()) / len(shares)
            print(f"{title:24} {tier:6}  mean {mean:.3f}  worst {shares[worst]:.3f} ({worst})")
            print(" " * 33, " ".join(f"{origin} {share:.3f}" for origin, share in shares.items()))
    found = unlisted.found(unlisted.WORD_NAMES, lower=True, contexts=unlisted.HARDER_CONTEXTS)
    print(f"names that are words, lower case  auto {found.auto:.3f}  review {found.review:.3f}")


def print_registers() -> None:
    """Chat, speech, Dutch as a second language, professionals' notes: what was mended by, and two sets that were sealed;
    and sentences like those of the dev set."""
    for part in ways.PARTS:
        found = ways.tried(ways.registers(part))
        unlisted_names = [o for o in found.outcomes if o.label == "PERSON" and ways.is_unlisted(o.surface)]
        unlisted_share = sum(o.auto for o in unlisted_names) / len(unlisted_names)
        with scoring.without_region():
            elsewhere = ways.tried(ways.registers(part)).recall()
        flagged = [sum(c[i] for c in found.clean) / len(found.clean) for i in (1, 2)]
        print(
            f"registers, {part:14} n={len(found.outcomes):<4} auto {found.recall():.3f}  review {found.recall(tier='review'):.3f}  "
            f"unlisted names {unlisted_share:.3f} (n={len(unlisted_names)})  without regional lists {elsewhere:.3f}  "
            f"clean flagged {flagged[0]:.3f} / {flagged[1]:.3f}"
        )


def print_demo() -> None:
    """The demo stories with a reader's marks: recall per label, needless spans a story."""
    for dutch in (True, False):
        stories = told.told(dutch=dutch)
        print(
            f"demo stories {'in Dutch' if dutch else 'in other languages'} ({stories.n_stories}): needless spans a story "
            f"{stories.needless_auto:.2f} auto, {stories.needless_review:.2f} review"
        )
        labels = sorted({outcome.label for outcome in stories.outcomes})
        for label in ("", *labels):
            n = sum(label in ("", o.label) for o in stories.outcomes)
            auto, review = stories.recall(label), stories.recall(label, tier="review")
            print(f"  {label or 'all':9} n={n:<4} auto {auto:.3f}  review {review:.3f}")


def _may_identify(word: str) -> bool:
    """Not a number, not an abbreviation of two letters, not a country or another name that everybody shares."""
    return len(word) > 2 and word.isalpha() and word.lower() not in words("not_identifying")


def print_treebank(folder: Path) -> None:
    """Treebank sentences that the tagger was not trained on: names found, sentences without names flagged."""
    from analysis.deidentify.training.register import joined
    from analysis.deidentify.training.sentences import is_held_out, treebank

    held_out = [sentence for sentence_id, sentence in treebank(folder) if is_held_out(sentence_id)]
    for lower in (False, True):
        for named in (True, False):
            chosen = [s for s in held_out if any(piece.name for piece in s) == named]
            hits = dict.fromkeys(("auto", "review"), 0)
            n = 0
            for sentence in chosen:
                text, places = joined([sentence])
                places = [(a, b) for a, b in places if _may_identify(text[a:b])]
                spans = redact(text.lower() if lower else text).spans
                for tier in hits:
                    found = scoring.covered(s for s in spans if tier == "review" or s.tier == "auto")
                    hits[tier] += sum(found >= set(range(a, b)) for a, b in places) if named else bool(found)
                n += len(places) if named else 1
            what = "proper nouns covered" if named else "sentences without one flagged"
            shares = "  ".join(f"{tier} {count / n:.3f}" for tier, count in hits.items())
            print(f"treebank {'lower case' if lower else 'as written'}: {what} (n={n})  {shares}")


def print_speed(items: list[dict[str, Any]]) -> None:
    """Stories a second, memory, start, slowest hostile text."""
    texts = [item["text"] for item in items]
    stories = [" ".join(texts[i : i + 8]) for i in range(0, len(texts) - 7, 8)]
    begin, rounds = time.process_time(), 5
    for _ in range(rounds):
        for story in stories:
            redact(story)
    seconds = time.process_time() - begin  # of one core, whatever else the machine does
    length = sum(map(len, stories)) // len(stories)
    print(f"speed   {rounds * len(stories) / seconds:.0f} stories/s (8 sentences, {length} characters)")
    print(f"memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB   start {start_seconds:.2f} s")
    slowest, piece = slowest_hostile()
    print(f"hostile {slowest:.2f} s for 20,000 characters of {json.dumps(piece)}")


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("labelled", nargs="?", type=Path, default=scoring.DEV_SET, help="a labelled .jsonl")
    asked.add_argument("--ud", type=Path, help="folder with the Dutch treebanks (nl_*-ud-*.conllu.gz)")
    paths = asked.parse_args()
    items = scoring.load(paths.labelled)
    print_speed(items)
    print_scores(items, "labelled sentences")
    with scoring.without_region():
        print_scores(items, "… without regional lists")
    print_origins()
    print_registers()
    print_demo()
    if paths.ud:
        print_treebank(paths.ud)
    else:
        print("treebank: not measured, no --ud given")


if __name__ == "__main__":
    main()
