"""Story cards and theme sheets for a panel that works on paper. No request, no database: all words are passed in.

Cards are A6, four on an A4 to cut apart, in large type; a story that is too long for one card goes on on the next. How they
stand on the page is `templates/cards.typ`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from reports.render.poster import code_svg
from reports.render.typesetting import typeset

TEMPLATE = "cards.typ"


@dataclass(frozen=True, slots=True)
class StoryCard:
    """One released story. number: what is typed in afterwards; teller: who told it; note: what to know beforehand, or ''.

    language: BCP 47 of the story itself; address: what the code on the card opens.
    """

    number: str
    teller: str
    text: str
    language: str
    direction: Literal["ltr", "rtl"]
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class ThemeSheet:
    """One candidate theme on an A4: what the machine found, the stories that show it best and worst, and room for a verdict.

    facts: lines such as how many stories from whom, and how firm it is.
    """

    title: str
    keywords: tuple[str, ...]
    facts: tuple[str, ...]
    typical: tuple[StoryCard, ...]
    contrary: tuple[StoryCard, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words, in the panel's language. verdicts: what can be ticked on a theme sheet."""

    title: str
    meeting: str
    story: str
    goes_on: str
    code_alt: str
    keywords: str
    typical: str
    contrary: str
    verdict: str
    verdicts: tuple[str, ...]
    other_name: str
    reason: str
    example: str
    """Said on every page of an invented pilot; '' for a real one."""


def render_cards(cards: tuple[StoryCard, ...], *, phrases: Phrases, language: str) -> bytes:
    """A tagged PDF (PDF/UA-1) with four cards a page, in the order given. Raises ValueError without any card."""
    if not cards:
        raise ValueError("There is no card to print.")
    codes = {f"code-{place}.svg": code_svg(card.address) for place, card in enumerate(cards)}
    return typeset(TEMPLATE, _data("cards", phrases, language) | {"cards": [asdict(card) for card in cards]}, codes)


def render_theme_sheets(sheets: tuple[ThemeSheet, ...], *, phrases: Phrases, language: str) -> bytes:
    """A tagged PDF (PDF/UA-1), every theme beginning on a page of its own. Raises ValueError without any theme."""
    if not sheets:
        raise ValueError("There is no theme to print.")
    return typeset(TEMPLATE, _data("sheets", phrases, language) | {"sheets": [asdict(sheet) for sheet in sheets]})


def _data(kind: str, phrases: Phrases, language: str) -> dict[str, Any]:
    return {"kind": kind, "say": asdict(phrases), "language": language}
