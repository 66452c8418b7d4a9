"""Passkeys over HTTP: a question for the device (JSON, asked by static/js/passkey.js), and its answer (a form)."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.account import trying
from survey.account.blueprint import blueprint
from survey.extensions import db
from survey.models.account import User
from survey.services import passkeys, second_factors
from survey.services.errors import CodeWrong, TooManyTries
from survey.web import signing_in
from survey.web.access import halfway, open_to_everyone, recently_confirmed, signed_in
from survey.web.filters import now

ASKED = "passkey_asked"
"""In the cookie: which question this browser was asked. The question itself is in the database."""


@blueprint.post("/sleutel/vraag")
@open_to_everyone
def passkey_question() -> ResponseReturnValue:
    """For signing in with a passkey alone."""
    try:
        trying.count("passkey", None)
    except TooManyTries as refused:
        return {"sentence": trying.wait(refused)}, trying.TOO_MANY_REQUESTS
    return _question(None)


@blueprint.post("/sleutel")
@open_to_everyone
def passkey_sign_in() -> ResponseReturnValue:
    """A passkey is a device and a finger, face or code: both steps at once."""
    after = trying.after()
    try:
        trying.count("passkey", None)
        user = _checked(None)
    except TooManyTries as refused:
        flash(trying.wait(refused), "warning")
        return redirect(url_for("account.sign_in", next=after))
    except CodeWrong:
        db.session.rollback()
        flash(_("This passkey was not recognised. Try again, or sign in with your password."), "warning")
        return redirect(url_for("account.sign_in", next=after))
    signing_in.complete(user, signing_in.begin(user), how="passkey")
    return redirect(after)


@blueprint.post("/tweede-stap/sleutel/vraag")
@halfway
def passkey_step_question(by: User) -> ResponseReturnValue:
    return _question(by)


@blueprint.post("/tweede-stap/sleutel")
@halfway
def passkey_step(by: User) -> ResponseReturnValue:
    user_id, after = by.id, trying.after()
    try:
        trying.count("passkey", str(user_id))
        _checked(by)
    except TooManyTries as refused:
        flash(trying.wait(refused), "warning")
        return redirect(url_for("account.second_step", next=after))
    except CodeWrong:
        trying.failed(user_id, "passkey")
        flash(_("This passkey was not recognised. Try again, or use another way."), "warning")
        return redirect(url_for("account.second_step", next=after))
    signing_in.complete(by, signing_in.row(), how="passkey")
    return redirect(after)


@blueprint.post("/sleutels/vraag")
@halfway
def new_passkey_question(by: User) -> ResponseReturnValue:
    if not trying.may_add(by):
        return {"sentence": _("Take the second step again first.")}, 401
    number, options = passkeys.ask_to_add(db.session, user=by, site=_site(), now=now())
    return _asked(number, options)


@blueprint.post("/sleutels")
@halfway
def add_passkey(by: User) -> ResponseReturnValue:
    """Also as the first second step of an account: then its recovery codes follow."""
    if not trying.may_add(by):
        return redirect(url_for("account.second_step", next=url_for("account.mine")))
    is_first = not second_factors.has_any(db.session, user=by)
    try:
        passkeys.add(
            db.session,
            user=by,
            asked=_number(),
            answer=request.form.get("answer", ""),
            name=request.form.get("name", ""),
            site=_site(),
            now=now(),
        )
    except CodeWrong:
        db.session.rollback()
        flash(_("This passkey could not be added. Try again."), "warning")
        return redirect(url_for("account.set_up" if is_first else "account.mine"))
    if is_first:
        codes = second_factors.make_recovery_codes(db.session, user=by, by=by, now=now())
        signing_in.complete(by, signing_in.row(), how="passkey")
        return render_template("account/recovery_codes.html", codes=codes, after=trying.after(), is_demo=by.is_demo)
    flash(_("The passkey has been added."))
    return redirect(url_for("account.mine"))


@blueprint.post("/sleutels/<uuid:passkey_id>/weg")
@signed_in
@recently_confirmed
def remove_passkey(by: User, passkey_id: uuid.UUID) -> ResponseReturnValue:
    """Staff keep at least one second step."""
    is_last = len(passkeys.of(db.session, user=by)) == 1 and not second_factors.has_authenticator(db.session, user=by)
    if is_last and second_factors.is_required(by):
        flash(_("Add another passkey or an app for codes first: you need at least one second step."), "warning")
    else:
        passkeys.remove(db.session, user=by, passkey_id=passkey_id, now=now())
        flash(_("The passkey has been taken off your account."))
    return redirect(url_for("account.mine"))


def _question(user: User | None) -> ResponseReturnValue:
    return _asked(*passkeys.ask(db.session, user=user, site=_site(), now=now()))


def _asked(number: uuid.UUID, options: str) -> Response:
    session[ASKED] = number.hex
    return Response(options, mimetype="application/json")


def _number() -> uuid.UUID:
    """Which question this browser was asked. Raises CodeWrong when it was asked none."""
    try:
        return uuid.UUID(session.pop(ASKED, ""))
    except ValueError:
        raise CodeWrong("Nothing was asked.") from None


def _checked(user: User | None) -> User:
    return passkeys.check(
        db.session, user=user, asked=_number(), answer=request.form.get("answer", ""), site=_site(), now=now()
    )


def _site() -> passkeys.Site:
    """The host that this request came to; only names of the settings come this far."""
    return passkeys.Site(host=urlsplit(request.host_url).hostname or "", origin=request.host_url.rstrip("/"))
