"""What the pictures of a release are made of: places in triads, and the map of the stories. Counted here, shown by disclosure
control alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.placing import PlacedStory, ZoneCounts, count_zones
from analysis.published import PublishedResults
from analysis.records import PERSPECTIVES, Theme
from reports.parts import TriadWords
from survey.models.analysis import AnalysisRun
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot, Wave
from survey.models.questionnaire import Question
from survey.models.released import DeidentifiedStory
from survey.models.submission import PlacedAnswer, Submission
from survey.services import analysis_runs, consents, questionnaires, run_facts

if TYPE_CHECKING:
    from analysis.theme_map import Squares

LANGUAGE = "nl"
TRIAD = "triad"


def zone_counts(session: Session, *, pilot: Pilot) -> tuple[ZoneCounts, ...]:
    """How the released stories whose tellers allow analysis lie in each triad, per wave and perspective."""
    asked = {question.code for question in _triads(session, pilot)}
    rows = session.execute(
        select(PlacedAnswer, Submission.perspective, Wave.number)
        .join(Submission, Submission.ref == PlacedAnswer.ref)
        .join(DeidentifiedStory, DeidentifiedStory.ref == Submission.ref)
        .join(Wave, Wave.id == Submission.wave_id)
        .where(Wave.pilot_id == pilot.id, PlacedAnswer.not_given.is_(None), PlacedAnswer.question.in_(asked))
        .where(consents.allowed_now("analysis"))
    )
    return count_zones(
        PlacedStory(
            row.question,
            wave,
            who,  # type: ignore[arg-type]  # the column is an Enum of the same words
            (row.first_percent or 0, row.second_percent or 0, row.third_percent or 0),
        )
        for row, who, wave in rows
    )


def triad_words(session: Session, *, pilot: Pilot) -> list[TriadWords]:
    """What each triad asked each perspective, in the newest wording."""
    found: dict[tuple[str, str], TriadWords] = {}
    for question in _triads(session, pilot):
        for who in PERSPECTIVES:
            wording = questionnaires.wording_for(question, language=LANGUAGE, perspective=who)
            poles = tuple(str(wording.options.get(pole, pole)) for pole in ("first", "second", "third"))
            words = TriadWords(question.code, who, wording.text, poles)  # type: ignore[arg-type]  # three poles
            found.setdefault((question.code, who), words)
    return list(found.values())


def squares(session: Session, *, meeting: PanelMeeting | None, themes: Sequence[Theme], side: int) -> Squares | None:
    """The stories of the run that the panel judged, on a map, with its themes. side: of the earlier map, 0 when there was none.
    None without a meeting, without themes, or when no story of a theme has a vector any more."""
    from analysis.theme_map import in_squares, lay_out

    if meeting is None or not themes:
        return None
    run = session.get_one(AnalysisRun, meeting.run_id)
    facts = run_facts.facts(session, run=run)
    allowed = _allowed(session, sorted(facts.stories))
    vectors = analysis_runs.cached_vectors(session, pilot_refs=sorted(allowed), model_id=run.model_id)
    refs = sorted(vectors)
    of_candidate = {theme.id: theme.stories for theme in facts.themes}
    held = [set().union(*(of_candidate.get(each, frozenset()) for each in theme.candidates)) for theme in themes]
    placed = [(theme.name, mine) for theme, stories in zip(themes, held, strict=True) if (mine := stories & {*refs})]
    if not placed:
        return None
    labels = np.full(len(refs), -1, np.int64)
    for number, (_, mine) in enumerate(placed):
        labels[[row for row, ref in enumerate(refs) if ref in mine]] = number
    if set(range(len(placed))) - set(labels.tolist()):
        return None
    spoken = run_facts.languages(session, of=facts)
    laid_out = lay_out(np.stack([vectors[ref].vector for ref in refs]), labels, [spoken.get(ref, "") for ref in refs])
    return in_squares(laid_out, [name for name, _ in placed], side=side)


def side_before(earlier: Sequence[PublishedResults]) -> int:
    """Squares a side of the newest map, so that maps stay comparable; 0 when there was none."""
    maps = (release.pictures.theme_map for release in reversed(earlier) if release.pictures)
    return next((found.side for found in maps if found), 0)


def _triads(session: Session, pilot: Pilot) -> list[Question]:
    """Of every version that was put to this pilot's tellers, the newest first."""
    used = select(Submission.questionnaire_version_id).where(Submission.wave_id.in_([wave.id for wave in pilot.waves]))
    versions = [questionnaires.get_version(session, version_id=v) for v in session.scalars(used.distinct())]
    ordered = sorted(versions, key=lambda version: version.number, reverse=True)
    return [question for version in ordered for question in version.questions if question.kind == TRIAD]


def _allowed(session: Session, refs: Sequence[str]) -> set[str]:
    """Those whose tellers allow analysis now."""
    return {
        str(ref)
        for some in analysis_runs.batched(refs)
        for ref in session.scalars(
            select(Submission.ref).where(Submission.ref.in_(some), consents.allowed_now("analysis"))
        )
    }
