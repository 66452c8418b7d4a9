"""`flask --app survey keys`: which story keys are in use, and wrapping every story's key under the current one."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.extensions import db
from survey.models.sqlite import truncate_log
from survey.services import audit, keys
from survey.services.sealing import KeyRing
from survey.web.filters import now

group = AppGroup("keys", help="The keys outside the database.")


@group.command("status")
def status() -> None:
    """How many stories are under which story key, by the key's mark. Exit code 1 when some are under no key given here."""
    if _say_status(current_app.config["KEY_RING"]):
        raise SystemExit(1)


@group.command("rotate")
def rotate() -> None:
    """Wrap every story's key under LOEX_STORY_KEY; the earlier keys are in LOEX_STORY_KEY_FALLBACKS.

    The site may run meanwhile. Stopped halfway, it goes on where it was when it is started again.
    """
    key_ring: KeyRing = current_app.config["KEY_RING"]
    n_done = n_unreadable = 0
    after = None
    while True:
        with transaction() as session:
            step = keys.rotate(session, key_ring=key_ring, after=after)
        if step is None:
            break
        n_done, n_unreadable, after = n_done + step.n_done, n_unreadable + step.n_unreadable, step.last
    if n_done:
        with transaction() as session:
            audit.record(session, action="keys.rotated", subject=None, by=None, now=now(), stories=n_done)
    truncate_log(db.engine)
    click.echo(f"{n_done} stories wrapped anew.")
    n_unknown = _say_status(key_ring)
    if n_unreadable or n_unknown:
        raise click.ClickException(
            f"{n_unreadable} damaged keys were left as they were; {n_unknown} under unknown keys."
        )


def _say_status(key_ring: KeyRing) -> int:
    """Print it; returns how many stories no key given here opens."""
    with transaction() as session:
        counts = keys.stories_per_mark(session)
    names = {key_ring.mark.hex(): "current key"} | {mark.hex(): "earlier key" for mark in key_ring.earlier_marks}
    for mark, name in names.items():
        click.echo(f"{mark}  {name}: {counts.pop(mark, 0)} stories")
    for mark, n in counts.items():
        click.echo(f"{mark}  unknown key, missing from the settings: {n} stories")
    return sum(counts.values())
