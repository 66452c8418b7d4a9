"""The codebook in the REFI-QDA form (`.qdc`), which ATLAS.ti, MAXQDA, NVivo, QualCoder and others read and write.

Source: REFI-QDA standard 1.5, Codebook.xsd, namespace urn:QDA-XML:codebook:1.0: CodeBook(origin) holds Codes of Code
(guid, name, isCodable, color) with a Description and further Codes, and Sets. The form knows one text a code, so
definition, boundary, examples and counter-examples stand in it under fixed headings and are found back by them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from xml.etree import ElementTree

from analysis.codebook.book import Codebook, CodebookError, CodebookTampered, CodebookTheme

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Loex"
MOST_BYTES = 5_000_000
MOST_LEVELS = 50
_GUIDS = uuid.UUID("6a1f2a52-3f0f-5c1d-9a35-0d5b3f3f6c11")
"""Namespace of the identifiers made for themes whose own is no UUID."""
_HEADINGS = {"not_this": "Not this:", "examples": "Examples:", "counter_examples": "Counter-examples:"}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_qdc(codebook: Codebook) -> str:
    """The themes as a REFI-QDA codebook: XML, UTF-8. Raises CodebookError without themes: the form asks for one code
    at least. Characters that XML cannot hold are left out."""
    if not codebook.themes:
        raise CodebookError("this codebook has no themes yet, and the REFI-QDA form asks for one at least")
    root = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": f"{ORIGIN}, version {codebook.version}"})
    codes = ElementTree.SubElement(root, "Codes")
    for theme in codebook.themes:
        named = {"guid": guid(theme.theme), "name": _clean(theme.name), "isCodable": "true"}
        code = ElementTree.SubElement(codes, "Code", named)
        if description := _clean(_description(theme)):
            ElementTree.SubElement(code, "Description").text = description
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def guid(theme: str) -> str:
    """The identifier of a theme as the form wants it: its own if that is a UUID, else one made from it."""
    try:
        return str(uuid.UUID(theme))
    except ValueError:
        return str(uuid.uuid5(_GUIDS, theme.encode("utf-8", "backslashreplace").decode("ascii", "backslashreplace")))


def from_qdc(text: str) -> Codebook:
    """The codes of a REFI-QDA codebook of any program as themes, version 1, without labels. Codes within codes are
    taken side by side, and codes that nothing may be coded with are passed over. Raises CodebookTampered."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise CodebookTampered("this file is too large for a codebook")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CodebookTampered("this file declares a document type, which a codebook does not have")
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff").encode("utf-8"))  # noqa: S314 (no entities: see above)
    except (ElementTree.ParseError, ValueError) as wrong:
        raise CodebookTampered("this file is not a REFI-QDA codebook: it cannot be read as XML") from wrong
    codes = root.find(_tag("Codes"))
    if root.tag != _tag("CodeBook") or codes is None:
        raise CodebookTampered("this file is not a REFI-QDA codebook")
    themes = [_theme(code) for code in _codes(codes, 0) if code.get("isCodable", "true") in ("true", "1")]
    if len({theme.theme for theme in themes}) < len(themes):
        raise CodebookTampered("two codes in this file have the same identifier")
    return Codebook(1, tuple(sorted(themes, key=lambda theme: (theme.name.casefold(), theme.theme))), ())


def _codes(parent: ElementTree.Element, level: int) -> Iterator[ElementTree.Element]:
    if level > MOST_LEVELS:
        raise CodebookTampered("codes in this file are nested too deeply")
    for code in parent.findall(_tag("Code")):
        yield code
        yield from _codes(code, level + 1)


def _theme(code: ElementTree.Element) -> CodebookTheme:
    name = " ".join((code.get("name") or "").split())
    try:
        identifier = str(uuid.UUID(code.get("guid") or ""))
    except ValueError as wrong:
        raise CodebookTampered(f"the code {name!r} has no valid identifier") from wrong
    if not name:
        raise CodebookTampered(f"the code {identifier} has no name")
    return _described(identifier, name, code.findtext(_tag("Description")) or "")


def _description(theme: CodebookTheme) -> str:
    parts = [theme.definition]
    if theme.not_this:
        parts.append(f"{_HEADINGS['not_this']} {theme.not_this}")
    for name, refs in (("examples", theme.examples), ("counter_examples", theme.counter_examples)):
        if refs:
            parts.append(f"{_HEADINGS[name]} {', '.join(refs)}")
    return "\n\n".join(parts).strip("\n")


def _described(identifier: str, name: str, description: str) -> CodebookTheme:
    """Takes apart what `_description` put together; a text from elsewhere is all definition."""
    found: dict[str, str] = {}
    for field in reversed(_HEADINGS):
        head, heading, tail = ("\n\n" + description).rpartition(f"\n\n{_HEADINGS[field]} ")
        if heading:
            description, found[field] = head.removeprefix("\n\n"), tail
    return CodebookTheme(
        theme=identifier,
        name=name,
        definition=description,
        not_this=found.get("not_this", ""),
        examples=tuple(found["examples"].split(", ")) if "examples" in found else (),
        counter_examples=tuple(found["counter_examples"].split(", ")) if "counter_examples" in found else (),
    )


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
