"""Something was sent while nobody was signed in any more: why, and everything that was typed, to be sent again or copied."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey.web import given_back, signing_in

UNAUTHORISED = 401
BAD_REQUEST = 400

WHY = {
    "idle": _l("For a while no page was opened, so Loex signed you out."),
    "too_long": _l("You were signed in for a whole working day, so Loex signed you out."),
    "role_changed": _l("What you may do in Loex was changed. Sign in again, and it counts."),
    "password_changed": _l("Your password was changed, so you were signed out everywhere."),
    "second_factor_changed": _l("Your second step was changed, so you were signed out."),
    "provider_unlinked": _l("Signing in through your organisation was taken off your account, so you were signed out."),
    "closed": _l("Your account was closed. Ask the administrator of your organisation."),
    "elsewhere": _l("You signed out on this device from somewhere else."),
    "signed_out": _l("You signed out."),
    "not_fresh": _l("Loex wants to be sure that it is you who does this."),
}
"""Why a session is over, by its code."""


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _not_taken)


def _not_taken(_error: CSRFError) -> ResponseReturnValue:
    """A form whose cookie is gone, or of a page from before the last sign-in. It can't be sent again from the answer, since a
    form that another site made looks the same; so what was typed is shown, to be copied. Not what such a site put into it."""
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return (
        render_template(
            "not_taken.html",
            is_signed_in=signing_in.someone() is not None,
            way_on=way_back(),
            back=given_back.sent() if is_ours else given_back.GivenBack(),
            wide=False,
        ),
        BAD_REQUEST,
    )


def page(why: str, way_on: str) -> ResponseReturnValue:
    """way_on: where the person signs in, in another tab, before sending again from this page."""
    return (
        render_template(
            "signed_out.html",
            why=WHY.get(why),
            is_confirming=why == "not_fresh",
            way_on=way_on,
            send_to=request.path,
            back=given_back.sent(),
            wide=False,
        ),
        UNAUTHORISED,
    )


def way_back() -> str:
    """The page that what was sent belongs to, when it can be opened by its own address."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return url_for("account.start")
    return request.path
