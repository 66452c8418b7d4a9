"""Leaving quickly: away from here at once, and what the browser kept of these pages is cleared as far as it lets us."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from survey.respond.blueprint import blueprint
from survey.web.access import open_to_everyone

NEUTRAL_PAGE = "https://www.knmi.nl/"
"""The national weather institute: everybody has a reason to look at it."""
CLEAR = {"Clear-Site-Data": '"cache", "storage"'}
"""Pages kept for going back, and anything scripts stored. A browser's history can't be cleared by a site."""


@blueprint.get("/weg")
@open_to_everyone
def leave() -> ResponseReturnValue:
    """Works without script: an ordinary link that leads to another site."""
    return redirect(NEUTRAL_PAGE, 303), CLEAR


@blueprint.get("/vertel/<token>/wissen")
@open_to_everyone
def wipe(token: str) -> ResponseReturnValue:
    """A tablet that many people use: clear, and back to the first page for the next person."""
    return redirect(url_for("respond.welcome", token=token), 303), CLEAR
