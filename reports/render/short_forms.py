"""What is made of a report besides the report: the council letter, the panel's handout, the poster for the wall."""

from collections.abc import Iterable, Sequence

from reports import numbers
from reports.content import ImpactReport, checksum
from reports.quotes import QuoteLedger
from reports.render.added import corrected, quotes_of
from reports.render.blocks import Block, Bullets, Heading, Paragraph
from reports.render.document import Document, assembled, opening, theme_blocks
from reports.render.voices import Voice, voices_of
from reports.short import anything_told, short
from reports.texts import say, texts

MOST_LINES_POSTER, MOST_THEMES_POSTER = 3, 6
LONGEST_VOICE_POSTER = 220
"""Characters. What is longer cannot be read from where people stand, and is never shortened: it is left out."""
LONGEST_VOICE_LETTER = 700
"""Characters: a story of five sentences. Two of these leave room on the second page for what is asked of the council."""
LONGEST_ANSWER, LONGEST_LINE = 420, 220
"""Characters of an answer of the reflection moment, and of a decision, lesson or correction, in the letter."""
MOST_LINES = 4
"""Decisions, lessons or corrections in the letter."""
MOST_LINES_OPENING = 10
"""Themes on the first page of the letter."""
SENTENCE_ENDS = ". ", "! ", "? "


def letter(report: ImpactReport, ledger: QuoteLedger) -> Document:
    """Two pages for college and council: the page that stands alone, what the reflection moments ask of them, the open
    lessons with their owners, and how sure all this is.

    Whatever people wrote at length is shortened here, and says so: all of it stands in the report."""
    voices = voices_of(report, ledger)
    opened: list[Block] = [*_corrected(ledger), *map(_few_lines, opening(report, voices))]
    rest = [
        *_short_voices(report, voices, 2, longest=LONGEST_VOICE_LETTER),
        *_asked(report),
        *_open_lessons(report),
        *_how_sure(report),
    ]
    return assembled(report, voices, opened, rest, "letter")


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut behind a sentence where one ends in its second half, otherwise behind a word;
    the words that say so come on top. Never for the words of a teller: these stand whole or not at all."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    head = whole[:most]
    ended = max(head.rfind(end) + 1 for end in SENTENCE_ENDS)
    kept = head[:ended] if ended > most / 2 else head.rpartition(" ")[0] or head
    return say("letter.shortened", text=kept.rstrip(" .,;:"))


def at_most(lines: Sequence[str], most: int) -> Bullets:
    """The first lines, and how many more the report has."""
    more = len(lines) - most
    return Bullets((*lines[:most], say("letter.more", number=more)) if more > 0 else tuple(lines))


def _few_lines(block: Block) -> Block:
    return at_most(block.lines, MOST_LINES_OPENING) if isinstance(block, Bullets) else block


def _corrected(ledger: QuoteLedger) -> Iterable[Block]:
    """As in every form, the newest first."""
    for block in corrected(ledger):
        newest = [shortened(line, LONGEST_LINE) for line in reversed(block.lines)] if isinstance(block, Bullets) else ()
        yield at_most(newest, MOST_LINES) if newest else block


def handout(report: ImpactReport, ledger: QuoteLedger) -> Document:
    """For the panel's table: what the panel said and what became of it, with the quotes."""
    voices = voices_of(report, ledger)
    head: list[Block] = [
        Heading(1, say("themes.title")),
        Paragraph(say("themes.lead" if report.themes else "themes.empty")),
    ]
    themes = [block for theme in report.themes for block in theme_blocks(theme, voices)]
    return assembled(report, voices, [*corrected(ledger), *head, *themes], (), "handout")


def poster(report: ImpactReport, ledger: QuoteLedger) -> Document:
    """One page for the wall: who was heard, what changed, what the panel says, one voice and the contrary one."""
    voices, page = voices_of(report, ledger), short(report)
    body: list[Block] = [*corrected(ledger)]
    if not anything_told(report):
        body.append(Paragraph(say("few.read_only" if report.all_quotes else "few.nothing"), "note"))
    for key, lines in (("heard", page.heard), ("change", page.change[:MOST_LINES_POSTER])):
        if lines:
            body += [Heading(1, say(f"short.{key}_title")), *map(Paragraph, lines)]
    body += [Heading(1, say("short.themes_title"))]
    body += [Bullets(page.themes[:MOST_THEMES_POSTER])] if page.themes else [Paragraph(say("short.themes_none"))]
    body += _short_voices(report, voices, 1)
    rest = (Paragraph(say("short.limits_text"), "small"), _whole_report(report))
    return assembled(report, voices, body, rest, "findings")


def _whole_report(report: ImpactReport) -> Paragraph:
    """Where all of it stands."""
    return Paragraph(say("letter.whole_report", number=report.issue.number, checksum=checksum(report)[:12]), "small")


def _short_voices(
    report: ImpactReport, voices: dict[int, Voice], level: int, *, longest: int = LONGEST_VOICE_POSTER
) -> Iterable[Block]:
    """The voices of the first page where all of them are short: one is never shown without the other."""
    found = short(report).voices
    if found and all(len(voices[quote.number].words) <= longest for quote in found):
        yield Heading(level, say("short.voices_title"))
        yield quotes_of(found, voices)


def _asked(report: ImpactReport) -> Iterable[Block]:
    """The newest reflection moment, in the words of those who held it."""
    if report.reflections:
        moment = max(report.reflections, key=lambda held: held.held_on)
        yield Heading(2, say("letter.asked", date=numbers.day(moment.held_on)))
        for key in ("works_well", "needs_adjusting", "usable_later"):
            yield Heading(3, say(f"reflection.{key}"))
            yield Paragraph(shortened(getattr(moment, key), LONGEST_ANSWER) or say("reflection.no_answer"))
        if moment.decisions:
            yield Heading(2, say("reflection.decisions"))
            yield at_most([_carried(each.text, each.owner) for each in moment.decisions], MOST_LINES)


def _open_lessons(report: ImpactReport) -> Iterable[Block]:
    still_open = [lesson for lesson in report.lessons if lesson.status == "open"]
    if still_open:
        yield Heading(2, say("letter.open_lessons"))
        yield at_most([_carried(lesson.text, lesson.owner) for lesson in still_open], MOST_LINES)


def _carried(text: str, owner: str) -> str:
    """What is to be done, and who carries it: the owner stays, however long the text is."""
    return say("reflection.decision", text=shortened(text, LONGEST_LINE), owner=owner)


def _how_sure(report: ImpactReport) -> Iterable[Block]:
    yield Heading(2, say("letter.how_sure"))
    yield Bullets(tuple(texts()["method"]["not"][:2]))
    yield _whole_report(report)
