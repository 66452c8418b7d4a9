"""`flask --app survey demo`: the invented programme, through the same services as real stories, up to its reports."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
from flask import current_app
from flask.cli import with_appcontext

from survey.cli.reports import write_file
from survey.cli.shared import transaction
from survey.demo import afterwards, codebook_replay, files, panel_replay, replay
from survey.demo.setting_up import DOMAIN, World, give_second_steps, set_up
from survey.extensions import alembic, db
from survey.jobs import work
from survey.services import analysis_runs, jobs, measurement, programmes, publishing, reporting
from survey.web.filters import now

SEED = 20260401
WAVES = (1, 2)


class Stage:
    """One line of progress: what, how much, and how long it took."""

    said = ""


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    started, line = time.perf_counter(), Stage()
    yield line
    click.echo(f"  {name:<14} {line.said:<64} {time.perf_counter() - started:6.1f} s")


@click.command("demo")
@with_appcontext
def command() -> None:
    """Fill the database with the invented programme and make its impact reports. Run again, it adds nothing."""
    if current_app.config["LOEX"].is_production:
        raise click.ClickException("The demo brings accounts with a known password; it does not run in production.")
    started = time.perf_counter()
    folder = current_app.config["LOEX"].instance_folder
    click.echo("Loex demo: an invented programme. Everybody and everything in it is made up.")
    # In a context of its own: the migrations' connection, and SQLite's write lock with it, is let go when that ends.
    with stage("database") as line, current_app._get_current_object().app_context():  # type: ignore[attr-defined]  # the application behind the proxy
        alembic.upgrade()
        line.said = "tables are up to date"
    with stage("programme") as line, transaction() as session:
        ring = current_app.config["KEY_RING"]
        world = set_up(session, instance_folder=folder, key_ring=ring, now=now())
        give_second_steps(session, world=world, instance_folder=folder, key_ring=ring, now=now())
        line.said = f"{len(world.pilots)} pilots, {len(WAVES)} waves each, {len(world.people)} invented people"
    for wave in WAVES:
        _wave(wave)
    with stage("written back") as line, transaction() as session:
        line.said = f"to the tellers of {afterwards.write_back(session, world=_world())} waves"
    for slug in world.pilots:
        _report(slug)
    _say_how_to_go_on(time.perf_counter() - started)


def _world() -> World:
    folder, ring = current_app.config["LOEX"].instance_folder, current_app.config["KEY_RING"]
    return set_up(db.session, instance_folder=folder, key_ring=ring, now=now())


def _wave(wave: int) -> None:
    key_ring = current_app.config["KEY_RING"]
    with transaction():
        meetings = [m for m in files.settings("programme")["meetings"] if m["wave"] == wave]
        if all(panel_replay.was_held(db.session, world=_world(), described=m) for m in meetings):
            return
    click.echo(f" wave {wave}")
    with stage("told") as line, transaction() as session:
        n_new = replay.tell_stories(session, world=_world(), wave=wave, key_ring=key_ring)
        line.said = f"{n_new} stories sent through the form's own service"
    with stage("released") as line, transaction() as session:
        n_released, n_held_back = replay.check_stories(session, world=_world(), wave=wave, key_ring=key_ring)
        line.said = f"{n_released} de-identified and released by a person, {n_held_back} held back"
    with stage("signals") as line, transaction() as session:
        n_ended, n_open = afterwards.follow_signals(session, world=_world(), key_ring=key_ring)
        line.said = f"{n_ended} looked at by a person and ended, {n_open} still open"
    for slug in sorted({m["pilot"] for m in meetings}):
        _analyse(slug)
    with stage("reviewed") as line, transaction() as session:
        held = [panel_replay.hold_meeting(session, world=_world(), described=m, key_ring=key_ring) for m in meetings]
        line.said = f"{sum(m is not None for m in held)} panel meetings: read, judged, decided"
    with stage("codebook") as line, transaction() as session:
        n_versions = codebook_replay.keep_codebooks(session, world=_world(), key_ring=key_ring)
        line.said = f"{n_versions} versions confirmed, with the themes of these meetings"


def _analyse(slug: str) -> None:
    with stage("clustered") as line:
        with transaction() as session:
            job = jobs.want(session, kind="analyse", subject={"pilot": slug, "seed": SEED}, by=None, now=now())
            job_id = job.id
            session.info.pop(jobs.WANTED)
        work.run(str(job_id))
        with transaction() as session:
            finished = jobs.get(session, job_id=job_id)
            session.refresh(finished)
            run = analysis_runs.latest_run(session, pilot=programmes.get_pilot(session, slug=slug))
            if finished.state != "done" or run is None:
                raise click.ClickException(f"The analysis of {slug} failed: {finished.error}")
            line.said = (
                f"{slug}: {finished.n_total} embedded, {len(run.candidates)} candidate themes, {run.n_rest} of "
                f"{run.n_stories} in the rest group"
            )


def _report(slug: str) -> None:
    key_ring = current_app.config["KEY_RING"]
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        if reporting.versions(session, pilot=pilot):
            return
    with stage("measured") as line, transaction() as session:
        world = _world()
        pilot, evaluator = world.pilots[slug], world.people["evaluator"]
        measured = measurement.measure(session, pilot=pilot, by=evaluator, now=now())
        n_values = len(measurement.results(session, pilot=pilot, measurement=measured))
        line.said = f"{slug}: {n_values} figures, each with its interval"
    with stage("reported") as line, transaction() as session:
        world = _world()
        pilot, evaluator = world.pilots[slug], world.people["evaluator"]
        release = publishing.publish(
            session,
            pilot=pilot,
            measured=measurement.latest(session, pilot=pilot),
            key_ring=key_ring,
            by=evaluator,
            now=now(),
        )
        version = reporting.issue(session, pilot=pilot, release=release, key_ring=key_ring, by=evaluator, now=now())
        frozen = reporting.frozen(version)
        line.said = f"{slug}: version {version.number}, {len(frozen.themes)} themes, {len(frozen.all_quotes)} quotes"


def _say_how_to_go_on(seconds: float) -> None:
    with transaction() as session:
        world = _world()
        click.echo(f"Done in {seconds:.0f} s. Impact reports (open in a browser):")
        for pilot in world.pilots.values():
            newest = reporting.versions(session, pilot=pilot)[0]
            click.echo(f"  {os.path.relpath(write_file(session, pilot=pilot, version=newest))}")
        click.echo("Open the application with `make run`, then:")
        for invitation in programmes.open_invitations(session, programme=world.programme, today=_today()):
            click.echo(
                f"  tell a story    http://127.0.0.1:8000/vertel/{invitation.token}   ({invitation.wave.pilot.slug})"
            )
        click.echo("  sign in         http://127.0.0.1:8000/account/inloggen")
        click.echo(f"  demo accounts   {', '.join(f'{key}@{DOMAIN}' for key in world.people)}")
        click.echo(f"  their password  {world.password}")
        click.echo("  second step     the page shows the code of this moment, for these invented accounts only")


def _today() -> date:
    return now().date()
