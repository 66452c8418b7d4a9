"""A mapping is checked as a whole before any story is looked at, and says what is wrong in words an evaluator knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.services.importing import mapping_file
from survey.services.importing.mapping_file import read_mapping
from survey.services.tables_in import ImportRefused

EXAMPLES = sorted(Path("docs/operations/examples").glob("*.toml"))
GUIDE = Path("docs/operations/importing.md")
WHOLE = EXAMPLES[1].read_text(encoding="utf-8")
SMALL = """
[source]
name = "small"
[story]
column = "verhaal"
[perspective]
always = "parent"
[language]
always = "nl"
[route]
always = "school"
[consent]
analysis = { always = "no" }
panel = { always = "no" }
quotation = { always = "no" }
"""


def _why(text: str) -> str:
    with pytest.raises(ImportRefused) as refused:
        read_mapping(text.encode())
    return str(refused.value)


def test_the_smallest_mapping_needs_five_things_and_consent() -> None:
    assert read_mapping(SMALL.encode()).columns == ("verhaal",)
    why = _why("")
    for missing in ("[source] name", "[story] column", "[perspective]", "[language]", "[route]", "[consent] analysis"):
        assert f"In the mapping, {missing} is missing" in why


def test_a_mapping_written_in_windows_notepad_is_read() -> None:
    assert read_mapping(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).name == "small"


def test_unknown_keys_are_refused_with_the_known_ones() -> None:
    why = _why(SMALL.replace('column = "verhaal"', 'column = "verhaal"\ncolum = "x"') + "[leeftijd]\n[source.extra]\n")
    assert "In the mapping, [story] has 'colum', which is not known. Known are: column." in why
    assert "The mapping has 'leeftijd', which is not known. Known are: source, value_maps, story, title," in why
    assert "In the mapping, [source] has 'extra', which is not known. Known are: name, id, completed," in why


def test_everybody_consents_only_with_a_sentence_that_says_how() -> None:
    everybody = SMALL.replace('analysis = { always = "no" }', "analysis = { always = true }")
    assert "[consent] consent_ground is missing" in _why(everybody)
    assert "[consent] consent_ground is missing" in _why(everybody + 'consent_ground = "ja hoor"\n')
    ground = "Asked on paper before the talk, forms kept by the pilot coordinator."
    assert read_mapping((everybody + f'consent_ground = "{ground}"\n').encode()).consent_ground == ground


@pytest.mark.parametrize("empty", ['default = "yes"', 'values = { ja = "yes", "" = "yes" }'])
def test_an_empty_cell_is_never_consent(empty: str) -> None:
    why = _why(SMALL.replace('panel = { always = "no" }', f'panel = {{ column = "mag", {empty} }}'))
    assert "[consent.panel] makes an empty cell yes" in why


@pytest.mark.parametrize("empty", ["default = 3", 'values = { goed = 4, "" = 3 }'])
def test_an_empty_cell_is_never_a_step(empty: str) -> None:
    assert "gives an empty cell a step" in _why(SMALL + f'[answers]\nrapport = {{ column = "klik", {empty} }}\n')


def test_a_closed_answer_cannot_be_the_same_for_everybody() -> None:
    assert "'always', which is not known" in _why(SMALL + "[answers]\nrapport = { always = 4 }\n")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ('values = { x = "teacher" }', "'x' must be one of: young_person, parent, professional."),
        ('values = "nergens"', "names 'nergens', which is not under [value_maps]."),
        ("values = 3", "must be a table"),
        ('values = { "a b" = "parent", "a  b" = "professional" }', "'a  b' has two meanings."),
        ('values = { x = "" }', "'x' must be one of"),
        ('default = "iemand"', "[perspective] default must be one of"),
        ('always = "parent"', "must have a column or always and not both."),
    ],
)
def test_words_that_loex_does_not_have_are_refused(change: str, reason: str) -> None:
    assert reason in _why(SMALL.replace('always = "parent"', f'column = "wie"\n{change}', 1))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ('[told_on]\ncolumn = "d"\nalways = 2026-03-01\n', "and not both"),
        ('[told_on]\nalways = "2026-03-01"\n', "without quotation marks"),
        ("[told_on]\nalways = 2026-03-01T10:00:00\n", "without quotation marks"),
        ('[told_on]\ncolumn = "d"\ndate_format = "%d-%m"\n', "year, month and day"),
        ('[told_on]\ncolumn = "d"\ndate_format = "%d %Y %m %Y"\n', "year, month and day"),
        ("[title]\ncolumn = 3\n", "[title] column must be a text in quotation marks."),
        ('title = "x"\n', "[title]"),
        ("[answers]\nrapport = 3\n", "[answers.rapport] must be a table"),
        ("[answers]\nrapport = { values = { a = 1 } }\n", "[answers.rapport"),
        ("[open]\nworse = 3\n", "[open.worse] must be a table"),
    ],
)
def test_other_mistakes_are_named_by_their_place(table: str, reason: str) -> None:
    text = table + SMALL if table.startswith("title") else SMALL + table
    assert reason in _why(text)


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    assert re.search(r"not valid TOML: .*line 2", _why("\n[source\n"))
    assert "not a UTF-8 text file" in str(_refusal(b"\xff\xfe[\x00"))


def _refusal(data: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        read_mapping(data)
    return refused.value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_good_mapping(example: Path) -> None:
    assert read_mapping(example.read_bytes()).name


def test_the_guide_explains_every_key() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    keys = {*mapping_file.TABLES, *mapping_file.SOURCE_KEYS, *mapping_file.CONSENT_KEYS, *mapping_file.TOLD_ON_KEYS}
    assert not [key for key in keys | {"parent_agrees", "consent_ground"} if f"`{key}`" not in guide]


def _require_words(refused: ImportRefused) -> None:
    assert refused.problems


ANYTHING = st.recursive(
    st.sampled_from(['"x"', "3", "true", "2026-03-01", "[]", '""', '"yes"', "{}"]),
    lambda inner: st.dictionaries(
        st.sampled_from(["column", "values", "always", "default", "contains", "then", '""']), inner, max_size=3
    ).map(lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*mapping_file.TABLES, "anders"]), ANYTHING, max_size=6))
def test_whatever_the_tables_hold_a_mapping_is_read_or_refused(tables: dict[str, str]) -> None:
    assert _refusal("\n".join(f"{name} = {value}" for name, value in tables.items()).encode()).problems


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.text(max_size=3))
def test_an_example_with_a_piece_changed_is_read_or_refused(start: int, end: int, new: str) -> None:
    try:
        read_mapping((WHOLE[:start] + new + WHOLE[end:]).encode("utf-8", "replace"))
    except ImportRefused as refused:
        _require_words(refused)
