"""The blueprint of the evaluators' screens, apart from its views so that these can be split by subject."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from survey.web import run_words, terms

blueprint = Blueprint("evaluate", __name__, url_prefix="/evaluatie", template_folder="templates")

JOB_STATES = {
    "wanted": _l("waiting its turn"),
    "running": _l("busy"),
    "done": _l("done"),
    "failed": _l("did not work"),
}

blueprint.context_processor(
    lambda: {
        "terms": terms,
        "job_states": JOB_STATES,
        "job_errors": run_words.JOB_ERRORS,
        "job_error_otherwise": run_words.JOB_ERROR_OTHERWISE,
    }
)
