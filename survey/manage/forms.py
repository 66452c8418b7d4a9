"""Deciding about a told story."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, ValidationError

from survey.manage.words import CHECK_WHY, LABELS
from survey.web.forms import WholeNumberField

LONGEST_REASON_CHARACTERS = 500
LONGEST_NOTE_CHARACTERS = 200
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


class CheckingForm(FlaskForm):
    """The fields beside the choices per span; those are read by `survey.manage.checking`."""

    new_field = StringField(validators=[Length(max=60)])
    new_words = StringField(validators=[Length(max=200, message=TOO_LONG)])
    new_label = StringField(default="PERSON", validators=[Optional(), AnyOf(list(LABELS))])
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])
    content_note = StringField(validators=[Length(max=LONGEST_NOTE_CHARACTERS, message=TOO_LONG)])


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class OpenAgainForm(FlaskForm):
    """Why a story, or a part of it, is opened again."""

    why = StringField(validators=[AnyOf(list(CHECK_WHY), _l("Choose why you open this."))])


class TakeBackForm(FlaskForm):
    """Why a release was a mistake. is_sent: the reason was asked for on this page."""

    reason = TextAreaField(
        filters=[_stripped],
        validators=[
            DataRequired(_l("Write why this release was a mistake.")),
            Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG),
        ],
    )

    @property
    def is_sent(self) -> bool:
        return bool(self.reason.raw_data)


class SecondForm(FlaskForm):
    """What the second person says. number: of the decision they looked at. reason: only needed to send it back."""

    number = WholeNumberField(validators=[InputRequired()])
    reason = TextAreaField(filters=[_stripped], validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def validate_reason(self, field: TextAreaField) -> None:
        if self.sends_back and not field.data:
            raise ValidationError(_("Write what has to be looked at again."))

    def __init__(self, *, sends_back: bool) -> None:
        super().__init__()
        self.sends_back = sends_back
