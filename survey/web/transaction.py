"""The one commit. A request that changes something commits once, after its view went well; a GET never commits."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.models.sqlite import only_reading
from survey.web import unavailable

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
            return _kept(response)
        db.session.rollback()
    return response


def otherwise(page: Callable[[], ResponseReturnValue]) -> None:
    """What to answer should the commit of this request fail. page: asks nothing of the database any more."""
    g.otherwise = page


def _kept(response: Response) -> Response:
    """The answer of the view, once what it promises has been stored; else a page that gives everything back."""
    try:
        db.session.commit()
    except unavailable.UNREACHABLE as error:
        db.session.rollback()
        unavailable.note(error)
        return make_response(g.pop("otherwise", unavailable.page)())
    return response


def _end(_error: BaseException | None) -> None:
    token = g.pop("reading_token", None)
    if token is not None:
        only_reading.reset(token)
