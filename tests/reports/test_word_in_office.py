"""The Word file opened by an office program: LibreOffice reads it whole and lays it out, without a repair."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from reports.render.docx import render_docx
from reports.texts import say
from tests.reports import factory

PATIENCE_S = 120
"""It takes four seconds; this is for a machine that does ten other things."""


def laid_out(written: bytes, folder: Path) -> PdfReader:
    """What LibreOffice makes of a Word file, with settings of its own and nothing remembered."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("office test: there is no LibreOffice here (apt-get install libreoffice-writer-nogui)")
    (folder / "report.docx").write_bytes(written)
    command = [office, f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "report.docx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (folder / "report.pdf").exists(), f"LibreOffice could not open it: {done.stdout} {done.stderr}"
    return PdfReader(folder / "report.pdf")


def headings(outline: list[Any]) -> list[str]:
    return [text for each in outline for text in (headings(each) if isinstance(each, list) else [each.title])]


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_an_office_program_opens_the_word_file_whole(tmp_path: Path) -> None:
    written = render_docx(factory.full_report(), factory.ledger()).content
    file, read = docx.Document(io.BytesIO(written)), laid_out(written, tmp_path)
    assert headings(read.outline) == [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    pages = [page.extract_text() for page in read.pages]
    said = squeezed(" ".join(pages))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    latin = [text for text in (p.text for p in file.paragraphs) if text.isascii()]
    assert len(latin) > 100
    assert [text for text in (*latin, *filter(str.isascii, cells)) if squeezed(text) not in said] == []
    drawn = {name for page in read.pages for name in page["/Resources"].get("/XObject", {})}
    assert len(drawn) == len(file.inline_shapes)
    for number, page in enumerate(pages, start=1):
        assert say("head.demo") in page
        assert say("foot.page", number=number, total=len(pages)) in page
