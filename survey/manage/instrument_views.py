# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""Questionnaires: the list, one version with its questions, starting a new one, publishing, throwing a draft away."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import instrument, instrument_words
from survey.manage.blueprint import blueprint
from survey.models.account import User
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import instruments, questionnaire_drafts, questionnaires
from survey.services import questionnaire_checks as checks
from survey.services.errors import ChangedMeanwhile, CodeUnusable, DraftExists, NotPublishable
from survey.web.access import with_role
from survey.web.filters import now

editor = with_role("admin", "coordinator")
"""Questionnaires belong to no pilot: whoever sets up a pilot may word them."""

blueprint.context_processor(lambda: {"instrument_words": instrument_words})


@blueprint.get("/vragenlijsten")
@editor
def questionnaire_list(by: User) -> ResponseReturnValue:
    return _list()


@blueprint.post("/vragenlijsten")
@editor
def start_questionnaire(by: User) -> ResponseReturnValue:
    title = request.form.get("title", "")
    most = questionnaire_drafts.MOST_CHARACTERS_TITLE
    if len(title) > most:
        return _list(title, instrument.over(len(title) - most, most)), 400
    try:
        version = questionnaire_drafts.start_questionnaire(db.session, title=title, by=by, now=now())
    except CodeUnusable:
        return _list(title, _("Give it a name that no other questionnaire has.")), 400
    flash(_("The draft is ready. Now give every question its words."))
    return _to(version)


@blueprint.get("/vragenlijsten/<uuid:version_id>")
@editor
def questionnaire(by: User, version_id: UUID) -> ResponseReturnValue:
    version = questionnaires.get_version(db.session, version_id=version_id)
    return render_template(
        "manage/instrument.html",
        version=version,
        fixed=instrument.fixed_rows(version),
        leaves=instrument.leaves(version),
        uses=instruments.uses_of(db.session, version=version, today=now().date()),
        languages=_languages(version),
        n_pages=checks.n_pages(version),
        most_pages=questionnaires.MOST_PAGES,
        stamp=checks.content_hash(version),
    )


@blueprint.post("/vragenlijsten/<uuid:version_id>/nieuwe-versie")
@editor
def new_version(by: User, version_id: UUID) -> ResponseReturnValue:
    version = questionnaires.get_version(db.session, version_id=version_id)
    try:
        draft = questionnaire_drafts.start_version(db.session, version=version, by=by, now=now())
    except DraftExists as there:
        flash(_("There was a draft already. This is it."))
        return redirect(url_for("manage.questionnaire", version_id=there.draft_id))
    flash(_("This is a draft with the same questions. Nobody is asked them before you publish."))
    return _to(draft)


@blueprint.route("/vragenlijsten/<uuid:version_id>/publiceren", methods=["GET", "POST"])
@editor
def publish_questionnaire(by: User, version_id: UUID) -> ResponseReturnValue:
    """What would be published, and why not yet; the button publishes exactly what this page was made from."""
    version = questionnaires.get_version(db.session, version_id=version_id)
    errors: instrument.Errors = []
    if request.method == "POST":
        try:
            questionnaire_drafts.publish(
                db.session, version_id=version_id, seen=request.form.get("seen", ""), by=by, now=now()
            )
        except NotPublishable:
            errors = [("", _("This version can't be published yet. Below you see what is missing."))]
        except ChangedMeanwhile:
            errors = [("", _("Somebody else changed this draft meanwhile. Look at it again before you publish."))]
        else:
            flash(_("Published. From now on nobody can change this version. You can use it in a wave."))
            return _to(version)
    if version.published_at is not None:
        return _to(version)
    return _publish_page(version, errors), 409 if errors else 200


@blueprint.post("/vragenlijsten/<uuid:version_id>/weggooien")
@editor
def discard_draft(by: User, version_id: UUID) -> ResponseReturnValue:
    """Thrown away as it was seen; anything newer stays."""
    questionnaire_drafts.discard(db.session, version_id=version_id, seen=request.form.get("seen", ""), by=by, now=now())
    flash(_("The draft is gone."))
    return redirect(url_for("manage.questionnaire_list"))


def _list(title: str = "", problem: str = "") -> str:
    return render_template(
        "manage/instruments.html",
        lines=instruments.overview(db.session, today=now().date()),
        title=title,
        errors=[("title", problem)] if problem else [],
    )


def _publish_page(version: QuestionnaireVersion, errors: instrument.Errors) -> str:
    before = questionnaire_drafts.published_before(db.session, version=version)
    questions = {question.code: question.id for question in version.questions}
    names = {question.code: instrument.name_of(question) for question in version.questions}
    return render_template(
        "manage/instrument_publish.html",
        version=version,
        found=[
            (
                instrument_words.problem_sentence(problem, names.get(problem.question, problem.question)),
                questions.get(problem.question),
                problem.language,
            )
            for problem in checks.problems(version, before=before)
        ],
        languages=_languages(version),
        n_pages=checks.n_pages(version),
        stamp=checks.content_hash(version),
        errors=errors,
    )


def _languages(version: QuestionnaireVersion) -> list[tuple[str, int]]:
    """(language, number of questions that are not complete in it) for every language that was begun."""
    return [(code, len(checks.missing(version, language=code))) for code in checks.languages(version)]


def _to(version: QuestionnaireVersion) -> ResponseReturnValue:
    return redirect(url_for("manage.questionnaire", version_id=version.id))
