"""Quotes as they are shown: their words from the ledger, or the gap they leave with the reason."""

from dataclasses import dataclass, replace

from reports.content import ImpactReport, QuoteRef
from reports.quotes import Gap, QuoteLedger, Words, resolve
from reports.texts import say, texts

HOME_LANGUAGE = "nl"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ku", "he", "ur", "ps"})
"""Languages that tellers use and that read from right to left (ISO 639)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A quote as it is shown: its words, or the gap it leaves. gap: the reason in words, '' when the words stand. contrary:
    whether it stands here as the other sound; the same story may be that in one place and not in another."""

    quote: QuoteRef
    words: str
    gap: str
    source: str
    contrary: bool

    @property
    def reads_right_to_left(self) -> bool:
        return self.quote.language in RIGHT_TO_LEFT

    def standing(self, *, contrary: bool) -> "Voice":
        """The same quote in another place."""
        return replace(self, contrary=contrary)


def voices_of(report: ImpactReport, ledger: QuoteLedger) -> dict[int, Voice]:
    """Every quote of the report by its number in the register."""
    return {quote.number: _voice(quote, resolve(quote, ledger)) for quote in report.all_quotes}


def _voice(quote: QuoteRef, found: Words | Gap) -> Voice:
    match found:
        case Words(text):
            return Voice(quote, text, "", _source(quote), quote.contrary)
        case Gap(_, reason):
            return Voice(quote, "", say(f"gap.{reason}"), _source(quote), quote.contrary)


def _source(quote: QuoteRef) -> str:
    """Who speaks, at which wave, and in which language when it is not Dutch."""
    source = say(
        "quotes.source", one=say(f"perspective.{quote.perspective}.one"), wave=say("wave.inline", number=quote.wave)
    )
    language = texts()["language"].get(quote.language)
    if language is None or quote.language == HOME_LANGUAGE:
        return source
    return say("quotes.source_language", source=source, language=language)
