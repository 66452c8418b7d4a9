"""`flask --app survey reports`: measure, publish, issue and write impact reports."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from reports.render.formats import FORMATS
from survey.cli.shared import transaction
from survey.models.programme import Pilot
from survey.models.report import ReportVersion
from survey.services import accounts, measurement, programmes, publishing, report_files, reporting, verifying
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
        measured = measurement.measure(session, pilot=pilot, by=evaluator, now=now())
        release = publishing.publish(
            session, pilot=pilot, measured=measured, key_ring=key_ring, by=evaluator, now=now()
        )
        version = reporting.issue(session, pilot=pilot, release=release, key_ring=key_ring, by=evaluator, now=now())
        click.echo(
            f"Issued version {version.number}: {os.path.relpath(write_file(session, pilot=pilot, version=version))}"
        )


@group.command("write")
@click.option("--pilot", "slug", required=True)
@click.option("--number", type=int, help="Which version; default the newest.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="html", show_default=True)
def write(slug: str, number: int | None, form: str) -> None:
    """Write an issued version as a file, with the quotes that may be shown now."""
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        number = number or max((v.number for v in reporting.versions(session, pilot=pilot)), default=0)
        version = reporting.get_version(session, pilot=pilot, number=number)
        click.echo(os.path.relpath(write_file(session, pilot=pilot, version=version, form=form)))


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Tell which issued version a file is, and whether its numbers and quotes still hold. Exit code 1 when they don't."""
    with transaction() as session:
        found = verifying.verify(session, content=file.read_bytes(), key_ring=current_app.config["KEY_RING"])
        click.echo(f"This is version {found.version.number} of the impact report of {found.pilot.slug}.")
        click.echo(
            "Its numbers are those that were issued."
            if found.content_holds
            else "The stored version has been changed since it was issued: don't trust its numbers."
        )
        for correction in found.corrections:
            click.echo(f"Corrected on {correction.written_on:%Y-%m-%d}: {correction.text}")
        if found.gone:
            click.echo(
                f"Quotes that may not be shown any more: {', '.join(map(str, found.gone))}. Issue a new version."
            )
        click.echo(
            "The file is, byte for byte, what Loex makes of this version now."
            if found.same_file
            else "The file differs from what Loex makes of this version now: "
            + ("a quote has gone since" if found.gone else "it was corrected since" if found.corrections else "")
            + (", or the file was changed." if found.gone or found.corrections else "the file was changed.")
        )
    if not (found.content_holds and found.same_file) or found.gone:
        raise SystemExit(1)


def write_file(session: Session, *, pilot: Pilot, version: ReportVersion, form: str = "html") -> Path:
    """The file in the instance folder, written anew."""
    name = f"{pilot.slug}-{version.number}.{FORMATS[form].suffix}"
    path: Path = current_app.config["LOEX"].instance_folder / "reports" / name
    path.parent.mkdir(exist_ok=True)
    key_ring = current_app.config["KEY_RING"]
    path.write_bytes(report_files.written(session, pilot=pilot, version=version, form=form, key_ring=key_ring))
    return path
