"""The words of a poster in the language of its invitation, and the files that are made of them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import Response, current_app, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from reports.render import poster
from survey.models.invitation import Invitation
from survey.web.filters import day

TYPES = {"pdf": "application/pdf", "svg": "image/svg+xml"}


def address_of(invitation: Invitation) -> str:
    """Where the form opens, as the code and the poster say it."""
    return str(url_for("respond.welcome", token=invitation.token, _external=True))


def answer(invitation: Invitation, paper: str, file_type: str) -> Response:
    """A4 or A5, as PDF or SVG, to be kept as a file."""
    made = poster.render(words(invitation), paper=cast(poster.Paper, paper), file_type=cast(poster.FileType, file_type))
    return _file(made, file_type, f"loex-poster-{paper}-{invitation.token}.{file_type}")


def qr_answer(invitation: Invitation) -> Response:
    """The code alone, shown on the screen and kept as a file by its own link there."""
    made = poster.code_svg(address_of(invitation))
    return _file(made, "svg", f"loex-qr-{invitation.token}.svg", disposition="inline")


def words(invitation: Invitation) -> poster.Poster:
    """Everything that stands on the poster, in the language in which the form opens."""
    with force_locale(invitation.language):
        locale = get_locale()
        return poster.Poster(
            lang=locale.language,
            direction=locale.text_direction,
            title=_("What has stuck with you?"),
            lead=_("We would like to hear your story. It takes about five minutes."),
            scan=_("Scan the code with the camera of your phone"),
            points=(
                _("You don't need a name or an account."),
                _("You decide what may be done with your story."),
                _("You can take your story back later."),
            ),
            type_over=_("No camera? Type this address in your browser:"),
            address=address_of(invitation),
            code_alt=_("Code that opens the address below"),
            last_day=_(
                "You can tell your story until %(day)s.", day=day(min(invitation.expires_on, invitation.wave.closes_on))
            ),
            help_title=_("Do you need help now?"),
            help_lead=_("Nobody reads along here day and night. You can call:"),
            help_lines=(
                ("112", _("danger right now")),
                ("0800-0432", "Kindertelefoon"),
                ("0800-2000", "Veilig Thuis"),
                ("0800-0113", "113"),
            ),
            mark=_("Invented example") if invitation.wave.pilot.is_demo else "",
            logo=(Path(str(current_app.static_folder)) / "img" / "loex.svg").read_bytes(),
        )


def _file(content: bytes, file_type: str, name: str, *, disposition: str = "attachment") -> Response:
    made = Response(content, mimetype=TYPES[file_type])
    made.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return made
