"""Bringing in real stories: everything is checked, all of it or nothing comes in; the same file twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from analysis.records import USES
from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.consent import ConsentEvent
from survey.models.programme import AgePolicy
from survey.models.submission import ClosedAnswer, Submission
from survey.services import importing, stories
from survey.services.errors import TextTooLong
from survey.services.tables_in import ImportRefused
from tests import factories
from tests.conftest import Clock
from tests.survey.imports import EXAMPLES, EXPORTS, NOW, SMALL, SMALL_MAPPING, WITHOUT_ID, bring_in, n_stories, wave


@pytest.fixture
def app(app: Flask, clock: Clock) -> Iterator[Flask]:
    clock.at = NOW
    with app.app_context():
        factories.make_pilot(db.session, now=NOW, slug="samen")
        db.session.commit()
        yield app
        db.session.rollback()


def _problems(app: Flask, data: bytes | str, mapping: str = SMALL_MAPPING, name: str = "x.csv") -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        bring_in(app, data, mapping, name)
    assert n_stories() == 0
    return [str(problem) for problem in refused.value.problems]


# --- the exports as the tools write them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "file", "n_new", "left_out"),
    [
        ("limesurvey", "limesurvey.csv", 4, {"not sent in": (6,), "without consent for any use": (10,)}),
        ("kobo", "kobo.csv", 4, {}),
        ("msforms", "msforms.xlsx", 3, {"without consent for any use": (5,)}),
    ],
)
def test_an_export_comes_in_with_the_example_mapping_and_only_once(
    app: Flask, tool: str, file: str, n_new: int, left_out: dict[str, tuple[int, ...]]
) -> None:
    mapping, data = (EXAMPLES / f"{tool}.toml").read_bytes(), (EXPORTS / file).read_bytes()
    first = bring_in(app, data, mapping, file)
    assert (first.n_new, first.n_known, dict(first.left_out)) == (n_new, 0, left_out)
    again = bring_in(app, data, mapping, file)
    assert (again.n_new, again.n_known) == (0, n_new)
    assert n_stories() == n_new


def test_everything_that_a_limesurvey_row_says_is_kept_and_nothing_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    tell = stories.tell
    monkeypatch.setattr(importing.stories, "tell", lambda session, **said: told.append(said) or tell(session, **said))
    bring_in(app, (EXPORTS / "limesurvey.csv").read_bytes(), (EXAMPLES / "limesurvey.toml").read_bytes())
    first = told[0]["told"]
    assert first.texts == {
        "story": "Ik moest altijd alles opnieuw vertellen.\nNu is er één iemand en die belt ook gewoon terug.\n\n"
        "Dat scheelt echt.",
        "title": "één iemand",
        "worse": "niks",
    }
    assert first.answers == {
        "support.then": 2, "support.now": 4, "wellbeing.then": 3, "wellbeing.now": 3, "rapport": 5,
        "trust": "not_mentioned",
    }  # fmt: skip
    assert (first.perspective, first.age_band, first.language) == ("young_person", "12-15", "nl")
    assert first.consent == dict.fromkeys(USES, True)
    assert told[0]["now"] == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert "192.0.2.17" not in repr(told)
    submission = db.session.scalars(select(Submission).where(Submission.perspective == "professional")).one()
    assert (submission.entered_as, submission.told_on) == ("import", date(2026, 3, 5))
    assert submission.professional_role == "education"
    events = db.session.scalars(select(ConsentEvent).where(ConsentEvent.ref == submission.ref)).all()
    assert {event.use: event.granted for event in events} == {"analysis": True, "panel": False, "quotation": False}
    assert {event.given_by for event in events} == {"import"}
    answers = db.session.execute(
        select(ClosedAnswer.question, ClosedAnswer.step).where(ClosedAnswer.ref == submission.ref)
    )
    assert sorted(tuple(row) for row in answers) == [("rapport", 4), ("trust", 3)]


def test_an_import_leaves_one_line_in_the_audit_log_and_a_repeated_one_none(app: Flask) -> None:
    for _ in range(2):
        bring_in(app, SMALL)
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "stories.imported"))
    assert event.detail == {"source": "small", "n_new": 2, "consent_ground": ""}


# --- the same story again --------------------------------------------------------------------------------------------


def test_a_later_export_adds_only_the_new_rows(app: Flask) -> None:
    bring_in(app, SMALL)
    later = bring_in(app, SMALL + "3,Nu wel.,2026-05-01,ja,5\n")
    assert (later.n_new, later.n_known) == (1, 2)


def test_the_same_row_number_of_another_survey_is_another_story(app: Flask) -> None:
    bring_in(app, SMALL)
    other = bring_in(app, SMALL, SMALL_MAPPING.replace('name = "small"', 'name = "other"'))
    assert other.n_new == 2


def test_without_an_id_the_text_is_recognised_even_with_a_mended_mapping_and_another_order(app: Flask) -> None:
    bring_in(app, SMALL, WITHOUT_ID)
    header, first, second = SMALL.splitlines()
    mended = WITHOUT_ID.replace('always = "school"', 'always = "letter"')
    again = bring_in(app, "\n".join([header, second, first]), mended)
    assert (again.n_new, again.n_known) == (0, 2)


def test_without_an_id_two_people_may_say_the_same(app: Flask) -> None:
    twice = SMALL.replace("Niemand belde.", "Ze belde terug.")
    assert bring_in(app, twice, WITHOUT_ID).n_new == 2
    assert bring_in(app, twice, WITHOUT_ID).n_known == 2


# --- what is wrong is said, all of it, without anybody's words --------------------------------------------------------


def test_every_bad_row_is_reported_with_line_column_and_reason(app: Flask) -> None:
    bad = (
        "nr,verhaal,dag,mag,klik\n"
        '1,"Goed\nverhaal",2026-04-01,ja,4\n'
        "2,,2026-04-01,ja,4\n"
        "3,GEHEIM verhaal,1-4-2026,ja,4\n"
        "1,GEHEIM verhaal,2026-04-01,misschien GEHEIM,9\n"
        ",GEHEIM verhaal,2025-04-01,ja,\n"
    )
    problems = _problems(app, bad)
    assert problems == [
        "line 4, column 'verhaal': is empty; a story is needed. Or set without_story = \"leave_out\" in the mapping.",
        "line 5, column 'dag': is no date such as 2026-03-31.",
        "line 6, column 'mag': has an answer of 16 characters that is not mapped for consent.analysis: 'ja', 'nee'.",
        "line 6, column 'klik': has an answer of 1 characters that is not mapped for answers.rapport: "
        "1, 2, 3, 4, 5, not_mentioned, not_applicable.",
        "line 6, column 'nr': is the same as on line 2.",
        "line 7, column 'dag': is 2025-04-01, which is outside the wave (2026-03-01 to 2026-05-31).",
        "line 7, column 'nr': is empty; without it this row cannot be told from another.",
    ]
    assert "GEHEIM" not in "".join(problems)


def test_a_story_of_fifty_thousand_characters_is_refused_by_length(app: Flask) -> None:
    problems = _problems(app, SMALL.replace("Niemand belde.", "x" * 50_000))
    assert problems == ["line 3, column 'verhaal': has 50000 characters; story can have 10000."]


def test_a_title_and_an_open_answer_have_their_own_limits(app: Flask) -> None:
    mapping = SMALL_MAPPING + '[title]\ncolumn = "titel"\n[open.worse]\ncolumn = "slechter"\n'
    data = f"nr,verhaal,dag,mag,klik,titel,slechter\n1,Kort,2026-04-01,ja,4,{'t' * 151},{'s' * 2001}\n"
    assert [p.split("has")[1] for p in _problems(app, data, mapping)] == [
        " 151 characters; title can have 150.",
        " 2001 characters; worse can have 2000.",
    ]


def test_a_nul_in_a_mapped_column_is_refused_and_elsewhere_ignored(app: Flask) -> None:
    assert "NUL" in _problems(app, SMALL.replace("Niemand", "Nie\0mand"))[0]
    assert bring_in(app, SMALL.replace("klik\n", "klik,naam\n").replace("4\n", "4,a\0\n").replace("1\n", "1,b\n")).n_new


def test_text_that_looks_like_a_formula_is_just_text(app: Flask) -> None:
    assert bring_in(app, SMALL.replace("Niemand belde.", "=1+1 vond ik het")).n_new == 2


def test_a_day_that_has_yet_to_come_is_refused(app: Flask) -> None:
    assert "has yet to come" in _problems(app, SMALL.replace("2026-04-02", "2026-05-21"))[0]


def test_the_date_limesurvey_writes_when_it_keeps_none_is_explained(app: Flask) -> None:
    assert "keeps no dates" in _problems(app, SMALL.replace("2026-04-02", "1980-01-01 00:00:00"))[0]


def test_without_a_day_the_day_of_import_counts_and_must_lie_in_the_wave(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = SMALL_MAPPING.replace('column = "dag"', "always = 2026-06-01")
    assert "outside the wave" in _problems(app, SMALL, mapping)[0]
    bring_in(app, SMALL, SMALL_MAPPING.replace('[told_on]\ncolumn = "dag"', ""))
    assert set(db.session.scalars(select(Submission.told_on))) == {NOW.date()}


def test_a_date_format_of_the_mapping_is_understood(app: Flask) -> None:
    mapping = SMALL_MAPPING.replace('column = "dag"', 'column = "dag"\ndate_format = "%d-%m-%Y %H:%M"')
    data = SMALL.replace("2026-04-01", "01-04-2026 10:00").replace("2026-04-02", "02-04-2026 23:59")
    bring_in(app, data, mapping)
    assert set(db.session.scalars(select(Submission.told_on))) == {date(2026, 4, 1), date(2026, 4, 2)}


def test_missing_and_double_columns_are_named_with_a_guess(app: Flask) -> None:
    assert _problems(app, "nr,verhaall,dag,mag,mag,klik\n1,a,2026-04-01,ja,ja,4\n") == [
        "column 'verhaal': is in the mapping and not in the file. Did you mean 'verhaall'?",
        "column 'mag': is in the file 2 times; it is not clear which one is meant.",
    ]


def test_a_row_without_any_consent_is_left_out_and_counted(app: Flask) -> None:
    summary = bring_in(app, SMALL.replace("2026-04-02,ja", "2026-04-02,nee"))
    assert (summary.n_new, dict(summary.left_out)) == (1, {"without consent for any use": (3,)})


def test_rows_without_a_story_are_left_out_when_the_mapping_says_so(app: Flask) -> None:
    mapping = SMALL_MAPPING.replace('id = "nr"', 'id = "nr"\nwithout_story = "leave_out"')
    summary = bring_in(app, SMALL.replace("Niemand belde.", " "), mapping)
    assert (summary.n_new, dict(summary.left_out)) == (1, {"without a story": (3,)})


def test_a_letter_that_was_lost_before_the_export_is_mentioned(app: Flask) -> None:
    assert bring_in(app, SMALL.replace("Niemand", "Ge\ufffdnteresseerd")).damaged == (3,)


@pytest.mark.parametrize(
    ("policy", "age", "parent", "reason"),
    [
        ("from_16_only", "12-15", "yes", "takes stories from 16 only"),
        ("parent_co_consents", "under-12", "no", "without a parent who agrees"),
        ("parent_co_consents", "", "yes", "has no age_band"),
        ("parent_co_consents", "12-15", "yes", ""),
        ("from_16_only", "16-17", "no", ""),
    ],
)
def test_the_age_policy_of_the_pilot_holds_for_an_import(
    app: Flask, policy: AgePolicy, age: str, parent: str, reason: str
) -> None:
    wave().pilot.age_policy = policy
    mapping = SMALL_MAPPING.replace('always = "parent"', 'always = "young_person"')
    mapping = mapping.replace(
        "[answers", 'parent_agrees = { column = "ouder" }\n[age_band]\ncolumn = "leeftijd"\n[answers'
    )
    data = f"nr,verhaal,dag,mag,klik,leeftijd,ouder\n1,Ik mag weer.,2026-04-01,ja,4,{age},{parent}\n"
    if reason:
        assert reason in _problems(app, data, mapping)[0]
    else:
        assert bring_in(app, data, mapping).n_new == 1


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_a_refusal_by_tell_itself_takes_back_the_rows_before_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tell, n_told = stories.tell, []

    def refuses_the_second(*arguments: object, **named: object) -> object:
        n_told.append(1)
        if len(n_told) == 2:
            raise TextTooLong("story", 1)
        return tell(*arguments, **named)

    monkeypatch.setattr(importing.stories, "tell", refuses_the_second)
    assert _problems(app, SMALL) == ["line 3: is refused (TextTooLong)."]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_are_the_file_is_refused_in_words(app: Flask, data: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        bring_in(app, data)
    assert refused.value.problems
    assert n_stories() == 0


def _require_nothing_written(refused: ImportRefused) -> None:
    assert refused.problems
    assert n_stories() == 0


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), min_size=1, max_size=4))
def test_whatever_the_cells_say_the_whole_file_comes_in_or_nothing(app: Flask, cells: list[tuple[str, ...]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    data = "\n".join(["nr,verhaal,dag,mag,klik", *quoted, "99999,Echt.,2026-04-01,ja,4"])
    try:
        summary = bring_in(app, data)
    except ImportRefused as refused:
        _require_nothing_written(refused)
    else:
        assert n_stories() == summary.n_new
    finally:
        db.session.rollback()
