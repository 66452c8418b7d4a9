"""The blocks that documents are made of. They hold finished words; how they look is each format's own business."""

from dataclasses import dataclass
from typing import Literal

from reports.render.voices import Voice
from reports.tables import Table

Tone = Literal["text", "lead", "small", "note"]


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 for a section, 2 and 3 below it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """tone: `lead` opens, `small` explains, `note` stands apart (too few, a gap, something that changed)."""

    text: str
    tone: Tone = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines of equal rank."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """svg: one SVG element as text. alternative: what to see in it, in words."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, ready to be set."""

    table: Table


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes that stand together: the typical ones, and the contrary ones beside them. label per voice."""

    voices: tuple[tuple[str, Voice], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with their meaning. code: meanings that are set as code."""

    pairs: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Bullets | Drawing | Grid | Quotes | Facts
