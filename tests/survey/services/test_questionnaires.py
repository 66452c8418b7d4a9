"""The pages that a questionnaire version makes, and what a version needs to be published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey.models.questionnaire import QuestionnaireVersion
from survey.services import questionnaires
from survey.services.errors import QuestionnaireInvalid
from tests import factories


def publish(session: Session, now: datetime, questions: list[dict[str, Any]]) -> QuestionnaireVersion:
    return questionnaires.publish(session, slug="proef", title="Proef", questions=questions, now=now)


def asked(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """What every questionnaire asks, and more."""
    always = [q for q in factories.questionnaire()["questions"] if q["kind"] in ("consent", "story")]
    return [*always, *more]


def question(code: str, kind: str, section: str | None = None) -> dict[str, Any]:
    wordings = [{"language": "nl", "text": code}]
    return {"code": code, "kind": kind, "wordings": wordings, **({"section": section} if section else {})}


def test_questions_of_one_section_are_one_page_and_the_kind_decides_for_the_others(
    session: Session, now: datetime
) -> None:
    version = publish(
        session,
        now,
        asked(
            question("name", "title"),
            question("a", "scale", "contact"),
            question("b", "open"),
            question("c", "open", "contact"),
            question("d", "triad"),
            question("e", "dyad"),
        ),
    )
    pages = [(page.section, [q.code for q in page.questions]) for page in questionnaires.pages_of(version)]
    assert pages == [("title", ["name"]), ("contact", ["a", "c"]), ("open", ["b"]), ("place", ["d", "e"])]


def test_twelve_pages_are_published_and_thirteen_are_not(session: Session, now: datetime) -> None:
    sections = [question(f"q{number}", "scale", f"section-{number}") for number in range(7)]
    assert len(questionnaires.pages_of(publish(session, now, asked(*sections[:6])))) == 6
    with pytest.raises(QuestionnaireInvalid, match="13 pages"):
        publish(session, now, asked(*sections))


@pytest.mark.parametrize("missing", ["story", "consent_analysis", "consent_parent"])
def test_a_questionnaire_without_story_or_consent_is_not_published(
    session: Session, now: datetime, missing: str
) -> None:
    with pytest.raises(QuestionnaireInvalid):
        publish(session, now, [q for q in asked() if q["code"] != missing])


def test_the_demo_form_is_twelve_pages(session: Session, now: datetime) -> None:
    version = publish(session, now, factories.questionnaire()["questions"])
    assert [page.section for page in questionnaires.pages_of(version)] == [
        "title",
        "then_now",
        "contact",
        "organisation",
        "place",
        "open",
    ]
