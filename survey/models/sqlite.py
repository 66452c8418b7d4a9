"""How Loex uses SQLite: WAL, foreign keys, full sync, deleted bytes overwritten, and writers that queue up instead of failing.

A plain BEGIN lets two writers start and one of them fail ("database is locked", which no timeout cures); BEGIN IMMEDIATE
makes the second wait. Pages that only read begin without taking the write lock.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from survey.models import sqlite_reserve

BUSY_TIMEOUT_MS = 30_000
"""The longest wait measured with 32 writers on one file was 4.9 s, on a quiet machine. On a machine with four times as much
work as cores, 15 s were too short for 6 of about 200 writers; who waits longer than this gets a page with all that was typed."""

LOG_TIMEOUT_MS = 2_000
EMPTY_LOG = "loex_empty_log"
"""Marks a session that has deleted what nobody may find again."""

only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


def apply_sqlite_rules(engine: Engine) -> None:
    """Install the rules on an engine; does nothing for another database."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")


def empty_log_afterwards(session: Session) -> None:
    """Once this session's transaction has ended, empty the write-ahead log: until then it holds what was deleted. On a full
    disk the reserve makes room for the deletion."""
    sqlite_reserve.make_room(session)
    session.info[EMPTY_LOG] = True


@event.listens_for(Session, "after_transaction_end")
def _tidy(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is not None:
        return
    if session.info.pop(EMPTY_LOG, False):
        bind = session.get_bind()
        with suppress(OperationalError):  # it is deleted for every reader; what the log keeps goes the next time
            truncate_log(bind if isinstance(bind, Engine) else bind.engine)
    sqlite_reserve.put_back_after(session)


def truncate_log(engine: Engine) -> None:
    """Empty the write-ahead log, which still holds deleted rows until then. Waits for readers `LOG_TIMEOUT_MS` at most; what
    they keep is emptied the next time. Does nothing for another database."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None, "a connection in use has its driver's connection"
        raw.execute(f"PRAGMA busy_timeout={LOG_TIMEOUT_MS}")
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
