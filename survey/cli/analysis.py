"""`flask --app survey analysis`: candidate themes."""

from __future__ import annotations

import uuid

import click
from flask.cli import AppGroup

from survey.cli.shared import transaction
from survey.jobs import work
from survey.services import analysis_runs, jobs, programmes
from survey.web.filters import now

group = AppGroup("analysis", help="Find candidate themes in released stories.")


@group.command("run")
@click.option("--pilot", required=True)
@click.option("--seed", default=1, show_default=True)
def run(pilot: str, seed: int) -> None:
    """Embed what is new and find candidate themes, now and in this process."""
    with transaction() as session:
        programmes.get_pilot(session, slug=pilot)
        job_id = jobs.want(session, kind="analyse", subject={"pilot": pilot, "seed": seed}, by=None, now=now()).id
        session.info.pop(jobs.WANTED)
    work.run(str(job_id))
    _report(job_id, pilot)


def _report(job_id: uuid.UUID, pilot: str) -> None:
    with transaction() as session:
        job = jobs.get(session, job_id=job_id)
        session.refresh(job)
        if job.state != "done":
            raise click.ClickException(f"The analysis did not finish: {job.error or job.state}.")
    _status(pilot)


@group.command("status")
@click.option("--pilot", required=True)
def status(pilot: str) -> None:
    """The latest run of a pilot."""
    _status(pilot)


def _status(pilot: str) -> None:
    with transaction() as session:
        found = analysis_runs.latest_run(session, pilot=programmes.get_pilot(session, slug=pilot))
        if found is None:
            click.echo("No run yet.")
            return
        click.echo(
            f"{found.created_at:%Y-%m-%d %H:%M} UTC: {found.n_stories} stories, {len(found.candidates)} candidate themes, "
            f"{found.n_rest} in the rest group; encoder {found.model_id}; seed {found.seed}"
            + ("; inputs changed since" if found.inputs_changed_at else "")
        )
        for candidate in found.candidates:
            click.echo(
                f"  {candidate.number + 1:2}. {candidate.n_stories:3} stories, returns in {candidate.stability:.0%} of "
                f"resamples: {', '.join(candidate.keywords[:6])}"
            )
