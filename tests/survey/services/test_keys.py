"""Rotating the story key: every story stays readable and recognised, at every moment, and the old key opens none of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.programme import Wave
from survey.models.submission import Submission
from survey.services import kept_drafts, keys, own_story, parent_codes, retention, stories, word_codes
from survey.services.errors import StoryUnreadable
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON
from tests.survey.test_withdrawn_bytes import files_of

OLD_KEY, NEW_KEY = "the first story key, long enough for one", "the second story key, long enough for one"
OLD, BOTH, NEW = KeyRing(OLD_KEY), KeyRing(NEW_KEY, [OLD_KEY]), KeyRing(NEW_KEY)
TEXT = "Eerst moesten we lang wachten. Nu komt er elke week iemand."


def tell(session: Session, n: int, *, ring: KeyRing = OLD) -> list[uuid.UUID]:
    wave = factories.make_pilot(session, now=NOON).waves[0]
    refs = [factories.tell(session, wave=wave, now=NOON, story=TEXT, key_ring=ring).ref for _ in range(n)]
    session.commit()
    return [ref for ref in refs if ref]


def rotate_all(session: Session, *, most: int = 3) -> int:
    n, after = 0, None
    while step := keys.rotate(session, key_ring=BOTH, after=after, most=most):
        session.commit()
        n, after = n + step.n_done, step.last
    return n


def read(session: Session, ref: uuid.UUID, ring: KeyRing) -> str:
    return stories.own_texts(session, ref=ref, key_ring=ring)[0].text


def test_after_rotation_the_new_key_alone_opens_every_story_and_the_old_one_none(session: Session) -> None:
    refs = tell(session, 8)
    sealed = session.execute(text("SELECT sealed FROM told_text ORDER BY id")).scalars().all()
    assert rotate_all(session) == 8
    assert [read(session, ref, NEW) for ref in refs] == [TEXT] * 8
    for ref in refs:
        with pytest.raises(StoryUnreadable):
            read(session, ref, OLD)
    assert session.execute(text("SELECT sealed FROM told_text ORDER BY id")).scalars().all() == sealed
    assert keys.stories_per_mark(session) == {NEW.mark.hex(): 8}


def test_a_kill_halfway_loses_nothing_and_the_next_start_does_only_the_rest(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = tell(session, 8)
    real, calls = KeyRing.rewrapped, []

    def dies(self: KeyRing, ref: uuid.UUID, wrapped: bytes) -> bytes:
        calls.append(ref)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return real(self, ref, wrapped)

    monkeypatch.setattr(KeyRing, "rewrapped", dies)
    with pytest.raises(KeyboardInterrupt):
        rotate_all(session, most=3)
    session.rollback()
    assert keys.stories_per_mark(session) == {NEW.mark.hex(): 3, OLD.mark.hex(): 5}
    assert [read(session, ref, BOTH) for ref in refs] == [TEXT] * 8
    assert rotate_all(session, most=3) == 5
    assert [read(session, ref, NEW) for ref in refs] == [TEXT] * 8


def test_what_is_told_or_withdrawn_during_the_rotation_is_as_it_should_be(session: Session) -> None:
    refs = tell(session, 5)
    step = keys.rotate(session, key_ring=BOTH, most=2)
    session.commit()
    assert step is not None
    gone = next(ref for ref in refs if ref > step.last)
    retention.withdraw(session, ref=gone, by=None, now=NOON)
    fresh = factories.tell(
        session, wave=session.scalars(select(Wave).where(Wave.number == 1)).one(), now=NOON, story=TEXT, key_ring=BOTH
    ).ref
    session.commit()
    assert fresh is not None
    assert rotate_all(session) == 2
    assert session.get(Submission, gone) is None
    assert read(session, fresh, NEW) == TEXT


def test_a_key_that_changes_between_reading_and_writing_is_left_alone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ref,) = tell(session, 1)
    real = KeyRing.rewrapped

    def somebody_is_faster(self: KeyRing, ref: uuid.UUID, wrapped: bytes) -> bytes:
        session.execute(text("DELETE FROM submission"))
        return real(self, ref, wrapped)

    monkeypatch.setattr(KeyRing, "rewrapped", somebody_is_faster)
    step = keys.rotate(session, key_ring=BOTH)
    assert step is not None
    assert step.n_done == 0
    assert session.scalars(select(Submission.ref).where(Submission.ref == ref)).all() == []


def test_a_damaged_key_is_counted_and_does_not_stop_the_others(session: Session) -> None:
    refs = tell(session, 4)
    session.get_one(Submission, min(refs)).wrapped_key = OLD.mark + b"x" * 60
    session.commit()
    step = keys.rotate(session, key_ring=BOTH)
    assert step is not None
    assert (step.n_done, step.n_unreadable) == (3, 1)
    assert keys.rotate(session, key_ring=BOTH, after=step.last) is None


def test_a_second_rotation_on_top_of_an_unfinished_one_works(session: Session) -> None:
    refs = tell(session, 4)
    keys.rotate(session, key_ring=BOTH, most=2)
    session.commit()
    third = KeyRing("the third story key, also long enough", [NEW_KEY, OLD_KEY])
    step = keys.rotate(session, key_ring=third)
    assert step is not None
    assert step.n_done == 4
    assert [read(session, ref, third) for ref in refs] == [TEXT] * 4


def test_a_story_sent_again_after_the_rotation_is_still_one_story(session: Session) -> None:
    wave = factories.make_pilot(session, now=NOON).waves[0]
    first = factories.tell(session, wave=wave, now=NOON, key="dezelfde", key_ring=OLD)
    rotate_all(session)
    again = factories.tell(session, wave=wave, now=NOON, key="dezelfde", key_ring=BOTH)
    assert (again.ref, again.is_new) == (first.ref, False)


def test_a_story_withdrawn_before_the_rotation_never_comes_back_after_it(session: Session) -> None:
    wave = factories.make_pilot(session, now=NOON).waves[0]
    first = factories.tell(session, wave=wave, now=NOON, key="dezelfde", key_ring=OLD)
    assert first.ref is not None
    retention.withdraw(session, ref=first.ref, by=None, now=NOON)
    again = factories.tell(session, wave=wave, now=NOON, key="dezelfde", key_ring=BOTH)
    assert (again.ref, again.is_new) == (None, False)


def test_word_codes_given_before_the_rotation_work_after_it(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON, age_policy="parent_co_consents")
    code, parents, kept = (word_codes.propose() for _ in range(3))
    child = {"perspective": "young_person", "age_band": "12-15", "parent_code": parents}
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, word_code=code, key_ring=OLD, **child).ref
    kept_drafts.keep(session, wave=pilot.waves[0], code=kept, text="half", key_ring=OLD, today=NOON.date())
    rotate_all(session)
    session.commit()
    assert word_codes.find(session, code=code, key_ring=BOTH, now=NOON) == ref
    assert parent_codes.find(session, code=parents, key_ring=BOTH, now=NOON) == ref
    session.commit()
    draft = kept_drafts.find(session, code=kept, key_ring=BOTH, now=NOON)
    assert draft is not None
    assert draft.text == "half"
    kept_drafts.wipe_of_code(session, code=kept, key_ring=BOTH)
    session.commit()
    assert kept_drafts.find(session, code=kept, key_ring=BOTH, now=NOON) is None


def test_a_teller_adds_to_a_story_whose_key_was_rotated(session: Session) -> None:
    (ref,) = tell(session, 1)
    rotate_all(session)
    own_story.add(session, ref=ref, text="Nog iets.", key_ring=BOTH, now=NOON)
    assert {own.text for own in stories.own_texts(session, ref=ref, key_ring=NEW)} == {TEXT, "Nog iets."}


def test_the_commands_rotate_count_and_say_what_is_missing(make_app: Callable[..., Flask], database_url: str) -> None:
    old = make_app(database_url=database_url, story_key=OLD_KEY)
    with old.app_context():
        tell(db.session, 3)
    wrong = make_app(database_url=database_url, story_key=NEW_KEY).test_cli_runner().invoke(args=["keys", "status"])
    assert wrong.exit_code == 1
    assert f"{OLD.mark.hex()}  unknown key, missing from the settings: 3 stories" in wrong.output
    both = make_app(database_url=database_url, story_key=NEW_KEY, story_key_fallbacks=(OLD_KEY,))
    run = both.test_cli_runner()
    done = run.invoke(args=["keys", "rotate"])
    assert done.exit_code == 0, done.output
    assert "3 stories wrapped anew." in done.output
    assert f"{NEW.mark.hex()}  current key: 3 stories" in done.output
    assert f"{OLD.mark.hex()}  earlier key: 0 stories" in done.output
    assert "0 stories wrapped anew." in run.invoke(args=["keys", "rotate"]).output
    with both.app_context():
        (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "keys.rotated"))
        assert event.detail == {"stories": 3}
    holds = run.invoke(args=["audit", "verify"])
    assert holds.exit_code == 0, holds.output


def test_the_audit_commands_print_a_head_and_end_with_1_at_the_first_broken_link(sqlite_app: Flask) -> None:
    run = sqlite_app.test_cli_runner()
    assert run.invoke(args=["audit", "head"]).output == "none yet\n"
    with sqlite_app.app_context():
        tell(db.session, 1)
    head = run.invoke(args=["audit", "head"]).output.strip()
    holds = run.invoke(args=["audit", "verify", "--head", head])
    assert holds.exit_code == 0, holds.output
    assert f"Head: {head}" in holds.output
    with sqlite_app.app_context():
        db.session.execute(text("UPDATE audit_event SET action = 'x' WHERE number = 1"))
        db.session.commit()
    broken = run.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "Link 1 does not fit" in broken.output
    assert run.invoke(args=["audit", "verify", "--head", "?"]).exit_code == 1


def test_nothing_of_a_key_from_before_the_rotation_is_left_in_the_files(
    make_app: Callable[..., Flask], request: pytest.FixtureRequest
) -> None:
    app: Flask = request.getfixturevalue("sqlite_app")
    url = app.config["LOEX"].database_url
    with app.app_context():
        tell(db.session, 3)
        before = [bytes(key) for key in db.session.scalars(select(Submission.wrapped_key))]
    both = make_app(database_url=url, story_key=NEW_KEY, story_key_fallbacks=(OLD_KEY,))
    assert both.test_cli_runner().invoke(args=["keys", "rotate"]).exit_code == 0
    raw = files_of(app)
    assert raw
    assert [key in raw for key in before] == [False] * 3
