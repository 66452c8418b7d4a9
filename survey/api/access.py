"""Who may read: a program that holds a key. Nobody's session counts here, so no page can be made to read for someone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from survey.extensions import db
from survey.services import api_tokens
from survey.services.errors import NotFound, TokenInvalid
from survey.web.access import Access
from survey.web.filters import now

View = Callable[..., ResponseReturnValue]


def with_key(scope: str | None = None) -> Callable[[View], View]:
    """For who sends `Authorization: Bearer …` with a key that opens this; passes `pilot`, the one that the key is for.

    Where the address names a pilot (`pilot_code`), another than that is not found.
    """

    def stamp(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            pilot = api_tokens.opened(db.session, secret=_secret(), scope=scope, now=now())
            if kwargs.pop("pilot_code", pilot.slug) != pilot.slug:
                raise NotFound("This key is for another pilot.")
            return view(*args, pilot=pilot, **kwargs)

        checked.access = Access("key")  # type: ignore[attr-defined]  # the stamp on a view
        return checked

    return stamp


def _secret() -> str:
    """Raises TokenInvalid without one. The address is no place for a key: addresses end up in logs."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise TokenInvalid()
    return secret.strip()
