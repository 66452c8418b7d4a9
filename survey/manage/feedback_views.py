# ruff: noqa: ARG001  the access stamp passes `by`, wanted or not
"""What goes back to the tellers of a wave: writing it, seeing it as they will, and publishing it."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis import readability
from survey.extensions import db
from survey.manage.blueprint import blueprint
from survey.manage.feedback_forms import FeedbackForm, PublishForm
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.services import feedback, programmes
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems
from survey.web.locale import LANGUAGES

ADDRESS = "/<pilot_slug>/meetmomenten/<int:number>/terugkoppeling"
Errors = list[tuple[str, str]]


@blueprint.route(ADDRESS, methods=["GET", "POST"], defaults={"text_language": "nl"})
@blueprint.route(f"{ADDRESS}/<text_language>", methods=["GET", "POST"])
@with_role("coordinator")
def write_feedback(by: User, pilot: Pilot, number: int, text_language: str) -> ResponseReturnValue:
    wave = _wave(pilot, number, text_language)
    versions = feedback.history(db.session, wave=wave, language=text_language)
    act = request.form.get("act", "")
    form = FeedbackForm(text=versions[0].text if versions else feedback.Text(), act=act)
    if request.method == "POST" and form.validate():
        feedback.save_draft(db.session, wave=wave, language=text_language, text=form.text, by=by, now=now())
        if act == "preview":
            return redirect(_address("preview_feedback", pilot, wave, text_language))
        flash(_("Your draft has been kept. Tellers don't see it yet."))
        return redirect(_address("write_feedback", pilot, wave, text_language))
    page = render_template(
        "manage/feedback.html",
        pilot=pilot,
        wave=wave,
        text_language=text_language,
        text_languages=LANGUAGES,
        form=form,
        versions=versions,
        most=feedback.MOST_CHARACTERS,
        errors=problems(form),
    )
    return page, 400 if form.errors else 200


@blueprint.get(f"{ADDRESS}/<text_language>/voorbeeld")
@with_role("coordinator")
def preview_feedback(by: User, pilot: Pilot, number: int, text_language: str) -> ResponseReturnValue:
    return _preview(pilot, _wave(pilot, number, text_language), text_language, [])


@blueprint.post(f"{ADDRESS}/<text_language>/publiceren")
@with_role("coordinator")
def publish_feedback(by: User, pilot: Pilot, number: int, text_language: str) -> ResponseReturnValue:
    wave = _wave(pilot, number, text_language)
    form = PublishForm()
    if not form.validate():
        return make_response(_preview(pilot, wave, text_language, problems(form)), 400)
    version = int(form.number.data) if (form.number.data or "").isascii() and form.number.data.isdigit() else 0
    feedback.publish(db.session, wave=wave, language=text_language, number=version, by=by, now=now())
    flash(_("Published. Tellers of this wave can read it now."))
    return redirect(_address("write_feedback", pilot, wave, text_language))


def _preview(pilot: Pilot, wave: Wave, text_language: str, errors: Errors) -> ResponseReturnValue:
    versions = feedback.history(db.session, wave=wave, language=text_language)
    if not versions or not versions[0].text.is_complete:
        return redirect(_address("write_feedback", pilot, wave, text_language))
    text = versions[0].text
    whole = "\n".join((text.heard, text.will_do, text.will_not_do))
    return render_template(
        "manage/feedback_preview.html",
        pilot=pilot,
        wave=wave,
        text_language=text_language,
        version=versions[0],
        public_address=url_for("respond.heard", pilot_slug=pilot.slug, number=wave.number, _external=True),
        recognisable=feedback.recognisable(text, language=text_language),
        long_sentences=readability.long_sentences(whole),
        long_words=readability.long_words(whole) if text_language == "nl" else (),
        most_words=readability.MOST_WORDS_IN_A_SENTENCE,
        errors=errors,
    )


def _address(view: str, pilot: Pilot, wave: Wave, text_language: str) -> str:
    return url_for(f"manage.{view}", pilot_slug=pilot.slug, number=wave.number, text_language=text_language)


def _wave(pilot: Pilot, number: int, text_language: str) -> Wave:
    if text_language not in LANGUAGES:
        abort(404)
    return programmes.get_wave(db.session, pilot=pilot, number=number)
