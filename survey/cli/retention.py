"""`flask --app survey retention`: taking stories out."""

from __future__ import annotations

import uuid

import click
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.extensions import db
from survey.models.sqlite import truncate_log
from survey.services import kept_drafts, retention
from survey.web.filters import now

group = AppGroup("retention", help="Take stories out.")


@group.command("tidy")
def tidy() -> None:
    """Delete kept drafts past their last day and stories for which no parent agreed in time, and empty the database's log.

    Run it every night.
    """
    with transaction() as session:
        n_drafts = kept_drafts.purge(session, today=now().date())
        n_stories = retention.delete_unanswered(session, now=now())
    truncate_log(db.engine)
    click.echo(f"Deleted {n_drafts} kept drafts and {n_stories} stories to which no parent agreed in time.")


@group.command("withdraw")
@click.argument("ref", type=click.UUID)
def withdraw(ref: uuid.UUID) -> None:
    """Delete a story and everything made from it."""
    with transaction() as session:
        retention.withdraw(session, ref=ref, by=None, now=now())
    click.echo("Withdrawn. Issued reports that quoted it show a gap from now on.")
