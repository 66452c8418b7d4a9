"""The thresholds of disclosure control as data, per programme, and its one refusal."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


class DisclosureRefused(Exception):
    """Showing this would say something about a few people. The message says where, and what can be done."""


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """Thresholds, in stories unless said otherwise. source: where they come from; owner: who answers for them.

    rounding_base must be odd (then nothing is ever half way) and at least minimum_count. minimum_n_percent counts for
    outside: a percentage appears when its rounded denominator proves at least so many stories. The numbers themselves stand
    in analysis/data/disclosure.toml and nowhere else.
    """

    name: str
    minimum_count: int
    rounding_base: int
    minimum_n_percent: int
    minimum_n_percent_inside: int
    minimum_tellers_keyword: int
    source: str
    owner: str

    def __post_init__(self) -> None:
        if self.rounding_base % 2 == 0 or self.rounding_base < self.minimum_count or self.minimum_count < 2:
            raise ValueError("rounding needs an odd base of at least the minimum count, which is at least 2")

    def is_looser_than(self, other: "DisclosurePolicy") -> bool:
        """Is any threshold lower than the other's?"""
        return any(getattr(self, name) < getattr(other, name) for name in THRESHOLDS)


THRESHOLDS = (
    "minimum_count",
    "rounding_base",
    "minimum_n_percent",
    "minimum_n_percent_inside",
    "minimum_tellers_keyword",
)


def policy_of(programme: str) -> DisclosurePolicy:
    """The policy of a programme, by its slug: its own, or the one that holds everywhere."""
    own, everywhere = _policies()
    return own.get(programme, everywhere)


def policies_from(entries: Iterable[Mapping[str, Any]]) -> tuple[dict[str, DisclosurePolicy], DisclosurePolicy]:
    """(policies by programme, the one that holds everywhere) from the entries of the data file. A programme's own policy
    has the thresholds of the one that holds everywhere, but for those that it names.

    Raises ValueError when not exactly one holds everywhere, a programme has two, one is looser than the policy that holds
    everywhere, or its source or owner is missing; TypeError for a field that does not exist, or that the policy that
    holds everywhere lacks.
    """
    kept = list(entries)
    whole = [entry for entry in kept if not entry["programmes"]]
    if len(whole) != 1:
        raise ValueError(f"one policy holds everywhere, not {len(whole)}")
    everywhere = _policy(whole[0])
    usual = {name: getattr(everywhere, name) for name in THRESHOLDS}
    own: dict[str, DisclosurePolicy] = {}
    for entry in kept:
        for programme in entry["programmes"]:
            if programme in own:
                raise ValueError(f"programme {programme} has two policies")
            own[programme] = _policy(usual | dict(entry))
    if looser := [policy.name for policy in own.values() if policy.is_looser_than(everywhere)]:
        raise ValueError(f"a programme's own policy can only be stricter: {', '.join(looser)}")
    return own, everywhere


def _policy(entry: Mapping[str, Any]) -> DisclosurePolicy:
    policy = DisclosurePolicy(**{name: value for name, value in entry.items() if name != "programmes"})
    if not policy.source or not policy.owner:
        raise ValueError(f"policy {policy.name} does not say where it comes from and who answers for it")
    return policy


@lru_cache(maxsize=1)
def _policies() -> tuple[dict[str, DisclosurePolicy], DisclosurePolicy]:
    text = files("analysis").joinpath("data", "disclosure.toml").read_text(encoding="utf-8")
    return policies_from(tomllib.loads(text)["policy"])
