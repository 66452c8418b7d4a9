"""`flask --app survey analysis codebook`: let the computer learn from the labels of people, and see what it made of it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from analysis.codebook import classifier_from_data
from survey.cli.shared import transaction
from survey.jobs import work
from survey.models.codebook import CodebookFit, CodebookVersion
from survey.services import codebook_coding, codebooks, jobs, programmes
from survey.web.filters import now

group = AppGroup("codebook", help="Learn from the panel's labels, and code every released story.")


@group.command("fit")
@click.option("--pilot", required=True)
@click.option("--seed", default=1, show_default=True)
def fit(pilot: str, seed: int) -> None:
    """Learn from the latest version and code all stories with it, now and in this process."""
    with transaction() as session:
        programmes.get_pilot(session, slug=pilot)
        job_id = jobs.want(session, kind="codebook", subject={"pilot": pilot, "seed": seed}, by=None, now=now()).id
        session.info.pop(jobs.WANTED)
    work.run(str(job_id))
    with transaction() as session:
        job = jobs.get(session, job_id=job_id)
        session.refresh(job)
        if job.state != "done":
            raise click.ClickException(f"The computer could not learn: {job.error or job.state}.")
    _status(pilot)


@group.command("status")
@click.option("--pilot", required=True)
def status(pilot: str) -> None:
    """The themes of the codebook, and how well the computer follows them."""
    _status(pilot)


def _status(slug: str) -> None:
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        book = codebooks.book(session, pilot=pilot)
        click.echo(
            f"{len(book.themes)} themes, {len(book.labels)} labelled stories, version {book.version or 'none yet'}."
        )
        for theme in book.themes:
            n_present = sum(theme.theme in story.present for story in book.labels)
            click.echo(f"  {theme.name}: {n_present} stories")
        latest = codebook_coding.latest_fit(session, pilot=pilot)
        if latest is None:
            click.echo("The computer has not learned from it yet.")
            return
        _told(*latest)


def _told(fit: CodebookFit, version: CodebookVersion) -> None:
    try:
        stop = classifier_from_data(fit.learned).abstention
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo(f"Learned from version {version.number} on {fit.made_at:%Y-%m-%d %H:%M} UTC: {fit.n_stories} stories.")
    if stop.kept_accuracy is None:
        click.echo(f"It promises {stop.wanted:.0%} right nowhere, so it gives no story a theme.")
    else:
        click.echo(
            f"Right in {stop.kept_accuracy:.0%} of what it dares to say, which is {stop.kept_share:.0%} "
            f"(judged on {stop.n_stories} labelled stories); silent about {fit.n_abstained} of {fit.n_stories}."
        )
    for gap in fit.gaps:
        click.echo(f"  Perhaps missing: {', '.join(gap.keywords[:6])} ({gap.n_stories} stories)")
