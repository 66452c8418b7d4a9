"""Panel members: their meetings, reading stories blind, judging themes. A seat never sees another seat's words."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.account import User
from survey.models.analysis import CandidateTheme
from survey.models.panel import PanelMeeting, VerdictEvent
from survey.models.programme import Pilot
from survey.panel import board
from survey.panel.blueprint import blueprint
from survey.panel.forms import LabelForm, VerdictForm
from survey.services import panels, seats
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/")
@with_role("panel_member")
def meetings(by: User, pilot: Pilot) -> ResponseReturnValue:
    found = seats.meetings_with_seat(db.session, pilot=pilot, user=by)
    return render_template(
        "panel/meetings.html",
        pilot=pilot,
        meetings=[board.meeting_card(db.session, meeting, seat) for meeting, seat in found],
    )


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/lezen", methods=["GET", "POST"])
@with_role("panel_member")
def read(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """One story at a time. What the machine found and what the teller meant by it are not in the page."""
    meeting, seat = _open_meeting(by, pilot, meeting_id)
    if _is_past_reading(meeting, seat):
        return redirect(url_for("panel.themes", pilot_slug=pilot.slug, meeting_id=meeting.id))
    vocabulary = seats.tags_so_far(db.session, pilot=pilot)
    form = LabelForm(chosen=request.form.getlist("tags"), vocabulary=vocabulary)
    if request.method == "GET":
        return _card(pilot, meeting, seat, form, vocabulary, after=request.args.get("na", 0, type=int))
    position, ref = request.form.get("position", 0, type=int), request.form.get("ref", type=UUID)
    if ref is None or not form.validate():
        return _card(pilot, meeting, seat, form, vocabulary, after=position - 1, wanted=ref), 400
    seats.label_once(
        db.session,
        pilot=pilot,
        meeting=meeting,
        seat=seat,
        ref=ref,
        tags=form.tags,
        reason=form.why.data or "",
        key_ring=current_app.config["KEY_RING"],
        now=now(),
    )
    return redirect(url_for("panel.read", pilot_slug=pilot.slug, meeting_id=meeting.id, na=position))


@blueprint.get("/<pilot_slug>/<uuid:meeting_id>/themas")
@with_role("panel_member")
def themes(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    meeting, seat = _open_meeting(by, pilot, meeting_id)
    if refusal := _read_first(pilot, meeting, seat):
        return refusal
    candidates = seats.candidates(db.session, meeting=meeting)
    own = seats.own_verdicts(db.session, meeting=meeting, seat=seat)
    return render_template("panel/themes.html", pilot=pilot, meeting=meeting, candidates=candidates, own=own)


@blueprint.post("/<pilot_slug>/<uuid:meeting_id>/themas")
@with_role("panel_member")
def stop_reading(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """Leave the remaining stories unread. There is no way back, or the labels would no longer be blind."""
    meeting, _seat = _open_meeting(by, pilot, meeting_id)
    session[_mark(meeting)] = True
    return redirect(url_for("panel.themes", pilot_slug=pilot.slug, meeting_id=meeting.id))


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/themas/<uuid:candidate_id>", methods=["GET", "POST"])
@with_role("panel_member")
def judge(by: User, pilot: Pilot, meeting_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    meeting, seat = _open_meeting(by, pilot, meeting_id)
    if refusal := _read_first(pilot, meeting, seat):
        return refusal
    candidate = seats.get_candidate(db.session, meeting=meeting, candidate_id=candidate_id)
    others = [other for other in seats.candidates(db.session, meeting=meeting) if other.id != candidate.id]
    said = seats.own_verdicts(db.session, meeting=meeting, seat=seat).get(candidate.id)
    form = VerdictForm(board.as_typed(said), others=[str(other.id) for other in others])
    if request.method == "POST" and form.validate():
        _give(meeting, candidate, others, form, seat=seat)
        flash(_("Your verdict on theme %(n)s has been kept.", n=candidate.number + 1))
        return redirect(url_for("panel.themes", pilot_slug=pilot.slug, meeting_id=meeting.id))
    page = render_template(
        "panel/judge.html",
        pilot=pilot,
        meeting=meeting,
        theme=board.theme(db.session, pilot, candidate, current_app.config["KEY_RING"]),
        others=others,
        form=form,
        said=said,
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


def _card(
    pilot: Pilot,
    meeting: PanelMeeting,
    seat: int,
    form: LabelForm,
    vocabulary: list[str],
    *,
    after: int,
    wanted: UUID | None = None,
) -> str:
    """The first unread story after a position (or the one that was being labelled), or what to do when there is none."""
    unread = seats.unread(db.session, meeting=meeting, seat=seat)
    ahead = [(position, ref) for position, ref in unread if position > after]
    ahead.sort(key=lambda card: card[1] != wanted)
    if not ahead:
        return render_template("panel/read_all.html", pilot=pilot, meeting=meeting, n_left=len(unread))
    position, ref = ahead[0]
    return render_template(
        "panel/read.html",
        pilot=pilot,
        meeting=meeting,
        story=board.story(db.session, pilot, ref, current_app.config["KEY_RING"]),
        position=position,
        n_left=len(unread),
        vocabulary=sorted({*vocabulary, *form.tags}, key=str.casefold) if form.errors else vocabulary,
        form=form,
        errors=problems(form),
    )


def _give(
    meeting: PanelMeeting,
    candidate: CandidateTheme,
    others: list[CandidateTheme],
    form: VerdictForm,
    *,
    seat: int | None = None,
    by: User | None = None,
) -> VerdictEvent:
    kind = form.kind.data
    return panels.give_verdict(
        db.session,
        meeting=meeting,
        candidate=candidate,
        kind=kind,
        reason=form.reason.data,
        now=now(),
        seat=seat,
        by=by,
        name=form.name.data or "" if kind in ("confirm", "rename") else "",
        merge_into=next((o for o in others if str(o.id) == form.merge_into.data), None) if kind == "merge" else None,
    )


def _open_meeting(by: User, pilot: Pilot, meeting_id: UUID) -> tuple[PanelMeeting, int]:
    meeting = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
    seat = panels.seat_of(meeting, user=by)
    seats.require_open(meeting)
    return meeting, seat


def _mark(meeting: PanelMeeting) -> str:
    return f"past-reading-{meeting.id}"


def _is_past_reading(meeting: PanelMeeting, seat: int) -> bool:
    return bool(session.get(_mark(meeting)) or seats.own_verdicts(db.session, meeting=meeting, seat=seat))


def _read_first(pilot: Pilot, meeting: PanelMeeting, seat: int) -> ResponseReturnValue | None:
    """Reading comes before anything the machine found. None when this seat has read enough."""
    n_left = len(seats.unread(db.session, meeting=meeting, seat=seat))
    if not n_left or _is_past_reading(meeting, seat):
        return None
    return render_template("panel/read_first.html", pilot=pilot, meeting=meeting, n_left=n_left)
