"""How long what stays in a pilot, and what goes when: seen before it goes, and chosen within bounds."""

from __future__ import annotations

from collections import Counter
from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange

from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.saving import save
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import retention, terms
from survey.services.retention import Coming, Overview
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import WholeNumberField

MOST_LISTED = 12

FROM_TO = _l("Fill in a number from %(min)d to %(max)d.")


def _days(stage: terms.Stage) -> WholeNumberField:
    term = terms.TERMS[stage]
    return WholeNumberField(
        validators=[
            InputRequired(_l("Fill in the number of days.")),
            NumberRange(term.shortest, term.longest, FROM_TO),
        ]
    )


class KeepingForm(FlaskForm):
    """Days per stage. seen: the terms that were on the screen, as 'told=90,…'."""

    told = _days("told")
    recording = _days("recording")
    unchecked = _days("unchecked")
    held_back = _days("held_back")
    signal = _days("signal")
    released = _days("released")
    seen = HiddenField()

    @property
    def days(self) -> dict[terms.Stage, int]:
        return {stage: self[stage].data for stage in terms.STAGES}

    @property
    def days_seen(self) -> dict[terms.Stage, int]:
        parts = dict(part.split("=", 1) for part in (self.seen.data or "").split(",") if "=" in part)
        return {stage: int(parts[stage]) for stage in terms.STAGES if parts.get(stage, "").isdecimal()}


@blueprint.route("/<pilot_slug>/bewaren", methods=["GET", "POST"])
@with_role("admin", "coordinator")
def keeping(by: User, pilot: Pilot) -> ResponseReturnValue:
    found = retention.overview(db.session, pilot=pilot)
    form = KeepingForm(data=dict(found.days))
    errors = save(
        form,
        lambda: terms.change(db.session, pilot=pilot, days=form.days, seen=form.days_seen, by=by, now=now()),
    )
    if errors == []:
        flash(_("Your changes have been saved."))
        return redirect(url_for("manage.keeping", pilot_slug=pilot.slug))
    overview = retention.overview(db.session, pilot=pilot) if errors else found
    coming = _from_tonight(overview, today=now().date())
    page = render_template(
        "manage/keeping.html",
        pilot=pilot,
        overview=overview,
        coming=coming[:MOST_LISTED],
        n_later=sum(each.n for each in coming[MOST_LISTED:]),
        today=now().date(),
        form=form,
        terms_of=terms.TERMS,
        seen=",".join(f"{stage}={n}" for stage, n in found.days.items()),
        errors=errors or [],
    )
    return page, 400 if errors else 200


def _from_tonight(overview: Overview, *, today: date) -> list[Coming]:
    """What goes when, the first day first; all that has had its time goes tonight, one line for each kind."""
    due = [each for each in overview.coming if each.goes_on <= today]
    n: Counter[terms.Stage] = Counter()
    n_waiting: Counter[terms.Stage] = Counter()
    for each in due:
        n[each.stage] += each.n
        n_waiting[each.stage] += each.n_waiting
    tonight = [Coming(stage, today, n[stage], n_waiting[stage]) for stage in terms.STAGES if n[stage]]
    return tonight + [each for each in overview.coming if each.goes_on > today]
