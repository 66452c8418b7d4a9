"""The look of the Word report: which file it is taken from, another one, or Loex' own again."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate.blueprint import blueprint
from survey.evaluate.report_forms import TemplateForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import report_templates
from survey.services.errors import TemplateUnusable
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems, takes_files


@blueprint.route("/<pilot_slug>/rapporten/word", methods=["GET", "POST"])
@with_role("evaluator")
@takes_files
def word_template(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = TemplateForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        name, content = form.file.data.filename or "", form.file.data.read()
        try:
            report_templates.choose(db.session, pilot=pilot, name=name, content=content, by=by, now=now())
        except TemplateUnusable as refused:
            errors = [("file", _why(refused))]
        else:
            flash(_("The Word report looks like this file from now on."))
            return redirect(url_for("evaluate.word_template", pilot_slug=pilot.slug))
    page = render_template(
        "evaluate/word_template.html",
        pilot=pilot,
        most_kb=report_templates.MOST_BYTES // 1024,
        history=report_templates.history(db.session, pilot=pilot),
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.post("/<pilot_slug>/rapporten/word/weg")
@with_role("evaluator")
def drop_word_template(by: User, pilot: Pilot) -> ResponseReturnValue:
    report_templates.take_away(db.session, pilot=pilot, by=by, now=now())
    flash(_("The Word report looks as Loex makes it again."))
    return redirect(url_for("evaluate.word_template", pilot_slug=pilot.slug))


@blueprint.get("/<pilot_slug>/rapporten/word/begin")
@with_role("evaluator")
def own_word_template(by: User, pilot: Pilot) -> ResponseReturnValue:  # noqa: ARG001  the access stamp passes both
    """Loex' own look as an empty file, to begin with."""
    from reports.render.docx import own_template
    from reports.render.formats import FORMATS

    answer = make_response(own_template())
    answer.headers["Content-Type"] = FORMATS["docx"].media_type
    answer.headers["Content-Disposition"] = 'attachment; filename="loex-sjabloon.docx"'
    return answer


def _why(refused: TemplateUnusable) -> str:
    if refused.kind == "style_missing":
        return str(_("This file has no style called “%(style)s”. The report needs it.", style=refused.style))
    if refused.kind == "too_large":
        most = report_templates.MOST_BYTES // 1024
        return str(_("This file is too large. Use a file of at most %(n)s KB, with smaller pictures.", n=most))
    if refused.kind == "loads_from_elsewhere":
        return str(_("This file shows something that is not in the file itself. Put the pictures in the file."))
    return str(_("This is no Word file that can be opened. Save it in Word as .docx, and try again."))
