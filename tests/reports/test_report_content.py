"""The frozen report: the same in, the same out, and back from its JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from analysis.disclosure import publish
from reports.build import UnknownWave, WrongPilot, build_report
from reports.content import checksum, from_json, to_json
from reports.identify import report_checksum
from reports.render.formats import FORMATS
from reports.render.html import render_html
from reports.serial import NotThisRecord
from tests.reports import factory


def test_the_same_report_is_drawn_with_the_same_bytes_twice() -> None:
    first, second = (render_html(factory.full_report(), factory.ledger()) for _ in range(2))
    assert first.text.encode() == second.text.encode()


def test_a_report_read_back_from_its_json_is_the_same_report() -> None:
    report = factory.full_report()
    assert from_json(to_json(report)) == report
    assert from_json(json.loads(to_json(report))) == report, "as a database column gives it back"


def test_a_report_read_back_is_drawn_with_the_same_bytes() -> None:
    report = factory.full_report()
    assert render_html(from_json(to_json(report)), factory.ledger()) == render_html(report, factory.ledger())


def test_the_checksum_is_the_hash_of_the_json_and_changes_with_any_word() -> None:
    report = factory.full_report()
    assert checksum(report) == hashlib.sha256(to_json(report).encode()).hexdigest()
    assert checksum(replace(report, pilot=replace(report.pilot, title="Anders"))) != checksum(report)


def test_the_checksum_stands_in_the_report_itself() -> None:
    report = factory.full_report()
    assert checksum(report) in render_html(report, factory.ledger()).text


def test_nobody_can_change_a_frozen_report() -> None:
    with pytest.raises(FrozenInstanceError):
        factory.full_report().schema = 2  # type: ignore[misc]


def test_no_words_of_a_teller_are_in_the_frozen_report() -> None:
    content = to_json(factory.full_report())
    for quote in factory.full_results().quotes:
        assert json.dumps(quote.words, ensure_ascii=False)[1:-1] not in content


@pytest.mark.parametrize("spoil", ["missing", "unknown", "type", "date"])
def test_data_of_another_shape_are_refused(spoil: str) -> None:
    data = json.loads(to_json(factory.full_report()))
    if spoil == "missing":
        del data["limits"]
    elif spoil == "unknown":
        data["provider"] = "Zorg BV"
    elif spoil == "type":
        data["issue"]["number"] = "1"
    else:
        data["issue"]["issued_on"] = "22-11-2026"
    with pytest.raises(NotThisRecord):
        from_json(data)


def test_results_of_another_pilot_are_refused() -> None:
    with pytest.raises(WrongPilot):
        factory.full_report(pilot=replace(factory.PILOT, code="scherm"))


def test_results_of_a_wave_without_facts_are_refused() -> None:
    with pytest.raises(UnknownWave):
        build_report(
            published=factory.full_results(),
            pilot=factory.PILOT,
            phases=factory.PHASES,
            waves=factory.WAVES[:1],
            issue=factory.full_report().issue,
            provenance=factory.PROVENANCE,
        )


def test_the_order_in_which_facts_are_given_does_not_matter() -> None:
    results = factory.full_results()
    turned = replace(results, indicators=tuple(reversed(results.indicators)))
    assert to_json(factory.full_report(turned)) == to_json(factory.full_report(results))


def test_figures_over_all_perspectives_together_never_reach_a_report() -> None:
    results = factory.full_results()
    everyone = publish(
        [replace(row, perspective=None) for row in factory.figures({(1, "parent"): 253})], policy=factory.POLICY
    )
    mixed = replace(results, indicators=results.indicators + everyone.indicators)
    assert to_json(factory.full_report(mixed)) == to_json(factory.full_report(results))


def test_a_quote_under_a_theme_that_did_not_leave_stands_with_the_other_quotes() -> None:
    results = factory.full_results()
    without = replace(results, themes=results.themes[1:])
    report = factory.full_report(without)
    assert [q.number for q in report.quotes] == [1, 5], "2 stands beside a story that the panel chose"
    assert [q.number for q in report.all_quotes] == [1, 2, 3, 4, 5]


def test_a_group_that_told_nothing_still_has_its_row() -> None:
    report = factory.small_report(9)
    assert [(row.perspective, row.told) for row in report.coverage] == [
        ("young_person", None),
        ("parent", 10),
        ("professional", None),
    ]


def test_the_day_of_issue_is_in_words(full_text: str) -> None:
    assert factory.full_report().issue.issued_on == date(2026, 11, 22)
    assert "22 november 2026" in full_text


DATA = Path(__file__).with_name("data")
"""Reports as the software of an earlier schema froze them, to the byte."""
CHECKSUMS_THEN = {
    1: "d02761889e6394b39b5af28bcfd4414d950d9b854b7a0ee0bf3a3f72a6b11bd5",
    2: "ebef359515219310135a9ef1e02b96913d76db6a8fee00afe76a882f6507888e",
    3: "d94cbe2a0e557d8f6ca205760e30df9b2fbd0e4966d5bd2a7049178702da5843",
}


def frozen_then(schema: int) -> str:
    return (DATA / f"schema-{schema}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("schema", list(CHECKSUMS_THEN))
def test_a_report_of_an_earlier_schema_keeps_its_bytes_and_its_checksum(schema: int) -> None:
    report = from_json(frozen_then(schema))
    assert report.schema == schema
    assert to_json(report) == frozen_then(schema)
    assert checksum(report) == CHECKSUMS_THEN[schema]


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_report_of_the_first_schema_can_still_be_taken_along(form: str) -> None:
    made = FORMATS[form].render(from_json(frozen_then(1)), factory.ledger())
    assert report_checksum(made) == CHECKSUMS_THEN[1]
