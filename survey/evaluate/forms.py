"""Starting an analysis, issuing a report, and writing down a reflection moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from survey.evaluate.codebook_forms import strip
from survey.web.forms import DayField, WholeNumberField

LARGEST_SEED = 2**31 - 1
LONGEST_REFLECTION_CHARACTERS = 5_000
LONGEST_DECISION_CHARACTERS, LONGEST_OWNER_CHARACTERS = 300, 120
MOST_DECISIONS = 6
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
    """phases: numbers to choose from; taken: days that have a reflection moment already. Below its own fields it has
    `MOST_DECISIONS` pairs: `decision_1` and `owner_1`, and so on."""

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

    def pairs(self) -> list[tuple[StringField, StringField]]:
        """The field of every decision with that of who carries it."""
        places = range(1, MOST_DECISIONS + 1)
        return [(self[f"decision_{place}"], self[f"owner_{place}"]) for place in places]

    def decisions(self) -> list[tuple[str, str]]:
        """What was decided, and who carries it."""
        return [(text.data, owner.data) for text, owner in self.pairs() if text.data]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        holds = super().validate(extra_validators)
        for text, owner in self.pairs():
            missing, sentence = (
                (owner, _("Write who carries this decision: a role, no name."))
                if text.data and not owner.data
                else (text, _("Write what was decided."))
            )
            if bool(text.data) != bool(owner.data):
                missing.errors = [*missing.errors, sentence]
                holds = False
        return holds


for _place in range(1, MOST_DECISIONS + 1):
    _decision = [Length(max=LONGEST_DECISION_CHARACTERS, message=TOO_LONG)]
    _owner = [Length(max=LONGEST_OWNER_CHARACTERS, message=TOO_LONG)]
    setattr(ReflectionForm, f"decision_{_place}", StringField(filters=[strip], validators=_decision))
    setattr(ReflectionForm, f"owner_{_place}", StringField(filters=[strip], validators=_owner))
