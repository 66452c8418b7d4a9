# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The catalogue, one figure with everything behind it, and pictures to take along."""

from __future__ import annotations

from typing import Any, cast, get_args

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from analysis.estimation.changes import over_waves
from analysis.estimation.shown import comparable
from analysis.indicators import THEME_PREFIX, Indicator, describe, load_catalogue
from analysis.internal import InternalIndicator
from survey.evaluate import desk_filters as filters
from survey.evaluate import desk_pictures as pictures
from survey.evaluate import desk_words as words
from survey.evaluate.blueprint import blueprint
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import desk_figures, desk_page, desk_quotes, desk_themes, registrations
from survey.services.desk_page import Asked
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now


@blueprint.get("/indicatoren")
@with_role("evaluator")
def indicators(by: User) -> ResponseReturnValue:
    """Every entry of the catalogue, by section."""
    sections: dict[str, list[Indicator]] = {}
    for indicator in load_catalogue():
        sections.setdefault(indicator.section, []).append(indicator)
    return render_template("evaluate/indicators.html", sections=sections, words=words, describe=describe)


@blueprint.get("/<pilot_slug>/cijfer/<path:code>")
@with_role("evaluator")
def figure(by: User, pilot: Pilot, code: str) -> ResponseReturnValue:
    """What a figure is, where it comes from, how it stands in every wave, and the words behind it."""
    indicator, asked = _entry(code), filters.asked(request.args, pilot=pilot)
    rows = _rows(pilot, code, indicator, asked)
    instruments = desk_page.instruments(db.session, pilot=pilot)
    return render_template(
        "evaluate/figure.html",
        pilot=pilot,
        code=code,
        indicator=indicator,
        asked=asked,
        address=filters.in_address(asked),
        rows=rows,
        changes=over_waves(comparable(rows), instrument_of=instruments),
        moves=_moves(pilot, indicator, asked),
        themes=[desk_themes.shown(row) for row in rows] if indicator.kind == "heard" else [],
        has_picture=any(row.value is not None and row.perspective for row in rows),
        registered=registrations.by_wave(db.session, pilot=pilot, indicator=code),
        quotes=_quotes(pilot, code, indicator, asked, rows),
        words=words,
        describe=describe,
    )


@blueprint.get("/<pilot_slug>/plaatje/<picture>.<file_type>")
@with_role("evaluator")
def picture(by: User, pilot: Pilot, picture: str, file_type: str) -> ResponseReturnValue:
    """One of the pictures of the desk page, with the same filters."""
    if picture not in pictures.NAMES:
        raise NotFound(f"There is no picture {picture!r}.")
    asked = filters.asked(request.args, pilot=pilot)
    page = desk_page.page(db.session, pilot=pilot, today=now().date(), asked=asked)
    found = pictures.picture(picture, page, pilot)
    return _file(found, f"{pilot.slug}-{picture}", file_type)


@blueprint.get("/tekenaar.js")
@with_role("evaluator")
def drawing_script(by: User) -> ResponseReturnValue:
    """Vega with its own interpreter of expressions, so that a page may forbid eval; as it stands in the library that draws on
    the server, whose hash the lock file holds."""
    answer = make_response(pictures.drawing_script())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return answer


@blueprint.get("/<pilot_slug>/cijferplaatje/<file_type>/<path:code>")
@with_role("evaluator")
def figure_picture(by: User, pilot: Pilot, code: str, file_type: str) -> ResponseReturnValue:
    """A figure over the waves."""
    asked = filters.asked(request.args, pilot=pilot)
    rows = _rows(pilot, code, _entry(code), asked)
    instruments = desk_page.instruments(db.session, pilot=pilot)
    found = pictures.over_waves(rows, instruments, title=words.label(code))
    return _file(found, f"{pilot.slug}-{code.replace('.', '-')}", file_type)


def _entry(code: str) -> Indicator:
    """Raises NotFound."""
    try:
        return describe(code)
    except KeyError:
        raise NotFound(f"There is no figure {code!r}.") from None


def _rows(pilot: Pilot, code: str, indicator: Indicator, asked: Asked) -> list[InternalIndicator]:
    """As the desk shows them."""
    if indicator.is_counted:
        counted = desk_figures.sheets(db.session, pilot=pilot)
        view = desk_figures.answers(counted, pilot=pilot, narrowed=asked.narrowed, pooled=asked.pooled)
    elif indicator.kind == "count":
        view = desk_figures.heard(db.session, pilot=pilot, pooled=asked.pooled)
    elif indicator.kind == "heard":
        view = desk_themes.view(desk_themes.read(db.session, pilot=pilot), pilot=pilot)
    else:
        return []
    rows = [row for row in view.indicators if row.indicator == code and row.n != 0]
    return [row for row in rows if asked.wave in (None, row.wave) and asked.perspective in (None, row.perspective)]


def _moves(pilot: Pilot, indicator: Indicator, asked: Asked) -> list[Any]:
    """Tables from then to now, for what is asked twice; not of a part, which would be too small."""
    if asked.narrowed or not any(question.endswith(".then") for question in _asked_of(indicator.item)):
        return []
    tables = desk_figures.moves(desk_figures.sheets(db.session, pilot=pilot), pilot=pilot, item=indicator.item)
    return [t for t in tables if asked.wave in (None, t.wave) and asked.perspective in (None, t.perspective)]


def _asked_of(item: str) -> set[str]:
    return {question for entry in load_catalogue() if item and entry.item == item for question in entry.questions}


def _quotes(pilot: Pilot, code: str, indicator: Indicator, asked: Asked, rows: list[InternalIndicator]) -> list[Any]:
    key_ring = current_app.config["KEY_RING"]
    if indicator.kind == "heard" and not asked.narrowed:
        name = code.removeprefix(THEME_PREFIX)
        return desk_quotes.behind_theme(db.session, pilot=pilot, name=name, shown=rows, key_ring=key_ring)
    if not indicator.is_counted:
        return []
    return desk_quotes.behind_answers(
        db.session, pilot=pilot, indicator=indicator, shown=rows, narrowed=asked.narrowed, key_ring=key_ring
    )


def _file(found: pictures.Picture | None, name: str, file_type: str) -> Response:
    """Raises NotFound when there is nothing to draw, or no such form."""
    if found is None or file_type not in get_args(pictures.PictureForm):
        raise NotFound(f"There is no picture {name}.{file_type}.")
    form = cast("pictures.PictureForm", file_type)
    answer = make_response(pictures.drawn(found, form))
    answer.headers["Content-Type"] = pictures.MEDIA_TYPES[form]
    if "bewaar" in request.args or form == "csv":
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
