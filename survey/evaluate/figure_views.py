# ruff: noqa: ARG001  the access stamp passes `by` and the address its parts, wanted or not
"""The catalogue, one figure with everything behind it, and pictures to take along."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from analysis.estimation.changes import Change
from analysis.estimation.scales import ScaleSummary, summarise_counts
from analysis.indicators import THEME_PREFIX, Indicator, describe, load_catalogue
from analysis.internal import InternalIndicator, InternalSteps
from survey.evaluate import desk_drawing as drawing
from survey.evaluate import desk_filters as filters
from survey.evaluate import desk_pictures as pictures
from survey.evaluate import desk_words as words
from survey.evaluate.blueprint import blueprint
from survey.evaluate.picture_files import picture_file
from survey.extensions import db
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import desk_figures, desk_page, desk_quotes, desk_themes, registrations
from survey.services.desk_page import Asked
from survey.services.errors import NotFound
from survey.web.access import with_role
from survey.web.filters import now


class Divided(NamedTuple):
    """How answers divide over the steps, with their mean and median."""

    steps: InternalSteps
    summary: ScaleSummary


OPENED, EVERYTHING = "open", "alles"
"""Part of the address of the catalogue, and its value for all sections; else the code of an entry."""


@blueprint.get("/indicatoren")
@with_role("evaluator")
def indicators(by: User) -> ResponseReturnValue:
    """Every entry of the catalogue, by section; what is asked about one item stands on one card. A section is open when its
    entry is asked for in the address, so that this works without a script."""
    opened = request.args.get(OPENED, "")
    sections: dict[str, list[Indicator]] = {}
    for indicator in load_catalogue():
        sections.setdefault(indicator.section, []).append(indicator)
    cards = {
        section: [list(card) for _item, card in groupby(entries, key=lambda entry: entry.item or entry.code)]
        for section, entries in sections.items()
    }
    return render_template(
        "evaluate/indicators.html",
        sections=cards,
        opened={s for s, entries in sections.items() if opened in (EVERYTHING, *(entry.code for entry in entries))},
        is_all_open=opened == EVERYTHING,
        words=words,
        describe=describe,
    )


@blueprint.get("/<pilot_slug>/cijfer/<path:code>")
@with_role("evaluator")
def figure(by: User, pilot: Pilot, code: str) -> ResponseReturnValue:
    """What a figure is, where it comes from, how it stands in every wave, and the words behind it."""
    indicator, asked = _entry(code), filters.asked(request.args, pilot=pilot)
    every = _every(pilot, indicator, asked)
    rows = _of(every, code, asked)
    drawn = None if indicator.kind == "count" else _over_waves(pilot, code, rows)
    return render_template(
        "evaluate/figure.html",
        pilot=pilot,
        code=code,
        indicator=indicator,
        asked=asked,
        address=filters.in_address(asked),
        rows=rows,
        changes=_changes(pilot, every, code, asked),
        moves=_moves(pilot, indicator, asked),
        steps=_steps(pilot, indicator, asked, rows),
        themes=[desk_themes.shown(row) for row in rows] if indicator.kind == "heard" else [],
        picture_size=drawn.size if drawn else None,
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
    return picture_file(found, f"{pilot.slug}-{picture}", file_type)


@blueprint.get("/tekenaar.js")
@with_role("evaluator")
def drawing_script(by: User) -> ResponseReturnValue:
    """Vega with its own interpreter of expressions, so that a page may forbid eval; as it stands in the library that draws on
    the server, whose hash the lock file holds."""
    answer = make_response(drawing.drawing_script())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return answer


@blueprint.get("/<pilot_slug>/cijferplaatje/<file_type>/<path:code>")
@with_role("evaluator")
def figure_picture(by: User, pilot: Pilot, code: str, file_type: str) -> ResponseReturnValue:
    """A figure over the waves."""
    asked = filters.asked(request.args, pilot=pilot)
    rows = _of(_every(pilot, _entry(code), asked), code, asked)
    return picture_file(_over_waves(pilot, code, rows), f"{pilot.slug}-{code.replace('.', '-')}", file_type)


def _over_waves(pilot: Pilot, code: str, rows: Sequence[InternalIndicator]) -> drawing.Picture | None:
    return pictures.over_waves(rows, desk_page.instruments(db.session, pilot=pilot), title=words.label(code))


def _entry(code: str) -> Indicator:
    """Raises NotFound."""
    try:
        return describe(code)
    except KeyError:
        raise NotFound(f"There is no figure {code!r}.") from None


def _every(pilot: Pilot, indicator: Indicator, asked: Asked) -> Sequence[InternalIndicator]:
    """As the desk shows them: the figures among which this one stands."""
    if indicator.is_counted:
        counted = desk_figures.sheets(db.session, pilot=pilot)
        return desk_figures.answers(counted, pilot=pilot, narrowed=asked.narrowed, pooled=asked.pooled).indicators
    if indicator.kind == "count":
        tellers = desk_figures.tellers(db.session, pilot=pilot)
        return desk_figures.heard(tellers, pilot=pilot, pooled=asked.pooled).indicators
    if indicator.kind == "heard":
        return desk_themes.view(desk_themes.read(db.session, pilot=pilot), pilot=pilot).indicators
    return ()


def _of(every: Sequence[InternalIndicator], code: str, asked: Asked) -> list[InternalIndicator]:
    rows = [row for row in every if row.indicator == code and row.n != 0]
    return [row for row in rows if asked.wave in (None, row.wave) and asked.perspective in (None, row.perspective)]


def _changes(pilot: Pilot, every: Sequence[InternalIndicator], code: str, asked: Asked) -> list[Change]:
    """Of this figure, judged among all that the desk compares."""
    compared = [row for row in every if row.indicator == code or desk_page.is_about_now(row.indicator)]
    found = desk_page.changes(db.session, pilot=pilot, rows=compared, asked=asked)
    return [change for change in found if change.indicator == code]


def _moves(pilot: Pilot, indicator: Indicator, asked: Asked) -> list[Any]:
    """Tables from then to now, for what is asked twice; not of a part, which would be too small."""
    if asked.narrowed or not any(question.endswith(".then") for question in _asked_of(indicator.item)):
        return []
    tables = desk_figures.moves(desk_figures.sheets(db.session, pilot=pilot), pilot=pilot, item=indicator.item)
    return [t for t in tables if asked.wave in (None, t.wave) and asked.perspective in (None, t.perspective)]


def _steps(pilot: Pilot, indicator: Indicator, asked: Asked, rows: list[InternalIndicator]) -> list[Divided]:
    """How the answers divide over the steps, for what is asked once; not of a part, which would be too small."""
    if asked.narrowed or len(indicator.questions) != 1 or _asked_of(indicator.item) != set(indicator.questions):
        return []
    found = desk_figures.steps(desk_figures.sheets(db.session, pilot=pilot), rows, pilot=pilot)
    return [Divided(each, summarise_counts(each.counts)) for each in found if each.counts]


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
