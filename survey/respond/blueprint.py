"""The blueprint of the family's pages, apart from its views so that these can be split by subject."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Blueprint, request

from survey.extensions import csrf
from survey.services import recordings

MOST_BYTES = 2 * 1024 * 1024
"""A story far over its limit still comes back with a message instead of being lost with a bare refusal."""
WITH_RECORDING = {"respond.check", "respond.whole_sent"}
MOST_BYTES_WITH_RECORDING = MOST_BYTES + 3 * recordings.MOST_BYTES
"""Likewise for a recording that is somewhat too large."""

blueprint = Blueprint("respond", __name__, url_prefix="/", template_folder="templates")

# A teller has no session and no cookie, so there is nothing a foreign page could ride on; the sealed draft protects.
csrf.exempt(blueprint)


@blueprint.before_request
def _allow_long_texts() -> None:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    if request.endpoint in WITH_RECORDING:
        request.max_content_length = MOST_BYTES_WITH_RECORDING
        request._get_file_stream = _in_memory  # type: ignore[method-assign]  # Werkzeug has no setting for it


def _in_memory(*_about: Any, **_more: Any) -> IO[bytes]:
    """A voice never lies unsealed on the disk, not even in a temporary file: Werkzeug's own stream for large files is one."""
    return BytesIO()
