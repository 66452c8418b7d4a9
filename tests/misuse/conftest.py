"""One world for all tests of misuse in a process; who changes it leads it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.extensions import db
from tests.misuse.world import World, make_world


@pytest.fixture(scope="session")
def whole_world(sqlite_with_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = make_world(tmp_path_factory.mktemp("misuse"), sqlite_with_tables)
    yield made
    with made.app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(whole_world: World) -> Iterator[World]:
    whole_world.restore()
    yield whole_world
    whole_world.restore()
