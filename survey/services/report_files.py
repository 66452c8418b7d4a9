"""An issued report as a file: what may be quoted now, and for Word the look that the pilot chose."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reports.render.formats import FORMATS
from survey.models.programme import Pilot
from survey.models.report import ReportVersion
from survey.services import report_templates, reporting
from survey.services.sealing import KeyRing


def written(session: Session, *, pilot: Pilot, version: ReportVersion, form: str, key_ring: KeyRing) -> bytes:
    """The file as it is now. form: a name in `FORMATS`."""
    report = reporting.frozen(version)
    ledger = reporting.ledger(session, pilot=pilot, version=version, key_ring=key_ring)
    template = report_templates.current(session, pilot=pilot) if form == "docx" else None
    if template is None:
        return FORMATS[form].render(report, ledger)
    from reports.render.docx import render_docx

    return render_docx(report, ledger, template=template).content
