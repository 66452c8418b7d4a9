"""Is the database the one this version expects?"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def database_revision(session: Session) -> str | None:
    """The migration the database is at, or None for an empty table. Raises SQLAlchemyError when there is no such table."""
    return session.scalar(text("SELECT version_num FROM alembic_version"))
