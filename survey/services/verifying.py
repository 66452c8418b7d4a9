"""Is this file a report that was issued here, and does it still hold? The file is compared with a fresh rendering."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.composition import Correction
from reports.content import ImpactReport, checksum
from reports.identify import NotAReport, report_checksum
from reports.quotes import Gap, QuoteLedger, resolve
from reports.render.formats import FORMATS
from reports.reread import READABLE, Differences, Said, Unreadable, differences, differences_around, likeness, said
from reports.texts import say, texts
from survey.models.programme import Pilot
from survey.models.report import ReportVersion
from survey.services import report_templates, reporting
from survey.services.errors import NotFound
from survey.services.sealing import KeyRing


@dataclass(frozen=True, slots=True)
class Verification:
    """version, pilot: what the file says it is. content_holds: the stored version is what its checksum says. same_file: it
    is, byte for byte, what Loex draws of that version now. gone: numbers (register of quotes) that may not be shown any
    more; a file made before then still holds their words. corrections: what turned out to be wrong in it since. differences:
    what a file that is not the same says otherwise; None when it is the same, or a form that can't be read back."""

    version: ReportVersion
    pilot: Pilot
    content_holds: bool
    same_file: bool
    gone: tuple[int, ...]
    corrections: tuple[Correction, ...] = ()
    differences: Differences | None = None


def verify(session: Session, *, content: bytes, key_ring: KeyRing) -> Verification:
    """Raises NotFound when the file is no report, or none that was issued here."""
    try:
        claimed = report_checksum(content)
    except NotAReport as error:
        raise NotFound(f"This is no report of Loex: {error}.") from None
    version = session.scalar(select(ReportVersion).where(ReportVersion.checksum == claimed).limit(1))
    if version is None:
        raise NotFound("No report with this checksum was issued here.")
    pilot = session.get_one(Pilot, version.pilot_id)
    report = reporting.frozen(version)
    ledger = reporting.ledger(session, pilot=pilot, version=version, key_ring=key_ring)
    same_file = _is_ours(session, content, pilot=pilot, report=report, ledger=ledger)
    gone = tuple(quote.number for quote in report.all_quotes if isinstance(resolve(quote, ledger), Gap))
    return Verification(
        version=version,
        pilot=pilot,
        content_holds=checksum(report) == claimed,
        same_file=same_file,
        gone=gone,
        corrections=ledger.corrections,
        differences=None if same_file else _differences(content, report, ledger, gone),
    )


def _is_ours(session: Session, content: bytes, *, pilot: Pilot, report: ImpactReport, ledger: QuoteLedger) -> bool:
    """Whether Loex writes this very file of the report now, for Word in any look that the pilot ever chose."""
    forms = _forms_of(content)
    if any(FORMATS[form].render(report, ledger) == content for form in forms):
        return True
    if forms != ("docx",):
        return False
    from reports.render.docx import render_docx

    looks = report_templates.every(session, pilot=pilot)
    return any(render_docx(report, ledger, template=look).content == content for look in looks)


def _differences(
    content: bytes, report: ImpactReport, ledger: QuoteLedger, gone: tuple[int, ...]
) -> Differences | None:
    """Held against the form that it resembles most, as it is now or as it was before it was corrected."""
    ledgers = [ledger, *([replace(ledger, corrections=())] if ledger.corrections else [])]
    compared: list[tuple[Said, Said]] = []
    for form in READABLE.intersection(_forms_of(content)):
        try:
            found = said(content, form)
        except Unreadable:
            return None
        compared += [(said(FORMATS[form].render(report, held), form), found) for held in ledgers]
    if not compared:
        return None
    issued, found = max(compared, key=lambda both: likeness(*both))
    if not gone:
        return differences(issued, found)
    gaps = {*texts()["gap"].values(), *(say("quotes.register_link", number=number) for number in gone)}
    return differences_around(gaps, issued, found)


def _forms_of(content: bytes) -> tuple[str, ...]:
    """The forms that begin like this file."""
    if content.startswith(b"%PDF"):
        return ("pdf", "letter", "handout", "poster")
    if content.startswith(b"PK"):
        names = {b"word/document.xml": "docx", b"xl/workbook.xml": "xlsx"}
        return (next((form for name, form in names.items() if name in content), "csv"),)
    return ("json",) if content.lstrip()[:1] == b"{" else ("html",)
