"""Every published version as a booklet, with its own words: per language, perspective and age policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.records import PERSPECTIVES, Perspective
from reports.render.booklet import render_booklet
from survey.extensions import db
from survey.manage import booklets
from survey.models.account import User
from survey.models.programme import AgePolicy, Pilot
from survey.services import questionnaires
from tests.reports.test_booklet import said
from tests.survey.staff_fixtures import Visitor


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_the_booklet_has_every_question_of_the_version(
    staff_app: Flask, pilot: Pilot, language: str, perspective: Perspective
) -> None:
    with staff_app.test_request_context():
        version = questionnaires.get_version(db.session, version_id=pilot.waves[0].questionnaire_version_id)
        made = booklets.booklet(version, language=language, perspective=perspective, pilot=None)
        text = said(made)
        for question in version.questions:
            if question.code == questionnaires.PARENT_CONSENT and perspective != "young_person":
                continue
            worded = "" if question.kind == "consent" else perspective
            assert questionnaires.wording_for(question, language=language, perspective=worded).text in text, (
                question.code
            )
    assert made.direction == ("rtl" if language == "ar" else "ltr")
    assert render_booklet(made).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("policy", "has_parent", "sends_away"),
    [("information_only", False, False), ("parent_co_consents", True, False), ("from_16_only", False, True)],
)
def test_the_booklet_follows_the_age_policy_of_the_pilot(
    staff_app: Flask, database: Session, pilot: Pilot, policy: AgePolicy, has_parent: bool, sends_away: bool
) -> None:
    pilot.age_policy = policy
    with staff_app.test_request_context():
        version = questionnaires.get_version(db.session, version_id=pilot.waves[0].questionnaire_version_id)
        young = booklets.booklet(version, language="nl", perspective="young_person", pilot=pilot)
        parent = booklets.booklet(version, language="nl", perspective="parent", pilot=pilot)
    assert (young.parent is not None) == has_parent
    assert ("Vul dit boekje niet in" in young.who[0].help) == sends_away
    assert parent.parent is None
    database.rollback()


def test_a_published_version_is_printed_from_its_own_page_and_a_draft_is_not(
    visitor: Callable[..., Visitor], person: Callable[..., User], pilot: Pilot
) -> None:
    browser = visitor(person("coordinator"))
    address = f"/beheer/vragenlijsten/{pilot.waves[0].questionnaire_version_id}"
    browser.get(f"{address}/boekje")
    answer = browser.answer(f"{address}/boekje", **{"in": "en", "voor": "parent"})
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    browser.get(address)
    draft = browser.answer(f"{address}/nieuwe-versie").headers["Location"]
    browser.get(f"{draft}/boekje", 404)
