"""`flask --app survey retention`: taking stories out."""

from __future__ import annotations

import uuid

import click
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.services import retention
from survey.web.filters import now

group = AppGroup("retention", help="Take stories out.")


@group.command("withdraw")
@click.argument("ref", type=click.UUID)
def withdraw(ref: uuid.UUID) -> None:
    """Delete a story and everything made from it."""
    with transaction() as session:
        retention.withdraw(session, ref=ref, by=None, now=now())
    click.echo("Withdrawn. Issued reports that quoted it show a gap from now on.")
