"""Who may open what. Every view carries a stamp; a view without one is refused, so forgetting denies.

The decorator checks the person and passes them in as `by` (and the pilot as `pilot`), so that a view cannot have the one
without the other. Someone who gave a password but still has to take the second step opens nothing but that step.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey.extensions import db, login
from survey.models.account import PILOT_ROLES, RoleName, User
from survey.models.programme import Pilot
from survey.services import accounts, programmes, second_factors
from survey.web import ended, signing_in

View = Callable[..., ResponseReturnValue]
V = TypeVar("V", bound=Callable[..., Any])
Audience = Literal["everyone", "halfway", "signed_in", "role", "key"]


@dataclass(frozen=True, slots=True)
class Access:
    """The stamp on a view: for whom it is. roles: any of these suffices; empty unless audience is 'role'."""

    audience: Audience
    roles: tuple[RoleName, ...] = ()


def open_to_everyone(view: V) -> V:
    """Families, and the sign-in page itself."""
    view.access = Access("everyone")  # type: ignore[attr-defined]  # the stamp on a view
    return view


def halfway(view: View) -> View:
    """Anyone whose password was right, before or after the second step; passes `by`."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        user = signing_in.someone()
        return view(*args, by=user, **kwargs) if user else _to_sign_in()

    checked.access = Access("halfway")  # type: ignore[attr-defined]  # the stamp on a view
    return checked


def signed_in(view: View) -> View:
    """Anyone with an account; passes `by`."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        user = person()
        return view(*args, by=user, **kwargs) if user else _to_sign_in()

    checked.access = Access("signed_in")  # type: ignore[attr-defined]  # the stamp on a view
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

        checked.access = Access("role", roles)  # type: ignore[attr-defined]  # the stamp on a view
        return checked

    return stamp


def _may(user: User, roles: Collection[RoleName], pilot: Pilot) -> bool:
    """One of these roles in this pilot, or one that is held for the whole installation."""
    everywhere = [role for role in roles if role not in PILOT_ROLES]
    return accounts.holds(user, roles, pilot=pilot) or accounts.holds(user, everywhere, pilot=None)


def person() -> User | None:
    """The signed-in person of this request, if any."""
    return current_user.user if current_user.is_authenticated else None


def recently_confirmed(view: View) -> View:
    """For the most sensitive acts, under another stamp: who took the second step long ago takes it again first."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if signing_in.is_fresh() or not second_factors.is_needed(db.session, user=kwargs["by"]):
            return view(*args, **kwargs)
        if request.method == "GET":
            return redirect(url_for("account.second_step", next=request.path))
        return ended.page("not_fresh", url_for("account.second_step", next=ended.way_back()))

    return checked


def init_app(app: Flask) -> None:
    app.before_request(_refuse_unstamped)
    app.context_processor(lambda: {"left_s": signing_in.left_s})
    app.view_functions["static"] = open_to_everyone(app.view_functions["static"])

    # Flask-Login would keep a hash of address and browser in the cookie; the row in the database is our protection.
    login.session_protection = None
    login.user_loader(signing_in.carried)


def _refuse_unstamped() -> None:
    if request.endpoint is None:
        return
    if not hasattr(current_app.view_functions[request.endpoint], "access"):
        abort(403)


def _to_sign_in() -> ResponseReturnValue:
    """To the next step that is still to be taken. What was sent meanwhile is given back, not thrown away."""
    step = "account.second_step" if signing_in.someone() else "account.sign_in"
    if request.method == "GET":
        return redirect(url_for(step, next=request.path))
    found = signing_in.seen()
    return ended.page(found.why_over if found else "", url_for(step, next=ended.way_back()))
