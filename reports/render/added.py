"""What people add to the figures, as blocks: chosen stories, texts at the head of a section, signals, risks, corrections."""

from collections.abc import Iterable

from reports import numbers, tables, wording
from reports.composition import SectionName
from reports.content import ChosenPart, ImpactReport, QuoteRef
from reports.quotes import QuoteLedger
from reports.render.blocks import Block, Bullets, Grid, Heading, Paragraph, Quotes
from reports.render.voices import Voice
from reports.texts import say


def text_blocks(report: ImpactReport, name: SectionName) -> Iterable[Block]:
    """The texts of a section under a line that says who wrote them."""
    for block in report.texts:
        if block.section == name:
            yield Paragraph(say(f"blocks.{block.origin}", date=numbers.day(block.written_on)), "small")
            yield from (Paragraph(line) for line in block.text.split("\n") if line.strip())


def corrected(ledger: QuoteLedger) -> Iterable[Block]:
    """What was corrected since the report was issued; nothing when nothing was."""
    if ledger.corrections:
        yield Heading(1, say("corrections.title"))
        yield Paragraph(say("corrections.lead"), "note")
        yield Bullets(
            tuple(
                say("corrections.line", date=numbers.day(each.written_on), text=each.text)
                for each in ledger.corrections
            )
        )


def quotes_of(quotes: Iterable[QuoteRef], voices: dict[int, Voice]) -> Quotes:
    """Quotes that stand together, the contrary ones last."""
    labelled = [
        (say("quotes.contrary" if quote.contrary else "quotes.voice"), voices[quote.number])
        for quote in sorted(quotes, key=lambda quote: quote.contrary)
    ]
    return Quotes(tuple(labelled))


def chosen_section(report: ImpactReport, voices: dict[int, Voice]) -> Iterable[Block]:
    """The stories that the panel chose, each with its reasons and the contrary one beside it."""
    yield Heading(1, say("chosen.title"))
    if not report.chosen:
        yield Paragraph(say("chosen.empty"), "note")
        return
    yield Paragraph(say("chosen.lead"))
    for part in report.chosen:
        yield Heading(2, f"{part.about} ({say('chosen.negative')})" if part.is_negative else part.about)
        yield from _chosen(part, voices)


def _chosen(part: ChosenPart, voices: dict[int, Voice]) -> Iterable[Block]:
    if part.quote is None:
        yield Paragraph(say("chosen.hidden"), "note")
        return
    voice = voices[part.quote.number].standing(contrary=False)
    contrary = voices[part.contrary.number].standing(contrary=True) if part.contrary else None
    beside = ((say("quotes.contrary"), contrary),) if contrary else ()
    yield Quotes(((say("quotes.voice"), voice), *beside))
    if voice.gap:
        yield Paragraph(say("chosen.gap"), "small")
    elif part.reasons:
        yield Heading(3, say("chosen.reasons"))
        yield Bullets(part.reasons)
    if contrary is None:
        because = say("chosen.no_contrary_because", reason=part.no_contrary) if part.no_contrary else ""
        yield Paragraph(because or say("chosen.no_contrary"), "small")
    elif part.contrary_reasons and not contrary.gap:
        yield Heading(3, say("chosen.contrary_reasons"))
        yield Bullets(part.contrary_reasons)


def signals_section(report: ImpactReport) -> Iterable[Block]:
    """Counts only."""
    yield Heading(1, say("signals.title"))
    yield Paragraph(say("signals.lead", base=report.limits.rounding_base))
    yield from (Paragraph(line) for line in wording.signal_sentences(report))


def risks_section(report: ImpactReport) -> Iterable[Block]:
    """The programme's risks, and what this report brings to them."""
    yield Heading(1, say("risks.title"))
    if report.risks:
        yield Paragraph(say("risks.lead"))
        yield Grid(tables.risk_table(report))
    else:
        yield Paragraph(say("risks.empty"), "note")
