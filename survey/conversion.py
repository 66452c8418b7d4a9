"""Rows into records and back: the only module that knows both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.records import Answer, DeidentifiedStory, IndicatorResult, ReadStory, StoryCount, Use, Verdict
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
        text=texts["story"],
        consent=consent,
    )


def answer(row: ClosedAnswer, submission: Submission, wave: Wave, pilot: Pilot) -> Answer:
    return Answer(
        ref=str(row.ref),
        pilot=pilot.slug,
        wave=wave.number,
        perspective=submission.perspective,  # type: ignore[arg-type]
        question=row.question,
        value=row.step if row.step is not None else row.not_given,  # type: ignore[arg-type]
    )


def story_count(pilot: Pilot, wave: int, perspective: str, told: int, released: int) -> StoryCount:
    return StoryCount(pilot.slug, wave, perspective, told, released)  # type: ignore[arg-type]


def read_story(story: DeidentifiedStory, tags: Iterable[Sequence[str]]) -> ReadStory:
    return ReadStory(story.ref, story.pilot, story.wave, story.perspective, tuple(frozenset(seat) for seat in tags))


def verdict(row: VerdictEvent) -> Verdict:
    return Verdict(
        candidate=str(row.candidate_id),
        kind=row.kind,  # type: ignore[arg-type]
        reason=row.reason,
        seat=row.seat,
        name=row.name,
        merge_into=str(row.merge_into_id) if row.merge_into_id else None,
        final=row.is_final,
    )


def indicator_value(result: IndicatorResult) -> IndicatorValue:
    values = {f.name: getattr(result, f.name) for f in dataclasses.fields(result)}
    del values["pilot"]
    return IndicatorValue(**values)


def indicator_result(row: IndicatorValue, pilot: Pilot) -> IndicatorResult:
    names = {f.name for f in dataclasses.fields(IndicatorResult)} - {"pilot"}
    return IndicatorResult(pilot=pilot.slug, **{name: getattr(row, name) for name in names})


def vector_bytes(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def vector_from_bytes(stored: bytes) -> NDArray[np.float32]:
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)
