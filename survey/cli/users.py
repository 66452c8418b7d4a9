"""`flask --app survey users`: people who sign in. The first administrator is made here; there is no default account."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from survey.cli.shared import transaction
from survey.models.account import PILOT_ROLES, ROLES, User
from survey.services import accounts, people, programmes, provider_links
from survey.services.errors import NotAllowed, NotFound
from survey.web.filters import now

group = AppGroup("users", help="People who sign in.")


@group.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
def create_admin(email: str, name: str) -> None:
    """Make an administrator, and print a link with which this person chooses a password, once."""
    with transaction() as session:
        user, token = people.invite(session, email=email, name=name, by=None, now=now())
        accounts.give_role(session, user=user, role="admin", pilot=None, by=None, now=now())
    click.echo(f"Administrator {email} made.")
    _say_link(token)


@group.command("create")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
def create(email: str, name: str) -> None:
    """Make an account without any role, and print a link with which its owner chooses a password, once."""
    with transaction() as session:
        _user, token = people.invite(session, email=email, name=name, by=None, now=now())
    click.echo(f"Account {email} made. Give it a role with: users give-role")
    _say_link(token)


@group.command("link")
@click.option("--email", required=True)
def link(email: str) -> None:
    """Print a fresh link for somebody who lost their password; an earlier one works no more."""
    with transaction() as session:
        token = people.new_link(session, user=_account(session, email), by=None, now=now())
    _say_link(token)


@group.command("give-role")
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--pilot", help=f"The pilot's short name; needed for {', '.join(PILOT_ROLES)}.")
def give_role(email: str, role: str, pilot: str | None) -> None:
    """Give an account a role."""
    with transaction() as session:
        user = _account(session, email)
        where = programmes.get_pilot(session, slug=pilot) if pilot else None
        accounts.give_role(session, user=user, role=role, pilot=where, by=None, now=now())  # type: ignore[arg-type]  # click checked the choice
    click.echo(f"{email} is {role}{f' of {pilot}' if pilot else ''} now.")


@group.command("link-provider")
@click.option("--email", required=True)
@click.option("--subject", required=True, help="What the organisation's identity provider calls this person (sub).")
def link_provider(email: str, subject: str) -> None:
    """Link an account with the organisation's identity provider, for one that verifies no e-mail addresses."""
    issuer = current_app.config["LOEX"].oidc_issuer
    if not issuer:
        raise NotAllowed("The settings name no identity provider (docs/operations/sign-in.md).")
    with transaction() as session:
        provider_links.link(session, user=_account(session, email), issuer=issuer, subject=subject, by=None, now=now())
    click.echo(f"{email} signs in through {issuer} from now on as well.")


def _account(session: Session, email: str) -> User:
    user = accounts.find_by_email(session, email=email)
    if user is None:
        raise NotFound(f"There is no account {email}.")
    return user


def _say_link(token: str) -> None:
    settings = current_app.config["LOEX"]
    host = settings.trusted_hosts[0] if settings.is_production else "127.0.0.1:8000"
    scheme = "https" if settings.https else "http"
    click.echo("Hand this link to its owner. It works once, within 72 hours:")
    click.echo(f"  {scheme}://{host}/account/wachtwoord/{token}")
