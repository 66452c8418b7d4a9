"""What a coordinator fills in about a signal."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length, ValidationError

from survey.manage.forms import TOO_LONG
from survey.manage.words import SIGNAL_ENDS, SIGNAL_WHY

LONGEST_SIGNAL_NOTE_CHARACTERS = 2_000


class OpenForm(FlaskForm):
    """Why the story is opened."""

    why = StringField(validators=[AnyOf(list(SIGNAL_WHY), _l("Choose why you open this story."))])


class StepForm(FlaskForm):
    """A note, or how it ended. act: 'take', 'note' or 'end'. with_note: False once the story was withdrawn."""

    note = TextAreaField(validators=[Length(max=LONGEST_SIGNAL_NOTE_CHARACTERS, message=TOO_LONG)])
    end = StringField()

    def __init__(self, *, act: str, with_note: bool) -> None:
        super().__init__()
        self.act, self.with_note = act, with_note

    def validate_note(self, field: TextAreaField) -> None:
        if self.act in ("note", "end") and self.with_note and not (field.data or "").strip():
            raise ValidationError(_("Write down what was done."))

    def validate_end(self, field: StringField) -> None:
        if self.act == "end" and field.data not in SIGNAL_ENDS:
            raise ValidationError(_("Choose how this ended."))
