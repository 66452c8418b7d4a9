"""`/ouder`: a parent or carer agrees later, with a code of their own and without a name. One address for all of it.

They see which pilot it is and what the young person allows, never the story. As on `/mijn-verhaal` the first POST brings
the code, and a sealed pass goes from page to page.
"""

from __future__ import annotations

from uuid import UUID

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis.records import USES, Use
from survey.extensions import db
from survey.respond.blueprint import blueprint
from survey.respond.mine_views import INVALID, TOO_MANY, pass_box, too_many_tries, wrong_code
from survey.respond.passes import LONGEST_MINUTES
from survey.services import errors, parent_codes, parent_consent, questionnaire_checks
from survey.services.questionnaires import PARENT_CONSENT
from survey.web.access import open_to_everyone
from survey.web.asking import questions
from survey.web.filters import now
from survey.web.locale import limit_to, select_locale

CONFLICT = 409
Errors = list[tuple[str, str]]


@blueprint.get("/ouder")
@open_to_everyone
def parent() -> ResponseReturnValue:
    return _ask_for_code()


@blueprint.post("/ouder")
@open_to_everyone
def parent_opened() -> ResponseReturnValue:
    if "pass" not in request.form:
        return _by_code() if request.form.get("go") == "open" else _ask_for_code(request.form.get("code", ""))
    ref = pass_box().open(request.form["pass"], "parent", now=now())
    if ref is None:
        return _ask_for_code(is_late=True), INVALID
    try:
        return _act(ref)
    except errors.NotFound:  # answered in another window, taken back by the young person, or past the last day
        return render_template("respond/parent_closed.html")


def _by_code() -> ResponseReturnValue:
    code = request.form.get("code", "")
    try:
        ref = parent_codes.find(db.session, code=code, key_ring=current_app.config["KEY_RING"], now=now())
    except errors.TooManyTries:
        return _ask_for_code(code, too_many_tries()), TOO_MANY
    if ref is None:
        return _ask_for_code(code, wrong_code()), INVALID
    return _question(ref)


def _act(ref: UUID) -> ResponseReturnValue:
    go = request.form.get("go")
    if go == "agree":
        return _agree(ref)
    if go == "refuse":
        asked = parent_consent.read(db.session, ref=ref, today=now().date())
        return render_template("respond/parent_refuse.html", sealed=_sealed(ref), is_demo=asked.wave.pilot.is_demo)
    if go == "refuse_all":
        parent_consent.refuse(db.session, ref=ref, now=now())
        return render_template("respond/parent_refused.html")
    return _question(ref)


def _agree(ref: UUID) -> ResponseReturnValue:
    """Only to what was on the page: the young person may have changed it since."""
    try:
        parent_consent.agree(
            db.session,
            ref=ref,
            uses=_uses_on_page(),
            language=select_locale(),
            key_ring=current_app.config["KEY_RING"],
            now=now(),
        )
    except errors.ChangedMeanwhile:
        problem = _("The young person has just changed what they allow. Look again at what it says now.")
        return _question(ref, [("allowed", problem)]), CONFLICT
    return render_template("respond/parent_agreed.html")


def _uses_on_page() -> frozenset[Use]:
    shown = request.form.getlist("use")
    return frozenset(use for use in USES if use in shown)


def _question(ref: UUID, problems: Errors | None = None) -> str:
    asked = parent_consent.read(db.session, ref=ref, today=now().date())
    limit_to(questionnaire_checks.complete_languages(asked.version))
    about = questions.consents(asked.version, language=select_locale())
    return render_template(
        "respond/parent_question.html",
        pilot=asked.wave.pilot.title,
        is_demo=asked.wave.pilot.is_demo,
        last_day=asked.expires_on,
        allowed=[
            (question, question.code.removeprefix("consent_") in asked.uses)
            for question in about
            if question.code != PARENT_CONSENT
        ],
        uses=[use for use in USES if use in asked.uses],
        wording=next(question for question in about if question.code == PARENT_CONSENT),
        sealed=_sealed(ref),
        errors=problems or [],
    )


def _ask_for_code(code: str = "", problem: str = "", *, is_late: bool = False) -> str:
    return render_template(
        "respond/parent.html",
        code=code,
        problem=problem,
        errors=[("code", problem)] if problem else [],
        minutes=LONGEST_MINUTES if is_late else 0,
        parent_days=parent_codes.LONGEST_DAYS,
    )


def _sealed(ref: UUID) -> str:
    return pass_box().seal("parent", ref, now=now())
