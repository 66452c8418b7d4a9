"""Which language a page is in, and in which direction it reads. Never guessed from the browser's address or headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from babel import Locale
from flask import Flask, g, request
from flask_babel import get_locale, refresh
from werkzeug.exceptions import RequestEntityTooLarge

from survey.web import languages

LANGUAGES: Mapping[str, str] = languages.offered()
"""Languages of the family's pages, by their own name: those whose catalogue is complete, looked up once at the start."""
DRAFTS = frozenset(language for language in LANGUAGES if languages.is_draft(language))
"""Languages that say of themselves that no speaker has signed them off yet."""
FAMILY_BLUEPRINT = "respond"


def on_this_page() -> dict[str, str]:
    """The languages that this page can be read in, by their own name."""
    if request.blueprint != FAMILY_BLUEPRINT:
        return {code: LANGUAGES[code] for code in languages.FOR_EVERYONE}
    possible = g.get("possible_languages", LANGUAGES)
    return {code: name for code, name in LANGUAGES.items() if code in possible}


def limit_to(possible: Collection[str], *, otherwise: str = "nl") -> None:
    """Offer no other languages on this page: its questions have no others. otherwise: when the one asked for is not there."""
    g.possible_languages, g.language = frozenset(possible), otherwise
    refresh()


def select_locale() -> str:
    """`?taal=` in the address, else what the view found in the draft or the invitation, else Dutch."""
    try:
        asked = request.values.get("taal")
    except RequestEntityTooLarge:  # the page that says so still needs a language
        asked = request.args.get("taal")
    possible = on_this_page()
    return next((code for code in (asked, g.get("language")) if code in possible), "nl")


def init_app(app: Flask) -> None:
    @app.context_processor
    def _language() -> dict[str, object]:
        locale = get_locale() or Locale("nl")
        return {
            "language": locale.language,
            "direction": locale.text_direction,
            "languages": on_this_page(),
            "is_draft_language": locale.language in DRAFTS,
        }
