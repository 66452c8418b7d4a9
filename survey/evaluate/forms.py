"""Starting an analysis, issuing a report, and writing down a reflection moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from survey.web.forms import DayField, WholeNumberField

LARGEST_SEED = 2**31 - 1
LONGEST_REFLECTION_CHARACTERS = 5_000
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


class AnalysisForm(FlaskForm):
    seed = WholeNumberField(
        validators=[
            InputRequired(_l("Fill in a whole number, with digits.")),
            NumberRange(0, LARGEST_SEED, _l("Fill in a number from %(min)d to %(max)d.")),
        ]
    )
    catalogue = BooleanField()
    """Look for the indicators of the catalogue by name as well."""


class ReportForm(FlaskForm):
    seen = BooleanField(validators=[InputRequired(_l("First look who was heard and who was not."))])


def _answer(missing: str) -> TextAreaField:
    return TextAreaField(
        validators=[InputRequired(missing), Length(max=LONGEST_REFLECTION_CHARACTERS, message=TOO_LONG)]
    )


class ReflectionForm(FlaskForm):
    """phases: numbers to choose from; taken: days that have a reflection moment already."""

    held_on = DayField(validators=[InputRequired(_l("Fill in the day."))])
    phase = WholeNumberField()
    works_well = _answer(_l("Write what works well, or that nothing was said about it."))
    needs_adjusting = _answer(_l("Write what needs adjusting, or that nothing was said about it."))
    usable_later = _answer(_l("Write what can be used later, or that nothing was said about it."))

    def __init__(self, *, phases: Collection[int], taken: Collection[date]) -> None:
        super().__init__()
        self.phases, self.taken = phases, taken

    def validate_phase(self, field: WholeNumberField) -> None:
        if field.data not in self.phases:
            raise ValidationError(_("Choose a phase from the list."))

    def validate_held_on(self, field: DayField) -> None:
        if field.data in self.taken:
            raise ValidationError(_("There is a reflection moment on this day already."))
