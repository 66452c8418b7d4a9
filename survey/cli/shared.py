"""What commands share: a session that commits once at the end, and refusals as one plain line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.services.errors import LoexError


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit at the end, or roll back; a refusal ends the command with exit code 1 and one line without anybody's words."""
    session = db.session
    try:
        yield session
        session.commit()
    except LoexError as refused:
        session.rollback()
        raise click.ClickException(f"{type(refused).__name__}: {refused}") from None
    except BaseException:
        session.rollback()
        raise
