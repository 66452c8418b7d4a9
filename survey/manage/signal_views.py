# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Signals: what is open and due, opening one story with a reason, and following it to a recorded end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import checking, words
from survey.manage.blueprint import blueprint
from survey.manage.signal_forms import LONGEST_SIGNAL_NOTE_CHARACTERS, OpenForm, StepForm
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import deidentification, questionnaires, signal_cases, signals
from survey.services.deidentification import ToldStory
from survey.services.signal_cases import Case
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

MOST_ENDED_LISTED = 10

Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a told text; reasons: why the phrase screen marked it, in words; none where it marked nothing."""

    text: str
    reasons: tuple[str, ...]


@blueprint.get("/<pilot_slug>/signalen")
@with_role("coordinator")
def signal_queue(by: User, pilot: Pilot) -> ResponseReturnValue:
    today = now().date()
    ended = signal_cases.ended_cases(db.session, pilot=pilot, today=today)
    listed = ended if request.args.get("afgerond") == "alle" else ended[:MOST_ENDED_LISTED]
    return render_template(
        "manage/signals.html",
        pilot=pilot,
        cases=signal_cases.open_cases(db.session, pilot=pilot, today=today),
        ended=listed,
        n_more=len(ended) - len(listed),
    )


@blueprint.get("/<pilot_slug>/signalen/<uuid:signal_id>")
@blueprint.get("/<pilot_slug>/signalen/<uuid:signal_id>/verhaal", endpoint="back_to_signal")
@blueprint.get("/<pilot_slug>/signalen/<uuid:signal_id>/stap", endpoint="back_to_signal_too")
@with_role("coordinator")
def signal(by: User, pilot: Pilot, signal_id: UUID) -> ResponseReturnValue:
    """The signal without the story: that never opens by an address alone."""
    return _page(pilot, signal_id)


@blueprint.post("/<pilot_slug>/signalen/<uuid:signal_id>/verhaal")
@with_role("coordinator")
def open_signal_story(by: User, pilot: Pilot, signal_id: UUID) -> ResponseReturnValue:
    form = OpenForm()
    if not form.validate():
        return _page(pilot, signal_id, errors=problems(form)), 400
    story = deidentification.open_for_signal(
        db.session,
        pilot=pilot,
        signal_id=signal_id,
        why=form.why.data,
        key_ring=current_app.config["KEY_RING"],
        by=by,
        now=now(),
    )
    return _page(pilot, signal_id, story=story)


@blueprint.post("/<pilot_slug>/signalen/<uuid:signal_id>/stap")
@with_role("coordinator")
def signal_step(by: User, pilot: Pilot, signal_id: UUID) -> ResponseReturnValue:
    """Take it, write a note, or end it."""
    case = signal_cases.get_case(db.session, pilot=pilot, signal_id=signal_id, today=now().date())
    act = request.form.get("act", "")
    form = StepForm(act=act, with_note=case.ref is not None)
    if not form.validate():
        return _page(pilot, signal_id, errors=problems(form), note=form.note.data or "", end=form.end.data or ""), 400
    about: dict[str, Any] = {"pilot": pilot, "signal_id": signal_id, "by": by, "now": now()}
    text = (form.note.data or "").strip()
    if act == "take":
        signals.take(db.session, **about)
        flash(_("You have taken this signal. Your name is with it now."))
    elif act == "note":
        signals.note(db.session, text=text, key_ring=current_app.config["KEY_RING"], **about)
        flash(_("Your note has been kept."))
    elif act == "end":
        signals.end(db.session, end=form.end.data, text=text, key_ring=current_app.config["KEY_RING"], **about)
        flash(_("Ended. What was done stays written here."))
        return redirect(url_for("manage.signal_queue", pilot_slug=pilot.slug))
    return redirect(url_for("manage.signal", pilot_slug=pilot.slug, signal_id=signal_id))


def _page(
    pilot: Pilot,
    signal_id: UUID,
    *,
    story: ToldStory | None = None,
    errors: Errors | None = None,
    note: str = "",
    end: str = "",
) -> str:
    key_ring = current_app.config["KEY_RING"]
    case: Case = signal_cases.get_case(db.session, pilot=pilot, signal_id=signal_id, today=now().date())
    return render_template(
        "manage/signal.html",
        pilot=pilot,
        case=case,
        steps=signal_cases.steps(db.session, pilot=pilot, signal_id=signal_id, key_ring=key_ring),
        promise=signals.worry_text(pilot),
        story=story,
        texts=[(name, _stretches(story, name)) for name in checking.ordered_fields(story.texts)] if story else [],
        has_marks=story is not None and any(story.hits.values()),
        headings=_headings(pilot) if story else {},
        longest=LONGEST_SIGNAL_NOTE_CHARACTERS,
        errors=errors or [],
        note=note,
        end=end,
    )


def _stretches(story: ToldStory, name: str) -> list[Stretch]:
    """The text cut where a hit begins or ends; hits for different reasons may overlap."""
    text, hits = story.texts[name], story.hits[name]
    cuts = sorted({0, len(text), *(hit.start for hit in hits), *(hit.end for hit in hits)})
    return [
        Stretch(
            text[start:end],
            tuple(
                str(words.SIGNAL_REASONS.get(hit.reason, hit.reason))
                for hit in hits
                if hit.start <= start and end <= hit.end
            ),
        )
        for start, end in pairwise(cuts)
    ]


def _headings(pilot: Pilot) -> dict[str, str]:
    """What each text answers, by code."""
    versions = {wave.questionnaire_version_id for wave in pilot.waves}
    asked = questionnaires.open_questions(db.session, version_ids=versions, language=str(get_locale() or "nl"))
    return asked | {code: str(heading) for code, heading in words.FIELDS.items()}
