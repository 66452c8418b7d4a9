"""The Flask application of Loex and the only owner of tables. `flask --app survey` finds the factory here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from survey.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; see `survey.app.create_app`. Imported late, so that models can be imported without Flask."""
    from survey.app import create_app as make

    return make(settings)
