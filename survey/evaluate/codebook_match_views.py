# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Which candidates of a search may be themes that the panel has: a person confirms or refuses each proposal."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate import codebook_match_values as values
from survey.evaluate.blueprint import blueprint
from survey.evaluate.codebook_forms import ReasonForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import analysis_runs, codebook_matches
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

ANSWERS = {"same": True, "other": False}


@blueprint.get("/<pilot_slug>/themas/<uuid:run_id>/codeboek")
@with_role("evaluator")
def matches(by: User, pilot: Pilot, run_id: UUID) -> ResponseReturnValue:
    return _page(pilot, run_id, ReasonForm(), None)


@blueprint.post("/<pilot_slug>/themas/<uuid:run_id>/codeboek")
@with_role("evaluator")
def decide_match(by: User, pilot: Pilot, run_id: UUID) -> ResponseReturnValue:
    run = analysis_runs.get_run(db.session, pilot=pilot, run_id=run_id)
    candidate, entry = _identifier("candidate"), _identifier("theme")
    form, answer = ReasonForm(), request.form.get("answer", "")
    if not form.validate() or answer not in ANSWERS:
        return _page(pilot, run_id, form, str(candidate), answer), 400
    codebook_matches.decide(
        db.session,
        pilot=pilot,
        run=run,
        candidate_id=candidate,
        entry_id=entry,
        is_same=ANSWERS[answer],
        reason=form.reason.data,
        by=by,
        now=now(),
    )
    flash(_("Your answer has been kept. What the panel said stays as it is."))
    return redirect(url_for("evaluate.matches", pilot_slug=pilot.slug, run_id=run_id))


def _identifier(field: str) -> UUID:
    try:
        return UUID(request.form.get(field, ""))
    except ValueError:
        raise NotFound("This is not a theme.") from None


def _page(pilot: Pilot, run_id: UUID, form: ReasonForm, about: str | None, answer: str = "") -> str:
    """about: the candidate that was answered about, when something is missing in the answer."""
    run = analysis_runs.get_run(db.session, pilot=pilot, run_id=run_id)
    errors = [(f"{field}-{about}", sentence) for field, sentence in problems(form)] if about else []
    if about and answer not in ANSWERS:
        errors.insert(0, (f"answer-{about}", _("Choose an answer.")))
    return render_template(
        "evaluate/matches.html",
        pilot=pilot,
        run=run,
        page=values.page(db.session, pilot=pilot, run=run),
        about=about,
        answer=answer,
        reason=form.reason.data or "",
        errors=errors,
    )
