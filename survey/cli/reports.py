"""`flask --app survey reports`: measure, publish, issue and write impact reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten

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

MOST_PLACES = 10
"""So many changed numbers are named; whoever sees ten knows enough."""


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
        for line in _told(found):
            click.echo(line)
    if not (found.content_holds and found.same_file) or found.gone:
        raise SystemExit(1)


def _told(found: verifying.Verification) -> Iterator[str]:
    """What there is to say about a file, a sentence a line."""
    if not found.content_holds:
        yield "The stored version has been changed since it was issued: don't trust its numbers."
    elif found.same_file or (found.differences and not found.differences.numbers):
        yield "Its numbers are those that were issued."
    elif found.differences:
        yield "Its numbers are not those that were issued:"
        for place in found.differences.numbers[:MOST_PLACES]:
            was, there = (shorten(", ".join(some), 60, placeholder=" …") or "none" for some in (place.was, place.found))
            yield f"  {was} in the report, {there} in the file: {shorten(place.issued, 90, placeholder='…')}"
        if (more := len(found.differences.numbers) - MOST_PLACES) > 0:
            yield f"  and in {more} more places"
    else:
        yield "Whether its numbers are those that were issued can't be read from this file: it was changed."
    for correction in found.corrections:
        yield f"Corrected on {correction.written_on:%Y-%m-%d}: {correction.text}"
    if found.gone:
        yield f"Quotes that may not be shown any more: {', '.join(map(str, found.gone))}. Issue a new version."
    yield _same_or_not(found)


def _same_or_not(found: verifying.Verification) -> str:
    if found.same_file:
        return "The file is, byte for byte, what Loex makes of this version now."
    differs = "The file differs from what Loex makes of this version now: "
    if found.differences and found.differences.is_only_form:
        return f"{differs}it says the same, but another program saved it."
    if found.gone or found.corrections:
        return (
            f"{differs}{'a quote has gone since' if found.gone else 'it was corrected since'}, or the file was changed."
        )
    changed = found.differences
    what = [
        word
        for word, is_so in (("words", changed and changed.n_words), ("pictures", changed and changed.pictures))
        if is_so
    ]
    return f"{differs}{' and '.join(what) or 'the file'} {'were' if what else 'was'} changed."


def write_file(session: Session, *, pilot: Pilot, version: ReportVersion, form: str = "html") -> Path:
    """The file in the instance folder, written anew."""
    name = f"{pilot.slug}-{version.number}.{FORMATS[form].suffix}"
    path: Path = current_app.config["LOEX"].instance_folder / "reports" / name
    path.parent.mkdir(exist_ok=True)
    key_ring = current_app.config["KEY_RING"]
    path.write_bytes(report_files.written(session, pilot=pilot, version=version, form=form, key_ring=key_ring))
    return path
