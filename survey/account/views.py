"""Signing in and out, and the page one starts from."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from survey.account.forms import SignInForm
from survey.extensions import db
from survey.models.account import User
from survey.services import accounts, audit, tasks
from survey.web import terms
from survey.web.access import SignedIn, open_to_everyone, person, signed_in, with_role
from survey.web.filters import now
from survey.web.forms import local_path, problems

blueprint = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")
blueprint.context_processor(lambda: {"terms": terms})

FORGET_EVERYTHING = '"cache", "cookies", "storage"'


@blueprint.route("/inloggen", methods=["GET", "POST"])
@open_to_everyone
def sign_in() -> ResponseReturnValue:
    """One sentence for every wrong pair, so that nobody learns which addresses have an account."""
    form = SignInForm()
    after = local_path(request.values.get("next")) or url_for("account.start")
    if request.method == "GET":
        return redirect(after) if person() else render_template("account/sign_in.html", form=form, after=after)
    errors = [] if form.validate() else problems(form)
    if not errors:
        user = accounts.check_password(db.session, email=form.email.data, password=form.password.data)
        if user is not None:
            session.clear()  # nothing that was known before signing in goes along (session fixation)
            session.permanent = True
            login_user(SignedIn(user))
            audit.record(db.session, action="user.signed_in", subject=user, by=user, now=now())
            return redirect(after)
        db.session.rollback()  # a refusal commits nothing, so the failure is recorded beside it
        accounts.record_failed_sign_in(db.session, email=form.email.data, now=now())
        errors = [("email", _("This e-mail address and password do not belong together."))]
    return render_template("account/sign_in.html", form=form, after=after, errors=errors), 400


@blueprint.post("/uitloggen")
@signed_in
def sign_out(by: User) -> ResponseReturnValue:
    audit.record(db.session, action="user.signed_out", subject=by, by=by, now=now())
    logout_user()
    session.clear()
    answer = redirect(url_for("account.sign_in"))
    answer.headers["Clear-Site-Data"] = FORGET_EVERYTHING
    return answer


@blueprint.get("/")
@signed_in
def start(by: User) -> ResponseReturnValue:
    return render_template(
        "account/start.html",
        by=by,
        parts=tasks.parts_of(db.session, user=by, today=now().date()),
        is_admin=accounts.holds(by, ("admin",), pilot=None),
        is_demo=by.is_demo,
    )


@blueprint.get("/mensen")
@with_role("admin")
def people(by: User) -> ResponseReturnValue:
    return render_template("account/people.html", people=accounts.people(db.session), is_demo=by.is_demo)
