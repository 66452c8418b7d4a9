"""Structured logs: one line per request with the route's pattern, the status and the duration. No path, no query string,
no address, no user agent, no text of anybody. What families do is logged only when it goes wrong, with the day alone."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request

MS_PER_S = 1000
FIRST_SERVER_ERROR = 500


def init_app(app: Flask) -> None:
    logging.basicConfig(stream=sys.stderr, level=app.config["LOEX"].log_level, format="%(message)s")
    for name in ("alembic", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _when,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(app.config["LOEX"].log_level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    app.before_request(_start)
    app.after_request(_line)


def _when(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The exact moment of what staff do, the day of what families do."""
    moment = datetime.now(UTC)
    event["at"] = moment.date().isoformat() if _from_a_family() else moment.isoformat(timespec="seconds")
    return event


def _from_a_family() -> bool:
    return has_request_context() and request.blueprint == "respond"


def _start() -> None:
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    quiet = request.endpoint in ("static", "health.healthz") or _from_a_family()
    if not quiet or response.status_code >= FIRST_SERVER_ERROR:
        structlog.get_logger().info(
            "request",
            route=request.url_rule.rule if request.url_rule else None,
            method=request.method if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * MS_PER_S),
        )
    return response
