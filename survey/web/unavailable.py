"""The database takes nothing at the moment (a full disk, stopped, out of reach): a page that says so in plain words, with
everything that was sent, to be sent again. It needs nothing of the database itself."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from survey.extensions import db

STATUS = 503
RETRY_AFTER_S = 60
SIGNING_IN = "account"
"""Passwords and codes for signing in never stand in a page."""

UNREACHABLE = (OperationalError, InterfaceError, NoConnectionFree)


def init_app(app: Flask) -> None:
    for kind in UNREACHABLE:
        app.register_error_handler(kind, _answered)


def note(error: Exception) -> None:
    """Log the kind of the error, never its message, which holds the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    structlog.get_logger().error("database unavailable", kind=type(error).__name__, cause=type(cause).__name__)


def page() -> ResponseReturnValue:
    kept = _sent()
    words = [value for _name, value in kept if " " in value.strip()]
    shown = render_template("unavailable.html", kept=kept, words=words, send_to=request.path)
    return shown, STATUS, {"Retry-After": str(RETRY_AFTER_S)}


def _answered(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    note(error)
    return page()


def _sent() -> list[tuple[str, str]]:
    """(name, value) of every field of the form that was sent; files are not among them."""
    if request.method != "POST" or request.blueprint == SIGNING_IN:
        return []
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # what was sent is too long or damaged, so nothing of it can be read
        return []
