"""The people who have an account: inviting them, what they may do, closing an account, a lost second step."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey.account.blueprint import blueprint
from survey.account.people_forms import InviteForm, ReasonForm, RoleForm, pilot_key
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import accounts, people, programmes, provider_links, second_factors
from survey.services.errors import LastAdministrator, NotAllowed
from survey.web.access import recently_confirmed, with_role
from survey.web.filters import now
from survey.web.forms import problems

Errors = list[tuple[str, str]]
ACTS = {
    "sluiten": (people.close, _l("The account is closed. This person was signed out everywhere.")),
    "openen": (people.reopen, _l("The account is open again.")),
    "organisatie-weg": (
        provider_links.unlink,
        _l("The link has been taken away. This person was signed out everywhere."),
    ),
}
"""What can be done with an account without a question: its place in the address, and what is said afterwards."""


@blueprint.get("/mensen", endpoint="people")
@with_role("admin")
def list_of_people(by: User) -> ResponseReturnValue:
    return render_template("account/people.html", people=accounts.people(db.session), is_demo=by.is_demo)


@blueprint.route("/mensen/nieuw", methods=["GET", "POST"])
@with_role("admin")
@recently_confirmed
def invite(by: User) -> ResponseReturnValue:
    form = InviteForm()
    if request.method == "GET":
        return render_template("account/invite.html", form=form, errors=[])
    errors = [] if form.validate() else problems(form)
    if not errors:
        try:
            user, token = people.invite(db.session, email=form.email.data, name=form.name.data, by=by, now=now())
        except NotAllowed:
            errors = [("email", _("There is an account with this e-mail address already."))]
        else:
            return _link_page(user, token)
    return render_template("account/invite.html", form=form, errors=errors), 400


@blueprint.get("/mensen/<uuid:user_id>")
@with_role("admin")
@recently_confirmed
def someone(by: User, user_id: uuid.UUID) -> ResponseReturnValue:
    return _page(by, accounts.get(db.session, user_id=user_id))


@blueprint.post("/mensen/<uuid:user_id>/rol")
@with_role("admin")
@recently_confirmed
def give_role(by: User, user_id: uuid.UUID) -> ResponseReturnValue:
    user, form = accounts.get(db.session, user_id=user_id), RoleForm(_pilots())
    if not form.validate():
        return _page(by, user, form=form, errors=problems(form)), 400
    pilot = _pilot(form.pilot.data)
    return _done(
        by,
        user,
        lambda: people.give_role(db.session, user=user, role=form.role.data, pilot=pilot, by=by, now=now()),
        _("The role has been given. It counts from the next time this person signs in."),
    )


@blueprint.post("/mensen/<uuid:user_id>/rol-weg")
@with_role("admin")
@recently_confirmed
def take_role(by: User, user_id: uuid.UUID) -> ResponseReturnValue:
    user, form = accounts.get(db.session, user_id=user_id), RoleForm(_pilots())
    if not form.validate():
        return _page(by, user, errors=problems(form)), 400
    pilot = _pilot(form.pilot.data)
    return _done(
        by,
        user,
        lambda: people.take_role(db.session, user=user, role=form.role.data, pilot=pilot, by=by, now=now()),
        _("The role has been taken away. This person was signed out everywhere."),
    )


@blueprint.post("/mensen/<uuid:user_id>/link")
@with_role("admin")
@recently_confirmed
def new_link(by: User, user_id: uuid.UUID) -> ResponseReturnValue:
    user = accounts.get(db.session, user_id=user_id)
    return _link_page(user, people.new_link(db.session, user=user, by=by, now=now()))


@blueprint.post("/mensen/<uuid:user_id>/<any('sluiten', 'openen', 'organisatie-weg'):act>")
@with_role("admin")
@recently_confirmed
def change_account(by: User, user_id: uuid.UUID, act: str) -> ResponseReturnValue:
    user, (do, said) = accounts.get(db.session, user_id=user_id), ACTS[act]
    return _done(by, user, lambda: do(db.session, user=user, by=by, now=now()), str(said))


@blueprint.post("/mensen/<uuid:user_id>/tweede-stap")
@with_role("admin")
@recently_confirmed
def reset_second_step(by: User, user_id: uuid.UUID) -> ResponseReturnValue:
    user, form = accounts.get(db.session, user_id=user_id), ReasonForm()
    if not form.validate():
        return _page(by, user, errors=problems(form), reason=form.reason.data or ""), 400
    return _done(
        by,
        user,
        lambda: people.reset_second_step(db.session, user=user, reason=form.reason.data, by=by, now=now()),
        _("The second step has been taken away. This person sets it up again at the next sign-in."),
    )


def _done(by: User, user: User, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Act and say so, or say why not on the same page."""
    user_id = user.id
    try:
        act()
    except LastAdministrator:
        why = _("This is the only administrator. Give somebody else that role first.")
    except NotAllowed:
        why = _("Another administrator has to do this for you.")
    else:
        flash(said)
        return redirect(url_for("account.someone", user_id=user_id))
    db.session.rollback()
    return _page(by, accounts.get(db.session, user_id=user_id), errors=[("", why)]), 409


def _page(by: User, user: User, *, form: RoleForm | None = None, errors: Errors | None = None, reason: str = "") -> str:
    titles = dict(_pilots())
    return render_template(
        "account/person.html",
        user=user,
        is_oneself=user.id == by.id,
        roles=[(held.role, pilot_key(held.pilot_id), titles.get(pilot_key(held.pilot_id), "")) for held in user.roles],
        form=form or RoleForm(_pilots(), formdata=None),
        errors=errors or [],
        reason=reason,
        has_second_step=second_factors.has_any(db.session, user=user),
        is_linked=provider_links.is_linked(db.session, user=user),
        is_demo=user.is_demo,
    )


def _link_page(user: User, token: str) -> str:
    """The link is shown this once: only its hash is kept."""
    link = url_for("account.set_password", token=token, _external=True)
    return render_template(
        "account/link.html", user=user, link=link, hours=int(people.LINK_HOLDS.total_seconds() // 3600)
    )


def _pilots() -> list[tuple[str, str]]:
    return [(pilot_key(pilot.id), pilot.title) for pilot in programmes.all_pilots(db.session)]


def _pilot(key: str) -> Pilot | None:
    return next((pilot for pilot in programmes.all_pilots(db.session) if pilot_key(pilot.id) == key), None)
