"""What a wave's tellers get back, at an address that can stand on a poster: open to everyone."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from survey.extensions import db
from survey.respond.blueprint import blueprint
from survey.services import feedback, programmes
from survey.web.access import open_to_everyone


@blueprint.get("/wat-we-hoorden/<pilot_slug>/<int:number>")
@open_to_everyone
def heard(pilot_slug: str, number: int) -> ResponseReturnValue:
    """The published text, or that there is none yet: a poster may hang before it is written."""
    pilot = programmes.get_pilot(db.session, slug=pilot_slug)
    wave = programmes.get_wave(db.session, pilot=pilot, number=number)
    return render_template(
        "respond/feedback.html",
        pilot_title=pilot.title,
        wave_title=wave.title,
        text=feedback.published(db.session, wave=wave, language=str(get_locale() or "nl")),
        here=url_for("respond.heard", pilot_slug=pilot_slug, number=number),
        is_demo=pilot.is_demo,
    )
