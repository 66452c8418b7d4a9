"""Known numbers to hold the tellers against, with their sources: data, as they change with every new document."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Denominator:
    """label: Dutch, for people. number: about so many, as the source rounds it."""

    label: str
    number: int
    source_document: str
    source_place: str


@lru_cache(maxsize=1)
def load_denominators() -> tuple[Denominator, ...]:
    """In the order of analysis/data/denominators.toml. A missing or unknown field raises TypeError."""
    data = tomllib.loads(files("analysis").joinpath("data", "denominators.toml").read_text(encoding="utf-8"))
    return tuple(Denominator(**entry) for entry in data["denominator"])
