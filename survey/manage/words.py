"""The words of the checking screen for stored codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "PERSON": _l("name of a person"),
    "LOCATION": _l("place or neighbourhood"),
    "ADDRESS": _l("address"),
    "SCHOOL": _l("school"),
    "ORG": _l("organisation"),
    "PHONE": _l("telephone number"),
    "EMAIL": _l("e-mail address"),
    "BSN": _l("citizen service number"),
    "ID": _l("number or code"),
    "DATE": _l("date"),
    "AGE": _l("age"),
    "HANDLE": _l("account name"),
    "URL": _l("web address"),
}

FIELDS = {"story": _l("The story"), "title": _l("The title")}
"""Texts whose question needs no repeating; open answers are shown under their own question."""

WAVE_STATES = {"coming": _l("still to come"), "open": _l("open now"), "over": _l("over")}
WAVE_STATE_KINDS = {"coming": "", "open": "good", "over": ""}

_SIGNS = {
    "elsewhere": _l("the same word is a name elsewhere in this story"),
    "list": _l("it is on a list of names or places"),
    "capital": _l("it has a capital letter"),
    "unknown": _l("it is no ordinary word"),
    "unlike": _l("it is no ordinary word"),
    "title": _l("of the word before it"),
    "role": _l("of the word before it"),
    "initial": _l("it is a loose letter"),
}


def why(rule: str) -> str:
    """Why the computer marked something, in words; anything else has a fixed form, such as a date or a number."""
    return str(next((words for sign, words in _SIGNS.items() if sign in rule), _l("it has a fixed form")))
