"""The second step of signing in, setting it up the first time, and recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.account import trying
from survey.account.blueprint import blueprint
from survey.account.forms import CodeForm
from survey.extensions import db
from survey.models.account import User
from survey.services import provider_links, second_factors, sign_in_tries
from survey.services.errors import CodeWrong, TooManyTries
from survey.web import signing_in
from survey.web.access import halfway
from survey.web.filters import now
from survey.web.forms import problems

ISSUER = "Loex"
LETTERS_PER_GROUP = 4


@blueprint.route("/tweede-stap", methods=["GET", "POST"])
@halfway
def second_step(by: User) -> ResponseReturnValue:
    """Also for who is signed in, before the most sensitive acts."""
    if not second_factors.has_any(db.session, user=by):
        return redirect(_without_any(by))
    form, after = CodeForm(), trying.after()
    if request.method == "GET":
        return redirect(after) if _is_done(by) else _second_step_page(by, form)

    def check() -> None:
        second_factors.check_code(db.session, user=by, code=form.code.data, key_ring=trying.key_ring(), now=now())

    errors, status = _try(by, form, "second_step", "authenticator", check)
    if errors:
        return _second_step_page(by, form, errors), status
    signing_in.complete(by, signing_in.row(), how="authenticator")
    return redirect(after)


@blueprint.route("/tweede-stap/herstelcode", methods=["GET", "POST"])
@halfway
def recovery(by: User) -> ResponseReturnValue:
    """For who lost the device: one of the ten codes, each works once."""
    if not second_factors.has_any(db.session, user=by):
        return redirect(_without_any(by))
    form, after = CodeForm(), trying.after()
    if request.method == "GET":
        return redirect(after) if _is_done(by) else render_template("account/recovery.html", form=form, after=after)

    def check() -> None:
        second_factors.use_recovery_code(db.session, user=by, code=form.code.data, now=now())

    errors, status = _try(by, form, "recovery_code", "recovery_code", check)
    if errors:
        return render_template("account/recovery.html", form=form, after=after, errors=errors), status
    signing_in.complete(by, signing_in.row(), how="recovery_code")
    return redirect(after)


@blueprint.route("/tweede-stap/instellen", methods=["GET", "POST"])
@halfway
def set_up(by: User) -> ResponseReturnValue:
    """The first time: scan the square or type the letters over, and show that it works. Then the recovery codes, once."""
    if not trying.may_add(by):
        return redirect(url_for("account.second_step", next=request.path))
    secret = second_factors.secret_to_set_up(db.session, user=by, key_ring=trying.key_ring())
    if secret is None:
        return render_template("account/set_up_begin.html", after=trying.after())
    form = CodeForm()
    if request.method == "GET":
        return _set_up_page(by, form, secret)
    codes: list[str] = []

    def check() -> None:
        codes.extend(
            second_factors.confirm(
                db.session, user=by, code=form.code.data, key_ring=trying.key_ring(), by=by, now=now()
            )
        )

    errors, status = _try(by, form, "second_step", "authenticator", check)
    if errors:
        return _set_up_page(by, form, secret, errors), status
    signing_in.complete(by, signing_in.row(), how="authenticator")
    return render_template("account/recovery_codes.html", codes=codes, after=trying.after(), is_demo=by.is_demo)


@blueprint.post("/tweede-stap/instellen/begin")
@halfway
def begin_set_up(by: User) -> ResponseReturnValue:
    """Make the secret, which a page that is only looked at may not do."""
    if not trying.may_add(by):
        return redirect(url_for("account.second_step", next=url_for("account.mine")))
    if not second_factors.has_authenticator(db.session, user=by):
        second_factors.prepare(db.session, user=by, key_ring=trying.key_ring())
    return redirect(url_for("account.set_up", next=trying.after()))


def _try(
    by: User, form: CodeForm, way: sign_in_tries.Way, how: str, check: Callable[[], Any]
) -> tuple[list[tuple[str, str]], int]:
    """(what is wrong, status). Counts the try, and records one that fails."""
    if not form.validate():
        return problems(form), 400
    user_id = by.id
    try:
        trying.count(way, str(user_id))
        check()
    except TooManyTries as refused:
        return [("code", trying.wait(refused))], trying.TOO_MANY_REQUESTS
    except CodeWrong:
        trying.failed(user_id, how)
        return [("code", _("This code is not right, or it was used before. Wait for a new one and try again."))], 400
    return [], 200


def _is_done(by: User) -> bool:
    """Did this person take the second step a moment ago? Then there is nothing to ask."""
    return not second_factors.is_needed(db.session, user=by) or signing_in.is_fresh()


def _without_any(by: User) -> str:
    """Where someone goes who has no second step here: to the provider who asked theirs, to set one up, or on when they need
    none."""
    if trying.through_provider() and not signing_in.is_fresh():
        return url_for("account.provider", next=trying.after())
    if second_factors.is_required(by):
        return url_for("account.set_up", next=trying.after())
    return trying.after()


def _second_step_page(by: User, form: CodeForm, errors: list[tuple[str, str]] | None = None) -> str:
    example = second_factors.code_of_this_moment(db.session, user=by, key_ring=trying.key_ring(), now=now())
    return render_template(
        "account/second_step.html",
        form=form,
        after=trying.after(),
        errors=errors or [],
        has_authenticator=second_factors.has_authenticator(db.session, user=by),
        has_passkey=second_factors.has_passkey(db.session, user=by),
        example=example,
        is_linked=provider_links.is_linked(db.session, user=by),
    )


def _set_up_page(by: User, form: CodeForm, secret: str, errors: list[tuple[str, str]] | None = None) -> str:
    address = pyotp.TOTP(secret).provisioning_uri(name=by.email, issuer_name=ISSUER)
    groups = [secret[i : i + LETTERS_PER_GROUP] for i in range(0, len(secret), LETTERS_PER_GROUP)]
    return render_template(
        "account/set_up.html",
        form=form,
        after=trying.after(),
        errors=errors or [],
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"),
        groups=groups,
        example=second_factors.code_of_this_moment(db.session, user=by, key_ring=trying.key_ring(), now=now()),
    )
