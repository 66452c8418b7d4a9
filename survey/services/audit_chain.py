"""The chain over the audit log: who changes, removes, adds or reorders an event without the key outside the database is found.

Every link is an HMAC-SHA-256 (RFC 2104) over one event and the link before it; the idea is that of Schneier and Kelsey,
Secure Audit Logs to Support Computer Forensics, ACM TISSEC 2(2), 1999, without their evolving keys. Links are made at the
very end of a transaction, under a lock that lasts until it is committed: the chain has one order, and nobody waits for
anything else while holding the lock. Cutting off the end leaves a shorter chain that is sound in itself; only a head that
was kept elsewhere (`Head`, on paper) shows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Literal

from sqlalchemy import Engine, event, func, insert, inspect, select
from sqlalchemy.orm import Session

from survey.models.audit import AuditEvent, AuditLink
from survey.services.errors import HeadUnreadable
from survey.services.sealing import KeyRing

LOCK = 4_806_257_113
"""Number of the PostgreSQL advisory lock; arbitrary, and the only one of Loex."""
HEAD_DIGITS = 32
"""Hexadecimal digits of a head on paper: 128 bits, beyond any search for a second chain."""
ROWS_AT_ONCE = 1_000

KEYS = "loex_key_ring"
PENDING = "loex_audit_pending"

Fault = Literal["changed", "missing", "without_link", "unknown_key", "not_the_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some moment, short enough for paper. Written as '214 0f3a 88c0 …'."""

    position: int
    digits: str

    def __str__(self) -> str:
        groups = [self.digits[start : start + 4] for start in range(0, HEAD_DIGITS, 4)]
        return " ".join([str(self.position), *groups])

    @classmethod
    def read(cls, text: str) -> Head:
        """Read a head as it was printed. Raises HeadUnreadable."""
        position, _, digits = text.strip().lower().partition(" ")
        digits = re.sub(r"[\s-]", "", digits)
        if not re.fullmatch(r"[0-9]{1,18}", position) or not re.fullmatch(rf"[0-9a-f]{{{HEAD_DIGITS}}}", digits):
            raise HeadUnreadable(text)
        return cls(int(position), digits)


@dataclass(frozen=True, slots=True)
class Checked:
    """n: links that hold, from the first. fault: what is wrong after them; number: at which link (event, if without_link)."""

    n: int
    head: Head | None
    fault: Fault | None = None
    number: int | None = None


def seal_with(engine: Engine, key_ring: KeyRing) -> None:
    """Let every session on this engine seal with these keys."""
    engine.update_execution_options(**{KEYS: key_ring})


def will_seal(session: Session, written: AuditEvent) -> None:
    """Link this event into the chain when the transaction is committed."""
    session.info.setdefault(PENDING, []).append(written)


def head(session: Session) -> Head | None:
    """The end of the chain; None when there is none yet."""
    last = _last(session)
    return Head(last[0], last[1][:HEAD_DIGITS]) if last else None


def verify(session: Session, *, key_ring: KeyRing, known: Head | None = None) -> Checked:
    """Walk the whole chain. known: a head kept elsewhere; the chain must still contain it.

    Says how far the chain holds and what the first fault is. An event without a link was not written by Loex.
    """
    n, mac = 0, ""
    for row in _links(session):
        position = n + 1
        fault = _fault(row, position, mac, key_ring)
        if fault is None and known and known.position == position and not row["mac"].startswith(known.digits):
            fault = "not_the_head"
        if fault:
            return Checked(n, _as_head(n, mac), fault, position)
        n, mac = position, row["mac"]
    if known and known.position > n:
        return Checked(n, _as_head(n, mac), "missing", n + 1)
    loose = session.scalar(
        select(func.min(AuditEvent.number)).where(AuditEvent.number.not_in(select(AuditLink.event_number)))
    )
    if loose is not None:
        return Checked(n, _as_head(n, mac), "without_link", loose)
    return Checked(n, _as_head(n, mac))


def _as_head(n: int, mac: str) -> Head | None:
    return Head(n, mac[:HEAD_DIGITS]) if n else None


def _links(session: Session) -> Iterator[dict[str, Any]]:
    found = session.execute(
        select(*AuditLink.__table__.c, *AuditEvent.__table__.c)
        .outerjoin(AuditEvent, AuditEvent.number == AuditLink.event_number)
        .order_by(AuditLink.position),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for row in found.mappings():
        yield dict(row)


def _fault(row: dict[str, Any], position: int, before: str, key_ring: KeyRing) -> Fault | None:
    if row["position"] != position or row["number"] is None:
        return "missing"
    try:
        mark = bytes.fromhex(row["key_mark"])
    except ValueError:
        return "changed"
    mac = key_ring.chain_mac(_content(row, position, before, row["key_mark"]), mark=mark)
    if mac is None:
        return "unknown_key"
    return None if mac == row["mac"] else "changed"


def _content(row: dict[str, Any], position: int, before: str, mark: str) -> bytes:
    """Everything of an event and its place, in one way of writing."""
    at, actor = row["at"].astimezone(UTC).isoformat(), row["actor_id"]
    parts = [position, before, mark, row["number"], at, actor.hex if actor else None]
    parts += [row["action"], row["subject_kind"], row["subject_id"], row["detail"]]
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()


@event.listens_for(Session, "before_commit")
def _seal_pending(session: Session) -> None:
    """Make the links of what this transaction recorded. What a savepoint took back is no event."""
    if session.in_nested_transaction() or PENDING not in session.info:
        return
    session.flush()
    pending = session.info.pop(PENDING)
    if numbers := [written.number for written in pending if inspect(written).persistent]:
        _seal(session, numbers)


def _seal(session: Session, numbers: Sequence[int]) -> None:
    connection = session.connection()
    key_ring: KeyRing | None = connection.get_execution_options().get(KEYS)
    if key_ring is None:
        raise RuntimeError("This engine has no keys for the audit chain: call audit_chain.seal_with.")
    if connection.dialect.name == "postgresql":  # SQLite knows one writer at a time
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = _last(session)
    events = AuditEvent.__table__
    found = select(*events.c).order_by(events.c.number)
    if last is not None:  # what was written before there was a chain is taken in with its first link, as it is found
        found = found.where(events.c.number.in_(numbers))
    position, mac = last or (0, "")
    links = []
    for row in session.execute(found).mappings().all():
        position += 1
        mac = key_ring.chain_mac(_content(dict(row), position, mac, key_ring.mark.hex())) or ""
        links.append({"position": position, "event_number": row["number"], "key_mark": key_ring.mark.hex(), "mac": mac})
    session.execute(insert(AuditLink), links)


def _last(session: Session) -> tuple[int, str] | None:
    row = session.execute(
        select(AuditLink.position, AuditLink.mac).order_by(AuditLink.position.desc()).limit(1)
    ).one_or_none()
    return (row.position, row.mac) if row else None
