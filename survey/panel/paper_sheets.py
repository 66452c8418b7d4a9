"""The cards and sheets of a meeting on paper: its stories as they may be read now, with the fixed words."""

from __future__ import annotations

from datetime import datetime

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.render.cards import Phrases, StoryCard, ThemeSheet, render_cards, render_theme_sheets
from survey.models.account import User
from survey.models.panel import PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.panel import board, words
from survey.panel.board import Card, ThemePage
from survey.services import panel_paper, panels, phases, seats
from survey.services.errors import NotFound
from survey.services.sealing import KeyRing
from survey.web import terms
from survey.web.filters import day

CARDS_IN: tuple[Phase, ...] = ("read", "judge", "decide", "choose")
SHEETS_IN: tuple[Phase, ...] = ("judge", "decide", "choose")


def cards_pdf(
    session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing, by: User, now: datetime, address: str
) -> bytes:
    """Every story of the meeting that the panel may read at this moment, four on an A4. address: what the code on a card
    opens. Raises NotAllowed, MeetingClosed, NotFound (no story)."""
    phases.require(meeting, *CARDS_IN)
    stories = panels.cards(session, pilot=pilot, meeting=meeting, key_ring=key_ring)
    numbers = panel_paper.numbers(session, meeting=meeting)
    made = cards(board.cards(session, stories, key_ring, numbers), address)
    if not made:
        raise NotFound("There is no story to print.")
    panel_paper.printed(session, pilot=pilot, meeting=meeting, what="cards", n_stories=len(made), by=by, now=now)
    return render_cards(made, phrases=phrases(pilot, meeting), language=str(get_locale()))


def sheets_pdf(
    session: Session, *, pilot: Pilot, meeting: PanelMeeting, key_ring: KeyRing, by: User, now: datetime, address: str
) -> bytes:
    """Every candidate theme with its stories and room for a verdict. Raises as `cards_pdf`, and PhaseOver while people read."""
    phases.require(meeting, *SHEETS_IN)
    candidates = seats.candidates(session, meeting=meeting)
    themes = [board.theme(session, pilot, candidate, key_ring) for candidate in candidates]
    if not themes:
        raise NotFound("There is no theme to print.")
    n_stories = len({card.ref for theme in themes for card in theme.cards})
    panel_paper.printed(session, pilot=pilot, meeting=meeting, what="sheets", n_stories=n_stories, by=by, now=now)
    return render_theme_sheets(
        tuple(sheet(theme, address) for theme in themes), phrases=phrases(pilot, meeting), language=str(get_locale())
    )


def cards(stories: tuple[Card, ...], address: str) -> tuple[StoryCard, ...]:
    """In the order of their numbers. Nothing that the machine found and nothing that its teller chose is on a card."""
    return tuple(_card(str(story.number), story, address) for story in sorted(stories, key=lambda story: story.number))


def sheet(theme: ThemePage, address: str) -> ThemeSheet:
    """Its stories count on from the typical to the contrary ones, as on the screen."""
    n_typical = len(theme.typical)
    return ThemeSheet(
        title=_("Possible theme %(n)s", n=theme.number),
        keywords=theme.keywords,
        facts=_facts(theme),
        typical=tuple(_card(str(n), story, address) for n, story in enumerate(theme.typical, start=1)),
        contrary=tuple(_card(str(n), story, address) for n, story in enumerate(theme.contrary, start=n_typical + 1)),
    )


def phrases(pilot: Pilot, meeting: PanelMeeting) -> Phrases:
    return Phrases(
        title=meeting.title,
        meeting=f"{meeting.title} · {day(meeting.held_on)} · {pilot.title}",
        story=_("Story"),
        goes_on=_("Read on on the next card."),
        code_alt=_("Code that opens the panel's page, on story"),
        keywords=_("Words that stand out in these stories:"),
        typical=_("Stories that show it best"),
        contrary=_("Stories that only half fit"),
        verdict=_("This possible theme…"),
        verdicts=tuple(map(str, words.RATINGS.values())),
        other_name=_("What would you call it?"),
        reason=_("Why?"),
        example=_("Invented example") if pilot.is_demo else "",
    )


def _facts(theme: ThemePage) -> tuple[str, ...]:
    told = ngettext("%(num)s story", "%(num)s stories", theme.n_stories)
    tellers = ngettext("from %(num)s teller", "from %(num)s tellers", theme.n_tellers)
    who = ", ".join(
        f"{terms.PERSPECTIVES[who]}: {n}" if n is not None else str(terms.PERSPECTIVES[who])
        for who, n in theme.told_by.items()
    )
    firm = f"{terms.FIRMNESS[theme.firmness]}. {terms.FIRMNESS_MEANING[theme.firmness]}"
    return tuple(fact for fact in (f"{told}, {tellers}", who, f"{_('How firm')}: {firm}") if fact)


def _card(number: str, story: Card, address: str) -> StoryCard:
    return StoryCard(
        number=number,
        teller=_("Told by: %(who)s", who=terms.PERSPECTIVES[story.perspective]),
        text=story.text,
        language=story.language,
        direction="rtl" if _runs_from_the_right(story.language) else "ltr",
        note=_("Good to know beforehand: %(note)s", note=story.note) if story.note else "",
        address=address,
    )


def _runs_from_the_right(language: str) -> bool:
    try:
        return bool(Locale.parse(language, sep="-").text_direction == "rtl")
    except (ValueError, UnknownLocaleError):
        return False
