"""The checking screen as values: which stretches of the told texts are marked, and what is chosen about each.

Reads the choices from the posted form, so that nothing chosen is lost between one look and the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

from werkzeug.datastructures import MultiDict

from analysis.records import SpanLabel
from survey.services.deidentification import PERSON, Proposal, SpanDecision

Chosen = Literal["mask", "stand", ""]
MOST_ADDED = 60
ALL_TEXTS = ""
"""`field` of an added mask that holds for every text of the story."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to decide. key: name of its radios. tier: auto, review, or person for one that was added by hand.

    places: (field, start, end) of every stretch it is about; a proposed span has one.
    """

    key: str
    number: int
    words: str
    label: SpanLabel
    rule: str
    tier: str
    chosen: Chosen
    places: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a told text; choice is None where nothing is marked."""

    text: str
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Added:
    """A mask that the person added: in which text (ALL_TEXTS for all), which words, what they are."""

    field: str
    words: str
    label: SpanLabel


def choices(proposal: Proposal, form: Mapping[str, str], added: Sequence[Added]) -> list[Choice]:
    """What there is to decide, in the order of the text, then what was added.

    A sure proposal is masked unless the person says otherwise; an unsure one waits for the person.
    """
    found: list[Choice] = []
    for field in ordered_fields(proposal.texts):
        for span in proposal.spans[field]:
            key = f"choice-{field}-{span.start}-{span.end}"
            chosen = _chosen(form.get(key), "mask" if span.tier == "auto" else "")
            words, place = proposal.texts[field][span.start : span.end], (field, span.start, span.end)
            found.append(Choice(key, len(found) + 1, words, span.label, span.rule, span.tier, chosen, (place,)))
    for index, mask in enumerate(added):
        key = f"added-{index}"
        chosen = _chosen(form.get(key), "mask")
        places = tuple(places_of(proposal.texts, mask))
        found.append(Choice(key, len(found) + 1, mask.words, mask.label, PERSON, PERSON, chosen, places))
    return found


def decisions(found: Sequence[Choice], *, undecided_as: bool | None = None) -> list[SpanDecision]:
    """One decision per stretch. Of two about the same stretch, the one that masks holds. What is undecided is left out, or
    taken as `undecided_as` (True: masked)."""
    decided: dict[tuple[str, int, int], SpanDecision] = {}
    for choice in found:
        masked = choice.chosen == "mask" if choice.chosen else undecided_as
        if masked is None or (choice.tier == PERSON and not masked):
            continue
        for field, start, end in choice.places:
            known = decided.get((field, start, end))
            if known is None or masked > known.masked:
                decided[field, start, end] = SpanDecision(field, start, end, choice.label, masked, choice.rule)
    return list(decided.values())


def segments(text: str, field: str, found: Sequence[Choice]) -> list[Segment]:
    """The text cut at its marks; where an added mark overlaps a proposed one, the proposed one is shown."""
    cut: list[Segment] = []
    at = 0
    marks = [(start, end, choice) for choice in found for name, start, end in choice.places if name == field]
    shown = _without_overlap(marks)
    for start, end, choice in shown:
        if start > at:
            cut.append(Segment(text[at:start], None))
        cut.append(Segment(text[start:end], choice))
        at = end
    if at < len(text):
        cut.append(Segment(text[at:], None))
    return cut


def added_in(form: MultiDict[str, str]) -> list[Added]:
    """The masks that were added before, from the hidden fields of the form."""
    rows = zip(form.getlist("added_field"), form.getlist("added_words"), form.getlist("added_label"), strict=False)
    return [Added(field, words, label) for field, words, label in rows if words.strip() and is_label(label)][
        :MOST_ADDED
    ]


def is_label(text: str) -> TypeGuard[SpanLabel]:
    return text in get_args(SpanLabel)


def places_of(texts: Mapping[str, str], mask: Added) -> list[tuple[str, int, int]]:
    """Every place where these words stand, in capitals or not: as whole words, or else as parts of words."""
    wanted = re.escape(mask.words.strip())
    fields = [field for field in ordered_fields(texts) if mask.field in (ALL_TEXTS, field)]
    for pattern in (rf"(?<!\w){wanted}(?!\w)", wanted):
        places = [
            (field, match.start(), match.end())
            for field in fields
            for match in re.finditer(pattern, texts[field], re.IGNORECASE)
        ]
        if places:
            return places
    return []


def ordered_fields(texts: Mapping[str, str]) -> list[str]:
    """The title, the story, and then what else the teller wrote."""
    first = ("title", "story")
    return [*(name for name in first if name in texts), *(name for name in texts if name not in first)]


def _chosen(posted: str | None, otherwise: Chosen) -> Chosen:
    return posted if posted in ("mask", "stand") else otherwise  # type: ignore[return-value]  # checked here


def _without_overlap(marks: Sequence[tuple[int, int, Choice]]) -> list[tuple[int, int, Choice]]:
    kept: list[tuple[int, int, Choice]] = []
    for mark in sorted(marks, key=lambda m: (m[2].tier == PERSON, m[0])):
        if all(mark[1] <= start or mark[0] >= end for start, end, _ in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m[0])
