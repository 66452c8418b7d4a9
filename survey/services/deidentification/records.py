"""What goes between the checking of stories and its screens. Nothing here is stored."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from analysis.records import Span, SpanLabel
from analysis.signals import Hit
from survey.models.released import Outcome

PERSON = "person"
"""`proposed_by` of a span that the checking person added."""
HELD_BACK = "HELD_BACK"
"""Label of a mask over a whole text that a teller added to a released story and that a person held back."""
KEPT_APART: SpanLabel = "APART"
"""Label of a passage that leaves the released text and stays with the coordinators."""

Why = Literal["first_look", "decide", "look_back"]
"""Why somebody opens the story of a signal: a code, because the audit log holds nobody's words."""
CheckWhy = Literal["check", "second_look", "look_again", "question", "mistake"]
"""Why somebody opens a story from the queue: a first check, as the second person, to look again at what was held back or
kept apart, because somebody asked about it, or because something seems to have gone wrong."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A story that waits for a person's check. outcome: of the latest decision; None when nobody looked at it yet.

    is_doubtful: it came without the proof that was asked for; look first whether it is a real story.
    """

    ref: uuid.UUID
    wave: int
    perspective: str
    language: str
    told_on: date
    outcome: Outcome | None
    is_doubtful: bool = False

    @property
    def is_held_back(self) -> bool:
        return self.outcome == "held_back"

    @property
    def is_proposed(self) -> bool:
        """Checked by one person; waits for the second."""
        return self.outcome == "proposed"


@dataclass(frozen=True, slots=True)
class SpanDecision:
    """What the person decided about one span. Offsets are code points in the told text of that field."""

    field: str
    start: int
    end: int
    label: SpanLabel
    masked: bool
    proposed_by: str = PERSON


@dataclass(frozen=True, slots=True)
class Proposal:
    """A told story, opened for checking: its texts by field, and the proposed spans in each.

    is_addition: the story is released already and `texts` holds only what its teller added since; `before` then has the
    texts that were released, with the spans masked in them, so that the same person keeps the same placeholder.
    sent_back: what the second person wrote who wants another look at it.
    """

    ref: uuid.UUID
    language: str
    texts: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]]
    is_addition: bool = False
    before: Mapping[str, tuple[str, tuple[SpanDecision, ...]]] = field(default_factory=dict)
    has_recording: bool = False
    is_doubtful: bool = False
    sent_back: str = ""


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A told story, opened because of a signal: its texts by field, and what the phrase screen found in each."""

    ref: uuid.UUID
    language: str
    texts: Mapping[str, str]
    hits: Mapping[str, tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class ForSecond:
    """What one person checked, for the second. number: of the decision they judge. texts: as told, by field; result: as it
    would be released; decisions: what was taken out and what was let stand. may_confirm: False for the first person."""

    ref: uuid.UUID
    number: int
    language: str
    texts: Mapping[str, str]
    result: Mapping[str, str]
    decisions: tuple[SpanDecision, ...]
    content_note: str
    reason: str
    checked_by: str
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class ApartStory:
    """A released story of which passages stay with the coordinators. n: how many."""

    ref: uuid.UUID
    wave: int
    told_on: date
    n: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was kept apart, in the words of the teller."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class LatelyReleased:
    """A release of the last days, so that a mistake can be put right."""

    ref: uuid.UUID
    wave: int
    perspective: str
    told_on: date
    by: str
    at: datetime
