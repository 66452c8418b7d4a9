"""Reading a run back: what it held, in which languages, and its vectors. Identifiers and numbers; never a text."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.compare import RunFacts
from analysis.embed.kinds import weaker_languages
from survey import conversion
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.submission import Submission
from survey.services import analysis_runs


def facts(session: Session, *, run: AnalysisRun) -> RunFacts:
    """The run with the references of its stories, as far as these are still there."""
    rows = session.scalars(
        select(Assignment)
        .join(CandidateTheme, CandidateTheme.id == Assignment.candidate_id)
        .where(CandidateTheme.run_id == run.id)
        .order_by(Assignment.candidate_id, Assignment.rank, Assignment.ref)
    )
    held: dict[uuid.UUID, list[Assignment]] = defaultdict(list)
    for row in rows:
        held[row.candidate_id].append(row)
    rest = session.scalars(select(RestStory.ref).where(RestStory.run_id == run.id))
    return conversion.run_facts(run, held, rest)


def languages(session: Session, *, of: RunFacts) -> dict[str, str]:
    """The language (ISO 639-1) in which each story of the run was told, by reference."""
    return {
        str(ref): language
        for some in analysis_runs.batched(sorted(of.stories))
        for ref, language in session.execute(
            select(Submission.ref, Submission.language).where(Submission.ref.in_(some))
        )
    }


def weaker(of: RunFacts, spoken: Mapping[str, str]) -> dict[str, int]:
    """Languages in which the run's encoder is weaker, with how many of its stories are told in each."""
    weak = weaker_languages(of.provenance.model_id)
    return dict(sorted(Counter(language for language in spoken.values() if language in weak).items()))
