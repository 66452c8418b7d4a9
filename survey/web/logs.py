"""Structured logs: one line per request with the route's pattern, the status and the duration. No path, no query string,
no address, no user agent, no text of anybody."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

MS_PER_S = 1000


def init_app(app: Flask) -> None:
    logging.basicConfig(stream=sys.stderr, level=app.config["LOEX"].log_level, format="%(message)s")
    for name in ("alembic", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(app.config["LOEX"].log_level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    app.before_request(_start)
    app.after_request(_line)


def _start() -> None:
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    if request.endpoint not in ("static", "health.healthz"):
        structlog.get_logger().info(
            "request",
            route=request.url_rule.rule if request.url_rule else None,
            method=request.method if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * MS_PER_S),
        )
    return response
