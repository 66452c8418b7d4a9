"""What a seat without an account wrote on paper is typed in, as that seat and marked as paper.

Everything on a page is kept, or nothing: while something is wrong it all stays in the form.
"""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext

from survey.extensions import db
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.panel import board, late, paper_rows, words
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.paper_rows import CardRow, DomainRow, Errors, Rows, ThemeRow
from survey.services import choices, panel_paper, panels, phases, seats, verdicts
from survey.services.errors import ConsentMissing, NotFound
from survey.web.filters import now

TYPED_IN = ("read", "judge", "choose")


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/papier/stoel/<int:seat>", methods=["GET", "POST"])
@in_meeting(helper=True)
def type_in_seat(pilot: Pilot, here: Here, seat: int) -> ResponseReturnValue:
    """The form names the phase it was made for: what comes in later is refused with a sentence and stays on the page."""
    meeting = here.meeting
    panel_paper.require_seat(meeting, seat)
    if request.method == "POST" and request.form.get("phase") != meeting.phase:
        return late.page(pilot, here, _typed())
    if meeting.phase not in TYPED_IN:
        return redirect(url_for("panel.paper", pilot_slug=pilot.slug, meeting_id=meeting.id))
    rows = _rows(pilot, meeting, seat)
    errors: Errors = []
    if request.method == "POST":
        errors = paper_rows.wrong(rows) + _not_there(pilot, meeting, rows)
        if not errors:
            return _kept(pilot, here, seat, rows)
    page = render_template(
        "panel/paper_seat.html",
        pilot=pilot,
        here=here,
        meeting=meeting,
        seat=seat,
        rows=rows,
        vocabulary=seats.vocabulary(db.session, pilot=pilot, meeting=meeting, seat=paper_rows.NO_SEAT),
        is_locked=phases.require_seat(meeting, seat).locked_at is not None,
        errors=errors,
    )
    return page, 400 if errors else 200


def _rows(pilot: Pilot, meeting: PanelMeeting, seat: int) -> Rows:
    key_ring = current_app.config["KEY_RING"]
    if meeting.phase == "read":
        return paper_rows.cards(db.session, pilot, meeting, seat, key_ring)
    if meeting.phase == "judge":
        return paper_rows.themes(db.session, meeting, seat)
    asked = board.domains(db.session, pilot, meeting, key_ring, seat=seat, language=str(get_locale()))
    return paper_rows.domains(asked, panel_paper.numbers(db.session, meeting=meeting))


def _not_there(pilot: Pilot, meeting: PanelMeeting, rows: Rows) -> Errors:
    """Cards that were typed and are not, or no longer, in the meeting."""
    if meeting.phase == "read":
        return paper_rows.unknown_cards(meeting, [row for row in rows if isinstance(row, CardRow)])
    there = _readable(pilot, meeting)
    return [
        (row.form.number.name, paper_rows.no_card(meeting, row.form.number.data or 0))
        for row in rows
        if isinstance(row, DomainRow) and row.is_filled and row.form.number.data not in there
    ]


def _readable(pilot: Pilot, meeting: PanelMeeting) -> dict[int, UUID]:
    numbers = panel_paper.numbers(db.session, meeting=meeting)
    stories = panels.cards(db.session, pilot=pilot, meeting=meeting, key_ring=current_app.config["KEY_RING"])
    return {numbers[UUID(story.ref)]: UUID(story.ref) for story in stories}


def _kept(pilot: Pilot, here: Here, seat: int, rows: Rows) -> ResponseReturnValue:
    """Keep every row that was filled in, or none when the meeting moved on, or a story went, at this very moment."""
    filled = [row for row in rows if row.is_filled]
    try:
        for row in filled:
            _keep(pilot, here.meeting, seat, row)
    except (*late.TOO_LATE, NotFound, ConsentMissing):
        return late.page(pilot, here, [text for row in filled for text in row.texts])
    n = len(filled)
    flash(ngettext("Kept: %(num)s line of seat %(seat)s.", "Kept: %(num)s lines of seat %(seat)s.", n, seat=seat))
    return redirect(url_for("panel.paper", pilot_slug=pilot.slug, meeting_id=here.meeting.id))


def _keep(pilot: Pilot, meeting: PanelMeeting, seat: int, row: CardRow | ThemeRow | DomainRow) -> None:
    key_ring, moment = current_app.config["KEY_RING"], now()
    if isinstance(row, CardRow):
        seats.label_once(
            db.session, pilot=pilot, meeting=meeting, seat=seat, ref=row.ref, tags=row.form.tags,
            reason=row.form.why.data or "", key_ring=key_ring, now=moment, source="paper",
        )  # fmt: skip
    elif isinstance(row, ThemeRow):
        verdicts.give(db.session, meeting=meeting, candidate=row.candidate, said=row.form.said, seat=seat, now=moment)
    else:
        ref, reason = _readable(pilot, meeting)[row.form.number.data], (row.form.reason.data or "").strip()
        if row.domain.own is None or (row.domain.own.ref, row.domain.own.reason) != (ref, reason):
            choices.nominate(
                db.session, pilot=pilot, meeting=meeting, seat=seat, domain=row.domain.code, ref=ref, reason=reason,
                key_ring=key_ring, now=moment, source="paper",
            )  # fmt: skip


def _typed() -> list[str]:
    """Everything that was typed, in the order of the page; what was ticked in its words."""
    return [
        str(words.RATINGS.get(text, text))
        for name, text in request.form.items()
        if name not in ("csrf_token", "phase") and not name.endswith("-none") and text.strip()
    ]
