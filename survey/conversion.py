"""Rows into records and back: the only module that knows both."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import ThemeDefinition
from analysis.compare import RunFacts, RunTheme
from analysis.records import Answer, DeidentifiedStory, IndicatorResult, Provenance, ReadStory, StoryCount, Use, Verdict
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.codebook import ThemeWording
from survey.models.indicator import IndicatorValue
from survey.models.panel import VerdictEvent
from survey.models.programme import Pilot, Wave
from survey.models.submission import ClosedAnswer, Submission


def released_story(
    submission: Submission, wave: Wave, pilot: Pilot, texts: Mapping[str, str], consent: frozenset[Use]
) -> DeidentifiedStory:
    return DeidentifiedStory(
        ref=str(submission.ref),
        pilot=pilot.slug,
        wave=wave.number,
        perspective=submission.perspective,  # type: ignore[arg-type]  # the column is an Enum of the same words
        language=submission.language,
        title=texts.get("title", ""),
        text=_with_corrections(texts),
        consent=consent,
    )


def _with_corrections(texts: Mapping[str, str]) -> str:
    """The story, and after it what its teller added; so that passages quoted before keep their place."""
    added = sorted(name for name in texts if name.startswith("correction-"))
    return "\n\n".join([texts["story"], *(texts[name] for name in added)])


def answer(row: ClosedAnswer, submission: Submission, wave: Wave, pilot: Pilot) -> Answer:
    return Answer(
        ref=str(row.ref),
        pilot=pilot.slug,
        wave=wave.number,
        perspective=submission.perspective,  # type: ignore[arg-type]  # the column's Enum
        question=row.question,
        value=row.step if row.step is not None else row.not_given,  # type: ignore[arg-type]  # the column's Enum
    )


def story_count(pilot: Pilot, wave: int, perspective: str, told: int, released: int) -> StoryCount:
    return StoryCount(pilot.slug, wave, perspective, told, released)  # type: ignore[arg-type]  # the column's Enum


def read_story(ref: uuid.UUID, pilot: Pilot, wave: int, perspective: str, tags: Iterable[Sequence[str]]) -> ReadStory:
    return ReadStory(str(ref), pilot.slug, wave, perspective, tuple(frozenset(seat) for seat in tags))  # type: ignore[arg-type]  # the column's Enum


def verdict(row: VerdictEvent) -> Verdict:
    return Verdict(
        candidate=str(row.candidate_id),
        kind=row.kind,  # type: ignore[arg-type]  # the column's Enum
        reason=row.reason,
        seat=row.seat,
        name=row.name,
        merge_into=str(row.merge_into_id) if row.merge_into_id else None,
        final=row.is_final,
        also=tuple(str(other.candidate_id) for other in row.also),
        parts=tuple(row.parts or ()),
    )


def indicator_value(result: IndicatorResult) -> IndicatorValue:
    values = {f.name: getattr(result, f.name) for f in dataclasses.fields(result)}
    del values["pilot"]
    return IndicatorValue(**values)


def indicator_result(row: IndicatorValue, pilot: Pilot) -> IndicatorResult:
    names = {f.name for f in dataclasses.fields(IndicatorResult)} - {"pilot"}
    return IndicatorResult(pilot=pilot.slug, **{name: getattr(row, name) for name in names})


def run_facts(run: AnalysisRun, held: Mapping[uuid.UUID, Sequence[Assignment]], rest: Iterable[uuid.UUID]) -> RunFacts:
    """held: assignments by candidate, those shown in the order of their rank."""
    themes = tuple(_run_theme(candidate, held.get(candidate.id, ())) for candidate in run.candidates)
    left_over = frozenset(map(str, rest))
    return RunFacts(
        id=str(run.id),
        provenance=Provenance(run.model_id, run.seed, run.parameters, run.libraries, run.input_hash),
        n_stories=run.n_stories,
        n_rest=run.n_rest,
        enough=run.enough,
        stories=left_over.union(*(theme.stories for theme in themes)),
        rest=left_over,
        themes=themes,
    )


def _run_theme(candidate: CandidateTheme, held: Sequence[Assignment]) -> RunTheme:
    return RunTheme(
        id=str(candidate.id),
        number=candidate.number + 1,
        keywords=tuple(candidate.keywords),
        stability=candidate.stability,
        n_stories=candidate.n_stories,
        n_tellers=candidate.n_tellers,
        stories=frozenset(str(row.ref) for row in held if row.is_main),
        typical=tuple(str(row.ref) for row in held if row.shown_as == "typical"),
    )


def vector_bytes(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def vector_from_bytes(stored: bytes) -> NDArray[np.float32]:
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)


def theme_definition(row: ThemeWording, meeting: int) -> ThemeDefinition:
    """meeting: order number of the meeting these words come from. Whoever wrote them stays a pseudonym."""
    return ThemeDefinition(
        number=row.number,
        theme=str(row.entry_id),
        name=row.name,
        definition=row.definition,
        not_this=row.not_this,
        examples=tuple(str(example.ref) for example in row.examples if not example.is_counter),
        counter_examples=tuple(str(example.ref) for example in row.examples if example.is_counter),
        by=f"person {row.given_by_id.hex[:8]}",
        reason=row.reason,
        meeting=meeting,
    )
