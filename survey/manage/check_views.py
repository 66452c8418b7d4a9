# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The checking queue: opening a told story, deciding about every mark, releasing it or holding it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import checking, words
from survey.manage.blueprint import blueprint
from survey.manage.forms import CheckingForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import deidentification, questionnaires, signals
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

MOST_STORIES_LISTED = 20

Errors = list[tuple[str, str]]


@dataclass
class Desk:
    """A told story on the desk of the person who checks it: as proposed, with what was chosen and added so far."""

    pilot: Pilot
    proposal: deidentification.Proposal
    form: CheckingForm
    posted: dict[str, str]
    added: list[checking.Added]
    errors: Errors = field(default_factory=list)
    preview: dict[str, str] | None = None

    @property
    def choices(self) -> list[checking.Choice]:
        return checking.choices(self.proposal, self.posted, self.added)


@blueprint.get("/<pilot_slug>/controle")
@with_role("coordinator")
def queue(by: User, pilot: Pilot) -> ResponseReturnValue:
    waiting = deidentification.waiting(db.session, pilot=pilot)
    added = deidentification.additions(db.session, pilot=pilot)
    return render_template(
        "manage/queue.html",
        pilot=pilot,
        to_check=_to_check(waiting),
        for_second=[story for story in (*waiting, *added) if story.is_proposed],
        held_back=[story for story in waiting if story.is_held_back],
        added=[story for story in added if not story.is_proposed],
        kept_apart=deidentification.kept_apart(db.session, pilot=pilot),
        lately=deidentification.lately_released(db.session, pilot=pilot, now=now()),
        most=MOST_STORIES_LISTED,
    )


