"""Writing down a lesson, and later what became of it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from survey.evaluate.codebook_forms import strip
from survey.services.lessons import MOST_CHARACTERS, LessonWords
from survey.web.forms import WholeNumberField

STATUSES = {
    "open": _l("Still open"),
    "taken_up": _l("Taken up"),
    "not_taken_up": _l("Not taken up"),
    "left_out": _l("Written down by mistake: leave it out of reports"),
}
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


def _short(part: str) -> Length:
    return Length(max=MOST_CHARACTERS[part], message=TOO_LONG)


class LessonForm(FlaskForm):
    """phases: numbers to choose from. after: number of the version that was on the page, 0 for a new lesson."""

    phase = WholeNumberField()
    text = TextAreaField(filters=[strip], validators=[DataRequired(_l("Write what was learnt.")), _short("text")])
    source = StringField(filters=[strip], validators=[_short("source")])
    owner = StringField(
        filters=[strip],
        validators=[DataRequired(_l("Write who carries this lesson: a role, no name.")), _short("owner")],
    )
    standing = RadioField(choices=list(STATUSES), default="open", validate_choice=False)
    outcome = TextAreaField(filters=[strip], validators=[_short("outcome")])
    after = IntegerField()

    def __init__(self, *, phases: Collection[int]) -> None:
        super().__init__()
        self.phases = phases

    def validate_phase(self, field: WholeNumberField) -> None:
        if field.data not in self.phases:
            raise ValidationError(_("Choose a phase from the list."))

    def validate_standing(self, field: RadioField) -> None:
        if field.data not in STATUSES:
            raise ValidationError(_("Choose how it stands."))

    def validate_outcome(self, field: TextAreaField) -> None:
        if self.standing.data != "open" and not field.data:
            raise ValidationError(_("Write what became of it, or why nothing did."))

    def words(self) -> LessonWords:
        return LessonWords(
            phase=self.phase.data or 0,
            text=self.text.data or "",
            source=self.source.data or "",
            owner=self.owner.data or "",
            status=self.standing.data or "open",
            outcome=self.outcome.data or "",
        )
