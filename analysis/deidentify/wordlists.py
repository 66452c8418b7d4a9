"""The package's own lists, read once. Source and licence of each: data/README.md."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def _content(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list (separated by white space), in lower case."""
    return frozenset(word.lower() for line in _content(DATA / f"{name}.txt") for word in line.split())


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The lines of a list, each a name of one or more words, as they are written."""
    return tuple(_content(DATA / f"{name}.txt"))


@cache
def folder(name: str) -> frozenset[str]:
    """The words of all lists in a folder, one list per origin, in lower case."""
    return frozenset(line.lower() for path in sorted((DATA / name).glob("*.txt")) for line in _content(path))
