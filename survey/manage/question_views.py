"""Questions of a draft: adding one from the catalogue, wording it, moving it, taking it out, translating them all."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.manage import instrument, instrument_words, translation
from survey.manage.blueprint import blueprint
from survey.manage.instrument_views import editor
from survey.models.account import User
from survey.models.questionnaire import Question, QuestionKind, QuestionnaireVersion
from survey.services import instruments, questionnaire_drafts, questionnaires
from survey.services import questionnaire_checks as checks
from survey.services.errors import ChangedMeanwhile, CodeUnusable, NotFound, VersionPublished
from survey.web import terms
from survey.web.filters import now

OWN_KINDS: tuple[QuestionKind, ...] = ("open", "scale", "then_now", "triad", "dyad")
"""What a question outside the catalogue can be."""
TITLE: QuestionKind = "title"


@blueprint.route("/vragenlijsten/<uuid:version_id>/vragen/nieuw", methods=["GET", "POST"])
@editor
def add_question(by: User, version_id: UUID) -> ResponseReturnValue:
    """From the catalogue of indicators, or one of your own."""
    version = _draft(version_id)
    errors: instrument.Errors = []
    if request.method == "POST":
        code, kind = _chosen()
        try:
            if kind is None:
                raise CodeUnusable(code)
            added = questionnaire_drafts.add_question(
                db.session, version_id=version_id, code=code, kind=kind, by=by, now=now()
            )
        except CodeUnusable:
            errors = [("code", _("Choose another short name: small letters, digits and _, and not in use yet."))]
            if kind is None:
                errors = [("kind", _("Choose what kind of question this is."))]
        else:
            flash(_("The question is added at the end of its page. Check its words."))
            return redirect(url_for("manage.question", version_id=version_id, question_id=added.id))
    page = render_template(
        "manage/question_add.html",
        version=version,
        catalogue=instruments.catalogue_questions(),
        there={question.code for question in version.questions},
        kinds=OWN_KINDS,
        typed=request.form,
        errors=errors,
    )
    return page, 400 if errors else 200


def _chosen() -> tuple[str, QuestionKind | None]:
    """Code and kind of what somebody wants to add: the catalogue knows its own kinds."""
    code = request.form.get("catalogue") or request.form.get("code", "").strip()
    known = {each.code: each.kind for each in instruments.catalogue_questions()}
    asked = request.form.get("kind")
    return code, known.get(code) or next((kind for kind in (*OWN_KINDS, TITLE) if kind == asked), None)


@blueprint.route("/vragenlijsten/<uuid:version_id>/vragen/<uuid:question_id>", methods=["GET", "POST"])
@editor
def question(by: User, version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    version = _draft(version_id)
    asked = questionnaire_drafts.find_question(version, question_id=question_id)
    if request.method == "GET":
        words = instrument.gathered(instrument.worded(asked, checks.SOURCE_LANGUAGE))
        return _question_page(version, asked, words, asked.section or "")
    words, section = instrument.typed_words(asked, request.form), request.form.get("section", "")
    errors, changed = instrument.too_long(asked, words), False
    if not _has_pages(asked) or section not in dict(instrument.sections(version, asked.kind)):
        section = asked.section or ""
    if not errors:
        try:
            questionnaire_drafts.save_question(
                db.session,
                version_id=version_id,
                question_id=question_id,
                seen=request.form.get("seen", ""),
                section=section,
                words=words,
                by=by,
                now=now(),
            )
        except ChangedMeanwhile:
            errors, changed = [("", str(instrument_words.CHANGED))], True
        else:
            flash(_("Saved."))
            return redirect(url_for("manage.questionnaire", version_id=version_id, _anchor=asked.code))
    page = _question_page(version, asked, words, section, errors=errors, is_changed=changed)
    return page, 409 if changed else 400


@blueprint.post("/vragenlijsten/<uuid:version_id>/vragen/<uuid:question_id>/plek")
@editor
def move_question(by: User, version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    up = request.form.get("go") == "up"
    questionnaire_drafts.move_question(
        db.session, version_id=version_id, question_id=question_id, up=up, by=by, now=now()
    )
    version = questionnaires.get_version(db.session, version_id=version_id)
    moved = questionnaire_drafts.find_question(version, question_id=question_id)
    return redirect(url_for("manage.questionnaire", version_id=version_id, _anchor=moved.code))


@blueprint.post("/vragenlijsten/<uuid:version_id>/vragen/<uuid:question_id>/weg")
@editor
def remove_question(by: User, version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    questionnaire_drafts.remove_question(
        db.session,
        version_id=version_id,
        question_id=question_id,
        seen=request.form.get("seen", ""),
        by=by,
        now=now(),
    )
    flash(_("The question is taken out."))
    return redirect(url_for("manage.questionnaire", version_id=version_id))


@blueprint.route("/vragenlijsten/<uuid:version_id>/vertaling", methods=["GET", "POST"])
@editor
def translate(by: User, version_id: UUID) -> ResponseReturnValue:
    """Dutch on the left, the other language on the right."""
    version = _draft(version_id)
    language = request.values.get("naar") or "en"
    if language not in checks.LANGUAGES or language == checks.SOURCE_LANGUAGE:
        raise NotFound(f"No questionnaire is translated into {language!r}.")
    shown = translation.sheet(version, language=language)
    if request.method == "GET":
        return _translation_page(version, shown)
    typed = translation.typed(shown, request.form, changed=())
    if errors := translation.problems(version, typed):
        return _translation_page(version, typed, errors), 400
    try:
        n_changed = questionnaire_drafts.translate(
            db.session,
            version_id=version_id,
            language=language,
            seen={line.code: request.form.get(f"seen-{line.code}", "") for line in shown.lines},
            words=translation.words_in(typed),
            by=by,
            now=now(),
        )
    except ChangedMeanwhile as meanwhile:
        again = translation.typed(shown, request.form, changed=meanwhile.what)
        return _translation_page(version, again, [("", str(instrument_words.CHANGED))]), 409
    flash(_("Saved.") if n_changed else _("Nothing was changed."))
    return redirect(url_for("manage.translate", version_id=version_id, naar=language))


@blueprint.post("/vragenlijsten/<uuid:version_id>/vertaling/weg")
@editor
def remove_language(by: User, version_id: UUID) -> ResponseReturnValue:
    language = request.form.get("naar", "")
    questionnaire_drafts.remove_language(db.session, version_id=version_id, language=language, by=by, now=now())
    flash(_("%(language)s is taken out of this draft.", language=terms.language_name(language).capitalize()))
    return redirect(url_for("manage.questionnaire", version_id=version_id))


def _draft(version_id: UUID) -> QuestionnaireVersion:
    version = questionnaires.get_version(db.session, version_id=version_id)
    if version.published_at is not None:
        raise VersionPublished(version.number)
    return version


def _has_pages(asked: Question) -> bool:
    return asked.kind not in ("consent", "story")


def _question_page(
    version: QuestionnaireVersion,
    asked: Question,
    words: dict[str, questionnaire_drafts.Words],
    section: str,
    *,
    errors: instrument.Errors | None = None,
    is_changed: bool = False,
) -> str:
    return render_template(
        "manage/question.html",
        version=version,
        question=asked,
        blocks=instrument.blocks(asked, words),
        stored=list(instrument.worded(asked, checks.SOURCE_LANGUAGE).items()) if is_changed else [],
        keys=checks.OPTIONS.get(asked.kind, ()),
        sections=instrument.sections(version, asked.kind) if _has_pages(asked) else [],
        section=section,
        stamp=checks.stamp(asked) if is_changed else request.form.get("seen") or checks.stamp(asked),
        is_required=asked.code in checks.REQUIRED,
        for_everyone=asked.kind in checks.FOR_EVERYONE,
        limits=checks,
        errors=errors or [],
    )


def _translation_page(
    version: QuestionnaireVersion, shown: translation.Sheet, errors: instrument.Errors | None = None
) -> str:
    """After a conflict the stamps are new: saving again is a choice made with both texts in sight."""
    is_conflict = any(line.now for line in shown.lines)
    seen = {line.code: line.stamp for line in shown.lines}
    if request.method == "POST" and not is_conflict:
        seen |= {code: request.form.get(f"seen-{code}") or stamp for code, stamp in seen.items()}
    return render_template(
        "manage/translate.html",
        version=version,
        sheet=shown,
        seen=seen,
        languages=[code for code in checks.LANGUAGES if code != checks.SOURCE_LANGUAGE],
        begun=checks.languages(version),
        errors=errors or [],
    )
