"""How the pilot's next report is put together: which sections, in which order, and the texts beside them.

Every choice and every text is a new row; the latest counts and the earlier ones are the history. What a report held when
it was issued is frozen in the report itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports import wording
from reports.composition import SECTIONS, SectionName, TextBlock, UnknownSection, checked_sections
from reports.content import ImpactReport
from survey.models.account import User
from survey.models.programme import Pilot
from survey.models.report_parts import ReportLayout, ReportText, TextOrigin
from survey.services import audit, own_words
from survey.services.cleaning import clean
from survey.services.errors import ChangedMeanwhile, NotFound, TextTooLong
from survey.services.sealing import KeyRing

MOST_CHARACTERS = 3_000
"""Of one text; announced on the form."""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A text as it was kept once. written_by: a name."""

    number: int
    text: str
    origin: TextOrigin
    written_by: str
    written_at: datetime


def layout(session: Session, *, pilot: Pilot) -> tuple[SectionName, ...]:
    """The sections of the next report, in their order; all of them when nobody chose."""
    kept = session.scalar(
        select(ReportLayout.sections)
        .where(ReportLayout.pilot_id == pilot.id)
        .order_by(ReportLayout.number.desc())
        .limit(1)
    )
    return checked_sections(tuple(kept)) if kept is not None else SECTIONS


def choose_layout(session: Session, *, pilot: Pilot, sections: Sequence[str], by: User, now: datetime) -> None:
    """Keep this choice. Raises NotFound for a section there is not, or when one is left out that no report goes without."""
    try:
        wanted = checked_sections(tuple(sections))
    except UnknownSection as error:
        raise NotFound(str(error)) from None
    if wanted == layout(session, pilot=pilot):
        return
    session.add(ReportLayout(pilot_id=pilot.id, sections=list(wanted), chosen_by_id=by.id, chosen_at=now))
    session.flush()
    audit.record(session, action="report.composed", subject=pilot, by=by, now=now, sections=len(wanted))


def texts(session: Session, *, pilot: Pilot) -> list[TextBlock]:
    """The texts of the next report, in the order of all sections."""
    found = {}
    for section in SECTIONS:
        row = _latest(session, pilot, section)
        if row is not None and row.text:
            found[section] = TextBlock(section, row.text, row.origin, row.written_at.date())
    return list(found.values())


def history(session: Session, *, pilot: Pilot, section: str) -> list[TextVersion]:
    """Every text that was kept for this section, the newest first. Raises NotFound."""
    _known(section)
    rows = session.execute(
        select(ReportText, User.name)
        .join(User, User.id == ReportText.written_by_id)
        .where(ReportText.pilot_id == pilot.id, ReportText.section == section)
        .order_by(ReportText.number.desc())
    )
    return [TextVersion(row.number, row.text, row.origin, name, row.written_at) for row, name in rows]


def save_text(
    session: Session,
    *,
    pilot: Pilot,
    section: str,
    text: str,
    after: int,
    proposal: str,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> None:
    """Keep a text as the newest of its section; an empty one takes it away. after: number of the version that was changed
    (0: there was none). proposal: what the computer proposed; unchanged it is kept as the computer's.

    Raises NotFound, TextTooLong, ChangedMeanwhile, and QuoteOutsideLedger for words of tellers: those come from the quote
    ledger, so that they leave a gap when their teller takes the story back.
    """
    name, cleaned = _known(section), clean(text)
    latest = _latest(session, pilot, name)
    if (latest.number if latest else 0) != after:
        raise ChangedMeanwhile()
    if cleaned == (latest.text if latest else ""):
        return
    if len(cleaned) > MOST_CHARACTERS:
        raise TextTooLong("text", MOST_CHARACTERS)
    own_words.check(session, text=cleaned, pilots=[pilot], key_ring=key_ring)
    origin: TextOrigin = "machine" if cleaned and cleaned == clean(proposal) else "person"
    row = ReportText(pilot_id=pilot.id, section=name, text=cleaned, origin=origin, written_by_id=by.id, written_at=now)
    session.add(row)
    session.flush()
    audit.record(session, action="report.text_saved", subject=pilot, by=by, now=now, section=name, version=row.number)


def proposal(report: ImpactReport, section: str) -> str:
    """Sentences that the computer can write at the head of a section from its figures alone; '' where it has none."""
    if section == "coverage":
        return "\n".join(wording.coverage_sentences(report.coverage))
    per_wave = {
        "aspects": wording.aspect_sentences,
        "themes": wording.theme_sentences,
        "compare": wording.perspective_sentences,
    }
    if section in per_wave and report.waves:
        newest = max(wave.number for wave in report.waves)
        return "\n".join(_without_marks(per_wave[section](report, newest)))
    return ""


def _without_marks(lines: Iterable[str]) -> Iterable[str]:
    return (own_words.QUOTATION_MARKS.sub("", line) for line in lines)


def _known(section: str) -> SectionName:
    for name in SECTIONS:
        if name == section:
            return name
    raise NotFound(f"There is no section {section!r}.")


def _latest(session: Session, pilot: Pilot, section: str) -> ReportText | None:
    return session.scalar(
        select(ReportText)
        .where(ReportText.pilot_id == pilot.id, ReportText.section == section)
        .order_by(ReportText.number.desc())
        .limit(1)
    )
