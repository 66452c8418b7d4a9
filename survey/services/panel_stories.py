"""What a panel reads about a story besides its words: what its teller said about then and now, and where the machine put it.

Everything goes through `released`: only stories that a person released and whose tellers allow the panel, at this moment.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from analysis.panel_draw import CardFacts, groups_of
from analysis.records import PERSPECTIVES, DeidentifiedStory, IndicatorResult, Perspective
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.programme import Pilot, Wave
from survey.models.submission import ClosedAnswer, Submission
from survey.services import questionnaires

Turns = Mapping[str, tuple[int, int]]
"""By domain: the step the teller chose for then and for now, 1-5. Only domains with both."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the machine put a story. candidate: None in the rest group; rest: then why."""

    candidate: CandidateTheme | None
    rest: str = ""


def turns(session: Session, *, refs: Collection[uuid.UUID]) -> dict[uuid.UUID, Turns]:
    """Per story what its teller said about then and now. Callers give references that the panel may read."""
    steps: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for ref, question, step in session.execute(
        select(ClosedAnswer.ref, ClosedAnswer.question, ClosedAnswer.step).where(
            ClosedAnswer.ref.in_(refs),
            ClosedAnswer.step.is_not(None),
            or_(ClosedAnswer.question.endswith(".then"), ClosedAnswer.question.endswith(".now")),
        )
    ):
        steps[ref][question] = step or 0
    return {ref: _pairs(steps[ref]) for ref in refs}


def _pairs(steps: Mapping[str, int]) -> Turns:
    domains = [code.removesuffix(".then") for code in steps if code.endswith(".then")]
    return {d: (steps[f"{d}.then"], steps[f"{d}.now"]) for d in sorted(domains) if f"{d}.now" in steps}


def domains(session: Session, *, wave: Wave, language: str) -> dict[str, str]:
    """The domains in which tellers of this wave said how it was and is: code and wording, in the order of the form. The
    wording is that for everyone, else the one that speaks about the young person from outside."""
    version = questionnaires.get_version(session, version_id=wave.questionnaire_version_id)
    return {
        question.code: questionnaires.wording_for(question, language=language, perspective="professional").text
        for question in version.questions
        if question.kind == "then_now"
    }


def placed(session: Session, *, run_id: uuid.UUID, refs: Iterable[uuid.UUID]) -> dict[uuid.UUID, Placed]:
    """Where the run put each of these stories; stories that were not in it are left out."""
    wanted = list(refs)
    main = session.execute(
        select(Assignment.ref, CandidateTheme)
        .join(CandidateTheme, CandidateTheme.id == Assignment.candidate_id)
        .where(CandidateTheme.run_id == run_id, Assignment.is_main, Assignment.ref.in_(wanted))
    )
    rest = session.execute(
        select(RestStory.ref, RestStory.kind).where(RestStory.run_id == run_id, RestStory.ref.in_(wanted))
    )
    return {ref: Placed(candidate) for ref, candidate in main} | {ref: Placed(None, kind) for ref, kind in rest}


def facts(
    session: Session,
    *,
    run: AnalysisRun,
    stories: Collection[DeidentifiedStory],
    in_gap: Collection[uuid.UUID] = (),
) -> list[CardFacts]:
    """What a draw needs to know of these stories. in_gap: those for which the codebook has no theme."""
    refs = [uuid.UUID(story.ref) for story in stories]
    where, said = placed(session, run_id=run.id, refs=refs), turns(session, refs=refs)
    sizes = [candidate.n_stories for candidate in run.candidates]
    return [
        CardFacts(
            story.ref,
            groups_of(
                story.perspective,
                said[ref].values(),
                n_with_it=_size(where, ref),
                sizes=sizes,
                is_in_gap=ref in in_gap,
            ),
        )
        for story, ref in zip(stories, refs, strict=True)
    ]


def _size(where: Mapping[uuid.UUID, Placed], ref: uuid.UUID) -> int | None:
    candidate = where[ref].candidate if ref in where else None
    return candidate.n_stories if candidate else None


def told_by(session: Session, *, pilot: Pilot, candidate: CandidateTheme) -> dict[Perspective, int | None]:
    """From whom a candidate's stories are, by perspective that occurs; all counts None when one of them is too small to show
    (`analysis.disclosure`), since the number of all of them is on the page."""
    from analysis import disclosure

    rows = session.execute(
        select(Submission.perspective, func.count(Submission.ref))
        .join(Assignment, Assignment.ref == Submission.ref)
        .where(Assignment.candidate_id == candidate.id, Assignment.is_main)
        .group_by(Submission.perspective)
    )
    found: dict[Perspective, int] = {who: n for who, n in rows}  # type: ignore[misc]  # noqa: C416  the column's Enum
    figures = [_count(who, n) for who, n in (*found.items(), (None, sum(found.values())))]
    shown = disclosure.internal(figures, policy=disclosure.policy_of(pilot.programme.slug)).indicators
    is_safe = all(figure.withheld is None for figure in shown)
    return {who: found[who] if is_safe else None for who in PERSPECTIVES if who in found}


def _count(who: Perspective | None, n: int) -> IndicatorResult:
    return IndicatorResult("theme.stories", "count", "", 0, who, n, n, None, None, None, None, "count")
