"""The evaluators' desk."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("evaluate", __name__, url_prefix="/evaluatie", template_folder="templates")
