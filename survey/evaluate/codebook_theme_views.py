"""Themes of the codebook: their place after a meeting, their words and examples, and the tags that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.evaluate import codebook_theme_values as values
from survey.evaluate.blueprint import blueprint
from survey.evaluate.codebook_forms import LONGEST_NOTE, TOO_LONG, ReasonForm, ThemeForm
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import codebook_desk, codebooks
from survey.services.codebook_desk import Example, Words
from survey.services.errors import AlreadyThere, NotFound
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems

NEW = "new"
NONE = "none"
NO_CHOICE = ""


@blueprint.route("/<pilot_slug>/codeboek/bijeenkomst/<uuid:meeting_id>", methods=["GET", "POST"])
@with_role("evaluator")
def adopt_themes(by: User, pilot: Pilot, meeting_id: UUID) -> ResponseReturnValue:
    """Where the themes of a closed meeting belong."""
    known = codebooks.decided(db.session, pilot=pilot)
    meeting = next((one for one in known.meetings if one.id == meeting_id), None)
    if meeting is None:
        raise NotFound("There is no such closed meeting in this pilot.")
    themes = codebooks.unplaced_themes(db.session, pilot=pilot).get(meeting_id, [])
    form = ReasonForm()
    chosen = {theme.id: request.form.get(f"place-{theme.id}", NO_CHOICE) for theme in themes}
    entries = {str(entry): entry for entry in known.themes}
    errors = problems(form) if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        places = {theme: entries.get(place) for theme, place in chosen.items()}
        try:
            codebook_desk.adopt(
                db.session, pilot=pilot, meeting=meeting, places=places, reason=form.reason.data, by=by, now=now()
            )
        except AlreadyThere:
            errors = [(f"place-{themes[0].id}", _("Two themes would have the same name. Put one under the other."))]
        else:
            flash(_("The themes of this meeting are in the codebook. Now give them words."))
            return redirect(url_for("evaluate.codebook", pilot_slug=pilot.slug))
    page = render_template(
        "evaluate/codebook_adopt.html",
        pilot=pilot,
        meeting=meeting,
        themes=[(str(theme.id), theme.name, chosen[theme.id] or _suggested(known, theme.name)) for theme in themes],
        options=[(NEW, _("A new theme")), *_options(known)],
        form=form,
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.route("/<pilot_slug>/codeboek/thema/<uuid:entry_id>", methods=["GET", "POST"])
@with_role("evaluator")
def codebook_theme(by: User, pilot: Pilot, entry_id: UUID) -> ResponseReturnValue:
    """The words of a theme, its examples, and how both came about."""
    key_ring = current_app.config["KEY_RING"]
    entry = codebooks.get_entry(db.session, pilot=pilot, entry_id=entry_id)
    theme = values.page(db.session, pilot=pilot, entry=entry, key_ring=key_ring)
    form = ThemeForm(data={"name": theme.name, "definition": theme.definition, "not_this": theme.not_this})
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        form.validate()
        errors = [*problems(form), *_long_notes(theme)]
    if request.method == "POST" and not errors:
        words = Words(form.name.data, form.definition.data, form.not_this.data, form.set_aside.data)
        try:
            codebook_desk.reword(
                db.session,
                pilot=pilot,
                entry=entry,
                words=words,
                examples=_examples(theme),
                reason=form.reason.data,
                key_ring=key_ring,
                by=by,
                now=now(),
            )
        except AlreadyThere:
            errors = [("name", _("Another theme has this name already."))]
        else:
            flash(_("The new words have been kept. They come into the next version."))
            return redirect(url_for("evaluate.codebook_theme", pilot_slug=pilot.slug, entry_id=entry_id))
    page = render_template(
        "evaluate/codebook_theme.html",
        pilot=pilot,
        theme=theme,
        form=form,
        typed=request.form if request.method == "POST" else None,
        errors=errors,
    )
    return page, 400 if errors else 200


@blueprint.route("/<pilot_slug>/codeboek/woorden", methods=["GET", "POST"])
@with_role("evaluator")
def codebook_tags(by: User, pilot: Pilot) -> ResponseReturnValue:
    """Which theme the panel's own words stand for."""
    known = codebooks.decided(db.session, pilot=pilot)
    tags = list(codebooks.tags_in_use(db.session, known=known).items())
    if request.method == "POST":
        entries = {str(entry): entry for entry in known.themes}
        places = {
            tag: entries.get(place)
            for number, (tag, _n) in enumerate(tags)
            if (place := request.form.get(f"tag-{number}", NO_CHOICE)) in {NONE, *entries}
            and place != _placed(known, tag)
        }
        n = codebook_desk.place_tags(db.session, pilot=pilot, places=places, by=by, now=now())
        flash(_("%(n)s words have been given a place.", n=n) if n else _("Nothing was changed."))
        return redirect(url_for("evaluate.codebook", pilot_slug=pilot.slug))
    return render_template(
        "evaluate/codebook_tags.html",
        pilot=pilot,
        tags=[(number, tag, n, _placed(known, tag)) for number, (tag, n) in enumerate(tags)],
        options=[(NO_CHOICE, _("Not decided yet")), (NONE, _("No theme")), *_options(known)],
    )


def _options(known: codebooks.Decided) -> list[tuple[str, str]]:
    themes = sorted(known.themes.items(), key=lambda pair: pair[1].name.casefold())
    return [(str(entry), worded.name) for entry, worded in themes]


def _suggested(known: codebooks.Decided, name: str) -> str:
    """A theme of that name, earlier names too; else a new one."""
    entry = known.placed(name)
    return str(entry) if entry in known.themes else NEW


def _placed(known: codebooks.Decided, tag: str) -> str:
    key = codebooks.tag_key(tag)
    if key not in known.tags:
        return NO_CHOICE
    entry = known.tags[key]
    return str(entry) if entry in known.themes else NONE


def _chosen(theme: values.ThemePage) -> Mapping[UUID, str]:
    return {
        story.ref: kind
        for story in theme.stories
        if (kind := request.form.get(f"kind-{story.ref}", "none")) in ("example", "counter")
    }


def _note(ref: UUID) -> str:
    return request.form.get(f"note-{ref}", "").strip()


def _long_notes(theme: values.ThemePage) -> list[tuple[str, str]]:
    sentence = str(TOO_LONG) % {"max": LONGEST_NOTE}
    return [(f"note-{ref}", sentence) for ref in _chosen(theme) if len(_note(ref)) > LONGEST_NOTE]


def _examples(theme: values.ThemePage) -> list[Example]:
    return [Example(ref, kind == "counter", _note(ref)) for ref, kind in _chosen(theme).items()]
