"""How a form of settings is saved: what a person typed stays, and why it could not be saved is said beside it."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from survey.extensions import db
from survey.services.errors import AlreadyThere, ChangedMeanwhile, QuotaTooSmall, WaveInUse
from survey.web.forms import problems

Errors = list[tuple[str, str]]

TAKEN = {
    "slug": _l("There is one with this short name already. Choose another."),
    "number": _l("This pilot has a wave with this number already. Choose another."),
    "name": _l("This organisation is on the list already."),
}


def save(form: FlaskForm, act: Callable[[], object]) -> Errors | None:
    """None: nothing was sent yet. []: saved. Else (field id, sentence) pairs, and nothing was saved."""
    if request.method != "POST":
        return None
    if not form.validate():
        return problems(form)
    try:
        act()
    except AlreadyThere as error:
        return _refused(error.field, str(TAKEN[error.field]))
    except QuotaTooSmall as error:
        return _refused("quota", _("%(n)s stories came through already. Choose at least that.", n=error.n_sent))
    except ChangedMeanwhile:
        return _refused(
            "",
            _(
                "Somebody else changed this while you were typing. What you typed is still here and has not been saved."
                " Look at what is stored now; if you save again, yours replaces it."
            ),
        )
    except WaveInUse:
        return _refused(
            "", _("This wave was opened or used meanwhile. It keeps its questionnaire and its phase. See below.")
        )
    return []


def _refused(field: str, sentence: str) -> Errors:
    db.session.rollback()
    return [(field, sentence)]


def reserved_codes() -> set[str]:
    """What stands where a pilot's short name would, in the addresses of this part."""
    firsts = {rule.rule.split("/")[2] for rule in current_app.url_map.iter_rules() if rule.rule.startswith("/beheer/")}
    return {first for first in firsts if first and not first.startswith("<")}
