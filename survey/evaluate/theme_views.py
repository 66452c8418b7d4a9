# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Searches for themes: all of them, one with its map, and two side by side."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.evaluate import searches as values
from survey.evaluate import theme_picture
from survey.evaluate.blueprint import blueprint
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import analysis_runs, run_facts
from survey.web import run_words, terms
from survey.web.access import with_role


@blueprint.get("/<pilot_slug>/themas")
@with_role("evaluator")
def searches(by: User, pilot: Pilot) -> ResponseReturnValue:
    return render_template(
        "evaluate/searches.html", pilot=pilot, searches=values.searches(db.session, pilot=pilot), words=run_words
    )


@blueprint.get("/<pilot_slug>/themas/<uuid:run_id>")
@with_role("evaluator")
def search(by: User, pilot: Pilot, run_id: UUID) -> ResponseReturnValue:
    run = analysis_runs.get_run(db.session, pilot=pilot, run_id=run_id)
    facts = run_facts.facts(db.session, run=run)
    spoken = run_facts.languages(db.session, of=facts)
    every = values.searches(db.session, pilot=pilot)
    return render_template(
        "evaluate/search.html",
        pilot=pilot,
        search=next(one for one in every if one.id == facts.id),
        others=[one for one in every if one.id != facts.id],
        themes=[values.theme(one) for one in facts.themes],
        parts=values.parts(run),
        sought=run.sought,
        whole=values.whole(run),
        picture=theme_picture.picture(db.session, facts=facts, spoken=spoken),
        weaker=[terms.language_name(code) for code in run_facts.weaker(facts, spoken)],
        settings=values.settings(facts),
        words=run_words,
    )


@blueprint.get("/<pilot_slug>/themas/<uuid:run_id>/naast/<uuid:other_id>")
@with_role("evaluator")
def side_by_side(by: User, pilot: Pilot, run_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """The earlier search is always on the left, whichever was asked for first."""
    runs = [analysis_runs.get_run(db.session, pilot=pilot, run_id=number) for number in (run_id, other_id)]
    before, after = sorted(runs, key=lambda run: run.created_at)
    return render_template(
        "evaluate/side_by_side.html",
        pilot=pilot,
        both=values.side_by_side(db.session, before=before, after=after),
        words=run_words,
    )
