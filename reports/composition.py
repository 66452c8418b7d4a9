"""How a report is put together: its sections and their order, and the parts that people add to the figures. Frozen."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

SectionName = Literal[
    "coverage",
    "then_now",
    "waves",
    "aspects",
    "triads",
    "themes",
    "map",
    "saturation",
    "chosen",
    "quotes",
    "compare",
    "signals",
    "reflection",
    "lessons",
    "risks",
    "method",
    "provenance",
    "glossary",
]

SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
"""All sections in the order in which a report has them when nobody chose another."""

ALWAYS: frozenset[SectionName] = frozenset({"coverage", "method", "provenance"})
"""Sections that no report goes without: who was not heard, what may not be concluded, and how to check it."""

ANCHORS: dict[SectionName, str] = {
    "coverage": "gehoord",
    "then_now": "toen-nu",
    "waves": "meetmomenten",
    "aspects": "contact",
    "triads": "driehoek",
    "themes": "themas",
    "map": "kaart",
    "saturation": "genoeg-gehoord",
    "chosen": "gekozen",
    "quotes": "stemmen",
    "compare": "vergelijken",
    "signals": "signalen",
    "reflection": "reflectie",
    "lessons": "lessen",
    "risks": "risicos",
    "method": "methode",
    "provenance": "herkomst",
    "glossary": "woorden",
}
"""The address of each section inside the HTML report."""

TextOrigin = Literal["person", "machine"]


class UnknownSection(ValueError):
    """There is no such section, it stands there twice, or one that no report goes without was left out."""


def checked_sections(names: tuple[str, ...]) -> tuple[SectionName, ...]:
    """The sections as chosen. Raises UnknownSection."""
    known: dict[str, SectionName] = {name: name for name in SECTIONS}
    if unknown := [name for name in names if name not in known]:
        raise UnknownSection(f"there is no section {unknown[0]!r}")
    if len(set(names)) != len(names):
        raise UnknownSection("a section stands there twice")
    if missing := sorted(ALWAYS - set(names)):
        raise UnknownSection(f"no report goes without {missing[0]!r}")
    return tuple(known[name] for name in names)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A text that stands at the head of a section. origin: `machine` while nobody has changed a word of it; every form
    then says so. It holds no words of tellers: those come from the quote ledger alone."""

    section: SectionName
    text: str
    origin: TextOrigin
    written_on: date


@dataclass(frozen=True, slots=True)
class ChosenStory:
    """A story that the panel chose as the most significant change, as `build_report` is given it.

    about: the domain it was chosen for, in words. ref: of the story. reasons: the panel's. contrary_ref: of the story
    that stands beside it, None with the reason in `no_contrary`. is_negative: a change for the worse.
    """

    about: str
    ref: str
    reasons: tuple[str, ...]
    contrary_ref: str | None
    contrary_reasons: tuple[str, ...] = ()
    no_contrary: str = ""
    is_negative: bool = False


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided at a reflection moment, and who carries it."""

    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """How many stories somebody had to look at, and at how many that has been ended. Rounded; 0 means none or a few."""

    n_seen: int
    n_ended: int


RiskFound = Literal[
    "then_now",
    "coverage_only",
    "panel",
    "chosen",
    "reflection",
    "lessons",
    "quotes",
    "professionals",
    "themes",
    "not_yet",
]


@dataclass(frozen=True, slots=True)
class RiskPart:
    """A risk of the programme, its control measure, and what this report brings to it. number: as in its source."""

    number: int
    risk: str
    measure: str
    found: tuple[RiskFound, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What turned out to be wrong in an issued report, and what it has to be. The report itself stays as it was."""

    written_on: date
    text: str
