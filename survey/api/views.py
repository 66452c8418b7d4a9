"""Programmes, pilots, releases, indicators and themes: what was published, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from reports.serial import to_data
from survey.api.access import with_key
from survey.api.blueprint import blueprint
from survey.api.openapi import document
from survey.api.records import PilotOut, Programme, Release
from survey.extensions import db
from survey.models.indicator import PublishedRelease
from survey.models.programme import Pilot
from survey.services import publishing, reporting
from survey.web.access import open_to_everyone


@blueprint.get("/openapi.json")
@open_to_everyone
def description() -> ResponseReturnValue:
    """How to read the rest, in OpenAPI 3.1. Open, because it holds nothing of anybody."""
    return jsonify(document())


@blueprint.get("/programmes")
@with_key()
def programmes(pilot: Pilot) -> ResponseReturnValue:
    found = pilot.programme
    return _items([Programme(found.slug, found.title, found.is_demo)])


@blueprint.get("/pilots")
@with_key()
def pilots(pilot: Pilot) -> ResponseReturnValue:
    return _items(
        [
            PilotOut(
                code=pilot.slug,
                title=pilot.title,
                programme=pilot.programme.slug,
                themes=tuple(pilot.themes),
                neighbourhoods=tuple(pilot.neighbourhoods),
                target_group=pilot.target_group,
                starts_on=pilot.starts_on,
                ends_on=pilot.ends_on,
                is_invented=pilot.is_demo,
            )
        ]
    )


@blueprint.get("/pilots/<pilot_code>/releases")
@with_key()
def releases(pilot: Pilot) -> ResponseReturnValue:
    """The newest first."""
    issued = reporting.versions(db.session, pilot=pilot)
    return _items([_release(row, issued) for row in reversed(publishing.releases(db.session, pilot=pilot))])


@blueprint.get("/pilots/<pilot_code>/releases/<int:number>/indicators")
@with_key("figures")
def indicators(pilot: Pilot, number: int) -> ResponseReturnValue:
    return _items(publishing.published_results(_found(pilot, number)).indicators)


@blueprint.get("/pilots/<pilot_code>/releases/<int:number>/themes")
@with_key("themes")
def themes(pilot: Pilot, number: int) -> ResponseReturnValue:
    return _items(publishing.published_results(_found(pilot, number)).themes)


def _found(pilot: Pilot, number: int) -> PublishedRelease:
    return publishing.get_release(db.session, pilot=pilot, number=number)


def _release(row: PublishedRelease, issued: Any) -> Release:
    results = publishing.published_results(row)
    return Release(
        number=row.number,
        released_on=row.released_at.date(),
        checksum=row.checksum,
        policy=results.policy,
        rounding_base=results.rounding_base,
        minimum_n_percent=results.minimum_n_percent,
        reports=tuple(sorted(version.number for version in issued if version.release_id == row.id)),
    )


def _items(records: Any) -> ResponseReturnValue:
    return jsonify({"items": to_data(list(records))})
