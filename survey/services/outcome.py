"""What became of what the panel said: per verdict of a seat the theme it led to and the report in which that stands, and the
readings of every story by machine, teller and panel side by side."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.readings import Finding, findings
from analysis.records import DeidentifiedStory
from survey.models.analysis import CandidateTheme
from survey.models.codebook import ThemePlacement
from survey.models.panel import PanelMeeting, PanelTheme, ThemeOrigin, VerdictEvent
from survey.models.programme import Pilot
from survey.models.report import ReportVersion
from survey.services import codebooks, leading, panel_stories, panels, reporting, seats, verdicts
from survey.services.errors import VerdictInvalid
from survey.services.panel_stories import Placed, Turns
from survey.services.sealing import KeyRing


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a seat's verdict. final: the outcome of the talk, None when there was none. theme: the name under which
    the candidate stands now, '' when it is no theme. agreed: the seat wanted what was decided. reports: numbers of the issued
    reports in which the theme stands. codebook: the first version of the codebook with the theme, None when it has none yet."""

    candidate: CandidateTheme
    said: VerdictEvent
    final: VerdictEvent | None
    theme: str
    agreed: bool
    reports: tuple[int, ...]
    codebook: int | None = None


@dataclass(frozen=True, slots=True)
class StoryReadings:
    """A story as three read it. turns: its teller, per domain. placed: the machine; None when the run did not have it.
    machine_theme: the panel's name for where the machine put it, '' when there is none. labels: the panel, by seat. on_paper:
    seats whose label was typed in from paper."""

    story: DeidentifiedStory
    turns: Turns
    placed: Placed | None
    machine_theme: str
    labels: Mapping[int, tuple[str, ...]]
    findings: frozenset[Finding]
    on_paper: frozenset[int] = frozenset()


def of_seat(session: Session, *, pilot: Pilot, meeting: PanelMeeting, seat: int) -> list[Became]:
    """In the order of the candidates; only those about which this seat said something."""
    said, finals = verdicts.of_seat(session, meeting=meeting, seat=seat), verdicts.finals(session, meeting=meeting)
    names, issued = theme_names(session, meeting=meeting), _issued(session, pilot, meeting)
    versions = _codebook_versions(session, pilot, meeting)
    return [
        Became(
            candidate,
            said[candidate.id],
            finals.get(candidate.id),
            names.get(candidate.id, ""),
            _agreed(said[candidate.id], finals.get(candidate.id)),
            tuple(number for number, themes in issued.items() if names.get(candidate.id) in themes),
            versions.get(candidate.id),
        )
        for candidate in seats.candidates(session, meeting=meeting)
        if candidate.id in said
    ]


def theme_names(session: Session, *, meeting: PanelMeeting) -> dict[uuid.UUID, str]:
    """By candidate the name of the theme it has become part of, as far as it is decided. Empty while decisions contradict."""
    try:
        themes = leading.fold(session, meeting=meeting)
    except VerdictInvalid:
        return {}
    return {uuid.UUID(candidate): theme.name for theme in themes for candidate in theme.candidates}


def side_by_side(session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing) -> list[StoryReadings]:
    """Every story of the meeting that the panel may read now, those with most findings first."""
    stories = panels.cards(session, pilot=pilot, meeting=meeting, key_ring=key_ring)
    refs = [uuid.UUID(story.ref) for story in stories]
    where = panel_stories.placed(session, run_id=meeting.run_id, refs=refs)
    turns, names = panel_stories.turns(session, refs=refs), theme_names(session, meeting=meeting)
    labels: dict[uuid.UUID, dict[int, tuple[str, ...]]] = defaultdict(dict)
    paper: dict[uuid.UUID, set[int]] = defaultdict(set)
    for reading in panels.readings(session, meeting=meeting):
        labels[reading.ref][reading.seat] = tuple(reading.tags)
        if reading.source == "paper":
            paper[reading.ref].add(reading.seat)
    rows = [
        replace(_readings(story, where.get(ref), names, turns[ref], labels[ref]), on_paper=frozenset(paper[ref]))
        for story, ref in zip(stories, refs, strict=True)
    ]
    return sorted(rows, key=lambda row: -len(row.findings))


def _readings(
    story: DeidentifiedStory,
    placed: Placed | None,
    names: Mapping[uuid.UUID, str],
    turns: Turns,
    labels: Mapping[int, tuple[str, ...]],
) -> StoryReadings:
    theme = names.get(placed.candidate.id, "") if placed and placed.candidate else ""
    differs = findings(
        machine=theme if placed is None or placed.candidate else None,
        seats=list(labels.values()),
        themes=set(names.values()),
        got_worse=any(now < then for then, now in turns.values()),
    )
    return StoryReadings(story, turns, placed, theme, dict(sorted(labels.items())), differs)


def _agreed(said: VerdictEvent, final: VerdictEvent | None) -> bool:
    if final is None:
        return False
    if final.kind == "merge":
        return final.merge_into_id in {said.merge_into_id, *(other.candidate_id for other in said.also)}
    stays = ("confirm", "rename")
    return said.kind == final.kind or (said.kind in stays and final.kind in stays)


def _codebook_versions(session: Session, pilot: Pilot, meeting: PanelMeeting) -> dict[uuid.UUID, int]:
    """By candidate the first confirmed version of the codebook since its theme of this meeting got a place there."""
    confirmed = sorted((version.confirmed_at, version.number) for version in codebooks.versions(session, pilot=pilot))
    rows = session.execute(
        select(ThemeOrigin.candidate_id, ThemePlacement.placed_at)
        .join(PanelTheme, PanelTheme.id == ThemeOrigin.theme_id)
        .join(ThemePlacement, ThemePlacement.theme_id == PanelTheme.id)
        .where(PanelTheme.meeting_id == meeting.id)
    )
    found = {
        candidate: next((number for at, number in confirmed if at >= placed_at), None) for candidate, placed_at in rows
    }
    return {candidate: number for candidate, number in found.items() if number is not None}


def _issued(session: Session, pilot: Pilot, meeting: PanelMeeting) -> dict[int, frozenset[str]]:
    """Names of the themes in every report that was issued since the meeting closed, by version number."""
    if meeting.closed_at is None:
        return {}
    versions = session.scalars(
        select(ReportVersion)
        .where(ReportVersion.pilot_id == pilot.id, ReportVersion.issued_at >= meeting.closed_at)
        .order_by(ReportVersion.number)
    )
    return {version.number: frozenset(theme.name for theme in reporting.frozen(version).themes) for version in versions}
