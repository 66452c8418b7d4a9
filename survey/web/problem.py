"""Errors for programs: problem details as JSON (RFC 9457) on every address of the data interface."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

ADDRESSES = "/api/"
MEDIA_TYPE = "application/problem+json"
UNAUTHORIZED, TOO_MANY = 401, 429
RETRY_AFTER_S = 60
"""The longest that a full window lasts."""


def is_wanted() -> bool:
    """Whether a program asks."""
    return request.path.startswith(ADDRESSES)


def answer(status: int, title: str, detail: str) -> ResponseReturnValue:
    response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail})
    response.content_type = MEDIA_TYPE
    response.status_code = status
    if status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == TOO_MANY:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
