"""Signing in through the organisation's own identity provider, for whoever has an account here already.

The browser comes back from another site, so without the cookie of ours (SameSite=Strict), and with a GET, which commits
nothing. So the page it comes back to sends itself on, as a form of this site: by js/onward.js, or by its button.
"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from survey.account import trying
from survey.account.blueprint import blueprint
from survey.account.views import begun
from survey.extensions import csrf, db
from survey.models.account import User
from survey.services import accounts, provider_links, second_factors
from survey.services.errors import ProviderRefused, TooManyTries
from survey.web import provider as asked_provider
from survey.web import signing_in, transaction
from survey.web.access import open_to_everyone, person
from survey.web.filters import now
from survey.web.forms import local_path
from survey.web.transaction import reads_first

ASKED = "provider_asked"
"""In the cookie: what was asked, and where signing in leads to."""
ANSWER = ("code", "state", "iss", "error")
"""What the provider sends along."""


@blueprint.get("/organisatie")
@open_to_everyone
def provider() -> ResponseReturnValue:
    """To the provider. Who is signed in shows once more that it is they."""
    _require_one()
    after = trying.after()
    try:
        question = asked_provider.ask(
            back_to=url_for("account.provider_back", _external=True), is_again=person() is not None, now=now()
        )
    except ProviderRefused as refused:
        return _refused(refused.why, after)
    session[ASKED] = question.kept | {"after": after}
    return redirect(question.address)


@blueprint.get("/organisatie/terug")
@open_to_everyone
def provider_back() -> ResponseReturnValue:
    """Back from the provider. Touches no cookie: the one of the question comes along with the form only."""
    _require_one()
    fields = [(name, request.args[name]) for name in ANSWER if name in request.args]
    return render_template("account/provider_back.html", fields=fields)


@blueprint.post("/organisatie/terug")
@csrf.exempt
@reads_first
@open_to_everyone
def provider_answered() -> ResponseReturnValue:
    """`state` is the secret of this form: it was given to this browser, and fits once."""
    _require_one()
    kept = session.pop(ASKED, None)
    after = (local_path(kept.get("after")) if isinstance(kept, dict) else None) or url_for("account.start")
    by = person()
    by_id = by.id if by else None
    try:
        trying.count("provider", None)
        proven = asked_provider.read(kept, request.form, now=now())
        transaction.write()
        user = provider_links.whose(
            db.session,
            issuer=proven.issuer,
            subject=proven.subject,
            email=proven.email,
            email_is_verified=proven.email_is_verified,
            now=now(),
        )
        if by_id is not None and user.id != by_id:
            raise ProviderRefused("somebody_else")
        if by_id is not None and not proven.is_strong:
            raise ProviderRefused("weak")
    except TooManyTries as refused:
        flash(trying.wait(refused), "warning")
        return redirect(url_for("account.sign_in", next=after))
    except ProviderRefused as refused:
        db.session.rollback()
        if refused.why not in ("silent", "stopped"):
            accounts.record_failed_sign_in(db.session, email="", now=now())
        return _refused(refused.why, after)
    return redirect(_signed_in(user, proven, after, is_again=by_id is not None))


@blueprint.get("/organisatie/uit")
@open_to_everyone
def provider_sign_out() -> ResponseReturnValue:
    """Sign out at the provider as well, where it has a page for that."""
    _require_one()
    back_to = url_for("account.sign_in", _external=True)
    try:
        return redirect(asked_provider.sign_out_address(back_to) or back_to)
    except ProviderRefused as refused:
        return _refused(refused.why, url_for("account.start"))


def _signed_in(user: User, proven: asked_provider.Proven, after: str, *, is_again: bool) -> str:
    """Where to go on: the second step of ours is asked of whom the provider asked no two."""
    if not proven.is_strong or not second_factors.is_needed(db.session, user=user):
        return begun(user, after)
    row = signing_in.row() if is_again else signing_in.begin(user)
    signing_in.complete(user, row, how="provider", at=proven.at)
    return after


def _refused(why: str, after: str) -> ResponseReturnValue:
    """To the page that one can go on from; a signed-in person's own page asks nothing more of the provider."""
    flash(str(asked_provider.WHY[why]), "warning")
    return redirect(url_for("account.start") if person() else url_for("account.sign_in", next=after))


def _require_one() -> None:
    if not asked_provider.name():
        abort(404)
