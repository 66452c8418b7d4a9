"""The facilitator records what the panel decides about each theme, with what every seat said beside it."""

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
from survey.panel.forms import FinalForm, MoveForm
from survey.services import accounts, analysis_runs, codebook_matches, moves, panels, phases, seats, verdicts
from survey.web.filters import now
from survey.web.forms import problems

ADDRESS = "/<pilot_slug>/<uuid:meeting_id>/besluit"


@blueprint.get(ADDRESS)
@in_meeting(leader=True)
def decide(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """What the seats say stays theirs until the talk begins; before that this leads to how far everybody is."""
    if here.meeting.phase in ("read", "judge"):
        return redirect(url_for("panel.lead", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    rows = board.rows(db.session, here.meeting)
    return render_template(
        "panel/decide.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        rows=rows,
        known=_known(pilot, here),
        n_undecided=sum(row.final is None for row in rows),
        themes=panels.themes_of(db.session, meeting=here.meeting) if here.meeting.closed_at else [],
        can_give_back=here.by is not None and accounts.holds(here.by, ("coordinator",), pilot=pilot),
    )


@blueprint.route(f"{ADDRESS}/<uuid:candidate_id>", methods=["GET", "POST"])
@in_meeting(leader=True)
def decide_theme(pilot: Pilot, here: Here, candidate_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        phases.require(here.meeting, "decide")
    phases.require(here.meeting, "decide", "choose", "closed")
    candidate, others = seats.with_others(db.session, meeting=here.meeting, candidate_id=candidate_id)
    row = board.row(db.session, here.meeting, candidate)
    form = FinalForm(board.as_typed(row.final, is_final=True), others=[str(other.id) for other in others])
    if request.method == "POST" and form.validate():
        try:
            _record(here, candidate, others, form)
        except late.TOO_LATE:
            return late.page(pilot, here, [form.name.data, *form.parts, form.reason.data])
        flash(_("The decision on theme %(n)s has been recorded.", n=candidate.number + 1))
        return redirect(url_for("panel.decide", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    return _page(pilot, here, candidate, others, form, row), 400 if form.errors else 200


@blueprint.post(f"{ADDRESS}/<uuid:candidate_id>/verplaatsen")
@in_meeting(leader=True)
def move_decided(pilot: Pilot, here: Here, candidate_id: UUID) -> ResponseReturnValue:
    """The panel found in the talk that a story of this theme belongs elsewhere."""
    phases.require(here.meeting, "decide", "choose", "closed")
    candidate, others = seats.with_others(db.session, meeting=here.meeting, candidate_id=candidate_id)
    back = url_for("panel.decide_theme", pilot_slug=pilot.slug, meeting_id=here.meeting.id, candidate_id=candidate.id)

    def again(wrong: MoveForm) -> str:
        row = board.row(db.session, here.meeting, candidate)
        given = FinalForm(board.as_typed(row.final, is_final=True), others=[])
        return _page(pilot, here, candidate, others, given, row, wrong)

    return moving.answer(pilot, here, candidate, others, again=again, back=back)


def _known(pilot: Pilot, here: Here) -> dict[UUID, str]:
    """Which candidates the codebook has already. Shown from the talk on only: whoever judges alone is not told."""
    run = analysis_runs.get_run(db.session, pilot=pilot, run_id=here.meeting.run_id)
    return codebook_matches.known_themes(db.session, pilot=pilot, run=run)


def _page(
    pilot: Pilot,
    here: Here,
    candidate: CandidateTheme,
    others: list[CandidateTheme],
    form: FinalForm,
    row: board.Row,
    moved_wrong: MoveForm | None = None,
) -> str:
    key_ring = current_app.config["KEY_RING"]
    theme = board.theme(db.session, pilot, candidate, key_ring)
    refs = {UUID(card.ref) for card in theme.cards}
    moved = moves.from_candidate(db.session, meeting=here.meeting, start=candidate, readable=refs, key_ring=key_ring)
    return render_template(
        "panel/decide_theme.html",
        pilot=pilot,
        here=here,
        meeting=here.meeting,
        row=row,
        known=_known(pilot, here).get(candidate.id),
        theme=theme,
        moved=moved,
        places={UUID(card.ref): at for at, card in enumerate(theme.cards, start=1)},
        others=others,
        form=form,
        moving=moved_wrong,
        errors=[*problems(form), *(problems(moved_wrong) if moved_wrong else ())],
    )


def _record(here: Here, candidate: CandidateTheme, others: list[CandidateTheme], form: FinalForm) -> None:
    kind = form.wanted
    said = verdicts.Said(
        kind=kind,  # type: ignore[arg-type]  # the form knows no other
        reason=form.reason.data or "",
        name=form.name.data or "" if kind == "confirm" else "",
        merge_with=tuple(o for o in others if str(o.id) == form.into.data) if kind == "merge" else (),
        parts=form.parts if kind == "split" else (),
    )
    verdicts.decide(
        db.session,
        meeting=here.meeting,
        candidate=candidate,
        said=said,
        by=here.by,  # type: ignore[arg-type]  # a leader has an account
        now=now(),
        absorbs=[o for o in others if str(o.id) in form.ticked] if kind == "confirm" else [],
        votes_for=form.votes_for.data,
        votes_against=form.votes_against.data,
    )
