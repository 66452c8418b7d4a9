"""The blueprint of the panel's screens, apart from its views so that these can be split by subject."""

from __future__ import annotations

from flask import Blueprint

from survey.panel import log_words, words
from survey.web import terms

blueprint = Blueprint("panel", __name__, url_prefix="/panel", template_folder="templates")
blueprint.context_processor(lambda: {"terms": terms, "words": words, "log_words": log_words})
