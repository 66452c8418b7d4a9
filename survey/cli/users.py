"""`flask --app survey users`: people who sign in. The first administrator is made here; there is no default account."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.models.account import PILOT_ROLES, ROLES
from survey.services import accounts, programmes
from survey.services.errors import NotFound
from survey.web.filters import now

group = AppGroup("users", help="People who sign in.")


@group.command("create")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option(help="At least 15 characters.")
def create(email: str, name: str, password: str) -> None:
    """Make an account without any role."""
    with transaction() as session:
        accounts.create_user(session, email=email, name=name, password=password, by=None, now=now())
    click.echo(f"Account {email} made. Give it a role with: users give-role")


@group.command("give-role")
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--pilot", help=f"The pilot's short name; needed for {', '.join(PILOT_ROLES)}.")
def give_role(email: str, role: str, pilot: str | None) -> None:
    """Give an account a role."""
    with transaction() as session:
        user = accounts.find_by_email(session, email=email)
        if user is None:
            raise NotFound(f"There is no account {email}.")
        where = programmes.get_pilot(session, slug=pilot) if pilot else None
        accounts.give_role(session, user=user, role=role, pilot=where, by=None, now=now())  # type: ignore[arg-type]
    click.echo(f"{email} is {role}{f' of {pilot}' if pilot else ''} now.")
