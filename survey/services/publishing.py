"""From measured to publishable: every figure, theme and quote passes disclosure control, and the release is frozen."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.passages import passage
from analysis.published import PublishedQuote, PublishedResults
from analysis.records import DeidentifiedStory, IndicatorResult, Keyword, Theme
from analysis.themes import apply_verdicts
from reports.serial import from_data, to_canonical_json, to_data
from survey import conversion
from survey.models import released as tables
from survey.models.account import User
from survey.models.analysis import Assignment, CandidateTheme
from survey.models.indicator import Measurement, PublishedRelease
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.models.released import ReleaseDecision
from survey.models.report import ReportVersion
from survey.services import audit, measurement, panels, published_pictures, released, report_facts
from survey.services.errors import NotFound, ReleaseRefused
from survey.services.sealing import KeyRing

MOST_KEYWORDS = 6
TYPICAL_QUOTES_PER_THEME = 2
CONTRARY_QUOTES_PER_THEME = 1
NEW_QUOTES = 3
WITHOUT_PICTURES: dict[str, Any] = {"pictures": None}
"""What a release holds that was frozen before there were pictures."""


def publish(
    session: Session, *, pilot: Pilot, measured: Measurement, key_ring: KeyRing, by: User, now: datetime
) -> PublishedRelease:
    """A frozen release of a measurement. Raises ReleaseRefused when, with earlier releases, it would expose someone."""
    from analysis import disclosure

    policy = disclosure.policy_of(pilot.programme.slug)
    results = measurement.results(session, pilot=pilot, measurement=measured)
    meeting = session.get(PanelMeeting, measured.meeting_id) if measured.meeting_id else None
    themes = themes_that_hold(session, pilot=pilot, until=measured.measured_at) if meeting else ()
    earlier = earlier_releases(session, pilot=pilot)
    try:
        published = disclosure.publish_or_hold(
            results, before=_results_before(session, pilot), policy=policy, earlier=earlier
        )
        published = disclosure.with_themes(published, [_published_theme(session, theme, policy) for theme in themes])
        side = published_pictures.side_before(earlier)
        published = disclosure.with_pictures(
            published,
            triads=published_pictures.zone_counts(session, pilot=pilot),
            squares=published_pictures.squares(session, meeting=meeting, themes=themes, side=side),
            policy=policy,
            earlier=earlier,
        )
        published = _with_quotes(session, pilot, published, themes, key_ring)
    except disclosure.DisclosureRefused as refused:
        raise ReleaseRefused(str(refused)) from refused
    content = without_words(published)
    release = PublishedRelease(
        pilot_id=pilot.id,
        measurement_id=measured.id,
        number=_next_number(session, pilot),
        content=content,
        checksum=hashlib.sha256(to_canonical_json(content).encode()).hexdigest(),
        released_at=now,
        released_by_id=by.id,
    )
    session.add(release)
    session.flush()
    audit.record(session, action="release.published", subject=release, by=by, now=now, number=release.number)
    return release


def panel_themes(session: Session, *, meeting: PanelMeeting) -> tuple[Theme, ...]:
    """The themes of a closed meeting, folded from its verdicts."""
    return apply_verdicts([conversion.verdict(row) for row in panels.verdicts(session, meeting=meeting)])


def themes_that_hold(session: Session, *, pilot: Pilot, until: datetime) -> tuple[Theme, ...]:
    """The themes of the meetings that speak (`panels.speaking`); of one name, the reading of the latest."""
    found = {
        theme.name: theme
        for held in panels.speaking(session, pilot=pilot, until=until)
        for theme in panel_themes(session, meeting=held)
    }
    return tuple(found.values())


def earlier_releases(session: Session, *, pilot: Pilot) -> list[PublishedResults]:
    """All releases of this pilot so far, oldest first."""
    return [published_results(row) for row in releases(session, pilot=pilot)]


def releases(session: Session, *, pilot: Pilot) -> Sequence[PublishedRelease]:
    """Every release of this pilot, the oldest first."""
    rows = select(PublishedRelease).where(PublishedRelease.pilot_id == pilot.id).order_by(PublishedRelease.number)
    return session.scalars(rows).all()


def get_release(session: Session, *, pilot: Pilot, number: int) -> PublishedRelease:
    """Raises NotFound."""
    found = session.scalar(
        select(PublishedRelease).where(PublishedRelease.pilot_id == pilot.id, PublishedRelease.number == number)
    )
    if found is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no release {number}.")
    return found


def published_results(release: PublishedRelease) -> PublishedResults:
    """The release as it was frozen; the words of its quotes are not kept in it."""
    return from_data(PublishedResults, WITHOUT_PICTURES | release.content)


def without_words(published: PublishedResults) -> dict[str, Any]:
    """What is kept of a release: quotes by reference only, so that a withdrawn story's words are nowhere in it."""
    content: dict[str, Any] = to_data(published)
    for quote in content["quotes"]:
        quote["words"] = ""
    return content


def _next_number(session: Session, pilot: Pilot) -> int:
    last = session.scalar(select(func.max(PublishedRelease.number)).where(PublishedRelease.pilot_id == pilot.id))
    return (last or 0) + 1


