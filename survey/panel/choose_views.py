"""The stories that matter most: each seat names one per domain, the facilitator records what the panel chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.programme import Pilot
from survey.panel import board, late
from survey.panel.access import Here, in_meeting
from survey.panel.blueprint import blueprint
from survey.panel.forms import NONE, ChoiceForm, NominateForm
from survey.services import choices, panel_paper, panel_stories, panels, phases
from survey.services.errors import NotFound
from survey.web.filters import now
from survey.web.forms import problems

ADDRESS = "/<pilot_slug>/<uuid:meeting_id>/kiezen"


@blueprint.get(ADDRESS)
@in_meeting(seat=True, leader=True)
def choose(pilot: Pilot, here: Here) -> ResponseReturnValue:
    """The domains. A seat sees what it named itself, and what the panel chose; the facilitator sees what everybody named."""
    phases.require(here.meeting, "choose", "closed")
    return render_template(
        "panel/choose.html", pilot=pilot, here=here, meeting=here.meeting, domains=_domains(pilot, here)
    )


@blueprint.route(f"{ADDRESS}/<domain>", methods=["GET", "POST"])
@in_meeting(seat=True)
def nominate(pilot: Pilot, here: Here, domain: str) -> ResponseReturnValue:
    if request.method == "GET":
        phases.require(here.meeting, "choose")
    asked = _domain(pilot, here, domain)
    cards = _cards(pilot, here, domain)
    given = {"ref": str(asked.own.ref), "reason": asked.own.reason} if asked.own else {}
    form = NominateForm(given, refs=[card.ref for card in cards])

    def name() -> str:
        named = {"ref": UUID(form.ref.data), "reason": form.reason.data, "seat": here.own_seat}
        choices.nominate(db.session, **named, **_about(pilot, here, domain))
        return _("Kept: the story that matters most to you.")

    return _answer(pilot, here, form, name, "panel/nominate.html", domain=asked, cards=cards)


@blueprint.route(f"{ADDRESS}/<domain>/besluit", methods=["GET", "POST"])
@in_meeting(leader=True)
def choose_story(pilot: Pilot, here: Here, domain: str) -> ResponseReturnValue:
    if request.method == "GET":
        phases.require(here.meeting, "choose")
    asked, cards = _domain(pilot, here, domain), _cards(pilot, here, domain)
    form = ChoiceForm(_as_typed(asked), refs=[card.ref for card in cards])

    def record() -> str:
        _record(pilot, here, domain, form)
        return _("The choice of the panel has been recorded.")

    named = {str(one.ref) for one in asked.named}
    return _answer(pilot, here, form, record, "panel/choose_story.html", domain=asked, cards=cards, named=named)


def _answer(
    pilot: Pilot, here: Here, form: NominateForm, keep: Callable[[], str], template: str, **shown: Any
) -> ResponseReturnValue:
    """Keep what was sent and go back to the domains with what `keep` says, or show the form."""
    if request.method == "POST" and form.validate():
        try:
            flash(keep())
        except late.TOO_LATE:
            return late.page(pilot, here, [form.reason.data])
        return redirect(url_for("panel.choose", pilot_slug=pilot.slug, meeting_id=here.meeting.id))
    page = render_template(
        template, pilot=pilot, here=here, meeting=here.meeting, form=form, errors=problems(form), **shown
    )
    return page, 400 if form.errors else 200


def _record(pilot: Pilot, here: Here, domain: str, form: ChoiceForm) -> None:
    if form.ref.data == NONE:
        about: dict[str, Any] = {"meeting": here.meeting, "domain": domain, "now": now(), "by": here.by}
        choices.choose_none(db.session, reason=form.reason.data, **about)
        return
    choices.choose(
        db.session,
        ref=UUID(form.ref.data),
        contrary_ref=UUID(form.contrary.data),
        reason=form.reason.data,
        by=here.by,  # type: ignore[arg-type]  # a leader has an account
        votes_for=form.votes_for.data,
        votes_against=form.votes_against.data,
        **_about(pilot, here, domain),
    )


def _about(pilot: Pilot, here: Here, domain: str) -> dict[str, Any]:
    key_ring = current_app.config["KEY_RING"]
    return {"pilot": pilot, "meeting": here.meeting, "domain": domain, "key_ring": key_ring, "now": now()}


def _domains(pilot: Pilot, here: Here) -> list[board.Domain]:
    key_ring = current_app.config["KEY_RING"]
    return board.domains(db.session, pilot, here.meeting, key_ring, seat=here.seat, language=str(get_locale()))


def _domain(pilot: Pilot, here: Here, code: str) -> board.Domain:
    """Raises NotFound."""
    for domain in _domains(pilot, here):
        if domain.code == code:
            return domain
    raise NotFound(f"The panel does not choose in {code!r}.")


def _cards(pilot: Pilot, here: Here, domain: str) -> list[board.Card]:
    """The stories of the meeting, those whose tellers said something about this domain first."""
    key_ring = current_app.config["KEY_RING"]
    stories = panels.cards(db.session, pilot=pilot, meeting=here.meeting, key_ring=key_ring)
    turns = panel_stories.turns(db.session, refs=[UUID(story.ref) for story in stories])
    if domain == choices.WORSE:
        of_it = {ref for ref, said in turns.items() if any(after < before for before, after in said.values())}
    else:
        of_it = {ref for ref, said in turns.items() if domain in said}
    numbers = panel_paper.numbers(db.session, meeting=here.meeting)
    cards = board.cards(db.session, stories, key_ring, numbers)
    return sorted(cards, key=lambda card: UUID(card.ref) not in of_it)


def _as_typed(domain: board.Domain) -> dict[str, Any]:
    chosen = domain.chosen
    if chosen is None or chosen.is_gap:
        return {}
    return {
        "ref": chosen.story.ref if chosen.story else NONE,
        "contrary": chosen.contrary.ref if chosen.contrary else "",
        "reason": chosen.reason,
        "votes_for": chosen.votes_for,
        "votes_against": chosen.votes_against,
    }
