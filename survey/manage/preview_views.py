# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""A version as a teller sees it on a phone, page by page, with the very pieces the form is made of; and on paper."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from uuid import UUID

from babel import Locale
from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from analysis.records import PERSPECTIVES, Perspective
from reports.render.booklet import render_booklet
from survey.extensions import db
from survey.manage import booklets, instrument_words
from survey.manage.blueprint import blueprint
from survey.manage.instrument_views import editor
from survey.models.account import User
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import questionnaire_checks as checks
from survey.services import questionnaires
from survey.services.errors import NotFound
from survey.web.asking import choices, placing, questions
from survey.web.locale import LANGUAGES

CONSENT, STORY = "consent", "story"


@blueprint.get("/vragenlijsten/<uuid:version_id>/voorbeeld")
@editor
def preview(by: User, version_id: UUID) -> ResponseReturnValue:
    """`in`: the language; `voor`: the perspective; `pagina`: which page. Anything else falls back to the first."""
    version = questionnaires.get_version(db.session, version_id=version_id)
    begun = checks.languages(version)
    language = _one(request.args.get("in"), begun)
    perspective = _one(request.args.get("voor"), PERSPECTIVES)
    pages = [CONSENT, STORY, *(page.section for page in questionnaires.pages_of(version))]
    chosen = _one(request.args.get("pagina"), pages)
    with force_locale(language if language in LANGUAGES else "nl"):
        asked = _asked(version, chosen, language, perspective)
        screen = render_template(
            "manage/_phone.html",
            page=chosen,
            asked=asked,
            heading=choices.heading(chosen, asked[0].kind) if asked and chosen not in (CONSENT, STORY) else None,
            values=defaultdict(str),
            choices=choices,
            placing=placing,
            lang=language,
            dir=Locale.parse(language).text_direction,
        )
    return render_template(
        "manage/preview.html",
        version=version,
        screen=screen,
        languages=begun,
        perspectives=PERSPECTIVES,
        pages=[(code, _page_name(code)) for code in pages],
        at={"in": language, "voor": perspective, "pagina": chosen},
        position=pages.index(chosen),
        missing=checks.missing(version, language=language),
    )


@blueprint.route("/vragenlijsten/<uuid:version_id>/boekje", methods=["GET", "POST"])
@editor
def sample_booklet(by: User, version_id: UUID) -> ResponseReturnValue:
    """The booklet of a published version, without a code and without what a pilot decides."""
    version = questionnaires.get_version(db.session, version_id=version_id)
    if version.published_at is None:
        raise NotFound("A draft is not printed.")
    possible = booklets.languages(version)
    if request.method == "GET":
        return render_template(
            "manage/booklet_sample.html", version=version, languages=possible, perspectives=PERSPECTIVES
        )
    language = _one(request.form.get("in"), possible)
    perspective: Perspective = _one(request.form.get("voor"), PERSPECTIVES)  # type: ignore[assignment]  # one of the perspectives
    made = booklets.booklet(version, language=language, perspective=perspective, pilot=None)
    return pdf(render_booklet(made), f"{version.questionnaire.slug}-{version.number}-{perspective}-{language}.pdf")


def pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


def _one(value: str | None, possible: tuple[str, ...] | list[str]) -> str:
    return value if value is not None and value in possible else possible[0]


def _asked(version: QuestionnaireVersion, page: str, language: str, perspective: str) -> tuple[questions.Asked, ...]:
    if page == CONSENT:
        return questions.consents(version, language=language)
    if page == STORY:
        return (questions.story(version, language=language, perspective=perspective),)
    return questions.sections(version, language=language, perspective=perspective)[page]


def _page_name(code: str) -> str:
    fixed = {CONSENT: _("What may happen with your story?"), STORY: _("Your story")}
    return fixed.get(code) or instrument_words.section_name(code)
