"""`/mijn-verhaal`: with the word code back to one's own story. One address for all of it, so that none tells anything.

The first POST brings the code; the page that follows carries a sealed pass (`survey.respond.passes`). `go` says which
button was pressed; without one (another language) the same page comes back with everything that was typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis.records import USES
from survey.extensions import db
from survey.respond.blueprint import blueprint
from survey.respond.own import own_page
from survey.respond.passes import LONGEST_MINUTES, PassBox
from survey.services import errors, feedback, own_story, parent_codes, questionnaire_checks, stories, word_codes
from survey.web.access import open_to_everyone
from survey.web.filters import now
from survey.web.locale import limit_to, select_locale

INVALID = 422
TOO_MANY = 429


@dataclass
class Visit:
    """What a page shows besides the story: the words in the correction field, what was just done, what is wrong."""

    ref: UUID
    correction: str = ""
    done: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)


@blueprint.get("/mijn-verhaal")
@open_to_everyone
def mine() -> ResponseReturnValue:
    return ask_for_code()


@blueprint.post("/mijn-verhaal")
@open_to_everyone
def mine_opened() -> ResponseReturnValue:
    correction = request.form.get("correction", "")
    if "pass" not in request.form:
        return _by_code(correction) if "go" in request.form else ask_for_code(request.form.get("code", ""))
    ref = pass_box().open(request.form["pass"], "story", now=now())
    if ref is None:
        return ask_for_code(correction=correction, is_late=True), INVALID
    try:
        return _act(Visit(ref, correction))
    except errors.NotFound:  # withdrawn a moment ago, in another window or by a double click
        return render_template("respond/mine_withdrawn.html")


def pass_box() -> PassBox:
    return PassBox(current_app.config["SECRET_KEY"], current_app.config["SECRET_KEY_FALLBACKS"])


def ask_for_code(code: str = "", problem: str = "", *, correction: str = "", is_late: bool = False) -> str:
    """correction: words that were typed when the pass had ended; they come along."""
    return render_template(
        "respond/mine.html",
        code=code,
        problem=problem,
        errors=[("code", problem)] if problem else [],
        correction=correction,
        minutes=LONGEST_MINUTES if is_late else 0,
    )


def wrong_code() -> str:
    return _("We don't know this code. Look at all six words, also at their order, and try again.")


def too_many_tries() -> str:
    return _("Somebody tried too often with a wrong code. Wait two minutes and try again.")


def _by_code(correction: str) -> ResponseReturnValue:
    code = request.form.get("code", "")
    try:
        ref = word_codes.find(db.session, code=code, key_ring=current_app.config["KEY_RING"], now=now())
    except errors.TooManyTries:
        return ask_for_code(code, too_many_tries(), correction=correction), TOO_MANY
    if ref is None:
        return ask_for_code(code, wrong_code(), correction=correction), INVALID
    return _page(Visit(ref, correction))


def _act(visit: Visit) -> ResponseReturnValue:
    go = request.form.get("go")
    if go is None and "parent_code" in request.form:  # another language on the page that shows a new code
        return _show_parent_code(visit, request.form["parent_code"])
    if go == "consent":
        return _change_consent(visit)
    if go == "add":
        return _add(visit)
    if go == "parent_code":
        return _parent_code(visit)
    if go == "withdraw":
        return _confirm(visit)
    if go == "withdraw_all":
        own_story.withdraw(db.session, ref=visit.ref, now=now())
        return render_template("respond/mine_withdrawn.html")
    return _page(visit)


def _change_consent(visit: Visit) -> ResponseReturnValue:
    try:
        own_story.change_consent(
            db.session,
            ref=visit.ref,
            uses={use: f"consent_{use}" in request.form for use in USES},
            language=select_locale(),
            parent_agrees="consent_parent" in request.form,
            now=now(),
        )
    except errors.ConsentMissing:
        problem = _("You are younger than 16. To allow more, ask your parent or carer to tick this box")
        visit.errors.append(("consent_parent", problem))
        return _page(visit), INVALID
    visit.done = _("Saved. What you allow now holds from this moment.")
    return _page(visit)


def _add(visit: Visit) -> ResponseReturnValue:
    try:
        own_story.add(
            db.session, ref=visit.ref, text=visit.correction, key_ring=current_app.config["KEY_RING"], now=now()
        )
    except errors.StoryEmpty:
        problem = _("Write down what you want to add")
    except errors.TextTooLong as long:
        problem = _(
            "This is too long (at most %(most)s characters). Nothing is lost: make it a little shorter", most=long.limit
        )
    except errors.TooManyCorrections:
        problem = _("You have added as much as is possible")
    else:
        visit.correction = ""
        visit.done = _("Added. The coordinator reads it first and takes out names and places.")
        return _page(visit)
    visit.errors.append(("correction", problem))
    return _page(visit), INVALID


def _parent_code(visit: Visit) -> ResponseReturnValue:
    """Another code for the parent: the first one is kept hashed and can't be shown again."""
    try:
        code = parent_codes.renew(
            db.session, ref=visit.ref, key_ring=current_app.config["KEY_RING"], today=now().date()
        )
    except errors.NotFound:  # the parent agreed a moment ago
        return _page(visit)
    return _show_parent_code(visit, code)


def _show_parent_code(visit: Visit, code: str) -> str:
    own = own_story.read(db.session, ref=visit.ref, key_ring=current_app.config["KEY_RING"])
    return render_template(
        "respond/mine_parent.html",
        parent_code=code,
        worried=own.asked_to_look,
        parent_days=parent_codes.LONGEST_DAYS,
        sealed=_sealed(visit),
        is_demo=own.wave.pilot.is_demo,
    )


def _confirm(visit: Visit) -> str:
    own = own_story.read(db.session, ref=visit.ref, key_ring=current_app.config["KEY_RING"])
    return render_template("respond/mine_withdraw.html", sealed=_sealed(visit), is_demo=own.wave.pilot.is_demo)


def _page(visit: Visit) -> str:
    own = own_story.read(db.session, ref=visit.ref, key_ring=current_app.config["KEY_RING"])
    limit_to(questionnaire_checks.complete_languages(own.version))
    language = select_locale()
    page = own_page(own, language=language)
    return render_template(
        "respond/mine_story.html",
        page=page,
        sealed=_sealed(visit),
        correction=visit.correction,
        most_characters=stories.MOST_CHARACTERS_OTHER,
        done=visit.done,
        errors=visit.errors,
        problems=dict(visit.errors),
        ticked=_ticked(),
        feedback=feedback.published(db.session, wave=own.wave, language=language),
        is_demo=page.is_demo,
    )


def _ticked() -> frozenset[str] | None:
    """The consents as they are ticked on the page that was posted; None when that page shows none."""
    if "pass" not in request.form or "correction" not in request.form:
        return None
    return frozenset(name for name in request.form if name.startswith("consent_"))


def _sealed(visit: Visit) -> str:
    return pass_box().seal("story", visit.ref, now=now())
