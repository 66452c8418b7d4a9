"""The shared vocabulary: frozen records that cross from one stage to the next.

Nothing here computes. A record says what crossed, in which unit, and where it came from; identifiers are random references
(`ref`), never the identifier of the story as it was told. Stages and records: docs/architecture.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Perspective = Literal["young_person", "parent", "professional"]
PERSPECTIVES: tuple[Perspective, ...] = ("young_person", "parent", "professional")

Use = Literal["analysis", "panel", "quotation"]
USES: tuple[Use, ...] = ("analysis", "panel", "quotation")

IdentifierLabel = Literal[
    "PERSON", "LOCATION", "ADDRESS", "SCHOOL", "ORG", "PHONE", "EMAIL", "BSN", "ID", "DATE", "AGE", "HANDLE", "URL"
]
SpanLabel = Literal[IdentifierLabel, "APART"]  # APART: a passage that tells who it is; only a person marks it
Tier = Literal["auto", "review"]


# --- 2 released ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that may identify somebody.

    start, end: offsets in Unicode code points, end exclusive. confidence: 0-1. tier: `auto` is masked without asking,
    `review` is shown to the person who releases. rule: which recogniser or list found it.
    """

    start: int
    end: int
    label: SpanLabel
    rule: str
    confidence: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text with its `auto` spans masked by readable placeholders. `spans` are offsets in the text as it was given."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DeidentifiedStory:
    """A story that a person has released. `consent` holds the uses its teller allows at this moment."""

    ref: str
    pilot: str
    wave: int
    perspective: Perspective
    language: str
    title: str
    text: str
    consent: frozenset[Use]


