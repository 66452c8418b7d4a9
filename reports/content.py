"""What an impact report says, frozen: built by `reports.build`, kept as JSON at issue, drawn by `reports.render`.

No words of tellers are in here. A quote is a story reference with offsets and a hash; the words come at rendering from a
quote ledger (`reports.quotes`), so that a withdrawn story leaves a visible gap in every later rendering.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from analysis.published import Firmness, PublishedMap, PublishedSaturation, Withheld
from analysis.records import Perspective, VerdictKind
from reports import earlier
from reports.composition import DecisionFacts, RiskPart, SectionName, SignalFacts, TextBlock
from reports.parts import TriadPart
from reports.serial import from_data, to_canonical_json, to_data

SCHEMA = 4
"""1: without sections, texts, chosen stories, signals, risks and decisions. 2: without triads, map, saturation and what was
said on paper. 3: without the days of lessons. Such reports stay what they were, to the byte."""

Domain = Literal["support", "housing", "school_work", "income", "wellbeing"]
DOMAINS: tuple[Domain, ...] = ("support", "housing", "school_work", "income", "wellbeing")

Aspect = Literal["rapport", "trust", "information", "heard", "one_contact", "timely"]
ASPECTS: tuple[Aspect, ...] = ("rapport", "trust", "information", "heard", "one_contact", "timely")

LessonStatus = Literal["open", "taken_up", "not_taken_up"]


# --- what the builder is given besides the published results -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """code: as in `PublishedResults.pilot`. is_demo: an invented pilot; every page then says so."""

    code: str
    title: str
    programme: str
    is_demo: bool
    themes: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    target_group: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """A phase of the programme; phases overlap, so a wave says to which one it belongs."""

    number: int
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """A period in which stories were collected. phase: number of the phase it belongs to."""

    number: int
    title: str
    phase: int
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """Against what the number of stories is held: how many were planned, how many people are known to take part."""

    wave: int
    perspective: Perspective
    planned: int | None
    known: int | None
    source: str


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """A meeting of the client panel. n_seats: members who judged. n_on_paper: of these, whose words were typed in from paper.
    has_group: a group without seats judged on paper as well, in counts."""

    held_on: date
    n_seats: int
    n_on_paper: int = 0
    has_group: bool = False


@dataclass(frozen=True, slots=True)
class ReflectionFacts:
    """The answers to the three fixed questions, in the words of those who held the moment."""

    held_on: date
    phase: int
    works_well: str
    needs_adjusting: str
    usable_later: str
    decisions: tuple[DecisionFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """A lesson, where it came from, who carries it and what became of it. written_on: when it was first kept, None where that
    is not known."""

    phase: int
    text: str
    source: str
    owner: str
    status: LessonStatus
    outcome: str
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run of the machine. libraries, parameters: name and value. inputs_changed: a story it used has been withdrawn."""

    ref: str
    model_id: str
    seed: int
    input_hash: str
    libraries: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    inputs_changed: bool


@dataclass(frozen=True, slots=True)
class ProvenanceFacts:
    """On which release and runs the figures rest. release_checksum: sha256 of the frozen release."""

    software: str
    release: int
    released_on: date
    release_checksum: str
    questionnaires: tuple[str, ...]
    runs: tuple[RunFacts, ...]


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """Which version this is: numbered per pilot from 1, with the day of issue."""

    number: int
    issued_on: date


# --- what the builder makes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure. Counts are rounded; percent, low and high 0-100, or None with the reason in `withheld`."""

    n: int | None
    numerator: int | None
    denominator: int | None
    percent: float | None
    low: float | None
    high: float | None
    n_not_mentioned: int | None
    n_not_applicable: int | None
    method: str
    withheld: Withheld | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a percentage with its interval."""
        return self.withheld is None and None not in (self.percent, self.low, self.high)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """told, released: rounded numbers of stories, or None when too few to show."""

    wave: int
    perspective: Perspective
    told: int | None
    released: int | None
    planned: int | None
    known: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ThenNowRow:
    """One Big Five domain as its tellers see it: who does well then and now, and for how many it got better or worse."""

    wave: int
    perspective: Perspective
    domain: Domain
    then: Figure | None
    now: Figure | None
    better: Figure | None
    worse: Figure | None


@dataclass(frozen=True, slots=True)
class AspectRow:
    """Who is positive about one aspect of contact or organisation."""

    wave: int
    perspective: Perspective
    aspect: Aspect
    figure: Figure


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """Where a quote stands, without its words. number: its place in the report's register of quotes, from 1."""

    number: int
    ref: str
    start: int
    end: int
    text_hash: str
    language: str
    perspective: Perspective
    wave: int
    contrary: bool


