"""`flask --app survey analysis`: candidate themes, what a run rests on, and two runs side by side."""

from __future__ import annotations

import uuid

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy.orm import Session

from analysis.compare import Comparison, RunFacts, RunTheme, alikeness, compare
from analysis.stability import firmness
from survey.cli import codebook
from survey.cli.shared import transaction
from survey.jobs import work
from survey.services import analysis_runs, jobs, programmes, run_facts
from survey.web import run_words, terms
from survey.web.filters import now

LANGUAGE = "en"
"""Commands speak English: the sentences of the screens, untranslated."""
SHORT = 8
"""Characters of an identifier that are enough to tell it from others."""

group = AppGroup("analysis", help="Find candidate themes in released stories.")
group.add_command(codebook.group)


@group.command("run")
@click.option("--pilot", required=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--catalogue", is_flag=True, help="Look for the indicators of the catalogue by name as well.")
def run(pilot: str, seed: int, catalogue: bool) -> None:
    """Embed what is new and find candidate themes, now and in this process."""
    with transaction() as session:
        programmes.get_pilot(session, slug=pilot)
        subject: dict[str, str | int] = {"pilot": pilot, "seed": seed, "catalogue": int(catalogue)}
        job_id = jobs.want(session, kind="analyse", subject=subject, by=None, now=now()).id
        session.info.pop(jobs.WANTED)
    work.run(str(job_id))
    _report(job_id, pilot)


def _report(job_id: uuid.UUID, pilot: str) -> None:
    with transaction() as session, force_locale(LANGUAGE):
        job = jobs.get(session, job_id=job_id)
        session.refresh(job)
        if job.state != "done":
            why = run_words.JOB_ERRORS.get(job.error or "", run_words.JOB_ERROR_OTHERWISE)
            raise click.ClickException(f"The analysis did not finish: {job.error or job.state}. {why}")
    _status(pilot)


@group.command("status")
@click.option("--pilot", required=True)
def status(pilot: str) -> None:
    """The latest run of a pilot."""
    _status(pilot)


def _status(pilot: str) -> None:
    with transaction() as session, force_locale(LANGUAGE):
        every = analysis_runs.runs(session, pilot=programmes.get_pilot(session, slug=pilot))
        if not every:
            click.echo("No run yet.")
            return
        latest = every[0]
        _head(run_facts.facts(session, run=latest), f"{latest.created_at:%Y-%m-%d %H:%M} UTC")
        for candidate in latest.candidates:
            click.echo(
                f"  {candidate.number + 1:2}. {candidate.n_stories:3} stories, returns in {candidate.stability:.0%} of "
                f"resamples: {', '.join(candidate.keywords[:6])}"
            )
        for sought in latest.sought:
            click.echo(f"  Looked for by name: {sought.name}: {sought.n_stories} stories near it")
        if len(every) > 1:
            click.echo(f"Earlier runs: {', '.join(str(one.id)[:SHORT] for one in every[1:])}")


@group.command("compare")
@click.argument("run", metavar="RUN")
@click.argument("other", metavar="RUN")
def side_by_side(run: str, other: str) -> None:
    """What differs between two runs of a pilot, and which themes may be the same. RUN: the beginning of its identifier."""
    with transaction() as session, force_locale(LANGUAGE):
        found = [analysis_runs.find_run(session, beginning=number) for number in (run, other)]
        if found[0].pilot_id != found[1].pilot_id:
            raise click.ClickException("These runs are of two pilots; they have no story in common.")
        before, after = (run_facts.facts(session, run=one) for one in sorted(found, key=lambda one: one.created_at))
        click.echo(f"Earlier run {before.id[:SHORT]}, later run {after.id[:SHORT]}.")
        _tell(compare(before, after), before, after)


def _tell(found: Comparison, before: RunFacts, after: RunFacts) -> None:
    click.echo(f"Stories: {len(found.added)} new, {len(found.gone)} in the earlier run only, {found.n_both} in both.")
    for one in (before, after):
        if one.n_lost:
            click.echo(f"Of run {one.id[:SHORT]} {one.n_lost} stories have been withdrawn since.")
    for sentence in run_words.changes(found.changes):
        click.echo(sentence)
    if not found.changes:
        click.echo("Encoder, seed, parameters and libraries are the same.")
    if found.n_both:
        click.echo(f"{found.n_stayed / found.n_both:.0%} of the stories in both stayed where they were.")
    _matches(found, before, after)


def _matches(found: Comparison, before: RunFacts, after: RunFacts) -> None:
    earlier, later = ({theme.id: theme for theme in one.themes} for one in (before, after))
    click.echo("Proposed matches (people decide):")
    for match in found.matches:
        click.echo(
            f"  {_named(earlier[match.before])}  ->  {_named(later[match.after])}: "
            f"{run_words.ALIKENESS[alikeness(match.score)]}, overlap {match.score:.2f}, {match.n_shared} stories in both"
        )
    for number in found.only_before:
        click.echo(f"  {_named(earlier[number])}  ->  none")
    for number in found.only_after:
        click.echo(f"  none  ->  {_named(later[number])}")


@group.command("explain")
@click.argument("run", metavar="RUN")
@click.argument("theme", metavar="[THEME]", required=False, type=int)
def explain(run: str, theme: int | None) -> None:
    """What a run rests on; with the number of a THEME, which stories speak for it. Never shows a story's words."""
    with transaction() as session, force_locale(LANGUAGE):
        facts = run_facts.facts(session, run=analysis_runs.find_run(session, beginning=run))
        if theme is None:
            _explain_run(session, facts)
            return
        chosen = next((one for one in facts.themes if one.number == theme), None)
        if chosen is None:
            raise click.ClickException(f"Run {facts.id[:SHORT]} has {len(facts.themes)} themes, no theme {theme}.")
        _explain_theme(chosen)


def _explain_run(session: Session, facts: RunFacts) -> None:
    _head(facts, "Run")
    weak = [terms.language_name(code) for code in run_facts.weaker(facts, run_facts.languages(session, of=facts))]
    if weak:
        click.echo(f"Some stories are in a language that this encoder understands less well: {', '.join(weak)}.")
    for sentence in run_words.parameters(facts.provenance.parameters):
        click.echo(f"  {sentence}")
    versions = ", ".join(f"{name} {version}" for name, version in sorted(facts.provenance.libraries.items()) if version)
    click.echo(f"Made with {versions}.")
    for theme in facts.themes:
        click.echo(f"  {_named(theme)}: {terms.FIRMNESS[firmness(theme.stability)]}")


def _explain_theme(theme: RunTheme) -> None:
    words = terms.FIRMNESS[firmness(theme.stability)], terms.FIRMNESS_MEANING[firmness(theme.stability)]
    click.echo(f"Theme {theme.number}: {theme.n_stories} stories of {theme.n_tellers} tellers.")
    click.echo(f"How firm: {words[0]} (came back in {theme.stability:.0%} of resamples). {words[1]}")
    click.echo(f"Words: {', '.join(theme.keywords) or 'none that five tellers share'}")
    click.echo(f"Most typical stories: {', '.join(ref[:SHORT] for ref in theme.typical) or 'withdrawn since'}")
    click.echo(f"All its stories: {', '.join(ref[:SHORT] for ref in sorted(theme.stories))}")


def _head(facts: RunFacts, when: str) -> None:
    source = facts.provenance
    click.echo(
        f"{when}: run {facts.id[:SHORT]}, {facts.n_stories} stories, {len(facts.themes)} candidate themes, "
        f"{facts.n_rest} in the rest group; read with {run_words.encoder(source.model_id)} ({source.model_id}); "
        f"seed {source.seed}" + (f"; {facts.n_lost} stories withdrawn since" if facts.n_lost else "")
    )


def _named(theme: RunTheme) -> str:
    words = f" ({', '.join(theme.keywords[:4])})" if theme.keywords else ""
    return f"theme {theme.number}{words}, {theme.n_stories} stories"
