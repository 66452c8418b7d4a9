"""Searches for themes as values for the screens: one, several in a row, and two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.compare import Comparison, Match, RunFacts, RunTheme, alikeness, compare
from analysis.embed.kinds import EncoderKind, kind_of
from analysis.stability import firmness
from survey.models.analysis import AnalysisRun
from survey.models.programme import Pilot
from survey.services import analysis_runs, run_facts
from survey.web import run_words


@dataclass(frozen=True, slots=True)
class Search:
    """One search in a row of them. rest_share: part (0-1) of the stories that fit no theme."""

    id: str
    made_at: datetime
    n_stories: int
    n_themes: int
    rest_share: float
    is_enough: bool
    is_changed: bool
    encoder: EncoderKind
    model_id: str
    seed: int


@dataclass(frozen=True, slots=True)
class Theme:
    number: int
    keywords: tuple[str, ...]
    n_stories: int
    n_tellers: int
    firmness: str
    stability: float


@dataclass(frozen=True, slots=True)
class Whole:
    """How firm the whole search is. agreement: mean adjusted Rand index between looks at part of the stories (1 the same, 0
    chance). heard, low, high: of what there is to tell, the part (0-1) that is about a theme heard already; None when
    nothing was clustered. new_per_ten: new themes that ten more stories are expected to bring."""

    agreement: float
    n_looks: int
    heard: float | None
    low: float | None
    high: float | None
    new_per_ten: float | None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a search was done. sentences: in words. exact: (name, value), for whoever does it again."""

    sentences: tuple[str, ...]
    exact: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two themes that may be one. alike: a key of `run_words.ALIKENESS`."""

    before: Theme
    after: Theme
    alike: str
    score: float
    n_shared: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """stayed_share: of the stories in both, the part (0-1) that is in two themes that match, or in none both times; None
    when no story is in both. unexplained: the outcome rests on other input although nothing above says why."""

    before: Search
    after: Search
    n_added: int
    n_gone: int
    n_lost: int
    n_both: int
    stayed_share: float | None
    changes: tuple[str, ...]
    unexplained: bool
    pairs: tuple[Pair, ...]
    only_before: tuple[Theme, ...]
    only_after: tuple[Theme, ...]


def searches(session: Session, *, pilot: Pilot) -> list[Search]:
    """All searches in a pilot, latest first."""
    return [search(run) for run in analysis_runs.runs(session, pilot=pilot)]


def search(run: AnalysisRun) -> Search:
    return Search(
        str(run.id),
        run.created_at,
        run.n_stories,
        len(run.candidates),
        run.n_rest / run.n_stories if run.n_stories else 0.0,
        run.enough,
        run.inputs_changed_at is not None,
        kind_of(run.model_id),
        run.model_id,
        run.seed,
    )


def whole(run: AnalysisRun) -> Whole | None:
    """None for a search from before this was kept."""
    kept = run.outcome
    if kept is None:
        return None
    coverage = kept["coverage"] or dict.fromkeys(("share", "low", "high", "new_per_ten"))
    return Whole(
        kept["ari"], kept["n_resamples"], coverage["share"], coverage["low"], coverage["high"], coverage["new_per_ten"]
    )


def parts(run: AnalysisRun) -> dict[int, list[Theme]]:
    """The finer themes inside each theme that divides, by the theme's number, from 1."""
    return {
        candidate.number + 1: [
            Theme(
                part.number,
                tuple(part.keywords),
                part.n_stories,
                part.n_tellers,
                firmness(part.stability),
                part.stability,
            )
            for part in candidate.parts
        ]
        for candidate in run.candidates
        if candidate.parts
    }


def theme(found: RunTheme) -> Theme:
    return Theme(
        found.number, found.keywords, found.n_stories, found.n_tellers, firmness(found.stability), found.stability
    )


def settings(facts: RunFacts) -> Settings:
    source = facts.provenance
    exact = {"model_id": source.model_id, "seed": str(source.seed), "input sha256": source.input_hash}
    exact |= {name: run_words.value_in_words("", value) for name, value in sorted(source.parameters.items())}
    exact |= {name: version or "–" for name, version in sorted(source.libraries.items())}
    return Settings(tuple(run_words.parameters(source.parameters)), tuple(exact.items()))


def side_by_side(session: Session, *, before: AnalysisRun, after: AnalysisRun) -> SideBySide:
    earlier, later = run_facts.facts(session, run=before), run_facts.facts(session, run=after)
    found = compare(earlier, later)
    return SideBySide(
        before=search(before),
        after=search(after),
        n_added=len(found.added),
        n_gone=len(found.gone),
        n_lost=earlier.n_lost,
        n_both=found.n_both,
        stayed_share=found.n_stayed / found.n_both if found.n_both else None,
        changes=tuple(run_words.changes(found.changes)),
        unexplained=_is_unexplained(found, earlier, later),
        pairs=tuple(_pair(match, earlier.themes, later.themes) for match in found.matches),
        only_before=tuple(theme(one) for one in earlier.themes if one.id in found.only_before),
        only_after=tuple(theme(one) for one in later.themes if one.id in found.only_after),
    )


def _is_unexplained(found: Comparison, earlier: RunFacts, later: RunFacts) -> bool:
    explained = found.changes or found.added or found.gone or earlier.n_lost or later.n_lost
    return not found.same_input and not explained


def _pair(match: Match, earlier: Sequence[RunTheme], later: Sequence[RunTheme]) -> Pair:
    before = next(one for one in earlier if one.id == match.before)
    after = next(one for one in later if one.id == match.after)
    return Pair(theme(before), theme(after), alikeness(match.score), match.score, match.n_shared)
