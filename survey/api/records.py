"""What the data interface answers, frozen. Indicators and themes are those of `analysis.published`, as they were released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Programme:
    """A region's change programme."""

    code: str
    title: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class PilotOut:
    """A pilot of a programme. is_invented: an example that does not exist; say so wherever its figures are shown."""

    code: str
    title: str
    programme: str
    themes: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    target_group: str
    starts_on: date
    ends_on: date
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Release:
    """Figures that passed disclosure control together and never change again. rounding_base: every count is a multiple of
    it, and 0 means none or a few. reports: numbers of the impact reports that rest on it."""

    number: int
    released_on: date
    checksum: str
    policy: str
    rounding_base: int
    minimum_n_percent: int
    reports: tuple[int, ...]
