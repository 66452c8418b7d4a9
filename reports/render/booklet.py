"""A questionnaire on paper: an A4 booklet to fill in with a pen, with a slip to tear off. No request, no database.

Everything a person reads is passed in, in the language of the booklet. How it stands on the page is `templates/booklet.typ`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from reports.render.typesetting import typeset

TEMPLATE = "booklet.typ"

QuestionKind = Literal["title", "then_now", "scale", "triad", "dyad", "open"]


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A line of boxes to tick. help: '' when it needs none. options: what stands beside each box."""

    text: str
    help: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question after the story. options: the words of five steps, or of the poles of a triad or dyad."""

    kind: QuestionKind
    text: str
    help: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Questions that belong together. lead: what stands below the title; may be empty."""

    title: str
    lead: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words of a booklet, in its language. Lines of a list are separate strings."""

    title: str
    for_whom: str
    lead: str
    ticks: tuple[str, ...]
    not_a_help_line: str
    call: str
    help_lines: tuple[tuple[str, str], ...]
    """(number, for what)."""
    who: str
    consent: str
    consent_lead: str
    parent: str
    parent_lead: str
    signature: str
    story_lead: str
    story_more: str
    in_story: tuple[str, str, str]
    """Yes, not mentioned, does not apply."""
    then: str
    now: str
    reasons: tuple[str, str]
    """Not mentioned, does not apply."""
    triad: str
    dyad: str
    worry: str
    worry_help: str
    hand_in: str
    hand_in_steps: tuple[str, ...]
    slip: str
    slip_lead: str
    slip_office: str
    slip_office_lead: str
    page: str
    """With {n} and {of}."""
    example: str
    """Said on every page of an invented pilot; '' for a real one."""


@dataclass(frozen=True, slots=True)
class Booklet:
    """One questionnaire in one language for one perspective.

    language: ISO 639-1; direction: ltr or rtl. who, consents: boxes to tick; parent: what a parent ticks, None where
    nobody asks that. pictures: SVG text of `face-1` … `face-5` and `step-1` … `step-5`. codes: one per copy, six words
    each; '' leaves six places to write them.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    phrases: Phrases
    who: tuple[PaperChoice, ...]
    consents: tuple[PaperChoice, ...]
    parent: PaperChoice | None
    story: PaperChoice
    pages: tuple[PaperPage, ...]
    pictures: Mapping[str, str]
    codes: tuple[str, ...] = ("",)


def render_booklet(booklet: Booklet) -> bytes:
    """The PDF, one copy after another, each beginning on a right-hand page. Nothing that is passed in is read as typst."""
    return typeset(TEMPLATE, words(booklet), pictures(booklet))


def words(booklet: Booklet) -> dict[str, Any]:
    """All that the template reads."""
    return asdict(replace(booklet, pictures={}))


def pictures(booklet: Booklet) -> dict[str, bytes]:
    """The drawings, by the name under which the template asks for them."""
    return {f"{name}.svg": drawing.encode("utf-8") for name, drawing in booklet.pictures.items()}
