"""Which candidates of a later run may be themes that the codebook has: proposals by the machine, decisions by people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook, groups_of, propose_matches
from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme, RestStory
from survey.models.codebook import MatchDecision
from survey.models.programme import Pilot
from survey.services import analysis_runs, audit, codebooks, run_facts
from survey.services.errors import NotFound, ReasonMissing


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate and the theme it may be. score, stories, meaning: 0-1, as in `analysis.codebook.Match`. is_same: what a
    person decided, None when nobody did; reason: why."""

    candidate_id: uuid.UUID
    entry_id: uuid.UUID
    score: float
    stories: float | None
    meaning: float | None
    is_same: bool | None
    reason: str


def proposals(session: Session, *, pilot: Pilot, run: AnalysisRun) -> list[Proposal]:
    """One to one, likeliest first. A candidate that a meeting itself made into a theme needs no proposal."""
    known = codebooks.decided(session, pilot=pilot)
    book = codebooks.fold_events(session, known=known)
    facts = run_facts.facts(session, run=run)
    decisions = latest_decisions(session, run=run)
    settled = {str(candidate) for under in known.candidates.values() for candidate in under} - set(map(str, decisions))
    new = {theme.id: theme.stories for theme in facts.themes if theme.id not in settled}
    earlier = _members(session, book, run)
    refs = sorted(facts.stories.union(*earlier.values()))
    vectors = analysis_runs.cached_vectors(session, pilot_refs=refs, model_id=run.model_id)
    spoken = run_facts.languages(session, of=facts)
    groups = {group.key: group for group in groups_of(new | earlier, vectors, spoken)}
    found = propose_matches(
        [groups[key] for key in new],
        [groups[key] for key in earlier],
        known_to_both=facts.stories & _seen_before(session, book, run),
    )
    shown = []
    for match in found:
        decision = decisions.get(uuid.UUID(match.new))
        about_this = decision if decision and str(decision.entry_id) == match.earlier else None
        shown.append(
            Proposal(
                uuid.UUID(match.new),
                uuid.UUID(match.earlier),
                match.score,
                match.stories,
                match.meaning,
                about_this.is_same if about_this else None,
                about_this.reason if about_this else "",
            )
        )
    return shown


def decide(
    session: Session,
    *,
    pilot: Pilot,
    run: AnalysisRun,
    candidate_id: uuid.UUID,
    entry_id: uuid.UUID,
    is_same: bool,
    reason: str,
    by: User,
    now: datetime,
) -> MatchDecision:
    """Append what a person says of a proposal; saying the same again adds nothing. Raises NotFound, ReasonMissing."""
    candidate = session.get(CandidateTheme, candidate_id)
    if candidate is None or candidate.run_id != run.id:
        raise NotFound("There is no such candidate in this run.")
    entry = codebooks.get_entry(session, pilot=pilot, entry_id=entry_id)
    if not reason.strip():
        raise ReasonMissing
    before = latest_decisions(session, run=run).get(candidate.id)
    if before and (before.entry_id, before.is_same, before.reason) == (entry.id, is_same, reason.strip()):
        return before
    decision = MatchDecision(
        candidate_id=candidate.id,
        entry_id=entry.id,
        is_same=is_same,
        reason=reason.strip(),
        decided_by_id=by.id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    audit.record(session, action="codebook.match_decided", subject=candidate, by=by, now=now, is_same=is_same)
    return decision


def latest_decisions(session: Session, *, run: AnalysisRun) -> dict[uuid.UUID, MatchDecision]:
    """What people said last of the candidates of a run."""
    rows = session.scalars(
        select(MatchDecision)
        .join(CandidateTheme, CandidateTheme.id == MatchDecision.candidate_id)
        .where(CandidateTheme.run_id == run.id)
        .order_by(MatchDecision.number)
    )
    return {row.candidate_id: row for row in rows}


def known_themes(session: Session, *, pilot: Pilot, run: AnalysisRun) -> dict[uuid.UUID, str]:
    """The candidates of a run that are themes of the codebook already, by a meeting or a confirmed match, with its name.
    For planning a meeting: these need no new verdict."""
    known = codebooks.decided(session, pilot=pilot)
    in_run = set(session.scalars(select(CandidateTheme.id).where(CandidateTheme.run_id == run.id)))
    return {
        candidate: worded.name
        for entry, worded in known.themes.items()
        for candidate in known.candidates.get(entry, ())
        if candidate in in_run
    }


def _members(session: Session, book: Codebook, run: AnalysisRun) -> dict[str, frozenset[str]]:
    """Stories of each theme: those of earlier candidates it rests on, and what people labelled, which goes before."""
    rests_on = {candidate: theme.theme for theme in book.themes for candidate in theme.candidates}
    members: dict[str, set[str]] = {theme.theme: set() for theme in book.themes}
    rows = session.execute(
        select(Assignment.candidate_id, Assignment.ref)
        .join(CandidateTheme, CandidateTheme.id == Assignment.candidate_id)
        .where(
            Assignment.candidate_id.in_([uuid.UUID(candidate) for candidate in rests_on]),
            Assignment.is_main,
            CandidateTheme.run_id != run.id,
        )
    )
    for candidate, ref in rows:
        members[rests_on[str(candidate)]].add(str(ref))
    for story in book.labels:
        for theme in story.present:
            members[theme].add(story.ref)
        for theme in story.absent:
            members[theme].discard(story.ref)
    return {theme: frozenset(refs) for theme, refs in members.items() if refs}


def _seen_before(session: Session, book: Codebook, run: AnalysisRun) -> frozenset[str]:
    """Stories that stood before the machine or the people when the themes were made."""
    candidates = [uuid.UUID(candidate) for theme in book.themes for candidate in theme.candidates]
    runs = set(
        session.scalars(
            select(CandidateTheme.run_id).where(CandidateTheme.id.in_(candidates), CandidateTheme.run_id != run.id)
        )
    )
    main = select(Assignment.ref).join(CandidateTheme).where(CandidateTheme.run_id.in_(runs), Assignment.is_main)
    rest = select(RestStory.ref).where(RestStory.run_id.in_(runs))
    seen = {str(ref) for query in (main, rest) for ref in session.scalars(query)}
    return frozenset(seen | {story.ref for story in book.labels})
