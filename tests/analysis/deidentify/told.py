"""The invented demo stories with what a reader marked in them: the real register; the marks were not tuned on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring import Outcome, covered, needed

from analysis.deidentify import redact

ROOT = Path(__file__).parents[3]
_FIELDS = ("title", "story", "worse", "also")


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome of every marked word in the stories of some languages, and needless spans a story of each tier."""

    outcomes: tuple[Outcome, ...]
    n_stories: int
    needless_auto: float
    needless_review: float

    def recall(self, label: str = "", *, tier: str = "auto") -> float:
        """Share (0-1) of the marked words fully covered."""
        chosen = [o for o in self.outcomes if label in ("", o.label)]
        return sum(o.auto if tier == "auto" else o.review for o in chosen) / len(chosen)


def _lines(folder: Path) -> Iterator[dict[str, object]]:
    for path in sorted(folder.glob("b*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def told(*, dutch: bool = True) -> Told:
    """Redact the demo stories that are (dutch) or are not in Dutch, and compare with the reader's marks."""
    stories = {story["id"]: story for story in _lines(ROOT / "survey" / "demo" / "stories")}
    outcomes: list[Outcome] = []
    n = needless_auto = needless_review = 0
    for marks in _lines(ROOT / "tests" / "data" / "demo_reader"):
        story = stories[marks["id"]]
        if (story["language"] == "nl") != dutch:
            continue
        text = "\n".join(str(story[field] or "") for field in _FIELDS)
        spans = redact(text, language=str(story["language"])).spans
        sure, seen, marked = covered(s for s in spans if s.tier == "auto"), covered(spans), set[int]()
        for mark in marks["spans"]:  # type: ignore[attr-defined]
            at = [m.start() for m in re.finditer(re.escape(mark["surface"]), text)]
            marked |= {i for start in at for i in range(start, start + len(mark["surface"]))}
            must = needed(text, at[0], at[0] + len(mark["surface"]), mark["label"])
            lower = "l" if mark["surface"].islower() else ""
            hit, asked = sure.issuperset(must), seen.issuperset(must)
            outcomes.append(Outcome(str(marks["id"]), mark["surface"], mark["label"], lower, hit, asked))
        beside = [s for s in spans if marked.isdisjoint(range(s.start, s.end))]
        n += 1
        needless_auto += sum(s.tier == "auto" for s in beside)
        needless_review += sum(s.tier == "review" for s in beside)
    return Told(tuple(outcomes), n, needless_auto / n, needless_review / n)
