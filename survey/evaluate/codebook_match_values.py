"""Proposals as values: a candidate of a search beside the theme of the codebook that it may be."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.stability import firmness
from survey.evaluate.searches import Theme
from survey.models.analysis import AnalysisRun, CandidateTheme
from survey.models.programme import Pilot
from survey.services import codebook_matches, codebooks
from survey.services.codebook_matches import Proposal


@dataclass(frozen=True, slots=True)
class Pair:
    """score: 0-1. stories, meaning: its parts, None when there is nothing to judge by. is_same: None while undecided."""

    candidate_id: uuid.UUID
    candidate: Theme
    entry_id: uuid.UUID
    name: str
    definition: str
    score: float
    stories: float | None
    meaning: float | None
    is_same: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """known: candidates that a meeting made into a theme itself, with its name. unmatched: without a proposal.
    unseen: names of themes that no candidate resembles. has_codebook: whether there is any theme to compare with."""

    pairs: tuple[Pair, ...]
    known: tuple[tuple[Theme, str], ...]
    unmatched: tuple[Theme, ...]
    unseen: tuple[str, ...]
    has_codebook: bool


def page(session: Session, *, pilot: Pilot, run: AnalysisRun) -> Page:
    themes = codebooks.decided(session, pilot=pilot).themes
    proposals = codebook_matches.proposals(session, pilot=pilot, run=run)
    candidates = {candidate.id: _theme(candidate) for candidate in run.candidates}
    proposed = {proposal.candidate_id for proposal in proposals}
    known = codebook_matches.known_themes(session, pilot=pilot, run=run)
    settled = {candidate: name for candidate, name in known.items() if candidate not in proposed}
    named = {*settled.values(), *(themes[one.entry_id].name for one in proposals)}
    return Page(
        pairs=tuple(
            _pair(one, candidates[one.candidate_id], themes[one.entry_id].name, themes[one.entry_id].definition)
            for one in proposals
        ),
        known=tuple((candidates[candidate], name) for candidate, name in settled.items()),
        unmatched=tuple(
            theme for candidate, theme in candidates.items() if candidate not in proposed and candidate not in settled
        ),
        unseen=tuple(sorted({worded.name for worded in themes.values()} - named, key=str.casefold)),
        has_codebook=bool(themes),
    )


def _pair(found: Proposal, candidate: Theme, name: str, definition: str) -> Pair:
    return Pair(
        found.candidate_id,
        candidate,
        found.entry_id,
        name,
        definition,
        found.score,
        found.stories,
        found.meaning,
        found.is_same,
        found.reason,
    )


def _theme(candidate: CandidateTheme) -> Theme:
    return Theme(
        candidate.number + 1,
        tuple(candidate.keywords),
        candidate.n_stories,
        candidate.n_tellers,
        firmness(candidate.stability),
        candidate.stability,
    )
