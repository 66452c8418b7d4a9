"""Drafts of a questionnaire, on both databases: starting, changing, translating, publishing; a published one stays."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.base import AppendOnlyViolation
from survey.models.questionnaire import Question, QuestionnaireVersion, QuestionWording
from survey.services import instruments, questionnaire_checks, questionnaire_drafts, questionnaires
from survey.services.errors import (
    ChangedMeanwhile,
    CodeUnusable,
    DraftExists,
    NotAllowed,
    NotPublishable,
    VersionPublished,
)
from survey.services.questionnaire_checks import MOST_CHARACTERS_QUESTION, Problem
from survey.services.questionnaire_drafts import Words
from tests import factories
from tests.survey.services.drafting import change, one, publish, reasons

DUTCH = {"1": "nee", "2": "bijna niet", "3": "beetje", "4": "bijna", "5": "ja"}


@pytest.fixture
def by(session: Session, now: datetime) -> User:
    return factories.make_user(session, now=now, role="admin")


@pytest.fixture
def published(session: Session, now: datetime) -> QuestionnaireVersion:
    description = factories.questionnaire()
    return questionnaires.publish(
        session, slug=description["slug"], title=description["title"], questions=description["questions"], now=now
    )


@pytest.fixture
def draft(session: Session, published: QuestionnaireVersion, by: User, now: datetime) -> QuestionnaireVersion:
    return questionnaire_drafts.start_version(session, version=published, by=by, now=now)


def test_a_new_version_starts_with_everything_the_old_one_says(
    published: QuestionnaireVersion, draft: QuestionnaireVersion
) -> None:
    assert draft.number == published.number + 1
    assert draft.published_at is None
    assert questionnaire_checks.described(draft) == questionnaire_checks.described(published)


def test_there_is_one_draft_at_a_time(
    session: Session, published: QuestionnaireVersion, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    with pytest.raises(DraftExists) as there:
        questionnaire_drafts.start_version(session, version=published, by=by, now=now)
    assert there.value.draft_id == draft.id


def test_publishing_the_same_once_more_is_refused(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    with pytest.raises(NotPublishable) as refused:
        publish(session, draft, by, now)
    assert refused.value.problems == (Problem("unchanged", n=1),)


def test_a_changed_version_is_published_with_the_hash_of_what_it_says_and_a_line_in_the_log(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    change(session, draft, "worse", by, now, everyone=Words("Wat ging er slechter?", "Niets? Sla dit over."))
    change_in_other_languages(session, draft, by, now)
    done = publish(session, draft, by, now)
    assert done.published_at == now
    assert done.content_hash == questionnaire_checks.content_hash(done)
    session.expire_all()
    again = questionnaires.get_version(session, version_id=done.id)
    assert questionnaire_checks.content_hash(again) == done.content_hash
    acts = session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == str(done.id))).all()
    assert {"questionnaire.drafted", "questionnaire.question_changed", "questionnaire.published"} <= set(acts)


def change_in_other_languages(session: Session, draft: QuestionnaireVersion, by: User, now: datetime) -> None:
    """The help text of `worse` stays; nothing else is needed, since English and Arabic have their own wording."""
    assert reasons(session, draft) == []


def test_nothing_of_a_published_version_can_be_changed_through_the_service(
    session: Session, published: QuestionnaireVersion, by: User, now: datetime
) -> None:
    question = one(published, "worse")
    before = questionnaire_checks.content_hash(published)
    common = {"version_id": published.id, "by": by, "now": now}
    seen = questionnaire_checks.stamp(question)
    attempts = [
        lambda: change(session, published, "worse", by, now, everyone=Words("Anders")),
        lambda: questionnaire_drafts.add_question(session, code="nieuw_een", kind="open", **common),
        lambda: questionnaire_drafts.move_question(session, question_id=question.id, up=True, **common),
        lambda: questionnaire_drafts.remove_question(session, question_id=question.id, seen=seen, **common),
        lambda: questionnaire_drafts.remove_language(session, language="en", **common),
        lambda: questionnaire_drafts.translate(session, language="en", seen={}, words={}, **common),
        lambda: questionnaire_drafts.discard(session, seen=before, **common),
        lambda: questionnaire_drafts.publish(session, seen=before, **common),
    ]
    for attempt in attempts:
        with pytest.raises(VersionPublished):
            attempt()
    assert questionnaire_checks.content_hash(questionnaires.get_version(session, version_id=published.id)) == before


@pytest.mark.parametrize("how", ["word", "question", "add", "remove", "reopen", "lose a word"])
def test_nothing_of_a_published_version_can_be_changed_past_the_service(
    session: Session, published: QuestionnaireVersion, how: str
) -> None:
    session.commit()
    session.expire_all()
    version = questionnaires.get_version(session, version_id=published.id)
    question = one(version, "timely")
    if how == "word":
        question.wordings[0].text = "Anders"
    elif how == "question":
        question.position = 99
    elif how == "add":
        version.questions.append(Question(code="erbij", kind="open", position=99, wordings=[]))
    elif how == "remove":
        session.delete(question)
    elif how == "reopen":
        version.published_at, version.content_hash = None, None
    else:
        session.delete(
            session.scalars(select(QuestionWording).where(QuestionWording.question_id == question.id)).first()
        )
    with pytest.raises(AppendOnlyViolation):
        session.flush()
    session.rollback()


def test_two_people_who_change_the_same_question_lose_nothing(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    question = one(draft, "also")
    seen = questionnaire_checks.stamp(question)
    change(session, draft, "also", by, now, everyone=Words("De eerste"))
    with pytest.raises(ChangedMeanwhile) as refused:
        questionnaire_drafts.save_question(
            session, version_id=draft.id, question_id=question.id, seen=seen, section=None,
            words={"": Words("De tweede")}, by=by, now=now,
        )  # fmt: skip
    assert refused.value.what == ("also",)
    assert [w.text for w in one(draft, "also").wordings if w.language == "nl"] == ["De eerste"]


def test_two_translators_only_meet_where_both_wrote(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    seen = {q.code: questionnaire_checks.stamp(q, language="en") for q in draft.questions}
    common = {"version_id": draft.id, "language": "en", "seen": seen, "by": by, "now": now}
    assert questionnaire_drafts.translate(session, words={"also": {"": Words("First", "Help")}}, **common) == 1
    assert questionnaire_drafts.translate(session, words={"worse": {"": Words("Second", "Help")}}, **common) == 1
    with pytest.raises(ChangedMeanwhile) as refused:
        questionnaire_drafts.translate(
            session, words={"also": {"": Words("Third", "Help")}, "title": {"": Words("Fourth", "Help")}}, **common
        )
    assert refused.value.what == ("also",)
    assert "Fourth" not in [w.text for w in one(draft, "title").wordings]


def test_a_draft_that_changed_after_it_was_looked_at_is_not_published(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    seen = questionnaire_checks.content_hash(draft)
    change(session, draft, "also", by, now, everyone=Words("Iets anders", "Uitleg"))
    with pytest.raises(ChangedMeanwhile):
        questionnaire_drafts.publish(session, version_id=draft.id, seen=seen, by=by, now=now)
    assert draft.published_at is None


def test_a_question_from_the_catalogue_comes_with_the_words_it_was_asked_in_before(
    session: Session, published: QuestionnaireVersion, by: User, now: datetime
) -> None:
    fresh = questionnaire_drafts.start_questionnaire(session, title="Kort verhaal", by=by, now=now)
    known = {each.code: each.kind for each in instruments.catalogue_questions()}
    added = questionnaire_drafts.add_question(
        session, version_id=fresh.id, code="trust", kind=known["trust"], by=by, now=now
    )
    assert known["support"] == "then_now"
    described = questionnaire_checks.described_question
    assert described(added) == described(one(published, "trust"))


@pytest.mark.parametrize(
    "code", ["story", "title", "consent_extra", "Twee Woorden", "x", "1abc", "worse", "draft", "a" * 41]
)
def test_a_short_name_that_is_taken_or_unreadable_is_refused(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime, code: str
) -> None:
    with pytest.raises(CodeUnusable):
        questionnaire_drafts.add_question(session, version_id=draft.id, code=code, kind="open", by=by, now=now)


def test_order_is_changed_step_by_step_and_the_story_keeps_its_place(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    common = {"version_id": draft.id, "by": by, "now": now}
    questionnaire_drafts.move_question(session, question_id=one(draft, "also").id, up=True, **common)
    order = [q.code for q in questionnaire_drafts.open_draft(session, version_id=draft.id).questions]
    assert order.index("also") == order.index("worse") - 1
    questionnaire_drafts.move_question(session, question_id=one(draft, "title").id, up=True, **common)
    assert [q.code for q in questionnaire_drafts.open_draft(session, version_id=draft.id).questions] == order
    with pytest.raises(NotAllowed):
        questionnaire_drafts.move_question(session, question_id=one(draft, "story").id, up=False, **common)


def test_what_no_questionnaire_can_do_without_is_not_taken_out(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    for code in questionnaire_checks.REQUIRED:
        question = one(draft, code)
        with pytest.raises(NotAllowed):
            questionnaire_drafts.remove_question(
                session, version_id=draft.id, question_id=question.id,
                seen=questionnaire_checks.stamp(question), by=by, now=now,
            )  # fmt: skip


def test_a_new_questionnaire_says_what_it_lacks(session: Session, by: User, now: datetime) -> None:
    fresh = questionnaire_drafts.start_questionnaire(session, title="Nieuw", by=by, now=now)
    assert {problem.reason for problem in reasons(session, fresh)} == {"no_wording"}
    with pytest.raises(CodeUnusable):
        questionnaire_drafts.start_questionnaire(session, title="  nieuw! ", by=by, now=now)


def test_a_language_counts_only_when_every_question_can_be_asked_of_everyone(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    complete = questionnaire_checks.complete_languages(draft)
    assert complete == ("nl", "en", "ar", "uk", "tr", "pl")
    questionnaire_drafts.remove_language(session, version_id=draft.id, language="pl", by=by, now=now)
    questionnaire_drafts.translate(
        session, version_id=draft.id, language="pl", seen={"title": questionnaire_checks.stamp(one(draft, "title"), language="pl")},
        words={"title": {"": Words("Jaki tytuł?", "Kilka słów.")}}, by=by, now=now,
    )  # fmt: skip
    assert questionnaire_checks.complete_languages(draft) == complete[:-1]
    assert len(questionnaire_checks.missing(draft, language="pl")) == len(draft.questions) - 1
    assert {p.language for p in reasons(session, draft)} == {"pl"}
    questionnaire_drafts.remove_language(session, version_id=draft.id, language="pl", by=by, now=now)
    assert reasons(session, draft) == []


def test_words_of_steps_are_typed_once_and_given_to_every_group(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    groups = {p: Words(f"Vraag voor {p}") for p in ("young_person", "parent", "professional")}
    change(session, draft, "trust", by, now, everyone=Words("", "", DUTCH), **groups)
    assert {w.perspective: w.options for w in one(draft, "trust").wordings if w.language == "nl"} == dict.fromkeys(
        groups, DUTCH
    )


@pytest.mark.parametrize(
    ("length", "is_refused"), [(MOST_CHARACTERS_QUESTION, False), (MOST_CHARACTERS_QUESTION + 1, True)]
)
def test_a_question_longer_than_a_phone_is_refused(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime, length: int, is_refused: bool
) -> None:
    change(session, draft, "also", by, now, everyone=Words("a" * length, "Uitleg"))
    wanted = [Problem("too_long", "also", "nl", MOST_CHARACTERS_QUESTION)] if is_refused else []
    assert reasons(session, draft) == wanted


def test_a_form_of_more_than_twelve_pages_is_refused(
    session: Session, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    assert questionnaire_checks.n_pages(draft) == questionnaires.MOST_PAGES
    questionnaire_drafts.save_question(
        session, version_id=draft.id, question_id=one(draft, "also").id, seen=questionnaire_checks.stamp(one(draft, "also")),
        section="eigen", words={"": Words("Wat nog?", "Uitleg")}, by=by, now=now,
    )  # fmt: skip
    assert reasons(session, draft) == [Problem("too_many_pages", n=questionnaires.MOST_PAGES + 1)]


def test_a_draft_is_thrown_away_as_it_was_seen_and_its_questionnaire_stays(
    session: Session, published: QuestionnaireVersion, draft: QuestionnaireVersion, by: User, now: datetime
) -> None:
    with pytest.raises(ChangedMeanwhile):
        questionnaire_drafts.discard(session, version_id=draft.id, seen="iets anders", by=by, now=now)
    seen = questionnaire_checks.content_hash(draft)
    questionnaire_drafts.discard(session, version_id=draft.id, seen=seen, by=by, now=now)
    assert [line.number for line in instruments.overview(session, today=now.date())[0].versions] == [published.number]


def test_where_a_version_is_in_use_is_shown_with_what_is_live(session: Session, now: datetime) -> None:
    pilot = factories.make_pilot(session, now=now)
    [line] = instruments.overview(session, today=now.date())
    assert [(use.pilot, use.wave, use.is_live, use.is_coming) for use in line.versions[0].uses] == [
        (pilot.title, "Meetmoment 1", True, False),
        (pilot.title, "Meetmoment 2", False, True),
    ]
    assert line.versions[0].is_live


@given(st.permutations(range(9)))
def test_the_hash_follows_from_what_is_said_and_not_from_the_order_of_rows(order: list[int]) -> None:
    wordings = [
        QuestionWording(
            language=language, perspective=perspective, text=f"{language} {perspective}", help_text="", options={}
        )
        for language in ("nl", "en", "ar")
        for perspective in ("young_person", "parent", "professional")
    ]
    plain = QuestionnaireVersion(
        number=1, questions=[Question(code="a", kind="open", position=1, section=None, wordings=wordings[:])]
    )
    expected = questionnaire_checks.content_hash(plain)
    mixed = [wordings[index] for index in order]
    other = QuestionnaireVersion(
        number=7, questions=[Question(code="a", kind="open", position=3, section=None, wordings=mixed)]
    )
    assert questionnaire_checks.content_hash(other) == expected
    mixed[0].text += "!"
    assert questionnaire_checks.content_hash(other) != expected
