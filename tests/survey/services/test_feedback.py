"""What goes back to tellers: written by a person, published by a person, and nothing is overwritten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.base import AppendOnlyViolation
from survey.models.programme import Wave
from survey.services import feedback
from survey.services.errors import ChangedMeanwhile, FeedbackIncomplete, TextTooLong
from survey.services.feedback import Text
from tests import factories

TEXT = Text("We hoorden dat wachten zwaar is.", "We bellen elke maand.", "Meer plekken komen er niet.")


@pytest.fixture
def wave(session: Session, now: datetime) -> Wave:
    return factories.make_pilot(session, now=now).waves[0]


@pytest.fixture
def by(session: Session, now: datetime) -> User:
    return factories.make_user(session, now=now)


def publish(session: Session, wave: Wave, text: Text, by: User, now: datetime, language: str = "nl") -> None:
    draft = feedback.save_draft(session, wave=wave, language=language, text=text, by=by, now=now)
    feedback.publish(session, wave=wave, language=language, number=draft.number, by=by, now=now)


def test_a_draft_is_for_staff_only(session: Session, wave: Wave, by: User, now: datetime) -> None:
    feedback.save_draft(session, wave=wave, language="nl", text=TEXT, by=by, now=now)
    assert feedback.published(session, wave=wave, language="nl") is None
    assert [version.text for version in feedback.history(session, wave=wave, language="nl")] == [TEXT]


def test_tellers_read_the_newest_published_version(session: Session, wave: Wave, by: User, now: datetime) -> None:
    publish(session, wave, TEXT, by, now)
    newer = Text("Nieuw.", "Nieuw.", "Nieuw.")
    feedback.save_draft(session, wave=wave, language="nl", text=newer, by=by, now=now)
    read = feedback.published(session, wave=wave, language="nl")
    assert read is not None
    assert (read.heard, read.will_do, read.will_not_do) == (TEXT.heard, TEXT.will_do, TEXT.will_not_do)
    publish(session, wave, newer, by, now + timedelta(days=1))
    read = feedback.published(session, wave=wave, language="nl")
    assert read is not None
    assert (read.heard, read.published_on) == ("Nieuw.", (now + timedelta(days=1)).date())
    assert len(feedback.history(session, wave=wave, language="nl")) == 4


def test_without_a_translation_the_dutch_text_is_read(session: Session, wave: Wave, by: User, now: datetime) -> None:
    publish(session, wave, TEXT, by, now)
    read = feedback.published(session, wave=wave, language="ar")
    assert read is not None
    assert read.language == "nl"
    publish(session, wave, Text("We heard.", "We do.", "We don't."), by, now, language="en")
    read = feedback.published(session, wave=wave, language="en")
    assert read is not None
    assert (read.language, read.heard) == ("en", "We heard.")


@pytest.mark.parametrize("part", ["heard", "will_do", "will_not_do"])
def test_a_text_with_an_empty_part_is_kept_but_not_published(
    session: Session, wave: Wave, by: User, now: datetime, part: str
) -> None:
    parts = {"heard": "a", "will_do": "b", "will_not_do": "c", part: " \n"}
    draft = feedback.save_draft(session, wave=wave, language="nl", text=Text(**parts), by=by, now=now)
    with pytest.raises(FeedbackIncomplete):
        feedback.publish(session, wave=wave, language="nl", number=draft.number, by=by, now=now)


def test_only_the_version_that_was_looked_at_is_published(
    session: Session, wave: Wave, by: User, now: datetime
) -> None:
    seen = feedback.save_draft(session, wave=wave, language="nl", text=TEXT, by=by, now=now)
    feedback.save_draft(session, wave=wave, language="nl", text=Text("Anders.", "b", "c"), by=by, now=now)
    with pytest.raises(ChangedMeanwhile):
        feedback.publish(session, wave=wave, language="nl", number=seen.number, by=by, now=now)
    assert feedback.published(session, wave=wave, language="nl") is None


def test_saving_or_publishing_the_same_again_adds_nothing(
    session: Session, wave: Wave, by: User, now: datetime
) -> None:
    publish(session, wave, TEXT, by, now)
    again = feedback.save_draft(session, wave=wave, language="nl", text=TEXT, by=by, now=now)
    feedback.publish(session, wave=wave, language="nl", number=again.number, by=by, now=now)
    assert [version.is_published for version in feedback.history(session, wave=wave, language="nl")] == [True, False]


@pytest.mark.parametrize(("more", "refused"), [(0, False), (1, True)])
def test_the_announced_limit_holds(
    session: Session, wave: Wave, by: User, now: datetime, more: int, refused: bool
) -> None:
    text = Text("a" * (feedback.MOST_CHARACTERS + more), "b", "c")
    if refused:
        with pytest.raises(TextTooLong):
            feedback.save_draft(session, wave=wave, language="nl", text=text, by=by, now=now)
    else:
        feedback.save_draft(session, wave=wave, language="nl", text=text, by=by, now=now)


def test_a_version_never_changes(session: Session, wave: Wave, by: User, now: datetime) -> None:
    row = feedback.save_draft(session, wave=wave, language="nl", text=TEXT, by=by, now=now)
    row.heard = "Anders."
    with pytest.raises(AppendOnlyViolation):
        session.flush()
    session.rollback()


def test_words_that_could_point_to_someone_are_named_before_publishing() -> None:
    text = Text("Wij spraken met Fatima uit Beijum.", "Bel 06-12345678.", "Niets.")
    found = feedback.recognisable(text, language="nl")
    assert "Fatima" in found
    assert any("06" in words for words in found)
    assert feedback.recognisable(TEXT, language="nl") == ()
