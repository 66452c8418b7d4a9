"""`flask --app survey reports`: measure, publish, issue and write impact reports."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from survey.cli.shared import transaction
from survey.models.programme import Pilot
from survey.models.report import ReportVersion
from survey.services import accounts, measurement, programmes, publishing, reporting
from survey.services.errors import NotAllowed
from survey.web.filters import now

group = AppGroup("reports", help="Impact reports.")


@group.command("issue")
@click.option("--pilot", "slug", required=True)
@click.option("--by", "email", required=True, help="The evaluator who answers for it.")
def issue(slug: str, email: str) -> None:
    """Measure the pilot as it stands now, publish the figures, and issue the next version of its report."""
    key_ring = current_app.config["KEY_RING"]
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        evaluator = accounts.find_by_email(session, email=email)
        if evaluator is None or not accounts.holds(evaluator, ("evaluator",), pilot=pilot):
            raise NotAllowed(f"{email} is no evaluator of {slug}.")
        measured = measurement.measure(session, pilot=pilot, key_ring=key_ring, by=evaluator, now=now())
        release = publishing.publish(
            session, pilot=pilot, measured=measured, key_ring=key_ring, by=evaluator, now=now()
        )
        version = reporting.issue(session, pilot=pilot, release=release, by=evaluator, now=now())
        click.echo(
            f"Issued version {version.number}: {os.path.relpath(write_html(session, pilot=pilot, version=version))}"
        )


@group.command("html")
@click.option("--pilot", "slug", required=True)
@click.option("--number", type=int, help="Which version; default the newest.")
def html(slug: str, number: int | None) -> None:
    """Write an issued version as one HTML file, with the quotes that may be shown now."""
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        number = number or max((v.number for v in reporting.versions(session, pilot=pilot)), default=0)
        version = reporting.get_version(session, pilot=pilot, number=number)
        click.echo(os.path.relpath(write_html(session, pilot=pilot, version=version)))


def write_html(session: Session, *, pilot: Pilot, version: ReportVersion) -> Path:
    """The file in the instance folder, written anew."""
    from reports.render.html import render_html  # heavy: only when something is drawn

    ledger = reporting.ledger(session, pilot=pilot, version=version, key_ring=current_app.config["KEY_RING"])
    path: Path = current_app.config["LOEX"].instance_folder / "reports" / f"{pilot.slug}-{version.number}.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(render_html(reporting.frozen(version), ledger).text, encoding="utf-8")
    return path
