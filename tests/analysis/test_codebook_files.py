"""A codebook survives being written and read, and a changed file is noticed."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis.codebook import (
    Codebook,
    CodebookError,
    CodebookTampered,
    CodebookTheme,
    StoryLabels,
    ThemeDefinition,
    assign,
    fit,
    from_json,
    from_qdc,
    from_toml,
    to_json,
    to_qdc,
    to_toml,
)
from tests.analysis.codebooks import labelled, world
from tests.refi_qda import assert_valid

anything = st.text(st.characters(exclude_categories=()), max_size=12)
sayable = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
plain = st.text("abc é<&>\"'\n.ض", max_size=12)
refs = st.lists(st.text("abc019-", min_size=1, max_size=4), max_size=3).map(tuple)


def entries(words, identifiers):
    definitions = st.builds(
        ThemeDefinition,
        number=st.integers(0, 9),
        theme=words,
        name=words,
        definition=words,
        not_this=words,
        examples=refs,
        counter_examples=refs,
        by=words,
        reason=words,
        meeting=st.integers(1, 9),
    )
    theme = st.builds(
        CodebookTheme,
        theme=identifiers,
        name=words.map(lambda name: f"x{name}"),
        definition=words,
        not_this=words,
        examples=refs,
        counter_examples=refs,
        candidates=st.lists(words, max_size=2).map(tuple),
        history=st.lists(definitions, max_size=2).map(tuple),
    )
    return st.lists(theme, max_size=3, unique_by=lambda entry: entry.theme).map(
        lambda found: tuple(sorted(found, key=lambda entry: (entry.name.casefold(), entry.theme)))
    )


stories = st.lists(
    st.builds(
        StoryLabels,
        ref=anything,
        present=st.frozensets(anything, max_size=2),
        absent=st.frozensets(anything, max_size=2),
        votes=st.dictionaries(anything, st.integers(1, 5), max_size=2),
        n_readers=st.integers(0, 5),
        drawn=st.sampled_from(["random", "chosen"]),
        decided=st.frozensets(anything, max_size=2),
    ),
    max_size=3,
).map(tuple)


@given(entries(anything, anything), stories, st.integers(1, 9))
def test_json_gives_back_all_that_was_written(themes, labels, version: int) -> None:
    book = Codebook(version, themes, labels, left_out=2, before="x")
    back = from_json(to_json(book))
    assert (back.version, back.themes, back.labels, back.left_out, back.before) == (version, themes, labels, 2, "x")
    assert back.content_hash == book.content_hash


@given(entries(sayable, sayable), st.integers(1, 9))
def test_toml_gives_back_the_words(themes, version: int) -> None:
    back = from_toml(to_toml(Codebook(version, themes, ())))
    assert (back.version, back.themes) == (version, themes)


@given(entries(plain, st.uuids().map(str)).filter(bool))
def test_refi_gives_back_the_words_without_their_history(themes) -> None:
    back = from_qdc(to_qdc(Codebook(1, themes, ())))
    found = {entry.theme: entry for entry in back.themes}
    for theme in themes:
        entry = found[theme.theme]
        assert entry.name == " ".join(theme.name.split())
        assert entry.definition.split() == theme.definition.split()
        assert (entry.not_this.split(), entry.examples) == (theme.not_this.split(), theme.examples)
        assert entry.counter_examples == theme.counter_examples


def test_what_was_learned_comes_back_to_the_last_bit() -> None:
    there = world(90)
    book = fit(labelled(there, range(60)), there.vectors, seed=3)
    back = from_json(to_json(book))
    assert to_json(back) == to_json(book)
    one, other = assign(there.matrix, book), assign(there.matrix, back)
    assert np.array_equal(one.probabilities, other.probabilities)
    assert np.array_equal(one.labels, other.labels)
    assert one.abstention == other.abstention


@pytest.fixture(scope="module")
def written() -> str:
    there = world(60)
    return to_json(fit(labelled(there, range(60)), there.vectors))


def changed(text: str, *path: str | int, to: object) -> str:
    data = json.loads(text)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(data)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("themes", 0, "name"), "Iets anders"),
        (("labels", 0, "present"), []),
        (("classifier", "abstention", "threshold"), 0.01),
        (("classifier", "model_id"), "another"),
        (("classifier", "biases", "float32"), "AAAAAAAAAAAAAAAA"),
        (("content_hash",), "0"),
    ],
)
def test_a_changed_file_is_refused_in_plain_words(written: str, path: tuple[str | int, ...], to: object) -> None:
    with pytest.raises(CodebookTampered, match="changed after it was written"):
        from_json(changed(written, *path, to=to))


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("version",), "one"),
        (("themes",), 3),
        (("labels", 0, "votes"), []),
        (("labels", 0, "drawn"), "somehow"),
        (("classifier", "directions", "shape"), [1, 1]),
        (("classifier", "means"), {}),
        (("classifier", "biases", "float32"), "not base64"),
        (("classifier", "abstention"), None),
    ],
)
def test_a_file_with_parts_of_the_wrong_kind_is_refused(written: str, path: tuple[str | int, ...], to: object) -> None:
    with pytest.raises(CodebookTampered, match="missing or of the wrong kind"):
        from_json(changed(written, *path, to=to))


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=40), st.just("[" * 5000), st.just('{"format": "loex-codebook-1"}')))
def test_any_other_text_is_refused_and_never_crashes(text: str) -> None:
    for read in (from_json, from_toml, from_qdc):
        with pytest.raises(CodebookTampered):
            read(text)


def test_two_themes_with_one_identifier_are_refused() -> None:
    book = Codebook(1, (CodebookTheme("t", "A"), CodebookTheme("t", "B")), ())
    with pytest.raises(CodebookTampered, match="same identifier"):
        from_toml(to_toml(book))
    with pytest.raises(CodebookTampered, match="same identifier"):
        from_qdc(to_qdc(book))


def test_the_refi_form_holds_to_the_schema_of_the_standard() -> None:
    themes = (
        CodebookTheme("eigen", "De klik", "Begrepen <worden> & meer.", "Niet lang kennen.", ("s1", "s2"), ("s3",)),
        CodebookTheme(str(uuid.UUID(int=5)), "مرحبا 🙂 \x00", ""),
    )
    written = to_qdc(Codebook(4, themes, ())).encode()
    assert_valid(written, "Codebook")
    first, second = etree.fromstring(written)[0]
    assert "Examples: s1, s2" in first[0].text
    assert second.get("name") == "مرحبا 🙂 "


def test_an_empty_codebook_has_no_refi_form() -> None:
    with pytest.raises(CodebookError, match="at least"):
        to_qdc(Codebook(1, (), ()))


def test_a_codebook_of_another_program_is_read_with_its_nested_codes() -> None:
    text = (
        '\ufeff<?xml version="1.0" encoding="utf-8"?>'
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another 2.1"><Codes>'
        '<Code guid="{0D62985D-B147-5D01-A9B5-CAE5DCD98342}" name="Contact" isCodable="false">'
        '<Code guid="DFE5C38E-9449-5959-A1F7-E3D895CFA87F" name="De klik" isCodable="true" color="#46AA00">'
        "<Description>Het klikt.</Description></Code></Code></Codes><Sets><Set guid='x' name='y'/></Sets></CodeBook>"
    )
    [theme] = from_qdc(text).themes
    assert (theme.theme, theme.name) == ("dfe5c38e-9449-5959-a1f7-e3d895cfa87f", "De klik")
    assert theme.definition == "Het klikt."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><CodeBook/>', "document type"),
        ('<!DOCTYPE x SYSTEM "elsewhere.dtd"><CodeBook/>', "document type"),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', "not a REFI-QDA"),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="x"/></Codes></CodeBook>', "identifier"),
        (
            '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
            + '<Code guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342" name="x">' * 99
            + "</Code>" * 99
            + "</Codes></CodeBook>",
            "too deeply",
        ),
        ("<a>" + "x" * 5_000_001 + "</a>", "too large"),
    ],
)
def test_a_refi_file_that_is_not_one_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(CodebookTampered, match=why):
        from_qdc(text)


def test_the_checksum_sees_every_number() -> None:
    there = world(60)
    learned = fit(labelled(there, range(60)), there.vectors).classifier
    assert learned is not None
    nudged = learned.directions.copy()
    nudged[0, 0] = np.nextafter(nudged[0, 0], np.float32(9))
    assert replace(learned, directions=nudged).checksum() != learned.checksum()
    assert replace(learned, seed=9).checksum() != learned.checksum()
