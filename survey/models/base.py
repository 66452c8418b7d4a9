"""Declarative base, and the few column types and mixins that every table shares. Knows no web."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String, TypeDecorator, Uuid, event
from sqlalchemy.orm import DeclarativeBase, Mapper, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An exact moment in UTC. SQLite forgets the zone, so it is put back on reading; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 SQLAlchemy calls it so
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 SQLAlchemy calls it so
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def plain_time(kind: str, item: object, _context: object) -> str | bool:
    """For Alembic: write our moments as plain columns, so that a migration does not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


class Base(DeclarativeBase):
    """Every table of Loex."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
        bytes: LargeBinary(),
    }


class AppendOnly:
    """Rows that are judgements or events: written once, never changed. Withdrawal may still remove them by cascade."""


class AppendOnlyViolation(RuntimeError):
    """Something tried to change a row that is only ever added."""


@event.listens_for(Mapper, "before_update")
def _refuse_change(_mapper: Mapper[Any], _connection: Any, target: Any) -> None:
    from sqlalchemy.orm import object_session

    session = object_session(target)
    if (
        isinstance(target, AppendOnly)
        and session is not None
        and session.is_modified(target, include_collections=False)
    ):
        raise AppendOnlyViolation(f"{type(target).__name__} is append-only: add a new row instead.")


Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=uuid.uuid4)]
Code = Annotated[str, mapped_column(String(60))]
Line = Annotated[str, mapped_column(String(200))]
Hash = Annotated[str, mapped_column(String(64))]
