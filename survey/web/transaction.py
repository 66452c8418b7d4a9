"""The one commit. A request that changes something commits once, after its view went well; a GET never commits.

SQLite knows one writer at a time. A view that reads, computes and shows much and writes little carries `reads_first`: its
transaction only reads until it calls `write`, so that nobody waits for its arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.models.sqlite import only_reading
from survey.web import unavailable

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR_STATUS = 400
V = TypeVar("V", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_commit)
    app.teardown_request(_end)


def reads_first(view: V) -> V:
    """For a view that writes nothing before it calls `write`."""
    view.reads_first = True  # type: ignore[attr-defined]  # a mark on a view, as its access stamp
    return view


def write() -> None:
    """From here on this request may write. What was read until now is read again when it is looked at, so that nothing is
    decided on what somebody else has changed meanwhile."""
    db.session.rollback()
    only_reading.set(False)


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    g.reading_token = only_reading.set(request.method in SAFE_METHODS or hasattr(view, "reads_first"))


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
