# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The codebook's own page: what waits, versions, learning, and codebooks as files."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis import codebook as books
from survey.evaluate import codebook_values as values
from survey.evaluate.blueprint import blueprint
from survey.evaluate.codebook_forms import FileForm, ReasonForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import codebook_coding, codebook_desk, codebooks, jobs
from survey.services.errors import CodebookFileInvalid, NotFound
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems, takes_files

LEARN = "codebook"
UNFINISHED = ("wanted", "running")
SEED = 1
"""The same for everyone: it decides only how labelled stories are divided to judge what was learned."""
FILES = {
    "toml": (books.to_toml, "application/toml"),
    "json": (books.to_json, "application/json"),
    "qdc": (books.to_qdc, "application/xml"),
}
READERS = {"toml": books.from_toml, "json": books.from_json, "qdc": books.from_qdc}


@blueprint.get("/<pilot_slug>/codeboek")
@with_role("evaluator")
def codebook(by: User, pilot: Pilot) -> ResponseReturnValue:
    return _page(pilot, ReasonForm())


@blueprint.post("/<pilot_slug>/codeboek/versie")
@with_role("evaluator")
def confirm_codebook(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _page(pilot, form), 400
    version = codebook_desk.confirm_version(db.session, pilot=pilot, reason=form.reason.data, by=by, now=now())
    flash(_("This is now version %(n)s of the codebook.", n=version.number))
    return redirect(url_for("evaluate.codebook", pilot_slug=pilot.slug))


@blueprint.post("/<pilot_slug>/codeboek/leren")
@with_role("evaluator")
def learn_codebook(by: User, pilot: Pilot) -> ResponseReturnValue:
    codebook_coding.latest_version(db.session, pilot=pilot)
    jobs.want(db.session, kind=LEARN, subject={"pilot": pilot.slug, "seed": SEED}, by=by, now=now())
    flash(_("The computer is going to learn from the codebook."))
    return redirect(url_for("evaluate.codebook", pilot_slug=pilot.slug, _anchor="learned-title"))


@blueprint.get("/<pilot_slug>/codeboek/bestand/codeboek.<kind>")
@with_role("evaluator")
def codebook_file(by: User, pilot: Pilot, kind: str) -> ResponseReturnValue:
    """The codebook as it stands, with what was learned where that is of this very version (JSON only)."""
    if kind not in FILES:
        raise NotFound("A codebook is saved as TOML, JSON or QDC.")
    book = codebooks.book(db.session, pilot=pilot)
    if not book.themes:
        raise NotFound("There is no theme in this codebook yet.")
    learned = codebook_coding.learned_book(db.session, pilot=pilot)
    write, media_type = FILES[kind]
    text = write(learned if learned and learned.content_hash == book.content_hash else book)
    name = f"codeboek-{pilot.slug}-{book.version}.{kind}"
    return Response(text, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.route("/<pilot_slug>/codeboek/inlezen", methods=["GET", "POST"])
@with_role("evaluator")
@takes_files
def take_in_codebook(by: User, pilot: Pilot) -> ResponseReturnValue:
    form = FileForm()
    if form.validate_on_submit():
        book = _read(form.file.data.filename or "", form.file.data.read())
        n = codebook_desk.take_in(db.session, pilot=pilot, book=book, reason=form.reason.data, by=by, now=now())
        flash(_("%(n)s themes came in, or got new words.", n=n))
        return redirect(url_for("evaluate.codebook", pilot_slug=pilot.slug))
    page = render_template("evaluate/codebook_take_in.html", pilot=pilot, form=form, errors=problems(form))
    return page, 400 if form.errors else 200


def _read(name: str, content: bytes) -> books.Codebook:
    """Raises CodebookFileInvalid."""
    kind = name.rpartition(".")[2].lower()
    try:
        return READERS[kind](content.decode("utf-8"))
    except (KeyError, UnicodeDecodeError, books.CodebookError) as wrong:
        raise CodebookFileInvalid(str(wrong)) from wrong


def _page(pilot: Pilot, form: ReasonForm) -> str:
    job = jobs.latest(db.session, kind=LEARN, pilot_slug=pilot.slug)
    return render_template(
        "evaluate/codebook.html",
        pilot=pilot,
        page=values.page(db.session, pilot=pilot),
        form=form,
        errors=problems(form),
        job=job if job and job.state != "done" else None,
        is_busy=job is not None and job.state in UNFINISHED,
    )
