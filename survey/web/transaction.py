"""The one commit. A request that changes something commits once, after its view went well; a GET never commits."""

from __future__ import annotations

from flask import Flask, Response, g, request

from survey.extensions import db
from survey.models.sqlite import only_reading

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR_STATUS = 400


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_commit)
    app.teardown_request(_end)


def _begin() -> None:
    g.reading_token = only_reading.set(request.method in SAFE_METHODS)


def _commit(response: Response) -> Response:
    if request.method not in SAFE_METHODS:
        if response.status_code < FIRST_ERROR_STATUS:
            db.session.commit()
        else:
            db.session.rollback()
    return response


def _end(_error: BaseException | None) -> None:
    token = g.pop("reading_token", None)
    if token is not None:
        only_reading.reset(token)
