"""The Word file: its package is whole, its structure real, and an organisation's own template gives it its look.

LibreOffice opens it in test_word_in_office.py; these are the rules whose breach makes Word or LibreOffice offer a repair.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import RGBColor
from lxml import etree

from reports.render.docx import MOST_BYTES_UNPACKED, UnusableTemplate, check_template, own_template, render_docx
from tests.reports import factory

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FEW = (0, 1, 4, 9)


@cache
def word(n_stories: int | None = None) -> bytes:
    report = factory.full_report() if n_stories is None else factory.small_report(n_stories)
    return render_docx(report, factory.ledger()).content


def saved(change: Callable[[Any], object] = lambda file: None) -> bytes:
    """A template as an evaluator would bring it: Loex' own, changed."""
    file = docx.Document(io.BytesIO(own_template()))
    change(file)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


# --- the package --------------------------------------------------------------------------------------------------------


def relationships(package: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    """The part that each relationship belongs to, with the relationship."""
    for name in package.namelist():
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for link in etree.fromstring(package.read(name)):
                yield owner, link


@pytest.mark.parametrize("n_stories", [None, *FEW])
def test_every_part_is_well_formed_typed_and_reached_by_a_relationship_that_leads_somewhere(
    n_stories: int | None,
) -> None:
    with zipfile.ZipFile(io.BytesIO(word(n_stories))) as package:
        names = set(package.namelist())
        assert package.testzip() is None
        assert len(names) == len(package.namelist()), "no part stands twice in the package"
        types = etree.fromstring(package.read("[Content_Types].xml"))
        endings = {each.get("Extension") for each in types if each.tag.endswith("Default")}
        named = {each.get("PartName", "").lstrip("/") for each in types if each.tag.endswith("Override")}
        assert named <= names
        for name in names - {"[Content_Types].xml"}:
            assert name in named or name.rpartition(".")[2] in endings, name
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
        for owner, link in relationships(package):
            assert link.get("TargetMode") != "External", (owner, link.get("Target"))
            target = link.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(owner), target)
            assert posixpath.normpath(path) in names, (owner, target)


@pytest.mark.parametrize("n_stories", [None, *FEW])
def test_every_reference_in_the_text_has_its_relationship_its_style_or_its_number(n_stories: int | None) -> None:
    with zipfile.ZipFile(io.BytesIO(word(n_stories))) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        known = {link.get("Id") for owner, link in relationships(package) if owner == "word/document.xml"}
        styles = {
            each.get(f"{W}styleId") for each in etree.fromstring(package.read("word/styles.xml")).iter(f"{W}style")
        }
    used = [value for each in body.iter() for key, value in each.items() if key in (f"{R}id", f"{R}embed", f"{R}link")]
    assert set(used) <= known
    for kind in ("pStyle", "rStyle", "tblStyle"):
        assert {each.get(f"{W}val") for each in body.iter(f"{W}{kind}")} <= styles
    drawn = [each.get("id") for each in body.iter("{*}docPr")]
    assert len(set(drawn)) == len(drawn), "two drawings with one number make Word offer a repair"


@pytest.mark.parametrize("n_stories", [None, *FEW])
def test_every_row_of_a_table_fills_its_grid_and_every_cell_ends_in_a_paragraph(n_stories: int | None) -> None:
    body = docx.Document(io.BytesIO(word(n_stories))).element.body
    for table in body.iter(f"{W}tbl"):
        width = len(table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == width
        for cell in table.iter(f"{W}tc"):
            assert cell[-1].tag == f"{W}p"
    assert body[-1].tag == f"{W}sectPr"


def test_headings_go_down_one_step_at_a_time_and_every_table_has_a_caption_before_it() -> None:
    file = docx.Document(io.BytesIO(word()))
    levels = [int(p.style.name[-1]) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in file.element.body.iter(f"{W}tbl"):
        before = table.getprevious()
        assert before is not None
        assert before.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"


# --- a template of one's own ---------------------------------------------------------------------------------------------


def test_a_template_gives_letters_colours_header_and_page_and_none_of_its_words() -> None:
    def house(file: Any) -> None:
        file.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0x00, 0x55)
        file.sections[0].header.paragraphs[0].text = "Gemeente Voorbeeld"
        file.add_paragraph("Hier komt de tekst.")

    made = docx.Document(
        io.BytesIO(render_docx(factory.full_report(), factory.ledger(), template=saved(house)).content)
    )
    assert str(made.styles["Heading 1"].font.color.rgb) == "AA0055"
    assert made.sections[0].header.paragraphs[0].text == "Gemeente Voorbeeld"
    said = [paragraph.text for paragraph in made.paragraphs]
    assert "Hier komt de tekst." not in said
    own = docx.Document(io.BytesIO(word()))
    assert said == [paragraph.text for paragraph in own.paragraphs]


def test_the_own_template_can_be_used_as_a_template_and_is_the_same_each_time() -> None:
    check_template(own_template())
    assert own_template() == own_template()
    assert docx.Document(io.BytesIO(own_template())).paragraphs == []


def test_where_a_template_came_from_is_forgotten() -> None:
    def attached(file: Any) -> None:
        part = next(link.target_part for link in file.part.rels.values() if link.reltype.endswith("/settings"))
        key = part.relate_to(
            "file:///H:/huisstijl.dotx",
            RELATIONSHIP_TYPE.SETTINGS.replace("settings", "attachedTemplate"),
            is_external=True,
        )
        etree.SubElement(file.settings.element, f"{W}attachedTemplate", {f"{R}id": key})

    made = render_docx(factory.small_report(0), factory.ledger(), template=saved(attached)).content
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert all(b"huisstijl" not in package.read(name) for name in package.namelist())


def linked_picture(file: Any) -> None:
    file.part.relate_to("https://example.org/logo.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)


def without_quote(file: Any) -> None:
    file.styles["Quote"].delete()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (MOST_BYTES_UNPACKED + 1))
    return made.getvalue()


def a_workbook() -> bytes:
    from reports.render.sheets import render_xlsx

    return render_xlsx(factory.small_report(0))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (lambda: b"not a zip file", "no_word_file"),
        (lambda: saved()[:2000], "no_word_file"),
        (a_workbook, "no_word_file"),
        (lambda: saved(linked_picture), "loads_from_elsewhere"),
        (lambda: saved(without_quote), "style_missing: Quote"),
        (bomb, "too_large"),
    ],
    ids=["no zip", "cut off", "a workbook", "a linked picture", "a style is missing", "a bomb"],
)
def test_a_file_that_cannot_give_a_report_its_look_is_refused_with_the_reason(
    content: Callable[[], bytes], fault: str
) -> None:
    with pytest.raises(UnusableTemplate, match=f"^{fault}$"):
        check_template(content())
