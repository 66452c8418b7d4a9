"""What somebody asked the desk to show, as it stands in the address: so that a page can be kept, sent and come back to."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.records import PERSPECTIVES
from survey.models.programme import Pilot
from survey.services.desk_figures import PROPERTIES, Narrowed
from survey.services.desk_page import Asked

WAVE, PERSPECTIVE, NARROWED, POOLED = "meetmoment", "perspectief", "alleen", "samen"
YES = "ja"
BETWEEN = ":"
"""Between a property and its value: `language:ar`. One field for all properties, as only one may be chosen at a time."""


def asked(args: Mapping[str, str], *, pilot: Pilot) -> Asked:
    """What an address asks for; what it asks that there is not, it does not ask."""
    numbers = {str(wave.number): wave.number for wave in pilot.waves}
    who = args.get(PERSPECTIVE, "")
    name, _, value = args.get(NARROWED, "").partition(BETWEEN)
    return Asked(
        wave=numbers.get(args.get(WAVE, "")),
        perspective=who if who in PERSPECTIVES else None,
        narrowed=Narrowed(name, value) if name in PROPERTIES and value else None,
        pooled=args.get(POOLED) == YES,
    )


def in_address(what: Asked) -> dict[str, str | int]:
    """The same as parts of an address."""
    parts: dict[str, str | int | None] = {
        WAVE: what.wave,
        PERSPECTIVE: what.perspective,
        NARROWED: f"{what.narrowed.name}{BETWEEN}{what.narrowed.value}" if what.narrowed else None,
        POOLED: YES if what.pooled else None,
    }
    return {name: part for name, part in parts.items() if part is not None}
