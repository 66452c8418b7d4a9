"""What an altered file says, beside what was issued: every line with numbers that differ, and whether words or pictures do.

A file that was saved again by Word, or by a browser, is no longer the same to the byte; what it says may still be the same.
"""

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Lines = tuple[str, ...]
_PAGE_NUMBER = re.compile(r"\s*\d+ / \d+$")
_LEADER = re.compile(r"(?:\. ?){4,}")
READABLE = frozenset({"html", "pdf", "letter", "handout", "poster", "docx"})
"""Forms whose words can be read back; the others are compared to the byte alone."""


class Unreadable(ValueError):
    """The file can't be opened as what it seems to be."""


@dataclass(frozen=True, slots=True)
class Said:
    """lines: the words as they are read, in order, each with single spaces; pictures: hashes, where they are no text."""

    lines: tuple[str, ...]
    pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangedNumbers:
    """issued: the line as it was issued, '' where the file has a line of its own. was, found: its numbers there and in the file,
    only those that differ where there are as many."""

    issued: str
    was: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """numbers: places where they differ. n_words: lines that differ in words alone. pictures: whether one is missing or another."""

    numbers: tuple[ChangedNumbers, ...]
    n_words: int
    pictures: bool

    @property
    def is_only_form(self) -> bool:
        """Whether the file says the very same."""
        return not (self.numbers or self.n_words or self.pictures)


def said(content: bytes, form: str) -> Said:
    """What a file says. form: one of `READABLE`. Raises Unreadable."""
    try:
        if form == "html":
            return Said(_of_html(content))
        return _of_word(content) if form == "docx" else Said(_of_pdf(content))
    except Exception as error:  # whatever three parsers meet in a file that anybody may have made
        raise Unreadable(f"the file is damaged: {type(error).__name__}") from error


def differences(issued: Said, found: Said) -> Differences:
    """Line by line; where lines came or went, their numbers are compared together."""
    numbers: list[ChangedNumbers] = []
    n_words = 0
    for kind, i, j, k, m in SequenceMatcher(None, issued.lines, found.lines, autojunk=False).get_opcodes():
        for one, other in _pairs(issued.lines[i:j], found.lines[k:m]) if kind != "equal" else ():
            if _numbers(one) != _numbers(other):
                numbers.append(_changed(" ".join(one), _numbers(one), _numbers(other)))
            else:
                n_words += one != other
    return Differences(tuple(numbers), n_words, issued.pictures != found.pictures)


def differences_around(gaps: Collection[str], issued: Said, found: Said) -> Differences:
    """The same for a file that holds quotes that have gone since. gaps: what stands in their place now.

    The file has words that nobody may compare it with any more, and its pages ran on otherwise: every line with numbers that
    was issued has to stand in it somewhere, as often unless only its place changed; new lines are counted and no more.
    """
    ours, theirs = (Counter(_without(gaps, each.lines)) for each in (issued, found))
    new = [line for line in theirs if line not in ours]
    numbers = []
    for line in filter(NUMBER.search, ours - theirs):
        nearest = get_close_matches(line, new if line in theirs else theirs, n=1, cutoff=0.8)
        if line in theirs and not nearest:
            continue
        changed = _changed(line, _numbers([line]), _numbers(nearest))
        if changed.was or changed.found:
            numbers.append(changed)
    return Differences(tuple(numbers), len(new), issued.pictures != found.pictures)


def _without(gaps: Collection[str], lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not any(gap in line for gap in gaps))


def likeness(one: Said, other: Said) -> float:
    """How much of the two is said in both, from 0 to 1."""
    ours, theirs = set(one.lines), set(other.lines)
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _pairs(ours: Lines, theirs: Lines) -> list[tuple[Lines, Lines]]:
    """Line by line where there are as many, all together where there are not."""
    if len(ours) != len(theirs):
        return [(ours, theirs)]
    return [((one,), (other,)) for one, other in zip(ours, theirs, strict=True)]


def _changed(line: str, was: Lines, found: Lines) -> ChangedNumbers:
    if len(was) == len(found):
        pairs = [(one, other) for one, other in zip(was, found, strict=True) if one != other]
        return ChangedNumbers(line, tuple(one for one, _ in pairs), tuple(other for _, other in pairs))
    ours, theirs = Counter(was), Counter(found)
    return ChangedNumbers(line, tuple((ours - theirs).elements()), tuple((theirs - ours).elements()))


def _numbers(lines: Sequence[str]) -> Lines:
    return tuple(NUMBER.findall(" ".join(lines)))


def _of_html(content: bytes) -> Lines:
    from lxml import html

    page = html.document_fromstring(content)
    for hidden in page.xpath("//style | //script"):
        hidden.drop_tree()
    return _tidy(str(text) for text in page.itertext())


def _of_word(content: bytes) -> Said:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
        pictures = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    paragraphs = ("".join(p.itertext("{*}t")) for p in body.iter("{*}p"))
    return Said(_tidy(paragraphs), frozenset(hashlib.sha256(each).hexdigest() for each in pictures))


def _of_pdf(content: bytes) -> Lines:
    """Without what stands on every page and without the table of contents: these move when a page gets longer or shorter."""
    from pypdf import PdfReader

    pages = [_tidy(page.extract_text().splitlines()) for page in PdfReader(io.BytesIO(content)).pages]
    pages = [tuple(_PAGE_NUMBER.sub("", line) for line in page) for page in pages]
    on_pages = Counter(line for page in pages for line in set(page))
    everywhere = {line for line, n in on_pages.items() if n == len(pages) > 1}
    lines = (line for page in pages for line in page)
    return tuple(line for line in lines if line and line not in everywhere and not _LEADER.search(line))


def _tidy(lines: Iterable[str]) -> Lines:
    return tuple(tidy for line in lines if (tidy := " ".join(line.split())))
