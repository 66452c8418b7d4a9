"""Issuing impact reports and rendering them again: content is frozen, the words of quotes are looked up each time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reports import content as parts
from reports.build import build_report
from reports.quotes import Gap, LedgerEntry, QuoteLedger, resolve
from survey.config import VERSION
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.indicator import Measurement, PublishedRelease
from survey.models.programme import Pilot
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.report import QuotedPassage, ReportVersion
from survey.models.submission import Submission
from survey.services import (
    audit,
    lessons,
    panels,
    published_pictures,
    publishing,
    reflections,
    released,
    report_composition,
    report_corrections,
    report_facts,
)
from survey.services.errors import NotFound, QuoteGone
from survey.services.sealing import KeyRing


def issue(
    session: Session, *, pilot: Pilot, release: PublishedRelease, key_ring: KeyRing, by: User, now: datetime
) -> ReportVersion:
    """Freeze the next version of the pilot's impact report.

    Raises QuoteGone when a story that the release quotes has been withdrawn or may not be quoted any more.
    """
    number = (session.scalar(select(func.max(ReportVersion.number)).where(ReportVersion.pilot_id == pilot.id)) or 0) + 1
    report = composed(session, pilot=pilot, release=release, number=number, key_ring=key_ring, now=now)
    _refuse_gaps(session, pilot, report, key_ring)
    version = ReportVersion(
        pilot_id=pilot.id,
        release_id=release.id,
        number=number,
        content=json.loads(parts.to_json(report)),
        checksum=parts.checksum(report),
        issued_at=now,
        issued_by_id=by.id,
        quotes=[
            QuotedPassage(
                position=position, ref=uuid.UUID(quote.ref), start=quote.start, end=quote.end, text_hash=quote.text_hash
            )
            for position, quote in enumerate(report.all_quotes, start=1)
        ],
    )
    session.add(version)
    session.flush()
    audit.record(session, action="report.issued", subject=version, by=by, now=now, number=number)
    return version


def composed(
    session: Session, *, pilot: Pilot, release: PublishedRelease, number: int, key_ring: KeyRing, now: datetime
) -> parts.ImpactReport:
    """The report as it would be issued now from this release, kept nowhere."""
    return build_report(
        published=publishing.published_results(release),
        pilot=_pilot_facts(pilot),
        phases=[parts.PhaseFacts(p.number, p.title, p.starts_on, p.ends_on) for p in pilot.programme.phases],
        waves=[parts.WaveFacts(w.number, w.title, w.phase.number, w.opens_on, w.closes_on) for w in pilot.waves],
        issue=parts.IssueFacts(number, now.date()),
        provenance=_provenance(session, pilot, release),
        panel=report_facts.meetings(session, pilot=pilot),
        reflections=_reflections(session, pilot),
        lessons=_lessons(session, pilot),
        chosen=report_facts.chosen(session, pilot=pilot, key_ring=key_ring),
        signals=report_facts.signals(session, pilot=pilot, today=now.date()),
        sections=report_composition.layout(session, pilot=pilot),
        texts=report_composition.texts(session, pilot=pilot),
        triads=published_pictures.triad_words(session, pilot=pilot),
    )


def _refuse_gaps(session: Session, pilot: Pilot, report: parts.ImpactReport, key_ring: KeyRing) -> None:
    held = ledger_of(
        session, pilot=pilot, refs={uuid.UUID(quote.ref) for quote in report.all_quotes}, key_ring=key_ring
    )
    if gone := sorted({quote.ref for quote in report.all_quotes if isinstance(resolve(quote, held), Gap)}):
        raise QuoteGone(", ".join(gone))


def get_version(session: Session, *, pilot: Pilot, number: int) -> ReportVersion:
    """Raises NotFound."""
    version = session.scalar(
        select(ReportVersion).where(ReportVersion.pilot_id == pilot.id, ReportVersion.number == number)
    )
    if version is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no report {number}.")
    return version


def versions(session: Session, *, pilot: Pilot) -> Sequence[ReportVersion]:
    """All issued versions, the newest first."""
    return session.scalars(
        select(ReportVersion).where(ReportVersion.pilot_id == pilot.id).order_by(ReportVersion.number.desc())
    ).all()


def frozen(version: ReportVersion) -> parts.ImpactReport:
    """The report as it was issued."""
    return parts.from_json(version.content)


def ledger(session: Session, *, pilot: Pilot, version: ReportVersion, key_ring: KeyRing) -> QuoteLedger:
    """What may be quoted at this moment of the stories this version quotes, and what was corrected in it since."""
    held = ledger_of(session, pilot=pilot, refs={quote.ref for quote in version.quotes}, key_ring=key_ring)
    return replace(held, corrections=report_corrections.corrections(session, version=version))


def ledger_for(session: Session, *, pilot: Pilot, report: parts.ImpactReport, key_ring: KeyRing) -> QuoteLedger:
    """The same for a report that has not been issued."""
    return ledger_of(
        session, pilot=pilot, refs={uuid.UUID(quote.ref) for quote in report.all_quotes}, key_ring=key_ring
    )


def ledger_of(session: Session, *, pilot: Pilot, refs: Collection[uuid.UUID], key_ring: KeyRing) -> QuoteLedger:
    """What may be quoted at this moment of these stories. A story that is gone has been withdrawn."""
    quotable = {
        story.ref: story
        for story in released.stories(session, pilot=pilot, use="quotation", key_ring=key_ring, refs=refs)
    }
    there = set(session.scalars(select(Submission.ref).where(Submission.ref.in_(refs))))
    return QuoteLedger(
        {
            str(ref): LedgerEntry(
                text=quotable[str(ref)].text if str(ref) in quotable else None,
                may_quote=str(ref) in quotable,
                withdrawn=ref not in there,
            )
            for ref in refs
        }
    )


def gone_from(session: Session, *, pilot: Pilot, key_ring: KeyRing) -> dict[int, tuple[int, ...]]:
    """Which issued versions quote what may not be shown any more: by number of the version, the numbers of the quotes. Files
    of these that were handed out before still hold the words."""
    issued = versions(session, pilot=pilot)
    refs = {quote.ref for version in issued for quote in version.quotes}
    held = ledger_of(session, pilot=pilot, refs=refs, key_ring=key_ring)
    found = {}
    for version in issued:
        gaps = [quote.number for quote in frozen(version).all_quotes if isinstance(resolve(quote, held), Gap)]
        if gaps:
            found[version.number] = tuple(gaps)
    return found


def _reflections(session: Session, pilot: Pilot) -> list[parts.ReflectionFacts]:
    return [
        parts.ReflectionFacts(
            m.held_on,
            phase.number,
            m.works_well,
            m.needs_adjusting,
            m.usable_later,
            tuple(parts.DecisionFacts(each.text, each.owner) for each in m.decisions),
        )
        for m, phase in reflections.moments(session, pilot=pilot)
    ]


def _lessons(session: Session, pilot: Pilot) -> list[parts.LessonFacts]:
    written_on = lessons.first_kept(session, programme=pilot.programme)
    return [
        parts.LessonFacts(
            phase.number,
            lesson.text,
            lesson.source,
            lesson.owner,
            lesson.status,
            lesson.outcome,
            written_on.get(lesson.id),
        )
        for lesson, phase in lessons.lessons(session, programme=pilot.programme)
        if lesson.status != "left_out"
    ]


def _pilot_facts(pilot: Pilot) -> parts.PilotFacts:
    return parts.PilotFacts(
        code=pilot.slug,
        title=pilot.title,
        programme=pilot.programme.title,
        is_demo=pilot.is_demo,
        themes=tuple(pilot.themes),
        neighbourhoods=tuple(pilot.neighbourhoods),
        target_group=pilot.target_group,
        starts_on=pilot.starts_on,
        ends_on=pilot.ends_on,
    )


def _provenance(session: Session, pilot: Pilot, release: PublishedRelease) -> parts.ProvenanceFacts:
    measured = session.get_one(Measurement, release.measurement_id)
    run_ids = {measured.run_id} if measured.run_id else set()
    if measured.meeting_id:
        run_ids |= {held.run_id for held in panels.speaking(session, pilot=pilot, until=measured.measured_at)}
    runs = session.scalars(select(AnalysisRun).where(AnalysisRun.id.in_(run_ids)).order_by(AnalysisRun.created_at))
    instruments = [session.get_one(QuestionnaireVersion, wave.questionnaire_version_id) for wave in pilot.waves]
    return parts.ProvenanceFacts(
        software=f"Loex {VERSION}",
        release=release.number,
        released_on=release.released_at.date(),
        release_checksum=release.checksum,
        questionnaires=tuple(
            dict.fromkeys(f"{version.questionnaire.title} (v{version.number})" for version in instruments)
        ),
        runs=tuple(_run_facts(run) for run in runs),
    )


def _run_facts(run: AnalysisRun) -> parts.RunFacts:
    return parts.RunFacts(
        ref=str(run.id),
        model_id=run.model_id,
        seed=run.seed,
        input_hash=run.input_hash,
        libraries=tuple(sorted((name, str(version)) for name, version in run.libraries.items())),
        parameters=tuple(sorted((name, str(value)) for name, value in run.parameters.items())),
        inputs_changed=run.inputs_changed_at is not None,
    )