@blueprint.get("/<pilot_slug>/controle/<uuid:ref>")
@blueprint.get("/<pilot_slug>/controle/<uuid:ref>/besluit", endpoint="back_to_queue_too")
@with_role("coordinator")
def back_to_queue(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    """A told story never opens by an address alone: that is an act, and acts are recorded."""
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>")
@with_role("coordinator")
def open_story(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    given = request.form.get("why", "check")
    why = cast(deidentification.CheckWhy, given if given in words.CHECK_WHY else "check")
    return _page(_fresh_desk(by, pilot, ref, why))


@blueprint.post("/<pilot_slug>/controle/<uuid:ref>/besluit")
@with_role("coordinator")
def decide(by: User, pilot: Pilot, ref: UUID) -> ResponseReturnValue:
    """Add a mask, look at the result, release, or hold back. Words that were typed are added first, whatever was pressed."""
    form, act = CheckingForm(), request.form.get("act")
    errors = [] if form.validate() else problems(form)
    if act == "hold_back" and not errors:
        if (form.reason.data or "").strip():
            return _hold_back(by, pilot, ref, form)
        errors = [("reason", _("Write why you hold this story back."))]
    desk = Desk(pilot, _opened(by, pilot, ref), form, request.form.to_dict(), checking.added_in(request.form), errors)
    if not desk.errors:
        _add(desk, is_asked=act in ("add", "apart"), is_apart=act == "apart")
    if not desk.errors and act == "signal":
        _signal(pilot, ref)
    if not desk.errors and act in ("release", "release_next"):
        desk.errors = _undecided(desk)
        if not desk.errors:
            return _release(by, desk, opens_next=act == "release_next")
    if not desk.errors and act == "preview":
        decisions = checking.decisions(desk.choices, undecided_as=True)
        desk.preview = deidentification.masked_texts(desk.proposal, decisions)
    return _page(desk)


def _to_check(waiting: list[deidentification.Waiting]) -> list[deidentification.Waiting]:
    return [story for story in waiting if not story.is_held_back and not story.is_proposed]


def _opened(by: User, pilot: Pilot, ref: UUID, why: deidentification.CheckWhy = "check") -> deidentification.Proposal:
    return deidentification.open_for_checking(
        db.session, pilot=pilot, ref=ref, key_ring=current_app.config["KEY_RING"], by=by, now=now(), why=why
    )


def _fresh_desk(by: User, pilot: Pilot, ref: UUID, why: deidentification.CheckWhy = "check") -> Desk:
    return Desk(pilot, _opened(by, pilot, ref, why), CheckingForm(formdata=None), {}, [])


def _hold_back(by: User, pilot: Pilot, ref: UUID, form: CheckingForm) -> ResponseReturnValue:
    deidentification.hold_back(
        db.session,
        pilot=pilot,
        ref=ref,
        reason=form.reason.data.strip(),
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
    flash(_("Held back. Nobody else can read this story. You find it at the end of the list."))
    return redirect(url_for("manage.queue", pilot_slug=pilot.slug))


def _release(by: User, desk: Desk, *, opens_next: bool) -> ResponseReturnValue:
    """opens_next: the next story opens in the same answer, because whoever pressed that asked for it."""
    released = deidentification.release(
        db.session,
        pilot=desk.pilot,
        ref=desk.proposal.ref,
        decisions=checking.decisions(desk.choices),
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
        reason=(desk.form.reason.data or "").strip(),
        content_note=(desk.form.content_note.data or "").strip(),
    )
    if released is None:
        flash(_("Passed on. Another coordinator looks at it too. Until then nobody else can read it."))
    else:
        flash(_("Released. The panel and the analysis can use this story, as far as its teller allows."))
    left = _to_check(deidentification.waiting(db.session, pilot=desk.pilot)) if opens_next else []
    if left:
        flash(_("This is the next story."))
        return _page(_fresh_desk(by, desk.pilot, left[0].ref))
    return redirect(url_for("manage.queue", pilot_slug=desk.pilot.slug))


def _signal(pilot: Pilot, ref: UUID) -> None:
    """Somebody must look at this story soon, whatever is decided about its release."""
    signals.raise_signal(db.session, pilot=pilot, ref=ref, source="checking", today=now().date())
    flash(_("This story is in the list of signals now. You can go on checking."))


def _add(desk: Desk, *, is_asked: bool, is_apart: bool) -> None:
    """Take the words that were typed as one more mask; what is wrong with them goes to the errors. is_apart: they are a
    passage that stays with the coordinators."""
    form = desk.form
    label, words = form.new_label.data or "", (form.new_words.data or "").strip()
    kind = deidentification.KEPT_APART if is_apart else label if checking.is_label(label) else "PERSON"
    new = checking.Added(form.new_field.data or "", words, kind)
    if not new.words:
        if is_asked:
            desk.errors.append(("new_words", _("Type the words to take out.")))
    elif len(desk.added) >= checking.MOST_ADDED:
        desk.errors.append(("new_words", _("This is more than we can handle. Hold this story back instead.")))
    elif not checking.places_of(desk.proposal.texts, new):
        desk.errors.append(("new_words", _("These words are not in the text. Copy them exactly as they are written.")))
    else:
        desk.added.append(new)
        form.new_words.data = ""


def _undecided(desk: Desk) -> Errors:
    return [
        (choice.key, _("Choose for “%(words)s”: take it out, or let it stand.", words=choice.words))
        for choice in desk.choices
        if not choice.chosen
    ]


def _page(desk: Desk) -> ResponseReturnValue:
    """Always answered with 200, also with errors: whoever sees a told story has that recorded, and the record is only kept
    when the request succeeds."""
    texts, found = desk.proposal.texts, desk.choices
    return render_template(
        "manage/check.html",
        pilot=desk.pilot,
        proposal=desk.proposal,
        form=desk.form,
        added=desk.added,
        choices=found,
        n_undecided=sum(not choice.chosen for choice in found),
        texts=[(name, checking.segments(texts[name], name, found)) for name in checking.ordered_fields(texts)],
        headings=_headings(desk.pilot),
        preview=desk.preview,
        errors=desk.errors,
    )


def _headings(pilot: Pilot) -> dict[str, str]:
    """What each text answers, by code."""
    versions = {wave.questionnaire_version_id for wave in pilot.waves}
    asked = questionnaires.open_questions(db.session, version_ids=versions, language=str(get_locale() or "nl"))
    return asked | {code: str(heading) for code, heading in words.FIELDS.items()}
