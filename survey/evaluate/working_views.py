"""Working copies: files with a row per story, for evaluators, each taken for a reason that is written down."""

from __future__ import annotations

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate.blueprint import blueprint
from survey.evaluate.report_forms import WorkingCopyForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import working_copies
from survey.services.errors import TooFewStories
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.route("/<pilot_slug>/werkbestanden", methods=["GET", "POST"])
@with_role("evaluator")
def take_working_copy(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = WorkingCopyForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        try:
            return _file(by, pilot, form)
        except TooFewStories:
            errors = [
                ("form", str(_("There is nothing for this file yet: no released stories, or no confirmed themes.")))
            ]
    page = render_template(
        "evaluate/working_copies.html",
        pilot=pilot,
        form=form,
        most=working_copies.MOST_CHARACTERS_REASON,
        errors=errors,
    )
    return page, 400 if errors else 200


def _file(by: User, pilot: Pilot, form: WorkingCopyForm) -> ResponseReturnValue:
    copy = working_copies.take(
        db.session,
        pilot=pilot,
        form=form.form.data,
        reason=form.reason.data or "",
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
    answer = make_response(copy.content)
    answer.headers["Content-Type"] = copy.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.name}"'
    return answer
