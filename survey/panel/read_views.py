"""Reading blind: one story at a time, without anything the machine found or its teller said about it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from survey.extensions import db
from survey.models.programme import Pilot
from survey.panel import board, late
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.forms import LabelForm
from survey.services import panel_paper, phases, seats
from survey.services.errors import NotFound, StoryGone
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/lezen", methods=["GET", "POST"])
@in_meeting(seat=True)
def read(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """A late label is refused with a sentence, and what was typed stays on the page."""
    vocabulary = seats.vocabulary(db.session, pilot=pilot, meeting=here.meeting, seat=here.own_seat)
    form = LabelForm(chosen=request.form.getlist("tags"), vocabulary=vocabulary)
    if request.method == "GET":
        if here.meeting.phase != "read":
            return redirect(url_for("panel.meeting", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
        return _card(pilot, here, form, vocabulary, after=request.args.get("na", type=UUID))
    ref = request.form.get("ref", type=UUID)
    if ref is None or not form.validate():
        return _card(pilot, here, form, vocabulary, wanted=ref), 400
    try:
        seats.label_once(
            db.session,
            pilot=pilot,
            meeting=here.meeting,
            seat=here.own_seat,
            ref=ref,
            tags=form.tags,
            reason=form.why.data or "",
            key_ring=current_app.config["KEY_RING"],
            now=now(),
        )
    except late.TOO_LATE:
        return late.page(pilot, here, [", ".join(form.tags), form.why.data])
    return redirect(url_for("panel.revealed", pilot_slug=pilot.slug, meeting_id=here.meeting.id, ref=ref))


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/gelezen/<uuid:ref>")
@in_meeting(seat=True)
def revealed(pilot: Pilot, here: Here, ref: UUID) -> ResponseReturnValue:
    """What the teller said about a story, once this seat has labelled it."""
    phases.require(here.meeting, "read")
    said = seats.reading(db.session, meeting=here.meeting, seat=here.own_seat, ref=ref)
    if said is None:
        raise NotFound("Label the story first.")
    return render_template(
        "panel/revealed.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        said=said,
        teller=board.teller(db.session, pilot, here.meeting, ref, str(get_locale()), current_app.config["KEY_RING"]),
    )


def _card(
    pilot: Pilot,
    here: Here,
    form: LabelForm,
    vocabulary: list[str],
    *,
    after: UUID | None = None,
    wanted: UUID | None = None,
) -> str:
    """The first unread story after another one (or the one that was being labelled), or what to do when there is none."""
    unread = seats.unread(db.session, meeting=here.meeting, seat=here.own_seat)
    if wanted and wanted not in unread:
        raise StoryGone("What was typed about it belongs with no other story.")
    ahead = [ref for ref in unread if after is None or _place(here, ref) > _place(here, after)]
    ahead.sort(key=lambda ref: ref != wanted)
    if not ahead:
        return render_template("panel/read_all.html", pilot=pilot, here=here, meeting=here.meeting, n_left=len(unread))
    return render_template(
        "panel/read.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        story=board.story(db.session, pilot, ahead[0], current_app.config["KEY_RING"]),
        number=panel_paper.number(db.session, meeting=here.meeting, ref=ahead[0]),
        n_left=len(unread),
        vocabulary=sorted({*vocabulary, *form.tags}, key=str.casefold) if form.errors else vocabulary,
        form=form,
        errors=problems(form),
    )


def _place(here: Here, ref: UUID) -> bytes:
    return seats.order_key(here.meeting, here.own_seat, ref)
