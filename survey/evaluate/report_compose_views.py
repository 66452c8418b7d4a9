"""Putting the next report together: its sections, the texts beside them, and how it would look."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.composition import ALWAYS, SECTIONS
from reports.content import ImpactReport
from reports.texts import say
from survey.evaluate.blueprint import blueprint
from survey.evaluate.refusals import why_refused
from survey.evaluate.report_forms import LayoutForm, TextForm
from survey.evaluate.report_views import with_its_style
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import measurement, publishing, report_composition, reporting
from survey.services.errors import ChangedMeanwhile, NotFound, QuoteOutsideLedger, ReleaseRefused
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.route("/<pilot_slug>/rapporten/opbouw", methods=["GET", "POST"])
@with_role("evaluator")
def compose(by: User, pilot: Pilot) -> ResponseReturnValue:
    """Which sections, in which order. Works without scripts: every press of a button keeps what is on the page."""
    form = LayoutForm()
    if request.method == "POST" and form.validate():
        report_composition.choose_layout(db.session, pilot=pilot, sections=form.sections(), by=by, now=now())
        flash(_("Kept. The next report is put together like this."))
        return redirect(url_for("evaluate.compose", pilot_slug=pilot.slug))
    chosen = report_composition.layout(db.session, pilot=pilot)
    return render_template(
        "evaluate/compose.html",
        pilot=pilot,
        rows=[(name, say(f"{name}.title"), name in chosen, name in ALWAYS) for name in _in_order(chosen)],
        texts={block.section: block for block in report_composition.texts(db.session, pilot=pilot)},
    )


@blueprint.route("/<pilot_slug>/rapporten/opbouw/<part>", methods=["GET", "POST"])
@with_role("evaluator")
def compose_text(by: User, pilot: Pilot, part: str) -> ResponseReturnValue:
    """The text at the head of one section, with everything that stood there before."""
    if part not in SECTIONS:
        raise NotFound(f"There is no section {part!r}.")
    form, proposal = TextForm(), _proposal(pilot, part)
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        try:
            _save(by, pilot, part, form, proposal)
        except (QuoteOutsideLedger, ChangedMeanwhile) as refused:
            errors = [("text", why_refused(refused))]
        else:
            flash(_("The text has been kept. It comes into the next report."))
            return redirect(url_for("evaluate.compose", pilot_slug=pilot.slug))
    versions = report_composition.history(db.session, pilot=pilot, section=part)
    page = render_template(
        "evaluate/compose_text.html",
        pilot=pilot,
        part=part,
        title=say(f"{part}.title"),
        text=form.text.data if request.method == "POST" else versions[0].text if versions else "",
        after=versions[0].number if versions else 0,
        most=report_composition.MOST_CHARACTERS,
        proposal=proposal,
        versions=versions,
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.post("/<pilot_slug>/rapporten/voorbeeld")
@with_role("evaluator")
def preview(by: User, pilot: Pilot) -> ResponseReturnValue:
    """The next report as it would be issued now, through disclosure control as always, and then forgotten: nothing of it is
    kept. A POST, because it measures."""
    from reports.render.html import render_html

    key_ring = current_app.config["KEY_RING"]
    try:
        measured = measurement.measure(db.session, pilot=pilot, by=by, now=now())
        release = publishing.publish(db.session, pilot=pilot, measured=measured, key_ring=key_ring, by=by, now=now())
        made = reporting.composed(db.session, pilot=pilot, release=release, number=0, key_ring=key_ring, now=now())
        ledger = reporting.ledger_for(db.session, pilot=pilot, report=made, key_ring=key_ring)
    except ReleaseRefused:
        db.session.rollback()
        flash(
            _("Together with an earlier report these figures could expose someone. There is nothing to show yet."),
            "warning",
        )
        return redirect(url_for("evaluate.compose", pilot_slug=pilot.slug))
    db.session.rollback()
    rendered = render_html(made, ledger, draft=True)
    return with_its_style(rendered.text, rendered.style_hash)


def _save(by: User, pilot: Pilot, part: str, form: TextForm, proposal: str) -> None:
    report_composition.save_text(
        db.session,
        pilot=pilot,
        section=part,
        text=proposal if form.take_proposal.data else form.text.data or "",
        after=form.after.data or 0,
        proposal=proposal,
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )


def _in_order(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen sections in their order, then those that were left out."""
    return (*chosen, *(name for name in SECTIONS if name not in chosen))


def _proposal(pilot: Pilot, part: str) -> str:
    """What the computer can write from the figures of the newest report; '' as long as there is none."""
    newest = _newest(pilot)
    return report_composition.proposal(newest, part) if newest else ""


def _newest(pilot: Pilot) -> ImpactReport | None:
    versions = reporting.versions(db.session, pilot=pilot)
    return reporting.frozen(versions[0]) if versions else None
