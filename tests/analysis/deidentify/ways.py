"""Sentences with the ways people write names, ages, numbers, schools: one half to mend by, the other only counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring import Outcome, covered, needed

from analysis.deidentify import redact
from analysis.records import Span

DATA = Path(__file__).parents[2] / "data"
Half = Literal["seen", "unseen"]
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
