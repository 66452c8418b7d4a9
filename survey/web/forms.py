"""What every form shares: its problems as (field, sentence) pairs for the summary, and where it may lead next."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

FILL_IN = _l("Fill this in.")


def problems(form: FlaskForm) -> list[tuple[str, str]]:
    """(field id, sentence) for every problem, in the order of the page."""
    return [(field.name, str(sentence)) for field in form for sentence in field.errors]


def local_path(address: str | None) -> str | None:
    """The address when it is a path on this very site; None for anything that could lead a person elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(character.isspace() or ord(character) < 0x20 or character == "\\" for character in address):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
