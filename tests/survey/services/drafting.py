"""What one does with a draft of a questionnaire, as its screens do it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.questionnaire import Question, QuestionnaireVersion
from survey.services import questionnaire_checks, questionnaire_drafts
from survey.services.questionnaire_checks import Problem
from survey.services.questionnaire_drafts import Words


def one(version: QuestionnaireVersion, code: str) -> Question:
    return next(question for question in version.questions if question.code == code)


def change(session: Session, version: QuestionnaireVersion, code: str, by: User, now: datetime, **words: Words) -> None:
    question = one(version, code)
    questionnaire_drafts.save_question(
        session,
        version_id=version.id,
        question_id=question.id,
        seen=questionnaire_checks.stamp(question),
        section=question.section,
        words={name.replace("everyone", ""): said for name, said in words.items()},
        by=by,
        now=now,
    )


def publish(session: Session, version: QuestionnaireVersion, by: User, now: datetime) -> QuestionnaireVersion:
    seen = questionnaire_checks.content_hash(version)
    return questionnaire_drafts.publish(session, version_id=version.id, seen=seen, by=by, now=now)


def reasons(session: Session, version: QuestionnaireVersion) -> list[Problem]:
    before = questionnaire_drafts.published_before(session, version=version)
    return questionnaire_checks.problems(version, before=before)
