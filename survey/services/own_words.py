"""Texts of staff that come into a report hold no words of tellers: these come from the quote ledger alone, so that they leave
a gap when their teller takes the story back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from survey.models.programme import Pilot
from survey.services import released
from survey.services.errors import QuoteOutsideLedger
from survey.services.sealing import KeyRing

WORDS_OF_A_TELLER = 7
"""So many words in a row that also stand in a released story are taken for a quote: our choice, because shorter rows occur
by chance in plain Dutch."""

QUOTATION_MARKS = re.compile('["“”„‟«»‹›]')
_WORD = re.compile(r"\w+", re.UNICODE)


def check(session: Session, *, text: str, pilots: Sequence[Pilot], key_ring: KeyRing) -> None:
    """Raises QuoteOutsideLedger for quotation marks (`marks`) and for words of a released story of these pilots (`words`)."""
    if QUOTATION_MARKS.search(text):
        raise QuoteOutsideLedger("marks")
    runs = _runs(text)
    if not runs:
        return
    for pilot in pilots:
        stories = released.stories(session, pilot=pilot, use="analysis", key_ring=key_ring)
        if any(not runs.isdisjoint(_runs(story.text)) for story in stories):
            raise QuoteOutsideLedger("words")


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every row of `WORDS_OF_A_TELLER` words, in small letters."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + WORDS_OF_A_TELLER]) for at in range(len(words) - WORDS_OF_A_TELLER + 1)}
