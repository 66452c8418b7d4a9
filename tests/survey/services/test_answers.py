"""Points between poles: checked before they are stored, and whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.submission import PlacedAnswer
from survey.services import answers, word_codes
from survey.services.errors import AnswerInvalid
from survey.services.questionnaires import get_version
from survey.web.asking import placing
from tests import factories


def test_points_are_stored_as_percents_and_reasons_as_reasons(session: Session, now: datetime) -> None:
    wave = factories.make_pilot(session, now=now).waves[0]
    placed = {"decided": (20, 30, 50), "for_whom": "not_applicable"}
    receipt = factories.tell(session, wave=wave, now=now, placed=placed)
    rows = session.scalars(select(PlacedAnswer).where(PlacedAnswer.ref == receipt.ref))
    found = {row.question: row.not_given or (row.first_percent, row.second_percent, row.third_percent) for row in rows}
    assert found == placed


@pytest.mark.parametrize(
    "placed",
    [
        {"decided": (50, 50, 1)},
        {"decided": (120, -20, 0)},
        {"decided": (33.4, 33.3, 33.3)},
        {"decided": "somewhere"},
        {"for_whom": (40, 40, 20)},
        {"support": (100, 0, 0)},
        {"nowhere": (100, 0, 0)},
    ],
)
def test_a_point_outside_its_poles_is_refused(session: Session, now: datetime, placed: dict[str, Any]) -> None:
    wave = factories.make_pilot(session, now=now).waves[0]
    version = get_version(session, version_id=wave.questionnaire_version_id)
    with pytest.raises(AnswerInvalid):
        answers.check_placed(version, placed)
    with pytest.raises(AnswerInvalid):
        factories.tell(session, wave=wave, now=now, placed=placed)


@given(st.integers(0, 100), st.integers(0, 100))
def test_what_is_written_in_a_field_is_read_back_as_the_same_point(first: int, second: int) -> None:
    point = (first, second, 100 - first - second)
    written = placing.write(point)
    assert placing.read("triad", written) == (point if point[2] >= 0 else None)
    assert placing.read("dyad", written) == (point if point[2] == 0 else None)


@given(st.text(max_size=12))
def test_no_text_at_all_makes_a_point_that_is_not_whole(written: str) -> None:
    point = placing.read("triad", written)
    assert point is None or (sum(point) == 100 and min(point) >= 0)


def test_a_story_with_a_word_code_is_found_by_it_and_not_by_another(session: Session, now: datetime) -> None:
    wave = factories.make_pilot(session, now=now).waves[0]
    code = word_codes.propose()
    receipt = factories.tell(session, wave=wave, now=now, word_code=code)
    session.commit()
    assert word_codes.find(session, code=code, key_ring=factories.KEY_RING, now=now) == receipt.ref
    assert word_codes.find(session, code=word_codes.propose(), key_ring=factories.KEY_RING, now=now) is None
