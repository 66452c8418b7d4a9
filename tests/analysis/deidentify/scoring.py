"""How a redaction is scored: a labelled span is safe when every letter and digit of it lies under some predicted span.

Any label will do (what matters is a leak); kin and title words and articles in front need not be covered, and of an age
only the number. Rule and figures: docs/methods/deidentification.md.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from analysis.deidentify import organisations, places, redact
from analysis.deidentify.gazetteer import Gazetteer
from analysis.deidentify.numbers import CARDINAL
from analysis.deidentify.wordlists import phrases
from analysis.records import Span

DEV_SET = Path(__file__).parents[2] / "data" / "pii-dev.jsonl"
STRUCTURED = frozenset({"PHONE", "EMAIL", "BSN", "ID", "DATE", "AGE", "HANDLE", "URL"})
_NEEDLESS = re.compile(
    r"^(?:de|het|een|'t|mijn|juf|juffrouw|meester|meneer|mevrouw|mw|dhr|tante|oom|opa|oma|mama|papa|ome|buurvrouw|buurman|dokter)\.?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled span: whether it was fully masked by the auto tier, and by auto and review together."""

    story: str
    surface: str
    label: str
    attr: str
    auto: bool
    review: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """Outcomes of all labelled spans, and per clean sentence whether anything was flagged by (auto, auto or review)."""

    outcomes: tuple[Outcome, ...]
    clean: tuple[tuple[str, bool, bool], ...]

    def recall(self, *, labels: Iterable[str] = (), attr: str = "", tier: str = "auto") -> float:
        """Share (0-1) of spans fully masked, of these labels and with this attribute letter (none: all)."""
        wanted = frozenset(labels)
        chosen = [o for o in self.outcomes if (not wanted or o.label in wanted) and attr in o.attr]
        return sum(o.auto if tier == "auto" else o.review for o in chosen) / len(chosen)

    def flagged(self, *, tier: str = "auto") -> float:
        """Share (0-1) of clean sentences with at least one span."""
        return sum(c[1] if tier == "auto" else c[2] for c in self.clean) / len(self.clean)


def needed(text: str, start: int, end: int, label: str) -> list[int]:
    """The offsets that must be covered."""
    if label == "AGE":
        number = re.search(rf"\d+(?:[.,]\d+)?|\b{CARDINAL}", text[start:end], re.IGNORECASE)
        if number:
            start, end = start + number.start(), start + number.end()
    elif label in ("PERSON", "SCHOOL", "ORG", "LOCATION"):
        while (match := _NEEDLESS.match(text[start:end])) and match.end() < end - start:
            start += match.end()
    return [i for i in range(start, end) if text[i].isalnum()]


def covered(spans: Iterable[Span]) -> set[int]:
    """All offsets under the spans."""
    return {i for span in spans for i in range(span.start, span.end)}


def load(path: Path = DEV_SET) -> list[dict[str, Any]]:
    """The labelled sentences of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@contextmanager
def without_region() -> Iterator[None]:
    """Within it, the replaceable lists of the Groningen region are empty."""
    towns = Gazetteer(phrases("places_nl"))
    with mock.patch.object(organisations, "_lists", tuple), mock.patch.object(places, "_places", return_value=towns):
        yield


def score(items: Sequence[dict[str, Any]]) -> Scores:
    """Redact every sentence and compare with its labels."""
    outcomes: list[Outcome] = []
    clean: list[tuple[str, bool, bool]] = []
    for item in items:
        text = item["text"]
        spans = redact(text).spans
        sure = covered(s for s in spans if s.tier == "auto")
        seen = covered(spans)
        if item["kind"] == "neg":
            clean.append((item["id"], bool(sure), bool(seen)))
        for gold in item["spans"]:
            must = needed(text, gold["start"], gold["end"], gold["label"])
            surface = text[gold["start"] : gold["end"]]
            outcomes.append(
                Outcome(
                    item["id"],
                    surface,
                    gold["label"],
                    gold.get("attr", ""),
                    sure.issuperset(must),
                    seen.issuperset(must),
                )
            )
    return Scores(tuple(outcomes), tuple(clean))
