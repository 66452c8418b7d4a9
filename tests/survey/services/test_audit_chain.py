"""The audit log is what was written: whatever is changed, removed, added or reordered behind its back is found."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.programme import Pilot
from survey.services import audit, audit_chain
from survey.services.audit_chain import Checked, Head
from survey.services.errors import HeadUnreadable
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON
from tests.survey.services.tamperings import (
    ACTS,
    RING,
    add_event,
    cut_off_last,
    postgres,
    without_constraints,
)

TAMPERINGS, ON_POSTGRES = 1_000, 1_000 if os.environ.get("TORTURE") == "full" else 100


@pytest.fixture
def keyed_app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    return make_app(database_url=database_url, story_key="test story key, long enough to pass for one")


@pytest.fixture
def chain(keyed_app: Flask) -> Iterator[Session]:
    """A session on a log with some thirty events by two people and by nobody."""
    with keyed_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        people = [None, *(factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot) for _ in range(2))]
        db.session.commit()
        for n in range(25):
            record(db.session, pilot, by=people[n % 3], n=n)
            if n % 4 == 0:
                db.session.commit()
        db.session.commit()
        yield db.session
        db.session.rollback()


def record(session: Session, pilot: Pilot, **detail: Any) -> None:
    by = detail.pop("by", None)
    audit.record(session, action="pilot.changed", subject=pilot, by=by, now=NOON + timedelta(minutes=1), **detail)


def checked(session: Session, known: Head | None = None) -> Checked:
    return audit_chain.verify(session, key_ring=RING, known=known)


def test_a_log_that_nobody_touched_holds_to_its_last_event(chain: Session) -> None:
    n = chain.scalar(select(func.count(AuditEvent.number)))
    found = checked(chain, known=audit_chain.head(chain))
    assert found == Checked(n or 0, audit_chain.head(chain))
    assert found.n > 25


def test_an_earlier_head_still_holds_when_the_log_has_grown(chain: Session) -> None:
    earlier = Head.read(str(audit_chain.head(chain)))
    audit.record(chain, action="some.act", subject=None, by=None, now=NOON)
    chain.commit()
    found = checked(chain, known=earlier)
    assert found.fault is None
    assert found.head is not None
    assert found.head.position == earlier.position + 1


def test_a_head_survives_being_copied_from_paper() -> None:
    head = Head(214, "0f3a88c0" * 4)
    assert str(head) == "214 0f3a 88c0 0f3a 88c0 0f3a 88c0 0f3a 88c0"
    assert Head.read("  214 0F3A88C0-0f3a88c0-0f3a 88c0 0f3a88c0 ") == head


@pytest.mark.parametrize("wrong", ["", "214", "214 0f3a", "x 0f3a88c00f3a88c00f3a88c00f3a88c0", "214 " + "g" * 32])
def test_what_is_no_head_is_refused_as_such(wrong: str) -> None:
    with pytest.raises(HeadUnreadable):
        Head.read(wrong)


def test_the_end_cut_off_shows_only_to_who_kept_the_head(chain: Session) -> None:
    kept = audit_chain.head(chain)
    assert kept is not None
    for _ in range(3):
        cut_off_last(chain, random.Random(1))
    assert checked(chain).fault is None, "a shorter chain is sound in itself"
    found = checked(chain, known=kept)
    assert (found.fault, found.number) == ("missing", kept.position - 2)


def test_a_log_written_anew_with_the_right_key_does_not_contain_the_head_that_was_kept(chain: Session) -> None:
    kept = audit_chain.head(chain)
    chain.execute(text("DELETE FROM audit_link"))
    chain.execute(text("UPDATE audit_event SET action = 'nothing.happened' WHERE number = 3"))
    audit.record(chain, action="some.act", subject=None, by=None, now=NOON)
    chain.commit()
    assert checked(chain).fault is None
    assert checked(chain, known=kept).fault == "not_the_head"


def test_what_a_savepoint_or_a_rollback_took_back_is_no_link(chain: Session) -> None:
    before = checked(chain).n
    pilot = chain.scalars(select(Pilot)).one()
    nested = chain.begin_nested()
    record(chain, pilot, n=1)
    nested.rollback()
    record(chain, pilot, n=2)
    chain.commit()
    assert checked(chain).n == before + 1
    record(chain, pilot, n=3)
    chain.rollback()
    chain.commit()
    assert checked(chain) == Checked(before + 1, audit_chain.head(chain))


def test_events_from_before_the_chain_are_taken_in_once_and_never_again(chain: Session) -> None:
    chain.execute(text("DELETE FROM audit_link"))
    chain.commit()
    audit.record(chain, action="some.act", subject=None, by=None, now=NOON)
    chain.commit()
    assert checked(chain).fault is None
    add_event(chain, random.Random(2))
    chain.commit()
    audit.record(chain, action="some.act", subject=None, by=None, now=NOON)
    chain.commit()
    assert checked(chain).fault == "without_link"


def test_links_under_an_earlier_key_hold_as_long_as_it_is_in_the_ring(chain: Session) -> None:
    fresh = KeyRing("another story key, also long enough for one", ["test story key, long enough to pass for one"])
    audit_chain.seal_with(chain.get_bind().engine, fresh)
    chain.close()
    audit.record(chain, action="some.act", subject=None, by=None, now=NOON)
    chain.commit()
    assert audit_chain.verify(chain, key_ring=fresh).fault is None
    without = KeyRing("another story key, also long enough for one")
    found = audit_chain.verify(chain, key_ring=without)
    assert (found.fault, found.number) == ("unknown_key", 1)


def test_an_engine_without_keys_commits_no_event(chain: Session) -> None:
    bare = create_engine(chain.get_bind().engine.url)
    with Session(bare) as session:
        audit.record(session, action="some.act", subject=None, by=None, now=NOON)
        with pytest.raises(RuntimeError, match="no keys"):
            session.commit()
    bare.dispose()


def test_many_writers_at_once_make_one_chain_in_one_order(keyed_app: Flask) -> None:
    writers, rounds = 6, 5
    with keyed_app.app_context():
        factories.make_pilot(db.session, now=NOON)
        db.session.commit()
    start, failures = threading.Barrier(writers), []

    def write(number: int) -> None:
        start.wait()
        try:
            for n in range(rounds):
                with keyed_app.app_context():
                    record(db.session, db.session.scalars(select(Pilot)).one(), writer=number, n=n)
                    db.session.flush()
                    db.session.commit()
        except Exception as error:  # every kind of failure counts here
            failures.append(repr(error)[:300])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with keyed_app.app_context():
        found = checked(db.session)
        assert found.fault is None
        assert found.n >= writers * rounds


@pytest.mark.torture
def test_a_thousand_random_tamperings_are_all_found(chain: Session) -> None:
    kept, chance = audit_chain.head(chain), random.Random(20260414)
    chain.rollback()
    without_constraints(chain)
    missed = []
    for n in range(ON_POSTGRES if postgres(chain) else TAMPERINGS):
        act = ACTS[n % len(ACTS)]
        savepoint = chain.begin_nested()
        act(chain, chance)
        if checked(chain, known=kept).fault is None:
            missed.append((n, act.__name__))
        savepoint.rollback()
    assert missed == []
    assert checked(chain, known=kept).fault is None
