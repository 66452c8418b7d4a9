"""Machine, teller and panel readings of one story beside each other. A difference is a finding, not an error."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

Finding = Literal["seats_differ", "panel_sees_other", "machine_sees_none", "panel_sees_none", "teller_worse"]
"""No label that two seats share; the machine's theme is in nobody's labels; the panel named a theme and the machine put the
story with none; the machine named a theme and no seat found any; its teller says that something got worse."""


def findings(
    *, machine: str | None, seats: Sequence[Collection[str]], themes: Collection[str], got_worse: bool = False
) -> frozenset[Finding]:
    """What differs between the readings of a story.

    machine: the panel's name for the theme the machine put it with, '' when that has no name (yet), None for the rest
    group. seats: labels per seat that read it. themes: names of the panel's themes; other labels name no theme. Capitals
    and blanks make no difference.
    """
    read = [{_plain(tag) for tag in tags} for tags in seats]
    everything: set[str] = set().union(*read)
    named = everything & {_plain(theme) for theme in themes}
    found: set[Finding] = {"teller_worse"} if got_worse else set()
    if len(read) > 1 and everything and not _shared(read):
        found.add("seats_differ")
    if not read:
        return frozenset(found)
    if machine is None and named:
        found.add("machine_sees_none")
    if machine is not None and not everything:
        found.add("panel_sees_none")
    if machine and everything and _plain(machine) not in everything:
        found.add("panel_sees_other")
    return frozenset(found)


def _shared(read: Sequence[set[str]]) -> bool:
    """Is there a label that at least two seats gave?"""
    return any(one & other for at, one in enumerate(read) for other in read[at + 1 :])


def _plain(tag: str) -> str:
    return " ".join(tag.split()).casefold()
