"""The blueprint of the evaluators' screens, apart from its views so that these can be split by subject."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from survey.web import terms

blueprint = Blueprint("evaluate", __name__, url_prefix="/evaluatie", template_folder="templates")

JOB_STATES = {
    "wanted": _l("waiting its turn"),
    "running": _l("busy"),
    "done": _l("done"),
    "failed": _l("did not work"),
}
JOB_ERRORS = {
    "TooFewStories": _l("There are no released stories yet whose tellers allow the analysis. Release stories first."),
}
JOB_ERROR_OTHERWISE = _l("Something went wrong on our side. Try again; if it happens again, tell the administrator.")

blueprint.context_processor(
    lambda: {
        "terms": terms,
        "job_states": JOB_STATES,
        "job_errors": JOB_ERRORS,
        "job_error_otherwise": JOB_ERROR_OTHERWISE,
    }
)
