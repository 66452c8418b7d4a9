"""What was sent and could not be stored: given back on the page that says so, to be sent again. Nothing typed is ever lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

OF_THE_PAGE = frozenset({"csrf_token"})
"""A new page has its own."""
SIGNING_IN = "account"
SECRETS = frozenset({"password", "current", "code"})
"""In forms for signing in these are secrets, which never stand in a page. Elsewhere a code is the name of something."""
OF_MACHINES = re.compile(r"[0-9a-f-]{12,}|\S{41,}")
"""Identifiers and fingerprints that a form carries along: no person typed them."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """kept: (name, value) of every field of the form that was sent, but files. words: the values that a person knows again as
    their own. is_all: sending `kept` does what the form would have done."""

    kept: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    is_all: bool = False

    @property
    def short(self) -> tuple[str, ...]:
        """What else was filled in or chosen, in one word each."""
        values = dict.fromkeys(value.strip() for _name, value in self.kept if value not in self.words)
        return tuple(value for value in values if value and not OF_MACHINES.fullmatch(value))


def sent() -> GivenBack:
    """Of this request. Asks nothing of the database."""
    if request.method != "POST":
        return GivenBack()
    try:
        fields = [pair for pair in request.form.items(multi=True) if pair[0] not in OF_THE_PAGE]
    except HTTPException:  # what was sent is too long or damaged, so nothing of it can be read
        return GivenBack()
    held_back = SECRETS if request.blueprint == SIGNING_IN else ()
    kept = [(name, value) for name, value in fields if name not in held_back]
    words = [value for _name, value in kept if " " in value.strip()]
    return GivenBack(tuple(kept), tuple(words), is_all=kept == fields)