def _published_theme(session: Session, theme: Theme, policy: Any) -> Any:
    from analysis import disclosure
    from analysis.stability import firmness

    candidates = [session.get_one(CandidateTheme, uuid.UUID(candidate)) for candidate in theme.candidates]
    n_stories = session.scalar(
        select(func.count(Assignment.ref.distinct())).where(
            Assignment.candidate_id.in_([candidate.id for candidate in candidates]), Assignment.is_main
        )
    )
    keywords: dict[str, Keyword] = {}
    for candidate in candidates:
        for word, n_tellers in zip(candidate.keywords, candidate.keyword_tellers, strict=True):
            if n_tellers >= policy.minimum_tellers_keyword:
                keywords.setdefault(word, Keyword(word, 0.0, n_tellers))
    return disclosure.publish_theme(
        theme,
        keywords=list(keywords.values())[:MOST_KEYWORDS],
        n_stories=n_stories or 0,
        firmness=firmness(min(candidate.stability for candidate in candidates)),
        policy=policy,
    )


def _stories_to_quote(
    session: Session, pilot: Pilot, theme: Theme, key_ring: KeyRing
) -> list[tuple[DeidentifiedStory, bool]]:
    """The most typical stories of a theme that may be quoted, and the most contrary one beside them."""
    chosen: list[tuple[DeidentifiedStory, bool]] = []
    for shown_as, most in (("typical", TYPICAL_QUOTES_PER_THEME), ("contrary", CONTRARY_QUOTES_PER_THEME)):
        refs = session.scalars(
            select(Assignment.ref)
            .where(
                Assignment.candidate_id.in_([uuid.UUID(candidate) for candidate in theme.candidates]),
                Assignment.shown_as == shown_as,
            )
            .order_by(Assignment.rank, Assignment.ref)
        ).all()
        stories = {
            story.ref: story
            for story in released.stories(session, pilot=pilot, use="quotation", key_ring=key_ring, refs=refs)
        }
        taken = {story.ref for story, _ in chosen}
        usable = [stories[str(ref)] for ref in refs if str(ref) in stories and str(ref) not in taken]
        chosen += [(story, shown_as == "contrary") for story in usable[:most]]
    return chosen


def _chosen_stories(session: Session, pilot: Pilot, key_ring: KeyRing, *, quoted: set[str]) -> list[DeidentifiedStory]:
    """What the panel chose and what it put beside that, where their tellers allow quotation and no theme quotes them."""
    chosen = report_facts.chosen(session, pilot=pilot, key_ring=key_ring)
    refs = dict.fromkeys(ref for part in chosen for ref in (part.ref, part.contrary_ref) if ref and ref not in quoted)
    stories = released.stories(
        session, pilot=pilot, use="quotation", key_ring=key_ring, refs=[uuid.UUID(ref) for ref in refs]
    )
    order = list(refs)
    return sorted(stories, key=lambda story: order.index(story.ref))


def _results_before(session: Session, pilot: Pilot) -> list[IndicatorResult]:
    """What the latest release was made of; nothing before the first."""
    latest = session.scalar(
        select(PublishedRelease)
        .where(PublishedRelease.pilot_id == pilot.id)
        .order_by(PublishedRelease.number.desc())
        .limit(1)
    )
    if latest is None:
        return []
    return measurement.results(session, pilot=pilot, measurement=session.get_one(Measurement, latest.measurement_id))


def _new_stories(session: Session, pilot: Pilot, key_ring: KeyRing, *, quoted: set[str]) -> list[DeidentifiedStory]:
    """Stories released since the last report that may be quoted and are not quoted yet; by lot, as references are random."""
    last_issued = session.scalar(select(func.max(ReportVersion.issued_at)).where(ReportVersion.pilot_id == pilot.id))
    if last_issued is None:
        return []
    refs = session.scalars(
        select(tables.DeidentifiedStory.ref)
        .join(ReleaseDecision, ReleaseDecision.number == tables.DeidentifiedStory.decision_number)
        .where(ReleaseDecision.decided_at > last_issued)
    ).all()
    stories = released.stories(session, pilot=pilot, use="quotation", key_ring=key_ring, refs=refs)
    return sorted((s for s in stories if s.ref not in quoted), key=lambda s: s.ref)[:NEW_QUOTES]


def _with_quotes(
    session: Session, pilot: Pilot, published: PublishedResults, themes: Sequence[Theme], key_ring: KeyRing
) -> PublishedResults:
    """The release with quotes under its themes, of what the panel chose, and of what is new."""
    for theme in themes:
        for story, contrary in _stories_to_quote(session, pilot, theme, key_ring):
            published = _with_quote(published, story, theme.name, contrary)
    for without_theme in (_chosen_stories, _new_stories):
        for story in without_theme(session, pilot, key_ring, quoted={quote.ref for quote in published.quotes}):
            published = _with_quote(published, story, None, contrary=False)
    return published


def _with_quote(
    published: PublishedResults, story: DeidentifiedStory, theme: str | None, contrary: bool
) -> PublishedResults:
    """The release with one more quote, unless that quote would show how few stories there are."""
    from analysis import disclosure

    start, end = passage(story.text)
    quote: PublishedQuote = disclosure.publish_quote(
        story, start=start, end=end, words=story.text[start:end], theme=theme, contrary=contrary
    )
    try:
        return disclosure.with_quotes(published, [*published.quotes, quote])
    except disclosure.DisclosureRefused:
        return published
