"""Which language a page is in, and in which direction it reads. Never guessed from the browser's address or headers."""

from __future__ import annotations

from babel import Locale
from flask import Flask, g, request
from flask_babel import get_locale
from werkzeug.exceptions import RequestEntityTooLarge

LANGUAGES = {"nl": "Nederlands", "en": "English"}
"""Languages of the interface, by their own name. A language is offered only when its catalogue is complete (a test)."""


def select_locale() -> str:
    """`?taal=` in the address, else what the view found in the draft or the invitation, else Dutch."""
    try:
        asked = request.values.get("taal")
    except RequestEntityTooLarge:  # the page that says so still needs a language
        asked = request.args.get("taal")
    asked = asked or g.get("language")
    return asked if asked in LANGUAGES else "nl"


def init_app(app: Flask) -> None:
    @app.context_processor
    def _language() -> dict[str, object]:
        locale = get_locale() or Locale("nl")
        return {"language": locale.language, "direction": locale.text_direction, "languages": LANGUAGES}
