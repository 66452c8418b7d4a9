"""Who may open what. Every view carries a stamp; a view without one is refused, so forgetting denies.

The decorator checks the person and passes them in as `by` (and the pilot as `pilot`), so that a view cannot have the one
without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from survey.extensions import db, login
from survey.models.account import PILOT_ROLES, RoleName, User
from survey.models.programme import Pilot
from survey.services import accounts, programmes

View = Callable[..., ResponseReturnValue]
V = TypeVar("V", bound=Callable[..., Any])
Audience = Literal["everyone", "signed_in", "role"]


@dataclass(frozen=True, slots=True)
class Access:
    """The stamp on a view: for whom it is. roles: any of these suffices; empty unless audience is 'role'."""

    audience: Audience
    roles: tuple[RoleName, ...] = ()


class SignedIn(UserMixin):
    """What Flask-Login carries; keeps our own model free of it. The identifier ends every session once the mark changes."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        return f"{self.user.id}:{self.user.session_mark}"


def open_to_everyone(view: V) -> V:
    """Families, and the sign-in page itself."""
    view.access = Access("everyone")  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone with an account; passes `by`."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        user = person()
        return view(*args, by=user, **kwargs) if user else _to_sign_in()

    checked.access = Access("signed_in")  # type: ignore[attr-defined]
    return checked


def with_role(*roles: RoleName) -> Callable[[View], View]:
    """Anyone who holds one of these roles; passes `by`.

    Where the address has a `pilot_slug` the view gets `pilot`, and a pilot role counts in that pilot only. Elsewhere it
    counts wherever it is held.
    """

    def stamp(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            user = person()
            if user is None:
                return _to_sign_in()
            if "pilot_slug" in kwargs:
                pilot = programmes.find_pilot(db.session, slug=kwargs.pop("pilot_slug"))
                if pilot is None or not _may(user, roles, pilot):
                    abort(403)
                kwargs["pilot"] = pilot
            elif not accounts.holds_anywhere(user, roles):
                abort(403)
            return view(*args, by=user, **kwargs)

        checked.access = Access("role", roles)  # type: ignore[attr-defined]
        return checked

    return stamp


def _may(user: User, roles: Collection[RoleName], pilot: Pilot) -> bool:
    """One of these roles in this pilot, or one that is held for the whole installation."""
    everywhere = [role for role in roles if role not in PILOT_ROLES]
    return accounts.holds(user, roles, pilot=pilot) or accounts.holds(user, everywhere, pilot=None)


def person() -> User | None:
    """The signed-in person of this request, if any."""
    return current_user.user if current_user.is_authenticated else None


def init_app(app: Flask) -> None:
    app.before_request(_refuse_unstamped)
    app.view_functions["static"] = open_to_everyone(app.view_functions["static"])

    @login.user_loader
    def _load(identifier: str) -> SignedIn | None:
        user = accounts.find_by_session(db.session, identifier=identifier)
        return SignedIn(user) if user else None


def _refuse_unstamped() -> None:
    if request.endpoint is None:
        return
    if not hasattr(current_app.view_functions[request.endpoint], "access"):
        abort(403)


def _to_sign_in() -> ResponseReturnValue:
    if request.method != "GET":
        abort(401)
    return redirect(url_for("account.sign_in", next=request.path))
