"""Domain errors and HTTP errors, put into words for a person. Nothing a teller typed is ever lost by one of these pages."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import HTTPException, SecurityError

from survey.extensions import db
from survey.services import errors as domain
from survey.web import desk_errors, problem


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads about a refusal. next_step: what they can do now."""

    status: int
    title: str
    next_step: str


REFUSALS: dict[type[Exception], Words] = {
    domain.NotFound: Words(404, _l("We can't find this"), _l("Check the address, or go back to where you came from.")),
    domain.WaveClosed: Words(
        410,
        _l("You can't tell a story here at the moment"),
        _l("The period for telling stories is over or has not begun."),
    ),
    domain.InvitationExpired: Words(
        410, _l("This invitation is no longer valid"), _l("Ask the person who invited you for a new one.")
    ),
    domain.InvitationStopped: Words(
        410, _l("This invitation has been stopped"), _l("Ask the person who invited you for a new one.")
    ),
    domain.InvitationUsedUp: Words(
        410, _l("This invitation is full"), _l("All stories for this invitation have been told. Ask for a new one.")
    ),
    domain.TooManyTries: Words(429, _l("This was tried too often"), _l("Wait two minutes and try again.")),
    domain.StoryUnreadable: Words(
        410, _l("This story can't be read any more"), _l("Its teller has withdrawn it, or its key is gone.")
    ),
    domain.ConsentMissing: Words(
        403, _l("The consent for this is missing"), _l("Without consent this is not possible.")
    ),
    **{kind: Words(*said) for kind, said in desk_errors.SAID.items()},
}
"""What families may read stands here, in every language; the rest is in desk_errors."""

BY_STATUS: dict[int, Words] = {
    400: Words(400, _l("Something is not right in what was sent"), _l("Go back and try again.")),
    401: Words(401, _l("You are not signed in any more"), _l("Sign in and try again.")),
    403: Words(403, _l("You can't open this page"), _l("Ask the coordinator of your pilot for access.")),
    404: Words(404, _l("We can't find this page"), _l("Check the address, or go back to where you came from.")),
    405: Words(405, _l("This page can't be used like this"), _l("Go back to where you came from.")),
    413: Words(
        413, _l("This is too much text at once"), _l("Go back and make it shorter. What you typed is still there.")
    ),
    500: Words(500, _l("Something went wrong on our side"), _l("Go back and try again. If it happens again, tell us.")),
}


def init_app(app: Flask) -> None:
    for kind in REFUSALS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    """A host name that is not ours: no page of ours can be addressed under it, so a bare sentence."""
    return str(BY_STATUS[400].title), 400, {"Content-Type": "text/plain; charset=utf-8"}


def _page(words: Words) -> ResponseReturnValue:
    if problem.is_wanted():
        return problem.answer(words.status, str(words.title), str(words.next_step))
    return render_template("refused.html" if _is_at_work(words) else "error.html", words=words), words.status


def _is_at_work(words: Words) -> bool:
    """Somebody who is signed in keeps the way to the own work; not when something broke, as that page asks the database."""
    return words.status < 500 and request.blueprint != "respond" and bool(current_user.is_authenticated)


def words_of(error: Exception) -> Words:
    """What a person reads about a refusal of `REFUSALS`."""
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)


def _refused(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return _page(words_of(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(BY_STATUS.get(error.code, BY_STATUS[400 if error.code < 500 else 500]))


def _broken(error: Exception) -> ResponseReturnValue:
    """Anything unforeseen: a page without details. The log gets the kind of error and where, never its message,
    which may hold what somebody typed."""
    db.session.rollback()
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{frame.tb_lineno}" if frame else "?"
    structlog.get_logger().error("broken", kind=type(error).__name__, where=where)
    return _page(BY_STATUS[500])
