"""Making an invitation, and deciding about a told story."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from survey.manage.words import LABELS
from survey.web.locale import LANGUAGES
from survey.web.terms import ROUTES

MOST_STORIES_PER_INVITATION = 10_000
LONGEST_REASON_CHARACTERS = 500
LONGEST_NOTE_CHARACTERS = 200
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


class InvitationForm(FlaskForm):
    wave = SelectField(coerce=int)
    route = SelectField(choices=list(ROUTES.items()), validators=[InputRequired(_l("Choose how people are invited."))])
    language = SelectField(choices=list(LANGUAGES.items()))
    expires_on = DateField(validators=[InputRequired(_l("Fill in the last day of this link."))])
    quota = IntegerField(
        validators=[
            Optional(),
            NumberRange(1, MOST_STORIES_PER_INVITATION, _l("Fill in a number from %(min)d to %(max)d.")),
        ]
    )

    def __init__(self, *, today: date, waves: list[tuple[int, str]]) -> None:
        super().__init__()
        self.today = today
        self.wave.choices = waves

    def validate_expires_on(self, field: DateField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_l("The last day is before today."))


class CheckingForm(FlaskForm):
    """The fields beside the choices per span; those are read by `survey.manage.checking`."""

    new_field = StringField(validators=[Length(max=60)])
    new_words = StringField(validators=[Length(max=200, message=TOO_LONG)])
    new_label = StringField(default="PERSON", validators=[Optional(), AnyOf(list(LABELS))])
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])
    content_note = StringField(validators=[Length(max=LONGEST_NOTE_CHARACTERS, message=TOO_LONG)])
