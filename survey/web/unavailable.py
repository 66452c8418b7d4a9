"""The database takes nothing at the moment (a full disk, stopped, out of reach): a page that says so in plain words, with
everything that was sent, to be sent again. It needs nothing of the database itself."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from survey.extensions import db
from survey.web import given_back

STATUS = 503
RETRY_AFTER_S = 60

UNREACHABLE = (OperationalError, InterfaceError, NoConnectionFree)


def init_app(app: Flask) -> None:
    for kind in UNREACHABLE:
        app.register_error_handler(kind, _answered)


def note(error: Exception) -> None:
    """Log the kind of the error, never its message, which holds the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    structlog.get_logger().error("database unavailable", kind=type(error).__name__, cause=type(cause).__name__)


def page() -> ResponseReturnValue:
    shown = render_template("unavailable.html", back=given_back.sent(), send_to=request.path)
    return shown, STATUS, {"Retry-After": str(RETRY_AFTER_S)}


def _answered(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    note(error)
    return page()
