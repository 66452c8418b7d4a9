"""An evaluator gives the Word report the look of the organisation. Over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.shared import RGBColor
from sqlalchemy.orm import Session

from reports.render.docx import own_template
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import report_templates, verifying
from tests.survey.evaluate.test_reports import evaluator as evaluator
from tests.survey.evaluate.test_reports import issue
from tests.survey.staff_fixtures import Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]


def house_style() -> bytes:
    file = docx.Document(io.BytesIO(own_template()))
    file.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0x00, 0x55)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def bring(browser: Visitor, pilot: Pilot, content: bytes, *, name: str = "huisstijl.docx") -> tuple[int, str]:
    address = f"/evaluatie/{pilot.slug}/rapporten/word"
    browser.get(address)
    answer = browser.client.post(
        address,
        data={"csrf_token": browser.token, "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return answer.status_code, answer.get_data(as_text=True)


def colour(browser: Visitor, pilot: Pilot) -> tuple[bytes, str]:
    """The Word file of report 1 and the colour of its headings."""
    content = browser.client.get(f"/evaluatie/{pilot.slug}/rapporten/1/bestand/docx").data
    return content, str(docx.Document(io.BytesIO(content)).styles["Heading 1"].font.color.rgb)


def test_a_report_takes_the_look_of_the_file_until_it_is_taken_away_and_both_are_recognised(
    evaluator: Visitor, pilot: Pilot, database: Session
) -> None:
    issue(evaluator, pilot)
    plain, before = colour(evaluator, pilot)
    assert bring(evaluator, pilot, house_style())[0] == 302
    dressed, after = colour(evaluator, pilot)
    assert (before != "AA0055", after) == (True, "AA0055")
    page = evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/word")
    assert "huisstijl.docx" in page
    evaluator.post(f"/evaluatie/{pilot.slug}/rapporten/word/weg")
    assert colour(evaluator, pilot)[0] == plain
    ring = evaluator.client.application.config["KEY_RING"]
    for content in (plain, dressed):
        assert verifying.verify(database, content=content, key_ring=ring).same_file
    database.commit()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"geen Word", "geen Word-bestand"), (b"PK" + b"x" * report_templates.MOST_BYTES, "te groot")],
    ids=["no word", "too large"],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence_and_the_look_stays(
    evaluator: Visitor, pilot: Pilot, database: Session, content: bytes, sentence: str
) -> None:
    status, page = bring(evaluator, pilot, content)
    assert status == 400
    assert sentence in page
    assert report_templates.current(database, pilot=pilot) is None
    database.commit()


def test_without_a_file_a_file_is_asked_for(evaluator: Visitor, pilot: Pilot) -> None:
    evaluator.get(f"/evaluatie/{pilot.slug}/rapporten/word")
    assert "Kies een bestand" in evaluator.post(f"/evaluatie/{pilot.slug}/rapporten/word", 400)


def test_the_file_to_begin_with_can_be_used_as_it_is(evaluator: Visitor, pilot: Pilot) -> None:
    begin = evaluator.client.get(f"/evaluatie/{pilot.slug}/rapporten/word/begin").data
    assert bring(evaluator, pilot, begin)[0] == 302


def test_the_look_of_one_pilot_is_not_that_of_another(
    evaluator: Visitor, visitor: Open, person: Make, pilot: Pilot, other_pilot: Pilot, database: Session
) -> None:
    bring(evaluator, pilot, house_style())
    assert report_templates.current(database, pilot=other_pilot) is None
    database.commit()
    visitor(person("evaluator", other_pilot)).get(f"/evaluatie/{pilot.slug}/rapporten/word", 403)
