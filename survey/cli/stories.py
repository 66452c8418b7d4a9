"""`flask --app survey stories import`: an export of a survey tool comes in whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from survey.extensions import db
from survey.services import programmes
from survey.services.errors import LoexError
from survey.services.importing import ImportSummary, import_stories, read_export
from survey.services.importing.mapping_file import read_mapping
from survey.services.tables_in import MOST_BYTES, ImportRefused

group = AppGroup("stories", help="Stories that were told elsewhere.")
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("import")
@click.argument("file", type=EXISTING)
@click.option("--pilot", "pilot_slug", required=True, help="The pilot's short name, as in its address.")
@click.option("--wave", "wave_number", type=click.IntRange(1, 1_000), required=True, help="The wave's number.")
@click.option("--map", "mapping_file", type=EXISTING, required=True, help="Which column holds what; see the guide.")
@click.option("--check", is_flag=True, help="Only check: report what would happen and write nothing.")
def import_command(file: Path, pilot_slug: str, wave_number: int, mapping_file: Path, check: bool) -> None:
    """Bring in the stories of FILE: CSV or XLSX from LimeSurvey, KoboToolbox or Microsoft Forms.

    All or nothing; the same file twice adds nothing. Guide: docs/operations/importing.md
    """
    try:
        mapping = read_mapping(_bytes_of(mapping_file))
        table = read_export(_bytes_of(file), file_name=file.name, mapping=mapping)
        pilot = programmes.get_pilot(db.session, slug=pilot_slug)
        summary = import_stories(
            db.session,
            wave=programmes.get_wave(db.session, pilot=pilot, number=wave_number),
            table=table,
            mapping=mapping,
            key_ring=current_app.config["KEY_RING"],
            by=None,
            now=current_app.config["CLOCK"](),
        )
    except LoexError as error:
        db.session.rollback()
        _print_problems(error)
        raise SystemExit(1) from None
    if check:
        db.session.rollback()
    else:
        db.session.commit()
    _print_summary(summary, check=check)


def _bytes_of(path: Path) -> bytes:
    """At most one byte more than is allowed, so that a huge file is refused without being read."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _print_problems(error: LoexError) -> None:
    problems = error.problems if isinstance(error, ImportRefused) else (error,)
    click.echo(f"Nothing was imported. {len(problems)} problem{'s' if len(problems) != 1 else ''}:", err=True)
    for problem in problems:
        click.echo(f"  {problem}", err=True)


def _print_summary(summary: ImportSummary, *, check: bool) -> None:
    click.echo(f"{summary.n_read} rows read.")
    click.echo(f"{summary.n_new} stories {'would be added (nothing was written)' if check else 'added'}.")
    click.echo(f"{summary.n_known} known already and left as they were.")
    for reason, lines in summary.left_out.items():
        click.echo(f"{len(lines)} left out, {reason}: line {', '.join(map(str, lines))}.")
    if summary.damaged:
        click.echo(
            f"{len(summary.damaged)} taken in with a character that was lost before the export (�): "
            f"line {', '.join(map(str, summary.damaged))}."
        )
