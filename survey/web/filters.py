"""What templates may do to a value: dates in words, a safe direction for a text of unknown language. Nothing that decides."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, current_app
from flask_babel import format_date, format_datetime, format_decimal, format_percent


def now() -> datetime:
    """The moment of this request, by the application's own clock."""
    return current_app.config["CLOCK"]()


def day(on: date) -> str:
    """A date in words."""
    return str(format_date(on, "d MMMM y"))


def moment(at: datetime) -> str:
    """A moment in words, in the reader's own time."""
    return str(format_datetime(at, "d MMMM y, HH:mm"))


def percent(share: float) -> str:
    """A share (0-1) as a whole percentage, with the space that Dutch has before the sign; it does not break off."""
    return str(format_percent(share, "#,##0\u00a0%"))


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "number": format_decimal,
        "percent": percent,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
