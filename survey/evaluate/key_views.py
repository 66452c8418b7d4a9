"""Keys with which a dashboard of the organisation reads the published figures of a pilot."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate.blueprint import blueprint
from survey.evaluate.report_forms import KeyForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import accounts, api_tokens
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.route("/<pilot_slug>/sleutels", methods=["GET", "POST"])
@with_role("evaluator", "admin")
def keys(by: User, pilot: Pilot) -> ResponseReturnValue:
    """A new key is on the answer to the form itself and on no other page: it is kept nowhere."""
    form = KeyForm()
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    fresh = ""
    if request.method == "POST" and not errors:
        fresh = api_tokens.make(
            db.session,
            pilot=pilot,
            purpose=form.purpose.data or "",
            scopes=form.scopes.data or [],
            days=int(form.days.data),
            by=by,
            now=now(),
        )
        form = KeyForm(formdata=None)
    page = render_template(
        "evaluate/keys.html",
        pilot=pilot,
        form=form,
        fresh=fresh,
        is_evaluator=accounts.holds(by, ("evaluator",), pilot=pilot),
        keys=api_tokens.keys(db.session, pilot=pilot, today=now().date()),
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.post("/<pilot_slug>/sleutels/<uuid:token_id>/intrekken")
@with_role("evaluator", "admin")
def revoke_key(by: User, pilot: Pilot, token_id: UUID) -> ResponseReturnValue:
    api_tokens.revoke(db.session, pilot=pilot, token_id=token_id, by=by, now=now())
    flash(_("This key opens nothing any more."))
    return redirect(url_for("evaluate.keys", pilot_slug=pilot.slug))
