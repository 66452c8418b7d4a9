"""Pilots side by side as a picture: small multiples in the order of the alphabet, a part at a time where there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask_babel import gettext as _

from analysis.records import Perspective
from survey.evaluate import desk_words as words
from survey.evaluate.desk_drawing import Picture, framed, made
from survey.services.desk_pilots import PilotFigure

PER_PART = 24
"""Pilots in one picture: what can still be overlooked, and what a phone shows in a few screens."""
MOST_BESIDE = 3
"""Pilots beside each other on a wide screen; on a phone one."""


TAKEN_ALONG = ("wave", "perspective", "n", "numerator", "denominator", "n_not_mentioned", "n_not_applicable")
"""Columns beside those of the drawing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the pilots, in their order. number: from 1; 0 for all of them. first, last: what the outermost are called."""

    number: int
    found: Sequence[PilotFigure]

    @property
    def first(self) -> str:
        return self.found[0].pilot.title

    @property
    def last(self) -> str:
        return self.found[-1].pilot.title

    @property
    def has_picture(self) -> bool:
        return any(each.row for each in self.found)


def parts(found: Sequence[PilotFigure]) -> list[Part]:
    """As even as they can be; empty without pilots."""
    n_parts = ceil(len(found) / PER_PART)
    size = ceil(len(found) / n_parts) if n_parts else 0
    return [Part(n + 1, found[n * size : (n + 1) * size]) for n in range(n_parts)]


def chosen(found: Sequence[PilotFigure], number: str) -> Part | None:
    """The part with this number; all pilots as one when no number is asked for; None when there is no such part."""
    if not number:
        return Part(0, found)
    return next((part for part in parts(found) if str(part.number) == number), None)


def picture(part: Part, found: Sequence[PilotFigure], *, code: str, who: Perspective, is_wide: bool) -> Picture | None:
    """None when nothing of the part can be shown. found: all pilots, as the sentence is about all of them."""
    from reports.desk_beside import PILOT_COLUMNS, pilots_chart, pilots_size

    if not part.has_picture:
        return None
    columns = min(MOST_BESIDE, len(part.found)) if is_wide else 1
    frame = framed([_row(each, who) for each in part.found], (*PILOT_COLUMNS, *TAKEN_ALONG))
    return made(
        pilots_chart,
        pilots_size(frame, columns=columns),
        frame,
        perspective=who,
        columns=columns,
        words=(_("the pilot by itself"), _("with what the other pilots tell")),
        title=f"{words.label(code)}, {words.who(who)}",
        sentence=words.pilots_sentence(found),
    )


def _row(each: PilotFigure, who: Perspective) -> dict[str, Any]:
    row, together = each.row, each.together
    return {
        "pilot": each.pilot.slug,
        "label": each.pilot.title,
        "note": note(each),
        **_ends(("percent", "low", "high"), row),
        **_ends(("together", "together_low", "together_high"), together),
        "perspective": who,
        **({name: getattr(row, name) for name in TAKEN_ALONG} if row else {}),
    }


def _ends(names: Sequence[str], found: Any) -> Mapping[str, float | None]:
    """A share with its interval as percentages; no numbers where there is none."""
    values = (found.value, found.low, found.high) if found else (None, None, None)
    return {name: None if end is None else 100 * end for name, end in zip(names, values, strict=True)}


def note(each: PilotFigure) -> str:
    """The figure in two lines of words."""
    if each.row is None:
        return _("too few answers to show")
    unsaid = _(
        "wave %(n)s; not mentioned %(one)s, does not apply %(other)s",
        n=each.row.wave,
        one=words.part(each.row.n_not_mentioned),
        other=words.part(each.row.n_not_applicable),
    )
    return f"{words.share(each.row)}\n{unsaid}"
