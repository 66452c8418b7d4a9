"""Readable Dutch in place of what was found; the same person stays the same within a story."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from analysis.deidentify.context import PARTICLES
from analysis.deidentify.wordlists import phrases, words
from analysis.records import SpanLabel


class Masked(Protocol):
    """Anything with a place and a label: a Span, or what a person marked on the screen."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> SpanLabel: ...


# The word a reader sees for each label: Dutch, as the released stories are.
_WORD: dict[str, str] = dict(line.split() for line in phrases("placeholders"))
_COUNTED: frozenset[SpanLabel] = frozenset({"PERSON", "LOCATION", "SCHOOL", "ORG"})
_COUNTED_FROM_TWO: frozenset[SpanLabel] = frozenset({"SCHOOL", "ORG"})
_PLACEHOLDER = re.compile(r"\[([^\W\d_][^\W\d_-]{0,24}(?:-[^\W\d_]{1,24})?)(?: ([0-9]{1,4}))?\]")
_ROLE_BEFORE = re.compile(r"(?<![\w-])([^\W\d_]{2,30}),? $")
_POSSESSIVE = re.compile(r"['’ʼ‘`][sS]$")
_NAME_WORD = re.compile(r"[^\W\d_]{2,}")


def placeholders_in(text: str) -> list[re.Match[str]]:
    """The placeholders that stand in `text` already; group 1 is the word, group 2 its number."""
    known = set(_WORD.values()) | words("roles")
    return [m for m in _PLACEHOLDER.finditer(text) if m.group(1) in known]


@dataclass(slots=True)
class _Cast:
    """Who and what has been named so far in the texts of one teller."""

    taken: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def placeholder(self, label: SpanLabel, surface: str, role: str, single: frozenset[SpanLabel]) -> str:
        if label not in _COUNTED:
            return f"[{_WORD[label]}]"
        keys = _keys(label, surface)
        for key in (keys[0], keys[0].removesuffix("s")):
            if (label, key) in self.known:
                return self.known[label, key]
        word = role or _WORD[label]
        if label in single and word not in self.taken:
            new = f"[{word}]"
        else:
            self.taken[word] = self.taken.get(word, 0) + 1
            new = f"[{word} {self.taken[word]}]"
        for key in keys:
            self.known.setdefault((label, key), new)
        return new


def _fold(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"['’]s$|['’]$", "", bare)


def _keys(label: SpanLabel, surface: str) -> list[str]:
    """By what a later mention is recognised: a person by first name or surname, anything else by its whole name."""
    folded = _fold(surface)
    if label != "PERSON":
        return [folded]
    parts = [p for p in _NAME_WORD.findall(folded) if p not in PARTICLES and p not in words("roles")]
    return [form for part in parts or [folded] for form in (part, part.removesuffix("s"))]


def _role_before(text: str, start: int) -> tuple[str, int]:
    """The role word before a name, and where name and role begin: at the role in "zus Noa", not in "zus, Noa"."""
    match = _ROLE_BEFORE.search(text, max(0, start - 40), start)
    role = match.group(1).lower() if match else ""
    if match is None or role not in words("roles"):
        return "", start
    return role, start if "," in match.group() else match.start()


def _role_of(text: str, start: int, end: int) -> tuple[str, int]:
    """The role word that a marked name begins with ("familie Bos"), or the one before it."""
    first, _, rest = text[start:end].partition(" ")
    return (first.lower(), start) if rest and first.lower() in words("roles") else _role_before(text, start)


def _in_order(text: str, spans: Iterable[Masked]) -> list[tuple[int, int, SpanLabel]]:
    """Sorted, inside the text, overlaps joined under the first one's label."""
    joined: list[tuple[int, int, SpanLabel]] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        start, end = max(0, span.start), min(len(text), span.end)
        if joined and start < joined[-1][1]:
            first = joined.pop()
            joined.append((first[0], max(first[1], end), first[2]))
        elif start < end:
            joined.append((start, end, span.label))
    return joined


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the given text and what stands for it in the masked text."""

    start: int
    end: int
    placeholder: str


def pieces(texts: Sequence[str], spans: Sequence[Iterable[Masked]]) -> list[list[Piece]]:
    """What replaces what in each text. Texts of one teller share their cast of names."""
    cast = _Cast()
    for text in texts:
        for match in placeholders_in(text):
            cast.taken[match.group(1)] = max(cast.taken.get(match.group(1), 0), int(match.group(2) or 1))
    marked = [_in_order(text, found) for text, found in zip(texts, spans, strict=True)]
    distinct = {
        (label, _keys(label, text[a:b])[0]) for text, found in zip(texts, marked, strict=True) for a, b, label in found
    }
    single = frozenset(x for x in _COUNTED_FROM_TWO if sum(label == x for label, _ in distinct) == 1)
    return [_pieces_of(text, found, cast, single) for text, found in zip(texts, marked, strict=True)]


def _pieces_of(
    text: str, marked: list[tuple[int, int, SpanLabel]], cast: _Cast, single: frozenset[SpanLabel]
) -> list[Piece]:
    out: list[Piece] = []
    for start, end, label in marked:
        role, with_role = _role_of(text, start, end) if label == "PERSON" else ("", start)
        placeholder = cast.placeholder(label, text[start:end], role, single)
        if _POSSESSIVE.search(text, max(start, end - 2), end):
            placeholder += "'s"  # "[zus 1]'s vader"
        taken_in = role and placeholder.startswith(f"[{role} ") and (not out or with_role >= out[-1].end)
        out.append(Piece(with_role if taken_in else start, end, placeholder))
    return out


def fill(text: str, replaced: Iterable[Piece]) -> str:
    """`text` with its pieces replaced."""
    out, last = [], 0
    for piece in replaced:
        out += [text[last : piece.start], piece.placeholder]
        last = piece.end
    return "".join([*out, text[last:]])


def mask(text: str, spans: Iterable[Masked]) -> str:
    """`text` with every span replaced by a readable Dutch placeholder, e.g. "[begeleider 1]", "[school]".

    Any spans with start, end and label do, in any order; overlapping ones are joined, what lies outside the text is
    left out. A role word right before a name becomes part of its placeholder.
    """
    return fill(text, pieces([text], [list(spans)])[0])


def mask_together(texts: Sequence[str], spans: Sequence[Iterable[Masked]]) -> list[str]:
    """As `mask`, for all that one teller wrote: the same person has the same placeholder in every text."""
    return [fill(text, parts) for text, parts in zip(texts, pieces(texts, [list(s) for s in spans]), strict=True)]
