"""`flask --app survey audit`: is the audit log as it was written?"""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.services import audit_chain

FAULTS: dict[audit_chain.Fault, str] = {
    "changed": "Link {number} does not fit its event, or the link before it: something was changed.",
    "missing": "Link {number} is not there, or its event is not: something was removed.",
    "without_link": "Event {number} has no link: it was not written by Loex.",
    "unknown_key": "Link {number} was made with a story key that this installation does not have. "
    "Is an earlier key missing from LOEX_STORY_KEY_FALLBACKS?",
    "not_the_head": "Link {number} is not the one of the given head: the log was written anew.",
}

group = AppGroup("audit", help="Is the audit log as it was written?")


@group.command("verify")
@click.option("--head", "text", help="A head that was kept elsewhere; the log must still contain it.")
def verify(text: str | None) -> None:
    """Walk the whole log. Exit code 1 at the first fault, with its number.

    Without --head, cutting off the end of the log is not found.
    """
    with transaction() as session:
        known = audit_chain.Head.read(text) if text else None
        found = audit_chain.verify(session, key_ring=current_app.config["KEY_RING"], known=known)
    click.echo(f"{found.n} links hold.")
    click.echo(f"Head: {found.head or 'none yet'}")
    if found.fault:
        raise click.ClickException(FAULTS[found.fault].format(number=found.number))


@group.command("head")
def head() -> None:
    """Print the end of the log, to be kept where nobody who can write to the database can change it."""
    with transaction() as session:
        found = audit_chain.head(session)
    click.echo(found or "none yet")
