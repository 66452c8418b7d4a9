"""The blueprint of the data interface. Errors come as problem+json (RFC 9457), see `survey.web.problem`."""

from __future__ import annotations

from flask import Blueprint

VERSION = "v1"
"""A change that could break a reader gets a new version beside this one."""

blueprint = Blueprint("api", __name__, url_prefix=f"/api/{VERSION}")
