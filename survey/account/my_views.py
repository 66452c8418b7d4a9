"""One's own account: where one is signed in, the password, the second step and recovery codes."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.account import trying
from survey.account.blueprint import blueprint
from survey.account.people_forms import ChangePasswordForm, NewPasswordForm, unsafe
from survey.extensions import db
from survey.models.account import User
from survey.services import accounts, audit, passkeys, people, second_factors, staff_sessions
from survey.services.errors import CodeWrong, PasswordUnsafe, TooManyTries
from survey.web import signing_in
from survey.web.access import open_to_everyone, recently_confirmed, signed_in
from survey.web.filters import now
from survey.web.forms import problems


@blueprint.get("/mijn")
@signed_in
def mine(by: User) -> ResponseReturnValue:
    here = signing_in.row()
    return render_template(
        "account/mine.html",
        by=by,
        here=here.id,
        sessions=staff_sessions.open_ones(db.session, user=by, limits=signing_in.limits(), now=now()),
        has_authenticator=second_factors.has_authenticator(db.session, user=by),
        passkeys=passkeys.of(db.session, user=by),
        is_required=second_factors.is_required(by),
        n_left=second_factors.n_left(db.session, user=by),
        is_demo=by.is_demo,
    )


@blueprint.get("/blijven")
@signed_in
def stay(by: User) -> ResponseReturnValue:  # noqa: ARG001  the access stamp passes it
    """For `static/js/idle.js`: this counts as opening a page. How many seconds the session goes on without another."""
    return {"left_s": signing_in.left_s()}


@blueprint.post("/mijn/sessies/<uuid:session_id>/stoppen")
@signed_in
def end_session(by: User, session_id: uuid.UUID) -> ResponseReturnValue:
    for row in staff_sessions.open_ones(db.session, user=by, limits=signing_in.limits(), now=now()):
        if row.id == session_id:
            staff_sessions.end(db.session, row=row, why="elsewhere", now=now())
            audit.record(db.session, action="session.ended", subject=by, by=by, now=now(), n=1)
    return redirect(url_for("account.mine"))


@blueprint.post("/mijn/sessies/stoppen")
@signed_in
def end_other_sessions(by: User) -> ResponseReturnValue:
    n = staff_sessions.end_all(db.session, user=by, why="elsewhere", now=now(), but=signing_in.row().id)
    audit.record(db.session, action="session.ended", subject=by, by=by, now=now(), n=n)
    flash(_("You are signed in on this device only now."))
    return redirect(url_for("account.mine"))


@blueprint.post("/mijn/herstelcodes")
@signed_in
@recently_confirmed
def new_recovery_codes(by: User) -> ResponseReturnValue:
    if not second_factors.has_any(db.session, user=by):
        return redirect(url_for("account.mine"))
    codes = second_factors.make_recovery_codes(db.session, user=by, by=by, now=now())
    return render_template(
        "account/recovery_codes.html", codes=codes, after=url_for("account.mine"), is_demo=by.is_demo
    )


@blueprint.post("/mijn/authenticator/weg")
@signed_in
@recently_confirmed
def remove_authenticator(by: User) -> ResponseReturnValue:
    """Staff keep at least one second step: an authenticator goes only when a passkey is left."""
    if second_factors.has_passkey(db.session, user=by) or not second_factors.is_required(by):
        second_factors.remove_authenticator(db.session, user=by, by=by, now=now())
        flash(_("The app for codes has been taken off your account."))
    else:
        flash(_("Add a passkey first: you need at least one second step."), "warning")
    return redirect(url_for("account.mine"))


@blueprint.route("/mijn/wachtwoord", methods=["GET", "POST"])
@signed_in
def change_password(by: User) -> ResponseReturnValue:
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("account/change_password.html", form=form, errors=[], is_demo=by.is_demo)
    errors = [] if form.validate() else problems(form)
    if not errors:
        errors = _changed(by, form)
    if errors:
        return render_template("account/change_password.html", form=form, errors=errors), 400
    flash(_("Your password has been changed. Sign in with the new one."))
    return redirect(url_for("account.sign_in"))


def _changed(by: User, form: ChangePasswordForm) -> list[tuple[str, str]]:
    email, user_id = by.email, by.id
    try:
        trying.count("password", email)
    except TooManyTries as refused:
        return [("current", trying.wait(refused))]
    if accounts.check_password(db.session, email=email, password=form.current.data) is None:
        db.session.rollback()
        accounts.record_failed_sign_in(db.session, email=email, now=now())
        return [("current", _("This is not your password of now."))]
    try:
        user = accounts.get(db.session, user_id=user_id)
        accounts.set_password(db.session, user=user, password=form.password.data, by=user, now=now())
    except PasswordUnsafe as refused:
        return [("password", unsafe(refused))]
    return []


@blueprint.route("/wachtwoord/<token>", methods=["GET", "POST"])
@open_to_everyone
def set_password(token: str) -> ResponseReturnValue:
    """With the link of an administrator: choose a password, once."""
    form = NewPasswordForm()
    try:
        user = people.user_of_link(db.session, token=token, now=now())
        if request.method == "GET":
            return render_template("account/set_password.html", form=form, user=user, errors=[])
        errors = [] if form.validate() else problems(form)
        if not errors:
            people.use_link(db.session, token=token, password=form.password.data, now=now())
            flash(_("Your password has been set. Sign in with it."))
            return redirect(url_for("account.sign_in"))
    except CodeWrong:
        return render_template("account/link_over.html"), 410
    except PasswordUnsafe as refused:
        errors = [("password", unsafe(refused))]
    return render_template("account/set_password.html", form=form, user=user, errors=errors), 400
