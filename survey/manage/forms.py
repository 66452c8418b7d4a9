"""Deciding about a told story, and planning a panel meeting."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from survey.manage.words import LABELS
from survey.web.forms import DayField, WholeNumberField

MOST_STORIES_TO_READ = 60
"""Reading and labelling takes about two minutes a story; this is an evening."""
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


class MeetingForm(FlaskForm):
    """waves, leaders, members: what can be chosen (numbers, and identifiers as text). chosen: the members that were ticked."""

    title = StringField(
        validators=[
            InputRequired(_l("Give the meeting a name.")),
            Length(max=LONGEST_NOTE_CHARACTERS, message=TOO_LONG),
        ]
    )
    held_on = DayField(validators=[InputRequired(_l("Fill in the day of the meeting."))])
    wave = WholeNumberField()
    facilitator = StringField()
    members = StringField()
    n_random = WholeNumberField(
        validators=[
            InputRequired(_l("Fill in how many stories the panel reads.")),
            NumberRange(1, MOST_STORIES_TO_READ, _l("Fill in a number from %(min)d to %(max)d.")),
        ]
    )

    def __init__(
        self, *, waves: Collection[int], leaders: Collection[str], members: Collection[str], chosen: Collection[str]
    ) -> None:
        super().__init__()
        self.waves, self.leaders, self.possible, self.chosen = waves, leaders, members, chosen

    def validate_wave(self, field: WholeNumberField) -> None:
        if field.data not in self.waves:
            raise ValidationError(_("Choose a wave from the list."))

    def validate_facilitator(self, field: StringField) -> None:
        if field.data not in self.leaders:
            raise ValidationError(_("Choose who leads the meeting."))

    def validate_members(self, _field: StringField) -> None:
        if not self.chosen or not set(self.chosen) <= set(self.possible):
            raise ValidationError(_("Choose at least one panel member from the list."))
