"""A panel on paper: cards and theme sheets to print, and counts of a group that judged without seats.

Printing is a POST, since it is written in the audit log: what is on paper cannot be taken back by a click.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from survey.extensions import db
from survey.models.panel import Phase
from survey.models.programme import Pilot
from survey.panel import late, paper_sheets
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.paper_forms import CountsForm
from survey.services import panel_paper, panels, phases, seats
from survey.web.filters import now
from survey.web.forms import problems

ADDRESS = "/<pilot_slug>/<uuid:meeting_id>/papier"
COUNTED_IN: tuple[Phase, ...] = ("judge", "decide")


@blueprint.get(ADDRESS)
@in_meeting(helper=True)
def paper(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """What can be printed and typed in now. Which seats said how much is shown, never what."""
    stories = panels.cards(db.session, pilot=pilot, meeting=here.meeting, key_ring=current_app.config["KEY_RING"])
    return render_template(
        "panel/paper.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        n_cards=len(stories),
        n_themes=len(seats.candidates(db.session, meeting=here.meeting)),
        seats=panel_paper.seats_on_paper(here.meeting),
        can_print_cards=here.meeting.phase in paper_sheets.CARDS_IN,
        can_print_sheets=here.meeting.phase in paper_sheets.SHEETS_IN,
        can_count=here.meeting.phase in COUNTED_IN,
    )


@blueprint.post(f"{ADDRESS}/kaarten")
@in_meeting(helper=True)
def print_cards(pilot: Pilot, here: Here) -> ResponseReturnValue:
    return _pdf(paper_sheets.cards_pdf(db.session, **_about(pilot, here)), f"{pilot.slug}-kaarten.pdf")


@blueprint.post(f"{ADDRESS}/themabladen")
@in_meeting(helper=True)
def print_sheets(pilot: Pilot, here: Here) -> ResponseReturnValue:
    return _pdf(paper_sheets.sheets_pdf(db.session, **_about(pilot, here)), f"{pilot.slug}-themabladen.pdf")


@blueprint.route(f"{ADDRESS}/tellingen", methods=["GET", "POST"])
@in_meeting(helper=True)
def paper_counts(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """How many of a group found each theme right, partly right, not right. Nothing is stored while something is wrong."""
    if request.method == "GET" and here.meeting.phase not in COUNTED_IN:
        return redirect(url_for("panel.paper", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    candidates = seats.candidates(db.session, meeting=here.meeting)
    before = panel_paper.counted(db.session, meeting=here.meeting)
    forms = {one.id: CountsForm.about(one, before.get(one.id)) for one in candidates}
    errors = []
    if request.method == "POST":
        for form in forms.values():
            form.validate()
            errors += problems(form)
        if not errors:
            try:
                n = _keep_counts(pilot, here, forms)
            except late.TOO_LATE:
                return late.page(pilot, here, [form.as_text for form in forms.values()])
            flash(
                ngettext(
                    "The counts of %(num)s theme have been kept.", "The counts of %(num)s themes have been kept.", n
                )
            )
            return redirect(url_for("panel.paper", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    page = render_template(
        "panel/paper_counts.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        rows=[(candidate, forms[candidate.id]) for candidate in candidates],
        errors=errors,
    )
    return page, 400 if errors else 200


def _keep_counts(pilot: Pilot, here: Here, forms: dict[UUID, CountsForm]) -> int:
    phases.require(here.meeting, *COUNTED_IN)
    filled = [form for form in forms.values() if form.is_filled]
    for form in filled:
        panel_paper.count(
            db.session,
            pilot=pilot,
            meeting=here.meeting,
            candidate=form.candidate,
            counts=form.counts,
            note=form.note.data or "",
            by=here.by,  # type: ignore[arg-type]  # a helper has an account
            now=now(),
        )
    return len(filled)


def _about(pilot: Pilot, here: Here) -> dict[str, Any]:
    key_ring = current_app.config["KEY_RING"]
    address = url_for("panel.enter", _external=True)
    return {
        "pilot": pilot, "meeting": here.meeting, "key_ring": key_ring, "by": here.by, "now": now(), "address": address,
    }  # fmt: skip


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
