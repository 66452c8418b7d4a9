# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The second pair of eyes, where a pilot asks for two: agreeing with what another coordinator checked, or sending it back."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import checking, words
from survey.manage.blueprint import blueprint
from survey.manage.forms import SecondForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import deidentification
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/tweede")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/tweede/besluit", endpoint="back_from_second_too")
@with_role("coordinator")
def back_from_second(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/tweede")
@with_role("coordinator")
def open_second(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    return _page(by, pilot, ref, SecondForm(sends_back=False), [])


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/tweede/besluit")
@with_role("coordinator")
def decide_second(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    form = SecondForm(sends_back=request.form.get("act") == "send_back")
    if not form.validate():
        return _page(by, pilot, ref, form, problems(form))
    about = {"pilot": pilot, "ref": ref, "number": form.number.data, "by": by, "now": now()}
    key_ring = current_app.config["KEY_RING"]
    if form.sends_back:
        deidentification.send_back(db.session, reason=form.reason.data, key_ring=key_ring, **about)
        flash(_("Sent back. It is in the list again, with what you wrote."))
    else:
        deidentification.confirm(db.session, key_ring=key_ring, **about)
        flash(_("Released. The panel and the analysis can use this story, as far as its teller allows."))
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))


def _page(by: User, pilot: Pilot, ref: UUID, form: SecondForm, errors: list[tuple[str, str]]) -> ResponseReturnValue:
    """Always answered with 200, as `check_views._page`: who sees a told story has that recorded."""
    story = deidentification.open_for_second(
        db.session, pilot=pilot, ref=ref, key_ring=current_app.config["KEY_RING"], by=by, now=now()
    )
    return render_template(
        "manage/second.html",
        pilot=pilot,
        story=story,
        fields=checking.ordered_fields(story.texts),
        headings=words.FIELDS,
        taken_out=[d for d in story.decisions if d.masked],
        let_stand=[d for d in story.decisions if not d.masked],
        form=form,
        errors=errors,
    )
