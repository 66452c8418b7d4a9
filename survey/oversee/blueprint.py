"""The blueprint of the officer's screens."""

from __future__ import annotations

from flask import Blueprint

from survey.oversee import words
from survey.web import terms

blueprint = Blueprint("oversee", __name__, url_prefix="/toezicht", template_folder="templates")
blueprint.context_processor(lambda: {"terms": terms, "words": words})
