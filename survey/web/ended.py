"""Something was sent while nobody was signed in any more: why, and everything that was typed, to be sent again."""

from __future__ import annotations

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from survey.web import given_back

UNAUTHORISED = 401

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
