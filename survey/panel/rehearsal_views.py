"""Practising before a meeting, on invented stories. The same acts as later, and nothing of it is kept."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.models.programme import Pilot
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.forms import LabelForm, VerdictForm
from survey.services.errors import NotFound
from survey.web.forms import problems

STORIES = Path(__file__).parents[1] / "data" / "rehearsal.toml"


@cache
def invented() -> dict[str, Any]:
    """stories: perspective, title, text, turn; theme: keywords."""
    return tomllib.loads(STORIES.read_text(encoding="utf-8"))


@blueprint.route("/<pilot_slug>/<uuid:meeting_id>/oefenen", methods=["GET", "POST"])
@in_meeting(seat=True, leader=True)
def rehearse(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """Step by step: label each story and see what its teller said; judge one theme; done. Raises NotFound when off."""
    if not here.meeting.has_rehearsal:
        raise NotFound("This meeting has no rehearsal.")
    stories, step = invented()["stories"], max(request.values.get("step", 0, type=int), 0)
    about = {"pilot": pilot, "here": here, "meeting": here.meeting, "step": step, "theme": invented()["theme"]}
    is_sent = request.method == "POST"
    if step < len(stories):
        form = LabelForm(chosen=request.form.getlist("tags"))
        is_done = is_sent and form.validate()
        page = render_template(
            "panel/rehearse_reading.html",
            story=stories[step],
            form=form,
            is_done=is_done,
            errors=problems(form),
            **about,
        )
    elif step == len(stories):
        verdict = VerdictForm({}, others=[])
        is_done = is_sent and verdict.validate()
        errors = problems(verdict)
        page = render_template(
            "panel/rehearse_judging.html", stories=stories, form=verdict, is_done=is_done, errors=errors, **about
        )
    else:
        return render_template("panel/rehearse_done.html", **about)
    return page, 400 if is_sent and not is_done else 200
