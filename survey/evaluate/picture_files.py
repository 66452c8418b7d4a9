"""A picture of the desk as an answer: to show, or to take along."""

from __future__ import annotations

from typing import cast, get_args

from flask import Response, make_response, request

from survey.evaluate import desk_drawing as drawing
from survey.services.errors import NotFound

KEEP = "bewaar"
"""In the address of a picture that is to be taken along."""


def picture_file(found: drawing.Picture | None, name: str, file_type: str) -> Response:
    """Raises NotFound when there is nothing to draw, or no such form."""
    if found is None or file_type not in get_args(drawing.PictureForm):
        raise NotFound(f"There is no picture {name}.{file_type}.")
    form = cast("drawing.PictureForm", file_type)
    answer = make_response(drawing.drawn(found, form))
    answer.headers["Content-Type"] = drawing.MEDIA_TYPES[form]
    if KEEP in request.args or form == "csv":
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
