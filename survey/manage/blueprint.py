"""The blueprint of the coordinators' screens, apart from its views so that these can be split by subject."""

from __future__ import annotations

from flask import Blueprint

from survey.manage import words
from survey.web import terms

blueprint = Blueprint("manage", __name__, url_prefix="/beheer", template_folder="templates")
blueprint.context_processor(lambda: {"terms": terms, "words": words})
