"""Planning a panel meeting."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from survey.manage.forms import LONGEST_NOTE_CHARACTERS, TOO_LONG
from survey.services.panels import MOST_SEATS
from survey.web.forms import DayField, WholeNumberField

MOST_STORIES_TO_READ = 60
"""Reading and labelling takes about two minutes a story; this is an evening."""
GROUPS = "groups"
"""Judge what the codebook could not place; anything else: the themes of the latest search."""
RANDOM_PROPOSED, CHOSEN_PROPOSED = 12, 6
"""About forty minutes of reading. By lot most, since only those count; six besides are enough for three perspectives, turns
for better and worse, and small meanings (`analysis.panel_draw`)."""
OUT_OF_RANGE = _l("Fill in a number from %(min)d to %(max)d.")


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
    judge = StringField()
    facilitator = StringField()
    members = StringField()
    n_code_seats = WholeNumberField(validators=[Optional(), NumberRange(0, MOST_SEATS, OUT_OF_RANGE)])
    n_random = WholeNumberField(
        validators=[
            InputRequired(_l("Fill in how many stories the panel reads.")),
            NumberRange(1, MOST_STORIES_TO_READ, OUT_OF_RANGE),
        ]
    )
    n_chosen = WholeNumberField(validators=[Optional(), NumberRange(0, MOST_STORIES_TO_READ, OUT_OF_RANGE)])
    aftercare_name = StringField(
        validators=[
            InputRequired(_l("Fill in to whom members can talk afterwards.")),
            Length(max=LONGEST_NOTE_CHARACTERS, message=TOO_LONG),
        ]
    )
    aftercare_how = StringField(
        validators=[
            InputRequired(_l("Fill in how to reach this person.")),
            Length(max=LONGEST_NOTE_CHARACTERS, message=TOO_LONG),
        ]
    )
    has_rehearsal = BooleanField()

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
        if not set(self.chosen) <= set(self.possible):
            raise ValidationError(_("Choose at least one panel member from the list."))
        n_seats = len(self.chosen) + (self.n_code_seats.data or 0)
        if not n_seats:
            raise ValidationError(_("Choose at least one panel member from the list, or fill in seats with a code."))
        if n_seats > MOST_SEATS:
            raise ValidationError(_("A meeting has at most %(n)s seats.", n=MOST_SEATS))
