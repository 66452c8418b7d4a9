"""The quote ledger: a snapshot of what may be quoted now. A quote that does not hold becomes a visible gap.

The ledger is passed in at every rendering, also of a report that was issued long ago: consent is read as it is now, not as
it was then.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reports.composition import Correction
from reports.content import QuoteRef

GapReason = Literal["withdrawn", "no_consent", "not_verbatim", "unknown"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A story as the ledger knows it. text: the released text, None when it is gone; may_quote: consent for quotation now."""

    text: str | None
    may_quote: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class QuoteLedger:
    """Snapshot by story reference, and what was corrected since the report was issued, the oldest first."""

    entries: Mapping[str, LedgerEntry]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were found, letter by letter, where the quote says they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a quote stood or should have stood, and why it is not shown."""

    ref: str
    reason: GapReason


def resolve(quote: QuoteRef, ledger: QuoteLedger) -> Words | Gap:
    """The words of a quote, or the gap it leaves. Withdrawal is judged before consent, consent before the letter."""
    entry = ledger.entries.get(quote.ref)
    if entry is None:
        return Gap(quote.ref, "unknown")
    if entry.withdrawn:
        return Gap(quote.ref, "withdrawn")
    if not entry.may_quote:
        return Gap(quote.ref, "no_consent")
    if entry.text is None:
        return Gap(quote.ref, "unknown")
    if not is_verbatim(quote, entry.text):
        return Gap(quote.ref, "not_verbatim")
    return Words(entry.text[quote.start : quote.end])


def is_verbatim(quote: QuoteRef, text: str) -> bool:
    """Whether the released text is the one that was quoted, and the offsets (code points) fall inside it on some words."""
    same_text = hashlib.sha256(text.encode()).hexdigest() == quote.text_hash
    inside = 0 <= quote.start < quote.end <= len(text)
    return same_text and inside and bool(text[quote.start : quote.end].strip())
