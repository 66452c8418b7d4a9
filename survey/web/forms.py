"""What every form shares: fields that speak plainly, its problems as (field, sentence) pairs, and where it may lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField

from survey.web.locale import FAMILY_BLUEPRINT

V = TypeVar("V", bound=Callable[..., Any])


class WholeNumberField(IntegerField):
    """A whole number, with our own sentence for anything else."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Fill in a whole number, with digits.")) from None


class DayField(DateField):
    """A day, with our own sentence for anything else."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Fill in a day that exists, such as 2026-10-30.")) from None


def init_app(app: Flask) -> None:
    app.before_request(_refuse_files)


def _refuse_files() -> None:
    """No form of the staff takes a file, but for views that say so. Flask-WTF would put one into a text field, where nothing
    expects it."""
    if request.blueprint == FAMILY_BLUEPRINT or request.method != "POST" or not request.files:
        return
    if not getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False):
        abort(400)


def takes_files(view: V) -> V:
    """A view of the staff with a form in which a file is asked for."""
    view.takes_files = True  # type: ignore[attr-defined]  # the stamp on a view
    return view


def problems(form: FlaskForm) -> list[tuple[str, str]]:
    """(field id, sentence) for every field with a problem, in the order of the page; the first of a field says enough."""
    return [(field.name, str(field.errors[0])) for field in form if field.errors]


def local_path(address: str | None) -> str | None:
    """The address when it is a path on this very site; None for anything that could lead a person elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(character.isspace() or ord(character) < 0x20 or character == "\\" for character in address):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