NotGiven = Literal["not_mentioned", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A teller's own closed answer about a story: a step from 1 (lowest) to 5 (highest), or why there is none."""

    ref: str
    pilot: str
    wave: int
    perspective: Perspective
    question: str
    value: int | NotGiven


# --- 3 embedded ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class StoryVector:
    """vector: float32, shape (d,), unit length. content_hash: of the text that was embedded; model_id: by what."""

    ref: str
    content_hash: str
    model_id: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class WindowVectors:
    """vectors: of one story's windows in their order, float32, shape (m, d), unit rows. content_hash: of the text that was
    cut; model_id: by what, and how it was cut."""

    ref: str
    content_hash: str
    model_id: str
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Windows of whole sentences out of longer stories, for finding several themes in one story.

    texts: m windows. vectors: float32, shape (m, d), unit rows. rows: int, shape (m,): of the story each comes from.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    rows: NDArray[np.int64]


# --- 4 clustered -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to do it again: encoder, seed, parameters, library versions and a hash of the inputs (sha256)."""

    model_id: str
    seed: int
    parameters: Mapping[str, Any]
    libraries: Mapping[str, str]
    input_hash: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word that sets a topic apart. weight: c-TF-IDF; n_tellers: how many different tellers used it in the topic.

    forms: what they wrote when the word stands for its family, most used first (luisterde: luisterde, geluisterd).
    """

    word: str
    weight: float
    n_tellers: int
    forms: tuple[str, ...] = ()


TopicOrigin = Literal["emergent", "seeded"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A raw cluster. representatives and contrary: row numbers of the most typical and of the most borderline stories.

    stability: share (0-1) of resamples in which the topic came back. parent: of a fine topic, the number of the coarse
    one it is part of. origin: `emergent` was found in the stories, `seeded` was looked for; name: the words under which
    it was looked for.
    """

    number: int
    keywords: tuple[Keyword, ...]
    representatives: tuple[int, ...]
    contrary: tuple[int, ...]
    n_stories: int
    n_tellers: int
    stability: float
    parent: int | None = None
    origin: TopicOrigin = "emergent"
    name: str = ""


RestKind = Literal["fits_nowhere", "machine_doubts"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Did we hear enough? share: of all mentions of themes in stories like these, the part about a theme heard already
    (0-1), low to high its 95 % interval. new_per_ten: new themes that ten more stories are expected to bring. n_heard:
    different themes, n_once of them once, in n_stories."""

    share: float
    low: float
    high: float
    new_per_ten: float
    n_heard: int
    n_once: int
    n_stories: int


@dataclass(frozen=True, slots=True, eq=False)
class TopicLevel:
    """One way of dividing the same n stories. labels, weights and topics: as in `TopicRun`."""

    labels: NDArray[np.int64]
    weights: NDArray[np.float32]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TopicRun:
    """Topics found in n stories, coarse ones here and the finer ones they consist of in `fine`.

    labels: int, shape (n,), the main topic of each story, -1 for the rest group. weights: float32, shape (n, k), how much
    each story belongs to each topic (rows of stories in the rest group may hold small weights). rest: why a story is in
    the rest group, by row number. enough: False when there were too few stories to cluster; then k = 0 and every label
    is -1. fine: what a panel is offered; each of its topics has one parent among `topics`. A story may be outside all fine
    topics and yet in a coarse one. seeded: topics that were looked for by name, when any were; never mixed with the found.
    ari, ami: mean agreement between resamples, adjusted for chance (1 the same, 0 chance), of n_resamples. coverage: did
    we hear enough, None when nothing was clustered. share_outside: of the stories, in the rest group (0-1).
    """

    labels: NDArray[np.int64]
    weights: NDArray[np.float32]
    topics: tuple[Topic, ...]
    rest: Mapping[int, RestKind]
    provenance: Provenance
    enough: bool
    fine: TopicLevel | None = None
    seeded: TopicLevel | None = None
    ari: float = 0.0
    ami: float = 0.0
    n_resamples: int = 0
    coverage: Coverage | None = None
    share_outside: float = 0.0


# --- 5 reviewed ------------------------------------------------------------------------------------------------------

VerdictKind = Literal["confirm", "rename", "merge", "split", "reject"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement by one seat of the panel on one candidate theme. Judgements are appended, never changed.

    name: the panel's own words (rename, confirm). merge_into: the candidate with which this one belongs together; also:
    more of them. parts: what it falls apart into (split). final: True for the verdict that the facilitator recorded after
    the talk; others are the seats' own.
    """

    candidate: str
    kind: VerdictKind
    reason: str
    seat: int | None = None
    name: str = ""
    merge_into: str | None = None
    final: bool = False
    also: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """What the panel confirmed. candidates: the machine's candidates it rests on. votes: how many seats chose what.

    reasons: those of the final verdicts and of the seats that agreed. dissent: reasons of the seats that judged otherwise.
    """

    name: str
    candidates: tuple[str, ...]
    reasons: tuple[str, ...]
    votes: Mapping[VerdictKind, int] = field(default_factory=dict)
    dissent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadStory:
    """A randomly drawn story as the panel read it. tags: per seat that read it, the themes it found (empty: none)."""

    ref: str
    pilot: str
    wave: int
    perspective: Perspective
    tags: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class StoryCount:
    """How many stories were told in one pilot, wave and perspective, and how many of these a person released."""

    pilot: str
    wave: int
    perspective: Perspective
    told: int
    released: int


# --- 6 measured ------------------------------------------------------------------------------------------------------

IndicatorKind = Literal["measured", "heard", "count"]


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One figure about one pilot, wave and perspective (None: all perspectives together, only when asked for).

    measured and heard: numerator of denominator, value = share 0-1 with its interval low-high at the given method; value
    is None when the denominator is 0. count: numerator stories, nothing else. n: stories that could have answered;
    n_not_mentioned and n_not_applicable of them gave no step, and are in no denominator.
    """

    indicator: str
    kind: IndicatorKind
    pilot: str
    wave: int
    perspective: Perspective | None
    n: int
    numerator: int
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    method: str
    n_not_mentioned: int = 0
    n_not_applicable: int = 0
