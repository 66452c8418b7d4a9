"""Sentences with the ways people write names, ages, numbers, schools: some were mended by, others counted once before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring import Outcome, covered, needed

from analysis.deidentify import redact
from analysis.deidentify.wordlists import folder, words
from analysis.records import Span

DATA = Path(__file__).parents[2] / "data"
Half = Literal["seen", "unseen"]
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_MARK = re.compile(r"\{([A-Z]+) ([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """text without marks; marks: (start, end, label). topic: the heading it stands under, or its language."""

    topic: str
    language: str
    text: str
    marks: tuple[tuple[int, int, str], ...]


def _unmarked(line: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    text, marks, last = "", [], 0
    for match in _MARK.finditer(line):
        text += line[last : match.start()]
        marks.append((len(text), len(text) + len(match.group(2)), match.group(1)))
        text, last = text + match.group(2), match.end()
    return text + line[last:], tuple(marks)


def sentences(half: Half, *, dutch: bool = True) -> Iterator[Sentence]:
    """The sentences of one half, in Dutch or in the other languages: odd lines were seen, even lines were not."""
    topic, at = "", 0
    path = DATA / ("pii-ways.txt" if dutch else "pii-ways-other.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            topic = line.removeprefix("# -- ")
            continue
        at += 1
        if (at % 2 == 1) == (half == "seen"):
            language, _, rest = ("nl", "", line) if dutch else line.partition("|")
            yield Sentence(topic if dutch else language, language, *_unmarked(rest))


def later() -> Iterator[Sentence]:
    """The third set: written after all else, counted once before anything was mended by it."""
    for line in (DATA / "pii-ways-later.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Sentence("later", "nl", *_unmarked(line))


Part = Literal["learned", "first", "second", "siblings", "siblings, last"]
PARTS: dict[Part, str] = {
    "learned": "pii-registers-learned.txt",
    "first": "pii-registers-sealed.txt",
    "second": "pii-registers-sealed.txt",
    "siblings": "pii-siblings.txt",
    "siblings, last": "pii-siblings.txt",
}


def registers(part: Part) -> Iterator[Sentence]:
    """Chat, speech, Dutch as a second language, notes of professionals: mended by, or sealed and counted once (two sets).
    Siblings: sentences like those of the dev set, by writers who saw that set and no code."""
    topic = ""
    for line in (DATA / PARTS[part]).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            topic = line.removeprefix("# -- ")
        elif part in ("learned", topic):
            yield Sentence(topic, "nl", *_unmarked(line))


def is_unlisted(surface: str) -> bool:
    """Whether no word of a name stands in a shipped list of names."""
    shipped = folder("first_names") | folder("surnames") | words("names_over_words")
    return not any(word.lower() in shipped for word in _NAME_WORD.findall(surface))


@dataclass(frozen=True, slots=True)
class Ways:
    """What became of every mark of one half, and which sentences without one were flagged: (text, auto, auto or review)."""

    outcomes: tuple[Outcome, ...]
    clean: tuple[tuple[str, bool, bool], ...]

    def recall(self, *, label: str = "", topic: str = "", tier: str = "auto") -> float:
        """Share (0-1) of the marks fully covered, of one label and one topic or language (empty: all)."""
        chosen = [o for o in self.outcomes if label in ("", o.label) and topic in ("", o.story)]
        return sum(o.auto if tier == "auto" else o.review for o in chosen) / len(chosen)

    def missed(self, *, tier: str = "auto") -> list[str]:
        """What was not fully covered."""
        return [o.surface for o in self.outcomes if not (o.auto if tier == "auto" else o.review)]


def ways(half: Half, *, dutch: bool = True) -> Ways:
    """Redact the sentences of one half."""
    return tried(sentences(half, dutch=dutch))


def tried(chosen: Iterator[Sentence]) -> Ways:
    """Redact these sentences."""
    found: list[Outcome] = []
    clean: list[tuple[str, bool, bool]] = []
    for sentence, marked, spans in outcomes(chosen):
        found += marked
        if not sentence.marks:
            clean.append((sentence.text, any(s.tier == "auto" for s in spans), bool(spans)))
    return Ways(tuple(found), tuple(clean))


def outcomes(chosen: Iterator[Sentence]) -> Iterator[tuple[Sentence, tuple[Outcome, ...], tuple[Span, ...]]]:
    """Each sentence with what became of its marks, and all spans found in it."""
    for sentence in chosen:
        spans = redact(sentence.text, language=sentence.language).spans
        sure, seen = covered(s for s in spans if s.tier == "auto"), covered(spans)
        marked = []
        for start, end, label in sentence.marks:
            must = needed(sentence.text, start, end, label)
            surface = sentence.text[start:end]
            marked.append(
                Outcome(sentence.topic, surface, label, "", sure.issuperset(must), seen.issuperset(must)),
            )
        yield sentence, tuple(marked), spans
