"""Where the addresses of signing in hang."""

from flask import Blueprint

from survey.web import terms

blueprint = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")
blueprint.context_processor(lambda: {"terms": terms})
