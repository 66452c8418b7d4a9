# ruff: noqa: ARG001  the access stamp passes `by`, wanted or not
"""Coordinators plan a panel meeting, and print the codes of its seats."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.meeting_forms import CHOSEN_PROPOSED, GROUPS, RANDOM_PROPOSED, MeetingForm
from survey.models.account import User
from survey.models.analysis import AnalysisRun
from survey.models.panel import PanelMeeting
from survey.models.programme import Pilot
from survey.services import (
    accounts,
    analysis_runs,
    codebook_coding,
    codebook_matches,
    panels,
    programmes,
    seat_codes,
)
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

LARGEST_SEED = 2**31 - 1


@blueprint.route("/<pilot_slug>/bijeenkomsten/nieuw", methods=["GET", "POST"])
@with_role("coordinator")
def plan(by: User, pilot: Pilot) -> ResponseReturnValue:
    """A panel meeting about what the machine found last, with stories drawn by lot to read first."""
    run = analysis_runs.latest_run(db.session, pilot=pilot)
    groups = codebook_coding.groups_to_judge(db.session, pilot=pilot)
    leaders = accounts.holders(db.session, pilot=pilot, roles=["coordinator", "evaluator"])
    members = accounts.holders(db.session, pilot=pilot, roles=["panel_member"])
    form = MeetingForm(
        waves=[wave.number for wave in pilot.waves],
        leaders=[str(user.id) for user in leaders],
        members=[str(user.id) for user in members],
        chosen=request.form.getlist("members"),
    )
    if request.method == "POST" and run and form.validate():
        judged = groups if groups and form.judge.data == GROUPS else run
        planned = _plan(by, pilot, judged, form, leaders, members)
        flash(_("The meeting is planned. The panel members find it when they sign in."))
        return redirect(url_for("manage.meeting", pilot_slug=pilot.slug, meeting_id=planned.id))
    page = render_template(
        "manage/plan.html",
        pilot=pilot,
        by=by,
        run=run,
        leaders=leaders,
        members=members,
        form=form,
        known=sorted(set(codebook_matches.known_themes(db.session, pilot=pilot, run=run).values())) if run else [],
        n_groups=len(groups.candidates) if groups else 0,
        n_random=RANDOM_PROPOSED,
        n_chosen=CHOSEN_PROPOSED,
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


@blueprint.get("/<pilot_slug>/bijeenkomsten/<uuid:meeting_id>")
@with_role("coordinator")
def meeting(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """What was planned: seats, stories, rule and seed; and where the codes are made."""
    found = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
    cards = panels.cards(db.session, pilot=pilot, meeting=found, key_ring=current_app.config["KEY_RING"])
    return render_template(
        "manage/meeting.html",
        pilot=pilot,
        by=by,
        meeting=found,
        facilitator=db.session.get_one(User, found.facilitator_id),
        n_cards=len(cards),
        n_code_seats=sum(member.user_id is None for member in found.members),
        has_codes=any(member.code_hash for member in found.members),
    )


@blueprint.post("/<pilot_slug>/bijeenkomsten/<uuid:meeting_id>/codes")
@with_role("coordinator")
def make_codes(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """New codes for the seats without an account, shown this once; whoever loads the page again makes new ones."""
    found = panels.get_meeting(db.session, pilot=pilot, meeting_id=meeting_id)
    codes = seat_codes.make(db.session, meeting=found, key_ring=current_app.config["KEY_RING"], by=by, now=now())
    return render_template(
        "manage/meeting_codes.html",
        pilot=pilot,
        meeting=found,
        codes=codes,
        address=request.host + url_for("panel.enter"),
    )


@blueprint.get("/<pilot_slug>/bijeenkomsten/<uuid:meeting_id>/codes")
@with_role("coordinator")
def back_from_codes(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """The browser's way back to the page with codes, which are never shown twice."""
    return redirect(url_for("manage.meeting", pilot_slug=pilot.slug, meeting_id=meeting_id))


def _plan(
    by: User, pilot: Pilot, run: AnalysisRun, form: MeetingForm, leaders: list[User], members: list[User]
) -> PanelMeeting:
    return panels.plan_meeting(
        db.session,
        pilot=pilot,
        wave=programmes.get_wave(db.session, pilot=pilot, number=form.wave.data),
        run=run,
        title=form.title.data.strip(),
        held_on=form.held_on.data,
        facilitator=next(user for user in leaders if str(user.id) == form.facilitator.data),
        members=[user for user in members if str(user.id) in form.chosen],
        n_random=form.n_random.data,
        n_chosen=form.n_chosen.data or 0,
        n_code_seats=form.n_code_seats.data or 0,
        aftercare=panels.Aftercare(form.aftercare_name.data.strip(), form.aftercare_how.data.strip()),
        has_rehearsal=form.has_rehearsal.data,
        sample_seed=secrets.randbelow(LARGEST_SEED),
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
