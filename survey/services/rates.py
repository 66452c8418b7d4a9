"""How often something was tried lately, without an address or anything else of a person.

A try must count even when the request that made it is refused and rolled back. So it is counted in a transaction of its
own (`at_once`), opened and committed before the request's own session has begun one: on SQLite two open transactions of
one request would wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.models.rate import RateCount
from survey.models.sqlite import only_reading
from survey.models.sqlite_reserve import make_room

WINDOW_S = 60


@contextmanager
def at_once(session: Session) -> Iterator[Session]:
    """A short session beside this one, on the same database, committed at its end; it writes, also when its request only
    reads.

    Raises RuntimeError when the given session is in a transaction already.
    """
    if session.in_transaction():
        raise RuntimeError("Count before anything else is read or written in this request.")
    token = only_reading.set(False)
    try:
        with Session(session.get_bind()) as own, own.begin():
            own.connection()  # takes the write lock on SQLite, so that the room which is made goes to this count
            make_room(own)  # who wants to take a story back has to get in on a full disk as well
            yield own
    finally:
        only_reading.reset(token)


def lately(session: Session, *, kind: str, key: str, now: datetime, window_s: int = WINDOW_S) -> int:
    """Tries in this window and the one before: at least as many as in the last `window_s` seconds."""
    found = session.scalar(
        select(func.sum(RateCount.n)).where(
            RateCount.kind == kind, RateCount.key == key, RateCount.window >= _window(now, window_s) - 1
        )
    )
    return found or 0


def wait_s(session: Session, *, kind: str, key: str, most: int, now: datetime, window_s: int = WINDOW_S) -> int:
    """After how many seconds one more try is within `most` again. To be asked when a try too many has been counted."""
    window = _window(now, window_s)
    here = session.scalar(
        select(RateCount.n).where(RateCount.kind == kind, RateCount.key == key, RateCount.window == window)
    )
    freed = window + (2 if (here or 0) > most else 1)
    return freed * window_s - int(now.timestamp())


def count(session: Session, *, kind: str, key: str, now: datetime, window_s: int = WINDOW_S) -> None:
    """One try more. key: a keyed hash of what was tried. The first try of a window removes what is older than two windows.

    window_s: the same for every count of one kind.
    """
    window = _window(now, window_s)
    if _one_more(session, kind, key, window):
        return
    try:
        with session.begin_nested():
            session.add(RateCount(kind=kind, key=key, window=window, n=1))
            session.flush()
    except IntegrityError:  # somebody else counted the first try between our look and our write
        _one_more(session, kind, key, window)
    session.execute(delete(RateCount).where(RateCount.kind == kind, RateCount.window < window - 1))


def _one_more(session: Session, kind: str, key: str, window: int) -> bool:
    """False when this is the first try of the window."""
    counted = (
        update(RateCount)
        .where(RateCount.kind == kind, RateCount.key == key, RateCount.window == window)
        .values(n=RateCount.n + 1)
        .returning(RateCount.n)
    )
    return session.scalar(counted) is not None


def _window(now: datetime, window_s: int) -> int:
    return int(now.timestamp()) // window_s
