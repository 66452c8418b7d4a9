# ruff: noqa: ARG001  the access stamp passes `by`, wanted or not
"""What the data protection officer sees: everything that was done with stories, and the text of none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.account import User
from survey.oversee import register as register_of_processing
from survey.oversee.blueprint import blueprint
from survey.oversee.forms import LogForm, as_uuid
from survey.services import accounts, audit_chain, oversight, programmes, retention
from survey.services.errors import HeadUnreadable
from survey.web.access import with_role
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/")
@with_role("data_protection_officer")
def start(by: User) -> ResponseReturnValue:
    return render_template(
        "oversee/start.html",
        head=audit_chain.head(db.session),
        n_tombstones=oversight.n_tombstones(db.session),
        overviews=_overviews(),
        today=now().date(),
    )


@blueprint.get("/logboek")
@with_role("data_protection_officer")
def log(by: User) -> ResponseReturnValue:
    form = LogForm(request.args)
    errors = [] if form.validate() else problems(form)
    page = request.args.get("pagina", 1, type=int)
    fields: dict[str, Any] = {name: value for name, value in request.args.items() if name in form.data and value}
    return render_template(
        "oversee/log.html",
        form=form,
        errors=errors,
        found=oversight.search(db.session, sought=form.sought, page=page),
        actions=oversight.actions(db.session),
        people=accounts.names(db.session),
        fields=fields,
    )


@blueprint.get("/logboek/klopt-het")
@with_role("data_protection_officer")
def chain(by: User) -> ResponseReturnValue:
    """Walks the whole chain; with an end that was kept elsewhere, also whether that is still in it."""
    kept, known, errors = request.args.get("eind", "").strip(), None, []
    if kept:
        try:
            known = audit_chain.Head.read(kept)
        except HeadUnreadable:
            errors = [("eind", _("This is no end of a log: a number, and then 32 letters and digits."))]
    checked = audit_chain.verify(db.session, key_ring=current_app.config["KEY_RING"], known=known)
    return render_template("oversee/chain.html", checked=checked, kept=kept, known=known, errors=errors)


@blueprint.get("/logboek/eind")
@with_role("data_protection_officer")
def head(by: User) -> ResponseReturnValue:
    """The end of the log as a small file, to be kept where nobody who can write to the database can change it."""
    found = audit_chain.head(db.session)
    text = f"{found or ''}\n"
    name = _("log-end")
    return send_file(
        BytesIO(text.encode("ascii")),
        "text/plain",
        as_attachment=True,
        download_name=f"{name}-{now():%Y-%m-%d}.txt",
        max_age=0,
    )


@blueprint.get("/waarom")
@with_role("data_protection_officer")
def why(by: User) -> ResponseReturnValue:
    """Why a story could be used, by its reference."""
    given = request.args.get("verhaal", "").strip()
    ref = as_uuid(given)
    errors = [("verhaal", _("This is no reference of a story."))] if given and ref is None else []
    about = oversight.about(db.session, ref=ref) if ref else None
    return render_template("oversee/why.html", given=given, about=about, errors=errors)


@blueprint.get("/bewaren")
@with_role("data_protection_officer")
def keeping(by: User) -> ResponseReturnValue:
    return render_template("oversee/keeping.html", overviews=_overviews(), today=now().date())


@blueprint.get("/verdwenen")
@with_role("data_protection_officer")
def gone(by: User) -> ResponseReturnValue:
    months = oversight.gone_per_month(db.session)
    return render_template(
        "oversee/gone.html",
        months=months,
        actions=sorted({action for counts in months.values() for action in counts}),
        n_tombstones=oversight.n_tombstones(db.session),
    )


@blueprint.get("/register")
@with_role("data_protection_officer")
def register(by: User) -> ResponseReturnValue:
    return render_template("oversee/register.html", register=register_of_processing.load())


def _overviews() -> list[retention.Overview]:
    return [retention.overview(db.session, pilot=pilot) for pilot in programmes.all_pilots(db.session)]
