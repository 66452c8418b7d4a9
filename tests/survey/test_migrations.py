"""Migrations are code: head equals the models, and every step goes up and down with data in it, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from survey.extensions import alembic, db
from survey.services import word_codes
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def empty_app(make_app: Callable[..., Flask], empty_database_url: str) -> Flask:
    return make_app(database_url=empty_database_url)


def test_head_equals_the_models(empty_app: Flask) -> None:
    with empty_app.app_context():
        alembic.upgrade()
        assert [str(difference) for difference in alembic.compare_metadata()] == []


def test_the_schema_goes_up_and_down_again_with_data_in_it(empty_app: Flask) -> None:
    with empty_app.app_context():
        alembic.upgrade()
        pilot = factories.make_pilot(db.session, now=NOON)
        factories.tell(db.session, wave=pilot.waves[0], now=NOON)
        db.session.commit()
        assert db.session.scalar(text("SELECT count(*) FROM told_text")) == 1
        db.session.close()
        alembic.downgrade("base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        alembic.upgrade()
        assert db.session.scalar(text("SELECT count(*) FROM told_text")) == 0


@pytest.mark.parametrize(
    "step", ["0001", "0002", "0003", "0004", "0008", "0009", "0010", "0011", "0012", "0013", "0014", "0015"]
)
def test_a_step_down_and_up_again_keeps_the_stories(empty_app: Flask, step: str) -> None:
    with empty_app.app_context():
        alembic.upgrade()
        pilot = factories.make_pilot(db.session, now=NOON)
        factories.tell(db.session, wave=pilot.waves[0], now=NOON)
        db.session.commit()
        db.session.close()
        alembic.downgrade(step)
        assert db.session.scalar(text("SELECT count(*) FROM told_text")) == 1
        db.session.close()
        alembic.upgrade()
        assert db.session.scalar(text("SELECT count(*) FROM told_text")) == 1


def test_stepping_down_is_refused_while_a_story_waits_for_a_parent(empty_app: Flask) -> None:
    with empty_app.app_context():
        alembic.upgrade()
        pilot = factories.make_pilot(db.session, now=NOON, age_policy="parent_co_consents")
        child = {"perspective": "young_person", "age_band": "12-15", "parent_code": word_codes.propose()}
        factories.tell(db.session, wave=pilot.waves[0], now=NOON, **child)
        db.session.commit()
        db.session.close()
        with pytest.raises(RuntimeError, match="1 stories wait for a parent"):
            alembic.downgrade("0002")


def test_created_tables_and_migrated_tables_are_the_same(empty_app: Flask) -> None:
    with empty_app.app_context():
        alembic.upgrade()
        migrated = {
            table: sorted(column["name"] for column in inspect(db.engine).get_columns(table))
            for table in inspect(db.engine).get_table_names()
            if table != "alembic_version"
        }
    from survey.models import Base

    assert migrated == {
        name: sorted(column.name for column in table.columns) for name, table in Base.metadata.tables.items()
    }
