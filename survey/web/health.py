"""`/healthz`: the process answers. `/readyz`: the database answers and its tables are those of this version."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from survey.extensions import alembic, db
from survey.services import readiness
from survey.web.access import open_to_everyone

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_everyone
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
@open_to_everyone
def readyz() -> ResponseReturnValue:
    heads = {script.revision for script in alembic.heads()}
    try:
        ready = readiness.database_revision(db.session) in heads
    except SQLAlchemyError:
        ready = False
    return ({"status": "ok"}, 200) if ready else ({"status": "not ready"}, 503)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
