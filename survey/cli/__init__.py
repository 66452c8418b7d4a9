"""`flask --app survey …`: one command group per area. Nothing is decided here; commands call services."""

from __future__ import annotations

from flask import Flask


def register_commands(app: Flask) -> None:
    """Add every command group to the application."""
    from survey.cli import analysis, audit, demo, keys, panel, reports, retention, stories, users

    app.cli.add_command(demo.command)
    for area in (analysis, audit, keys, panel, reports, retention, stories, users):
        app.cli.add_command(area.group)
