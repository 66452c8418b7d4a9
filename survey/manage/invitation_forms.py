"""Making and changing an invitation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional, ValidationError

from survey.models.programme import Wave
from survey.services.invitations import Terms
from survey.web.filters import day
from survey.web.forms import DayField, WholeNumberField
from survey.web.locale import LANGUAGES
from survey.web.terms import ROUTES

MOST_STORIES_PER_INVITATION = 10_000


class TermsForm(FlaskForm):
    """What can still be changed once the link is out. today: the first day that can be the last."""

    expires_on = DayField(validators=[InputRequired(_l("Fill in the last day of this link."))])
    quota = WholeNumberField(
        validators=[
            Optional(),
            NumberRange(1, MOST_STORIES_PER_INVITATION, _l("Fill in a number from %(min)d to %(max)d.")),
        ]
    )
    is_kiosk = BooleanField()
    seen = HiddenField()

    def __init__(self, *, today: date, wave: Wave | None, data: dict[str, Any] | None = None) -> None:
        super().__init__(data=data)
        self.today, self.for_wave = today, wave

    def validate_expires_on(self, field: DayField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("The last day is before today."))
        wave = self.for_wave
        if wave and field.data and field.data > wave.closes_on:
            raise ValidationError(
                _("The wave ends on %(day)s. Choose that day or an earlier one.", day=day(wave.closes_on))
            )

    @property
    def terms(self) -> Terms:
        """Of a form that is valid."""
        return Terms(self.expires_on.data, self.quota.data, self.is_kiosk.data)


class InvitationForm(TermsForm):
    """waves: the waves that can be chosen."""

    wave = WholeNumberField()
    route = StringField(validators=[AnyOf(list(ROUTES), _l("Choose how people are invited."))])
    language = StringField(validators=[AnyOf(list(LANGUAGES), _l("Choose a language from the list."))])

    def __init__(self, *, today: date, waves: Collection[Wave]) -> None:
        super().__init__(today=today, wave=None)
        self.for_wave = next((wave for wave in waves if wave.number == self.wave.data), None)

    def validate_wave(self, _field: WholeNumberField) -> None:
        if self.for_wave is None:
            raise ValidationError(_("Choose a wave from the list."))
