"""What somebody could do to the audit log who can write to the database and has no key."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey.models.audit import AuditEvent, AuditLink
from survey.services import audit_chain
from survey.services.sealing import KeyRing

RING = KeyRing("test story key, long enough to pass for one")

Do = Callable[..., Any]


def change_event(session: Session, chance: random.Random) -> None:
    column, value = chance.choice(
        [
            ("action", "'story.read'"),
            ("subject_kind", "'story'"),
            ("subject_id", "'0'"),
            ("detail", """'{"n": 999}'"""),
            ("detail", "'{}'"),
            ("actor_id", f"'{other_person(session, chance)}'"),
            ("at", "'2020-01-01 00:00:00+00:00'" if postgres(session) else "'2020-01-01 00:00:00.000000'"),
        ]
    )
    where = f"number = {some_event(session, chance)}"
    differs = f"CAST({column} AS TEXT) IS DISTINCT FROM CAST({value} AS TEXT)"
    done = session.execute(text(f"UPDATE audit_event SET {column} = {value} WHERE {where} AND {differs}"))
    if not done.rowcount:  # type: ignore[attr-defined]  # it was so already: nothing was tampered with
        change_event(session, chance)


def change_link(session: Session, chance: random.Random) -> None:
    mac = "".join(chance.choice("0123456789abcdef") for _ in range(64))
    change = chance.choice([f"mac = '{mac}'", "key_mark = '00000000'", "key_mark = 'zz'", "position = position + 1000"])
    session.execute(text(f"UPDATE audit_link SET {change} WHERE position = {some_position(session, chance)}"))


def delete_event(session: Session, chance: random.Random) -> None:
    session.execute(text(f"DELETE FROM audit_event WHERE number = {some_event(session, chance)}"))


def delete_link(session: Session, chance: random.Random) -> None:
    session.execute(text(f"DELETE FROM audit_link WHERE position = {some_position(session, chance)}"))


def delete_and_close_the_gap(session: Session, chance: random.Random) -> None:
    last = session.scalar(text("SELECT max(position) FROM audit_link"))
    position = chance.randrange(1, last)
    event = session.scalar(text(f"SELECT event_number FROM audit_link WHERE position = {position}"))
    session.execute(text(f"DELETE FROM audit_link WHERE position = {position}"))
    session.execute(text(f"DELETE FROM audit_event WHERE number = {event}"))
    for later in range(position + 1, last + 1):
        session.execute(text(f"UPDATE audit_link SET position = {later - 1} WHERE position = {later}"))


def swap_events(session: Session, chance: random.Random) -> None:
    one, two = chance.sample(positions(session), 2)
    numbers = {
        at: session.scalar(text(f"SELECT event_number FROM audit_link WHERE position = {at}")) for at in (one, two)
    }
    session.execute(text(f"UPDATE audit_link SET event_number = -1 WHERE position = {one}"))
    session.execute(text(f"UPDATE audit_link SET event_number = {numbers[one]} WHERE position = {two}"))
    session.execute(text(f"UPDATE audit_link SET event_number = {numbers[two]} WHERE position = {one}"))


def swap_links(session: Session, chance: random.Random) -> None:
    one, two = chance.sample(positions(session), 2)
    for before, after in ((one, -1), (two, one), (-1, two)):
        session.execute(text(f"UPDATE audit_link SET position = {after} WHERE position = {before}"))


def add_event(session: Session, chance: random.Random) -> None:
    number = session.scalar(text("SELECT max(number) + 1000 FROM audit_event"))
    copied = "at, actor_id, action, subject_kind, subject_id, detail"
    source = some_event(session, chance)
    session.execute(
        text(
            f"INSERT INTO audit_event (number, {copied}) SELECT {number}, {copied} FROM audit_event WHERE number = {source}"
        )
    )


def add_event_with_a_link(session: Session, chance: random.Random) -> None:
    add_event(session, chance)
    copied = chance.choice(positions(session))
    number = session.scalar(text("SELECT max(number) FROM audit_event"))
    session.execute(
        text(
            "INSERT INTO audit_link (position, event_number, key_mark, mac) SELECT (SELECT max(position) + 1 FROM audit_link),"
            f" {number}, key_mark, mac FROM audit_link WHERE position = {copied}"
        )
    )


def cut_off_last(session: Session, chance: random.Random) -> None:
    event = session.scalar(text("SELECT event_number FROM audit_link ORDER BY position DESC LIMIT 1"))
    session.execute(text(f"DELETE FROM audit_link WHERE event_number = {event}"))
    session.execute(text(f"DELETE FROM audit_event WHERE number = {event}"))


def write_anew_with_another_key(session: Session, chance: random.Random) -> None:
    position = some_position(session, chance)
    wrong = KeyRing("a key that somebody made up, long enough too")
    rows = list(audit_chain._links(session))
    mac = rows[position - 2]["mac"] if position > 1 else ""
    for row in rows[position - 1 :]:
        content = audit_chain._content(row, row["position"], mac, RING.mark.hex())
        mac = wrong.chain_mac(content) or ""
        session.execute(text(f"UPDATE audit_link SET mac = '{mac}' WHERE position = {row['position']}"))


def postgres(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"


def positions(session: Session) -> list[int]:
    return list(session.scalars(select(AuditLink.position)))


def some_position(session: Session, chance: random.Random) -> int:
    return chance.choice(positions(session))


def some_event(session: Session, chance: random.Random) -> int:
    return chance.choice(list(session.scalars(select(AuditEvent.number))))


def other_person(session: Session, chance: random.Random) -> Any:
    return chance.choice(session.execute(text('SELECT id FROM "user" ORDER BY id')).scalars().all())


ACTS: list[Do] = [
    change_event,
    change_link,
    delete_event,
    delete_link,
    delete_and_close_the_gap,
    swap_events,
    swap_links,
    add_event,
    add_event_with_a_link,
    cut_off_last,
    write_anew_with_another_key,
]


def without_constraints(session: Session) -> None:
    """Whoever tampers is not stopped by foreign keys."""
    if postgres(session):
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    raw = session.connection().connection.driver_connection
    assert raw is not None
    raw.execute("ROLLBACK")
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("BEGIN IMMEDIATE")