@dataclass(frozen=True, slots=True)
class HeardRow:
    """In which part of the stories a theme is heard."""

    wave: int
    perspective: Perspective
    figure: Figure


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme that the panel confirmed, with what the panel said, how firm it is, where it is heard, and its quotes."""

    name: str
    reasons: tuple[str, ...]
    votes: tuple[tuple[VerdictKind, int], ...]
    dissent: tuple[str, ...]
    keywords: tuple[str, ...]
    firmness: Firmness
    n_stories: int | None
    heard: tuple[HeardRow, ...]
    quotes: tuple[QuoteRef, ...]


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """A story that the panel chose, with its reasons, and the contrary one beside it. quote: None when its teller does not
    allow quotation; its reasons are then left out too, since they tell what is in it."""

    about: str
    quote: QuoteRef | None
    reasons: tuple[str, ...]
    contrary: QuoteRef | None
    contrary_reasons: tuple[str, ...]
    no_contrary: str
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The disclosure policy under which the figures were released. held_over: who still has the figures of an earlier one."""

    policy: str
    rounding_base: int
    minimum_count: int
    minimum_n_percent: int
    held_over: tuple[tuple[int, Perspective], ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One word, one sentence."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """One issued report. quotes: those that belong to no theme; the others stand with their theme."""

    schema: int
    issue: IssueFacts
    pilot: PilotFacts
    phases: tuple[PhaseFacts, ...]
    waves: tuple[WaveFacts, ...]
    coverage: tuple[CoverageRow, ...]
    then_now: tuple[ThenNowRow, ...]
    aspects: tuple[AspectRow, ...]
    panel: tuple[PanelFacts, ...]
    themes: tuple[ThemePart, ...]
    quotes: tuple[QuoteRef, ...]
    reflections: tuple[ReflectionFacts, ...]
    lessons: tuple[LessonFacts, ...]
    limits: Limits
    provenance: ProvenanceFacts
    glossary: tuple[GlossaryEntry, ...]
    sections: tuple[SectionName, ...]
    texts: tuple[TextBlock, ...]
    chosen: tuple[ChosenPart, ...]
    signals: SignalFacts | None
    risks: tuple[RiskPart, ...]
    triads: tuple[TriadPart, ...]
    theme_map: PublishedMap | None
    saturation: PublishedSaturation | None

    @property
    def all_quotes(self) -> tuple[QuoteRef, ...]:
        """Every quote of the report once, in the order of the register."""
        by_theme = [quote for theme in self.themes for quote in theme.quotes]
        chosen = [quote for part in self.chosen for quote in (part.quote, part.contrary) if quote]
        every = {quote.number: quote for quote in (*by_theme, *self.quotes, *chosen)}
        return tuple(every[number] for number in sorted(every))


def to_json(report: ImpactReport) -> str:
    """The report as one canonical line of JSON: the same report gives the same bytes. An earlier schema stays as it was."""
    return to_canonical_json(earlier.written(to_data(report), report.schema))


def from_json(content: str | Mapping[str, Any]) -> ImpactReport:
    """Read a report back from its JSON text, or from the object that a database gives for it. Raises NotThisRecord."""
    data = json.loads(content) if isinstance(content, str) else content
    return from_data(ImpactReport, earlier.read(data) if isinstance(data, Mapping) else data)


def checksum(report: ImpactReport) -> str:
    """sha256 (hex) over the canonical JSON."""
    return hashlib.sha256(to_json(report).encode()).hexdigest()
