"""Forms about the codebook. Words come from people: what they typed is never lost."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

LONGEST_NAME = 120
LONGEST_WORDS = 2_000
LONGEST_REASON = 1_000
LONGEST_NOTE = 300
MISSING_REASON = _l("Write why.")
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


def strip(text: str | None) -> str:
    return (text or "").strip()


def _reason() -> TextAreaField:
    return TextAreaField(
        filters=[strip],
        validators=[DataRequired(MISSING_REASON), Length(max=LONGEST_REASON, message=TOO_LONG)],
    )


class ReasonForm(FlaskForm):
    """Confirming a version, placing themes of a meeting, deciding about a match."""

    reason = _reason()


class ThemeForm(FlaskForm):
    name = StringField(
        filters=[strip],
        validators=[DataRequired(_l("Give the theme a name.")), Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    definition = TextAreaField(filters=[strip], validators=[Length(max=LONGEST_WORDS, message=TOO_LONG)])
    not_this = TextAreaField(filters=[strip], validators=[Length(max=LONGEST_WORDS, message=TOO_LONG)])
    set_aside = BooleanField()
    reason = _reason()


class FileForm(FlaskForm):
    file = FileField(validators=[FileRequired(_l("Choose a file."))])
    reason = _reason()
