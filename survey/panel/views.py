"""The client panel: reading and judging."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("panel", __name__, url_prefix="/panel", template_folder="templates")
