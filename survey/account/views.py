"""Signing in and out, and the page one starts from."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.account import trying
from survey.account.blueprint import blueprint
from survey.account.forms import SignInForm
from survey.extensions import db
from survey.models.account import User
from survey.services import accounts, audit, provider_links, second_factors, tasks
from survey.services.errors import TooManyTries
from survey.web import ended, provider, signing_in, transaction
from survey.web.access import halfway, open_to_everyone, person, signed_in
from survey.web.filters import now
from survey.web.forms import problems
from survey.web.transaction import reads_first

FORGET_EVERYTHING = '"cache", "cookies", "storage"'


@blueprint.route("/inloggen", methods=["GET", "POST"])
@reads_first
@open_to_everyone
def sign_in() -> ResponseReturnValue:
    """One sentence for every wrong pair, so that nobody learns which addresses have an account."""
    form, after, status = SignInForm(), trying.after(), 400
    if request.method == "GET":
        return redirect(after) if person() else _sign_in_page(form, after)
    errors = [] if form.validate() else problems(form)
    if not errors:
        try:
            user = _checked(form.email.data, form.password.data)
        except TooManyTries as refused:
            return _sign_in_page(form, after, [("email", trying.wait(refused))]), trying.TOO_MANY_REQUESTS
        if user is not None:
            transaction.write()
            return redirect(begun(user, after))
        errors = [("email", _("This e-mail address and password do not belong together."))]
    return _sign_in_page(form, after, errors), status


def _sign_in_page(form: SignInForm, after: str, errors: list[tuple[str, str]] | None = None) -> str:
    found = signing_in.seen()
    why = ended.WHY.get(found.why_over) if found and not errors else None
    return render_template(
        "account/sign_in.html",
        form=form,
        after=after,
        errors=errors or [],
        why=why,
        is_out_here="bij" in request.args,
    )


def _checked(email: str, password: str) -> User | None:
    """Who this is; a try that fails is counted and recorded."""
    trying.count("password", email.strip().lower())
    user = accounts.check_password(db.session, email=email, password=password)
    if user is None:
        db.session.rollback()  # a refusal commits nothing, so the failure is recorded beside it
        accounts.record_failed_sign_in(db.session, email=email, now=now())
    return user


def begun(user: User, after: str) -> str:
    """Signed in as far as a password goes, or a provider that asked no more: where to go on."""
    signing_in.begin(user)
    if not second_factors.is_needed(db.session, user=user):
        return after
    if second_factors.has_any(db.session, user=user):
        return url_for("account.second_step", next=after)
    second_factors.prepare(db.session, user=user, key_ring=trying.key_ring())
    return url_for("account.set_up", next=after)


@blueprint.post("/uitloggen")
@halfway
def sign_out(by: User) -> ResponseReturnValue:
    audit.record(db.session, action="user.signed_out", subject=by, by=by, now=now())
    bij = "organisatie" if provider.name() and provider_links.is_linked(db.session, user=by) else None
    signing_in.end(why="signed_out")
    answer = redirect(url_for("account.sign_in", bij=bij))
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
