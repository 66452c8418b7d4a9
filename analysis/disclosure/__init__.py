"""Disclosure control: what may be shown, to whom. The only maker of `Published*` and of `InternalView`.

Outside, every figure is a function of counts rounded to five, totals included; nothing else about the true counts
leaves, so publishing what is already rounded changes nothing. Inside, numbers are exact and small ones are hidden
together with what would give them away. Which attacks this stops, and which not: docs/methods/disclosure.md.
"""

from analysis.disclosure.desk import internal
from analysis.disclosure.figures import publish
from analysis.disclosure.holding import publish_or_hold
from analysis.disclosure.inside import internal_parts, internal_steps, internal_within
from analysis.disclosure.moves import internal_moves
from analysis.disclosure.pictures import with_pictures
from analysis.disclosure.policy import DisclosurePolicy, DisclosureRefused, policy_of
from analysis.disclosure.words import publish_quote, publish_theme, with_quotes, with_themes

__all__ = [
    "DisclosurePolicy",
    "DisclosureRefused",
    "internal",
    "internal_moves",
    "internal_parts",
    "internal_steps",
    "internal_within",
    "policy_of",
    "publish",
    "publish_or_hold",
    "publish_quote",
    "publish_theme",
    "with_pictures",
    "with_quotes",
    "with_themes",
]
