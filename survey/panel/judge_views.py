"""Judging the candidate themes, each seat alone, until its verdicts are locked. Nobody sees another's before that."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.analysis import CandidateTheme
from survey.models.programme import Pilot
from survey.panel import board, late, moving
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.forms import MoveForm, VerdictForm
from survey.services import moves, phases, seats, verdicts
from survey.web.filters import now
from survey.web.forms import problems

ADDRESS = "/<pilot_slug>/<uuid:meeting_id>/themas"


@blueprint.get(ADDRESS)
@in_meeting(seat=True)
def themes(pilot: Pilot, here: Here) -> ResponseReturnValue:
    if here.meeting.phase != "judge":
        return redirect(url_for("panel.meeting", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    own = verdicts.of_seat(db.session, meeting=here.meeting, seat=here.own_seat)
    candidates = seats.candidates(db.session, meeting=here.meeting)
    is_locked = phases.require_seat(here.meeting, here.own_seat).locked_at is not None
    return render_template(
        "panel/themes.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        candidates=candidates,
        own=own,
        n_left=len(candidates) - len(own),
        is_locked=is_locked,
    )


@blueprint.route(f"{ADDRESS}/<uuid:candidate_id>", methods=["GET", "POST"])
@in_meeting(seat=True)
def judge(pilot: Pilot, here: Here, candidate_id: UUID) -> ResponseReturnValue:
    """A late verdict is refused with a sentence, and what was typed stays on the page."""
    if request.method == "GET" and here.meeting.phase != "judge":
        return redirect(url_for("panel.meeting", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    phases.require(here.meeting, "judge", "decide", "choose", "closed")  # nothing of the machine while people read
    candidate, others = seats.with_others(db.session, meeting=here.meeting, candidate_id=candidate_id)
    said = verdicts.of_seat(db.session, meeting=here.meeting, seat=here.own_seat).get(candidate.id)
    form = VerdictForm(board.as_typed(said), others=[str(other.id) for other in others])
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                _give(here, candidate, others, form)
            except late.TOO_LATE:
                return late.page(pilot, here, [form.name.data, *form.parts, form.reason.data])
            flash(_("Your verdict on theme %(n)s has been kept.", n=candidate.number + 1))
            return redirect(url_for("panel.themes", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
        status = 400
    return _page(pilot, here, candidate, others, form), status


@blueprint.post(f"{ADDRESS}/<uuid:candidate_id>/verplaatsen")
@in_meeting(seat=True)
def move(pilot: Pilot, here: Here, candidate_id: UUID) -> ResponseReturnValue:
    """One story of this theme belongs elsewhere."""
    phases.require(here.meeting, "judge", "decide", "choose", "closed")
    candidate, others = seats.with_others(db.session, meeting=here.meeting, candidate_id=candidate_id)
    back = url_for("panel.judge", pilot_slug=pilot.slug, meeting_id=here.meeting.id, candidate_id=candidate.id)

    def again(wrong: MoveForm) -> str:
        said = verdicts.of_seat(db.session, meeting=here.meeting, seat=here.own_seat).get(candidate.id)
        return _page(pilot, here, candidate, others, VerdictForm(board.as_typed(said), others=[]), wrong)

    return moving.answer(pilot, here, candidate, others, again=again, back=back)


@blueprint.post(f"{ADDRESS}/klaar")
@in_meeting(seat=True)
def lock(pilot: Pilot, here: Here) -> ResponseReturnValue:
    verdicts.lock(db.session, meeting=here.meeting, seat=here.own_seat, now=now())
    flash(_("You are ready. Your verdicts stand; you can look at those of others who are ready."))
    return redirect(url_for("panel.together", pilot_slug=pilot.slug, meeting_id=here.meeting.id))


def _give(here: Here, candidate: CandidateTheme, others: list[CandidateTheme], form: VerdictForm) -> None:
    kind = form.wanted
    said = verdicts.Said(
        kind=kind,  # type: ignore[arg-type]  # the form knows no other
        reason=form.reason.data or "",
        rating=form.rating.data,
        name=form.name.data or "" if kind == "rename" else "",
        merge_with=tuple(o for o in others if str(o.id) in form.ticked) if kind == "merge" else (),
        parts=form.parts if kind == "split" else (),
    )
    verdicts.give(db.session, meeting=here.meeting, candidate=candidate, said=said, seat=here.own_seat, now=now())


def _page(
    pilot: Pilot,
    here: Here,
    candidate: CandidateTheme,
    others: list[CandidateTheme],
    form: VerdictForm,
    moved_wrong: MoveForm | None = None,
) -> str:
    key_ring = current_app.config["KEY_RING"]
    theme = board.theme(db.session, pilot, candidate, key_ring)
    refs = {UUID(card.ref) for card in theme.cards}
    return render_template(
        "panel/judge.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        theme=theme,
        others=others,
        form=form,
        moving=moved_wrong,
        moved=moves.from_candidate(
            db.session, meeting=here.meeting, start=candidate, readable=refs, key_ring=key_ring, seat=here.own_seat
        ),
        said=verdicts.of_seat(db.session, meeting=here.meeting, seat=here.own_seat).get(candidate.id),
        is_locked=phases.require_seat(here.meeting, here.own_seat).locked_at is not None,
        errors=[*problems(form), *(problems(moved_wrong) if moved_wrong else ())],
    )
