"""`flask --app survey panel …`: which meetings there are, what happened in one, and its cards on paper."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy.orm import Session

from survey.cli.shared import transaction
from survey.models.account import User
from survey.models.panel import PHASES, PanelMeeting
from survey.models.programme import Pilot
from survey.services import accounts, leading, panel_log, panels, programmes
from survey.services.errors import NotFound
from survey.web.filters import now

group = AppGroup("panel", help="Meetings of the panel: what there is, what happened, and the next phase.")


@group.command("list")
@click.option("--pilot", "slug", required=True)
def list_meetings(slug: str) -> None:
    """Every meeting of a pilot: its number for the other commands, day, phase, seats and stories."""
    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        found = panels.meetings(session, pilot=pilot)
        if not found:
            click.echo("No meeting yet.")
        for meeting in found:
            n_cards = len(panels.cards(session, pilot=pilot, meeting=meeting, key_ring=current_app.config["KEY_RING"]))
            click.echo(
                f"{str(meeting.id)[:8]}  {meeting.held_on}  {meeting.phase:<7} {len(meeting.members):>2} seats "
                f"{n_cards:>3} stories  {meeting.title}"
            )


@group.command("log")
@click.argument("beginning")
@click.option("--pilot", "slug", required=True)
def log(beginning: str, slug: str) -> None:
    """Every act in a meeting, in order, without anybody's words. BEGINNING: of the meeting's number."""
    with transaction() as session:
        meeting = _meeting(session, programmes.get_pilot(session, slug=slug), beginning)
        for line in panel_log.lines(session, meeting=meeting):
            who = f"seat {line.seat}" if line.seat else "facilitator"
            gap = " (story taken back)" if panel_log.is_gap(line) else ""
            change = " -> ".join(code for code in (line.old, line.new) if code)
            paper = " on paper" if line.source == "paper" else ""
            click.echo(
                f"{line.number:>6}  {line.at:%Y-%m-%d %H:%M}  {who:<12} {line.what:<9} {line.about} {change}{paper}{gap}"
            )


@group.command("phase")
@click.argument("beginning")
@click.option("--pilot", "slug", required=True)
@click.option("--to", type=click.Choice(PHASES[1:]), help="Go on to this phase; the meeting never goes back.")
@click.option("--by", "email", help="The facilitator's e-mail address; asked with --to.")
def phase(beginning: str, slug: str, to: str | None, email: str | None) -> None:
    """How far a meeting and its seats are; with --to and --by the next phase begins."""
    with transaction() as session:
        meeting = _meeting(session, programmes.get_pilot(session, slug=slug), beginning)
        if to is not None:
            by = _person(session, email)
            leading.move_on(session, meeting=meeting, to=to, by=by, now=now())  # type: ignore[arg-type]  # click's choice
        click.echo(f"{meeting.title}: {meeting.phase}")
        acts = Counter(line.what for line in panel_log.lines(session, meeting=meeting))
        click.echo(f"  {', '.join(f'{n} × {what}' for what, n in sorted(acts.items())) or 'nothing has happened yet'}")
        for seat in leading.progress(session, meeting=meeting):
            state = "ready" if seat.is_ready else "busy"
            click.echo(f"  seat {seat.seat}: {seat.n_done} of {seat.n_in_all}, {state}")


@group.command("cards")
@click.argument("beginning")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--pilot", "slug", required=True)
@click.option("--by", "email", required=True, help="Who prints: the facilitator or a coordinator of the pilot.")
@click.option("--address", required=True, help="Where this site is, for the codes on the cards: https://…")
def cards(beginning: str, slug: str, file: Path, email: str, address: str) -> None:
    """Write the story cards of a meeting to FILE, as PDF: what the panel may read at this moment."""
    from survey.panel import paper_sheets  # typst is for whoever prints

    with transaction() as session:
        pilot = programmes.get_pilot(session, slug=slug)
        meeting, by = _meeting(session, pilot, beginning), _person(session, email)
        with force_locale("nl"):
            content = paper_sheets.cards_pdf(
                session,
                pilot=pilot,
                meeting=meeting,
                key_ring=current_app.config["KEY_RING"],
                by=by,
                now=now(),
                address=f"{address.rstrip('/')}/panel/",
            )
        file.write_bytes(content)
        click.echo(f"{file}: {len(content) // 1024} kB. Take the paper in afterwards and destroy it.")


def _meeting(session: Session, pilot: Pilot, beginning: str) -> PanelMeeting:
    """Raises NotFound when none or more than one begins so."""
    found = [one for one in panels.meetings(session, pilot=pilot) if str(one.id).startswith(beginning.lower())]
    if len(found) != 1:
        raise NotFound(f"{len(found)} meetings of this pilot begin with {beginning!r}.")
    return panels.get_meeting(session, pilot=pilot, meeting_id=uuid.UUID(str(found[0].id)))


def _person(session: Session, email: str | None) -> User:
    """Raises NotFound."""
    user = accounts.find_by_email(session, email=email or "")
    if user is None:
        raise NotFound("Say with --by who does this: the e-mail address of an account.")
    return user
