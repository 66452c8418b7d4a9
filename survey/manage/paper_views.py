# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Stories on paper: booklets to hand out, each with its own word code, and typing in what came back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis.records import PERSPECTIVES
from reports.render.booklet import render_booklet
from survey.extensions import db
from survey.manage import booklets, instrument, paper
from survey.manage.blueprint import blueprint
from survey.manage.preview_views import pdf
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import paper as paper_service
from survey.services import questionnaire_checks, questionnaires, word_codes
from survey.web import terms
from survey.web.access import with_role
from survey.web.asking import choices, placing
from survey.web.filters import now

MOST_COPIES = 25
"""A copy has about 14 pages, so this is more than half a pack of paper; making it takes about four seconds."""
KEY_BYTES = 18


@blueprint.get("/<pilot_slug>/papier")
@with_role("coordinator")
def paper_start(by: User, pilot: Pilot) -> ResponseReturnValue:
    return _start_page(pilot)


@blueprint.post("/<pilot_slug>/papier/boekjes")
@with_role("coordinator")
def print_booklets(by: User, pilot: Pilot) -> ResponseReturnValue:
    """One PDF with as many copies as asked, each with a fresh word code that is stored nowhere."""
    wave = next((each for each in pilot.waves if str(each.number) == request.form.get("meetmoment")), None)
    typed = request.form.get("aantal", "").strip()
    n = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    errors: instrument.Errors = []
    if wave is None:
        errors.append(("meetmoment", _("Choose a wave from the list.")))
    if not 1 <= n <= MOST_COPIES:
        errors.append(("aantal", _("Fill in a number from %(min)d to %(max)d.", min=1, max=MOST_COPIES)))
    perspective = next((p for p in PERSPECTIVES if p == request.form.get("voor")), None)
    if perspective is None:
        errors.append(("voor", _("Choose for whom the booklets are.")))
    if errors or wave is None or perspective is None:
        return _start_page(pilot, request.form, errors), 400
    version = questionnaires.get_version(db.session, version_id=wave.questionnaire_version_id)
    language = _one(request.form.get("in"), booklets.languages(version))
    made = booklets.booklet(
        version,
        language=language,
        perspective=perspective,
        pilot=pilot,
        codes=tuple(word_codes.propose() for _copy in range(n)),
    )
    paper_service.booklets_printed(db.session, wave=wave, n=n, language=language, by=by, now=now())
    return pdf(render_booklet(made), f"{pilot.slug}-{wave.number}-{perspective}-{language}.pdf")


@blueprint.route("/<pilot_slug>/papier/nieuw", methods=["GET", "POST"])
@with_role("coordinator")
def type_in(by: User, pilot: Pilot) -> ResponseReturnValue:
    """One booklet on one page. Which wave, perspective, language and route it is comes along in the address or the form."""
    sheet = _sheet(pilot)
    if sheet is None:
        return render_template("manage/paper_none.html", pilot=pilot)
    if request.method == "GET":
        return _type_page(sheet, secrets.token_urlsafe(KEY_BYTES))
    if errors := paper.problems(sheet):
        return _type_page(sheet, request.form.get("key", ""), errors), 400
    receipt = paper_service.type_in(
        db.session,
        wave=sheet.wave,
        told=paper.told(sheet),
        key_ring=current_app.config["KEY_RING"],
        idempotency_key=request.form.get("key", ""),
        by=by,
        now=now(),
    )
    flash(
        _("Stored. It waits in the checking list. Now destroy the booklet. Here is an empty page for the next one.")
        if receipt.is_new
        else _("This booklet was typed in before, so nothing was stored twice.")
    )
    return redirect(url_for("manage.type_in", pilot_slug=pilot.slug, **_which(sheet)))


def _sheet(pilot: Pilot) -> paper.Sheet | None:
    """What is asked for, with the last wave, parents, Dutch and a letter for what is not; None while no wave has begun."""
    waves = paper_service.waves_to_type_in(pilot, now=now())
    if not waves:
        return None
    asked = request.values
    wave = next((each for each in waves if str(each.number) == asked.get("meetmoment")), waves[0])
    version = questionnaires.get_version(db.session, version_id=wave.questionnaire_version_id)
    return paper.Sheet(
        wave=wave,
        version=version,
        perspective=next((p for p in PERSPECTIVES if p == asked.get("voor")), "parent"),
        language=_one(asked.get("in"), questionnaire_checks.complete_languages(version)),
        route=_one(asked.get("route"), list(terms.ROUTES), "letter"),
        typed=request.form,
    )


def _which(sheet: paper.Sheet) -> dict[str, Any]:
    """Which booklet this is, as the address and the form say it."""
    return {"meetmoment": sheet.wave.number, "voor": sheet.perspective, "in": sheet.language, "route": sheet.route}


def _one(value: str | None, possible: tuple[str, ...] | list[str], otherwise: str = "nl") -> str:
    return value if value is not None and value in possible else otherwise


def _start_page(pilot: Pilot, typed: Mapping[str, str] | None = None, errors: instrument.Errors | None = None) -> str:
    versions = {wave.number: _version(wave) for wave in pilot.waves}
    return render_template(
        "manage/paper.html",
        pilot=pilot,
        waves=list(reversed(pilot.waves)),
        languages=list(dict.fromkeys(code for version in versions.values() for code in booklets.languages(version))),
        perspectives=PERSPECTIVES,
        typed=typed or {},
        most=MOST_COPIES,
        errors=errors or [],
    )


def _version(wave: Wave) -> QuestionnaireVersion:
    return questionnaires.get_version(db.session, version_id=wave.questionnaire_version_id)


def _type_page(sheet: paper.Sheet, key: str, errors: instrument.Errors | None = None) -> str:
    return render_template(
        "manage/paper_type.html",
        pilot=sheet.wave.pilot,
        sheet=sheet,
        which=_which(sheet),
        waves=paper_service.waves_to_type_in(sheet.wave.pilot, now=now()),
        languages=questionnaire_checks.complete_languages(sheet.version),
        perspectives=PERSPECTIVES,
        sections=[
            (choices.heading(section, asked[0].kind).title, [(q, paper.key_fields(q)) for q in asked])
            for section, asked in sheet.sections.items()
        ],
        choices=choices,
        placing=placing,
        key=key,
        errors=errors or [],
    )
