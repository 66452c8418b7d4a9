"""What is left of a story that is gone: a keyed hash and a day, in the database and in a file beside it.

A backup from before a withdrawal still has the story and knows nothing of the withdrawal. The file survives the restore,
and `retention.replay` lets its stories go again. A hash tells nothing without the story key and the key of the form.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from survey.models.submission import WithdrawnKey
from survey.services.errors import TombstonesUnreadable

FILE = "loex_tombstones"
PENDING = "loex_tombstones_pending"
LINE = re.compile(r"([0-9a-f]{64}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """key_hash: the keyed hash of the key with which the story came in."""

    key_hash: str
    on: date

    def __str__(self) -> str:
        return f"{self.key_hash} {self.on.isoformat()}"


def kept_in(engine: Engine, path: Path) -> None:
    """Let every session on this engine write its tombstones to this file as well."""
    engine.update_execution_options(**{FILE: path})


def add(session: Session, *, key_hash: str, on: date) -> None:
    """Keep a tombstone: now in the database, and at the commit in the file."""
    if session.get(WithdrawnKey, key_hash) is None:
        session.add(WithdrawnKey(idempotency_hash=key_hash, withdrawn_on=on))
    session.info.setdefault(PENDING, []).append(Tombstone(key_hash, on))


def all_kept(session: Session) -> list[Tombstone]:
    """What the database knows, oldest first."""
    rows = session.scalars(select(WithdrawnKey).order_by(WithdrawnKey.withdrawn_on, WithdrawnKey.idempotency_hash))
    return [Tombstone(row.idempotency_hash, row.withdrawn_on) for row in rows]


def read(lines: Iterable[str]) -> list[Tombstone]:
    """A list as it was written; a last line that was cut off by a crash is left out. Raises TombstonesUnreadable."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.endswith("\n"):
            continue
        parts = LINE.fullmatch(line.strip())
        if parts is None:
            raise TombstonesUnreadable(f"line {number}")
        found.append(Tombstone(parts[1], date.fromisoformat(parts[2])))
    return found


def file_of(engine: Engine) -> Path | None:
    """The file of this engine; None when it has none."""
    return engine.get_execution_options().get(FILE)


@event.listens_for(Session, "after_commit")
def _write(session: Session) -> None:
    """After the commit: a line too many would let a story go that its teller did not take back."""
    pending = session.info.pop(PENDING, None)
    if not pending:
        return
    bind = session.get_bind()
    path = file_of(bind if isinstance(bind, Engine) else bind.engine)
    if path is None:
        return
    try:
        with os.fdopen(os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600), "a", encoding="ascii") as file:
            file.writelines(f"{tombstone}\n" for tombstone in pending)
            file.flush()
            os.fsync(file.fileno())
    except OSError as broken:  # the withdrawal itself stands; `retention tombstones` writes the list anew
        structlog.get_logger().error("tombstones_not_written", n=len(pending), kind=type(broken).__name__)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)
