"""`flask --app survey retention`: taking stories out, at once or when their term has passed."""

from __future__ import annotations

import uuid
from typing import TextIO

import click
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.extensions import db
from survey.models.sqlite import truncate_log
from survey.services import programmes, retention, tombstones
from survey.web.filters import now

group = AppGroup("retention", help="Take stories out.")


@group.command("tidy")
def tidy() -> None:
    """Delete everything whose term has passed, and empty the database's log. The worker does this every night."""
    with transaction() as session:
        done = retention.tidy(session, now=now())
    truncate_log(db.engine)
    click.echo(
        f"Deleted {done.n_drafts} kept drafts and {done.n_unanswered} stories to which no parent agreed in time."
    )
    for stage, n in done.by_stage.items():
        click.echo(f"Deleted {n} ({stage}).")


@group.command("due")
@click.option("--pilot", "slug", help="Only this pilot (its short name).")
def due(slug: str | None) -> None:
    """Print what goes on which day: pilot, day, stage, how many. Deletes nothing."""
    with transaction() as session:
        wanted = [programmes.get_pilot(session, slug=slug)] if slug else programmes.all_pilots(session)
        for pilot in wanted:
            for coming in retention.overview(session, pilot=pilot).coming:
                kept = f" ({coming.n_waiting} stay longer for a signal)" if coming.n_waiting else ""
                click.echo(f"{pilot.slug} {coming.goes_on} {coming.stage} {coming.n}{kept}")


@group.command("tombstones")
def print_tombstones() -> None:
    """Print what is left of the stories that are gone: a keyed hash and a day on each line. Keep it beside the backups."""
    with transaction() as session:
        for stone in tombstones.all_kept(session):
            click.echo(str(stone))


@group.command("replay")
@click.argument("file", type=click.File("r", encoding="ascii"), required=False)
def replay(file: TextIO | None) -> None:
    """After a restored backup: let the stories go again that were gone before.

    Without FILE it reads tombstones.txt in the instance folder, which every withdrawal is written to.
    """
    if file is None:
        path = tombstones.file_of(db.engine)
        kept = tombstones.read(path.open(encoding="ascii")) if path and path.exists() else []
    else:
        kept = tombstones.read(file)
    with transaction() as session:
        n_gone = retention.replay(session, kept=kept, now=now())
    truncate_log(db.engine)
    click.echo(f"{len(kept)} tombstones; {n_gone} stories were back and are gone again.")


@group.command("withdraw")
@click.argument("ref", type=click.UUID)
def withdraw(ref: uuid.UUID) -> None:
    """Delete a story and everything made from it."""
    with transaction() as session:
        retention.withdraw(session, ref=ref, by=None, now=now())
    click.echo("Withdrawn. Issued reports that quoted it show a gap from now on.")
