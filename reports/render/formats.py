"""Every form in which an issued report can be taken along, by name. Renderers are loaded when they are needed."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.content import ImpactReport
from reports.quotes import QuoteLedger


@dataclass(frozen=True, slots=True)
class Format:
    """suffix: of the file's name. media_type: of an answer over HTTP. render: the bytes, the same for the same input."""

    suffix: str
    media_type: str
    render: Callable[[ImpactReport, QuoteLedger], bytes]


def _html(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.html import render_html

    return render_html(report, ledger).text.encode("utf-8")


def _pdf(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.pdf import render_pdf

    return render_pdf(report, ledger).content


def _letter(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.pdf import render_letter

    return render_letter(report, ledger).content


def _handout(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.pdf import render_handout

    return render_handout(report, ledger).content


def _poster(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.pdf import render_findings_poster

    return render_findings_poster(report, ledger).content


def _docx(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.docx import render_docx

    return render_docx(report, ledger).content


def _xlsx(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.sheets import render_xlsx

    return render_xlsx(report, ledger.corrections)


def _csv(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    from reports.render.sheets import render_csv_package

    return render_csv_package(report, ledger.corrections)


def _json(report: ImpactReport, ledger: QuoteLedger) -> bytes:
    """The frozen report; beside it, when there are any, the corrections, which are no part of what was frozen."""
    from reports.content import to_json
    from reports.identify import with_corrections

    return with_corrections(to_json(report), ledger.corrections).encode("utf-8")


FORMATS = {
    "html": Format("html", "text/html; charset=utf-8", _html),
    "pdf": Format("pdf", "application/pdf", _pdf),
    "letter": Format("brief.pdf", "application/pdf", _letter),
    "handout": Format("panel.pdf", "application/pdf", _handout),
    "poster": Format("poster.pdf", "application/pdf", _poster),
    "docx": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "csv": Format("zip", "application/zip", _csv),
    "json": Format("json", "application/json", _json),
}
