"""The rows of the screen on which a seat's paper is typed in: by card while the panel reads, by theme while it judges, by
domain while it chooses. A row that this seat said on a screen already is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from survey.models.analysis import CandidateTheme
from survey.models.panel import PanelMeeting, Reading, Source
from survey.models.programme import Pilot
from survey.panel.board import Domain
from survey.panel.forms import LabelForm
from survey.panel.paper_forms import PaperNominationForm, PaperVerdictForm
from survey.services import panel_paper, panels, seats, verdicts
from survey.services.sealing import KeyRing
from survey.web.forms import problems

CARD_FIELD = re.compile(r"card-(\d{1,6})-(own|why|none)")
Errors = list[tuple[str, str]]
NO_SEAT = 0
"""Whoever types in is offered the labels of closed meetings only, not those that a seat gives at this moment."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card by its number. said: what is kept of it already; then there is nothing more to type."""

    number: int
    ref: UUID
    perspective: str
    form: LabelForm
    said: Reading | None

    @property
    def is_filled(self) -> bool:
        typed = (self.form.own.data, self.form.why.data)
        return self.said is None and (bool(self.form.none.data) or any((text or "").strip() for text in typed))

    @property
    def texts(self) -> list[str | None]:
        return [self.form.own.data, self.form.why.data] if self.is_filled else []


@dataclass(frozen=True, slots=True)
class _Said:
    """source: how this seat said it before; None: nothing yet."""

    form: PaperVerdictForm | PaperNominationForm
    source: Source | None

    @property
    def is_filled(self) -> bool:
        return self.source != "screen" and self.form.is_filled

    @property
    def texts(self) -> list[str | None]:
        return self.form.texts if self.is_filled else []


@dataclass(frozen=True, slots=True)
class ThemeRow(_Said):
    form: PaperVerdictForm
    candidate: CandidateTheme


@dataclass(frozen=True, slots=True)
class DomainRow(_Said):
    form: PaperNominationForm
    domain: Domain


Rows = Sequence[CardRow] | Sequence[ThemeRow] | Sequence[DomainRow]


def cards(session: Session, pilot: Pilot, meeting: PanelMeeting, seat: int, key_ring: KeyRing) -> list[CardRow]:
    numbers = panel_paper.numbers(session, meeting=meeting)
    vocabulary = seats.vocabulary(session, pilot=pilot, meeting=meeting, seat=NO_SEAT)
    rows = []
    for story in panels.cards(session, pilot=pilot, meeting=meeting, key_ring=key_ring):
        ref = UUID(story.ref)
        form = LabelForm(vocabulary=vocabulary, prefix=f"card-{numbers[ref]}")
        said = seats.reading(session, meeting=meeting, seat=seat, ref=ref)
        rows.append(CardRow(numbers[ref], ref, story.perspective, form, said))
    return rows


def themes(session: Session, meeting: PanelMeeting, seat: int) -> list[ThemeRow]:
    before = verdicts.of_seat(session, meeting=meeting, seat=seat)
    return [
        ThemeRow(
            PaperVerdictForm.about(one, before.get(one.id)), before[one.id].source if one.id in before else None, one
        )
        for one in seats.candidates(session, meeting=meeting)
    ]


def domains(asked: Sequence[Domain], numbers: dict[UUID, int]) -> list[DomainRow]:
    """asked: with what this seat named before."""
    rows = []
    for domain in asked:
        own = domain.own
        given = {"number": numbers.get(own.ref), "reason": own.reason} if own else {}
        form = PaperNominationForm(prefix=f"domain-{domain.code}", data=given)
        rows.append(DomainRow(form, own.source if own else None, domain))
    return rows


def wrong(rows: Rows) -> Errors:
    """What is not right in the rows that were filled in, with the number of the card or theme before it."""
    found: Errors = []
    for row in rows:
        if not row.is_filled:
            continue
        form: FlaskForm = row.form
        form.validate()
        found += [(field, f"{_name(row)}: {sentence}") for field, sentence in problems(form)]
    return found


def unknown_cards(meeting: PanelMeeting, rows: Sequence[CardRow]) -> Errors:
    """Sentences about typed cards that are not, or no longer, on the table."""
    there = {row.number for row in rows}
    typed = {
        int(found.group(1))
        for name, text in request.form.items()
        if (found := CARD_FIELD.fullmatch(name)) and text.strip() and int(found.group(1)) not in there
    }
    return [("", no_card(meeting, number)) for number in sorted(typed)]


def no_card(meeting: PanelMeeting, number: int) -> str:
    if 1 <= number <= meeting.n_random + meeting.n_chosen:
        return _(
            "Story %(n)s is not there any more: its teller took it back. Destroy the card. What was written about it is not kept.",
            n=number,
        )
    return _("There is no card with number %(n)s in this meeting.", n=number)


def _name(row: CardRow | ThemeRow | DomainRow) -> str:
    if isinstance(row, CardRow):
        return _("Story %(n)s", n=row.number)
    if isinstance(row, ThemeRow):
        return _("Theme %(n)s", n=row.candidate.number + 1)
    return row.domain.name
