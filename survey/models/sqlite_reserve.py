"""A reserve on the disk: who takes a story back can do so when nothing else fits any more.

Deleting writes first, into the write-ahead log, so a full disk would keep the very stories that their tellers want gone. A
file beside the database holds the place. It is given up inside the transaction that needs it, while that one holds SQLite's
only write lock, and put back when the log is empty again; so nobody else fills the place in between. PostgreSQL has no such
file: its operator watches the disk of the server (docs/operations/full-disk.md).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

RESERVE_BYTES = 16 * 1024 * 1024
"""Three times the largest recording (5 MiB), which is overwritten with zeros when it is deleted."""
SUFFIX = ".reserve"
GIVEN_UP = "loex_reserve_given_up"


def path_beside(engine: Engine) -> Path | None:
    """Where the reserve of this database is; None where there is no such thing (PostgreSQL, a database in memory)."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database + SUFFIX)


def make_room(session: Session) -> None:
    """Give the reserve up if the disk has less room than it holds. Call it within the transaction that needs the room."""
    engine = _engine(session)
    path = path_beside(engine)
    if path is None or not path.exists() or shutil.disk_usage(path.parent).free >= RESERVE_BYTES:
        return
    with suppress(OSError):
        path.unlink()
        session.info[GIVEN_UP] = True


def put_back(engine: Engine) -> None:
    """Make the reserve, or make it whole; on a full disk as large as still fits. Writes no error: it is a precaution."""
    path = path_beside(engine)
    if path is None or not path.parent.is_dir():
        return
    with suppress(OSError), path.open("ab") as file:
        missing = RESERVE_BYTES - file.tell()
        if missing > 0:
            os.posix_fallocate(file.fileno(), file.tell(), min(missing, shutil.disk_usage(path.parent).free))


def put_back_after(session: Session) -> None:
    """Once the transaction that needed the room has ended, and the log has been emptied if it was to be."""
    if session.info.pop(GIVEN_UP, False):
        put_back(_engine(session))


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
