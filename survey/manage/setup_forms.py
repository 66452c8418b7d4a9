"""Setting up programmes, phases, pilots, waves and partners: what may be filled in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from survey.manage.forms import TOO_LONG
from survey.models.programme import Phase, Pilot, Wave
from survey.services import setting_up
from survey.web.filters import day
from survey.web.forms import DayField, WholeNumberField
from survey.web.terms import AGE_POLICIES, PERSPECTIVES

LONGEST_LINE_CHARACTERS = 200
LONGEST_CODE_CHARACTERS = 60
LONGEST_TEXT_CHARACTERS = 500
MOST_LINES = 30
MOST_WORKING_DAYS = 10
MOST_PLANNED = 10_000
LARGEST_NUMBER = 99
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FROM_TO = _l("Fill in a number from %(min)d to %(max)d.")


def stripped(text: str | None) -> str:
    return (text or "").strip()


def line(required: str, most: int = LONGEST_LINE_CHARACTERS, kind: type[StringField] = StringField) -> StringField:
    """A text that must be there. required: the sentence for an empty one."""
    return kind(filters=[stripped], validators=[DataRequired(required), Length(max=most, message=TOO_LONG)])


class LinesField(TextAreaField):
    """One thing a line; blank lines and doubles fall away. data: a list."""

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = [" ".join(line.split()) for line in (valuelist[0] if valuelist else "").splitlines()]
        self.data = list(dict.fromkeys(line for line in lines if line))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])

    def pre_validate(self, form: FlaskForm) -> None:  # noqa: ARG002  WTForms calls it so
        if len(self.data or []) > MOST_LINES:
            raise ValidationError(_("Use at most %(n)s lines.", n=MOST_LINES))
        if any(len(line) > LONGEST_LINE_CHARACTERS for line in self.data or []):
            raise ValidationError(_("A line is too long. Use at most %(n)s characters.", n=LONGEST_LINE_CHARACTERS))


@dataclass(frozen=True, slots=True)
class Period:
    """Days that must be kept within, or that must stay inside. name: what a person calls it."""

    name: str
    first: date
    last: date


class PeriodForm(FlaskForm):
    """Two days. around: other periods that these days must stay within. inside: periods that these days must hold.

    not_over: the day before which a new period may not end. stored: the days as they are; they are not judged again when
    something else is changed.
    """

    first_field, last_field = "starts_on", "ends_on"
    seen = HiddenField()

    def __init__(
        self,
        *,
        around: Sequence[Period] = (),
        inside: Sequence[Period] = (),
        not_over: date | None = None,
        stored: tuple[date, date] | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data=data)
        self.around, self.inside, self.not_over, self.stored = around, inside, not_over, stored

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        first, last = self[self.first_field], self[self.last_field]
        if first.errors or last.errors:
            return False
        problem = self._problem(first.data, last.data)
        last.errors = [problem] if problem else []
        return valid and not problem

    def _problem(self, first: date, last: date) -> str:
        if last < first:
            return str(_("The last day is before the first day."))
        if (first, last) == self.stored:
            return ""
        if self.not_over and last < self.not_over:
            return str(_("The last day is before today."))
        for other in self.around:
            if first < other.first or last > other.last:
                return str(
                    _(
                        "This does not fit in %(name)s, which lasts from %(first)s to %(last)s.",
                        name=other.name,
                        first=day(other.first),
                        last=day(other.last),
                    )
                )
        for other in self.inside:
            if first > other.first or last < other.last:
                return str(
                    _(
                        "%(name)s lasts from %(first)s to %(last)s and would fall outside. First change that.",
                        name=other.name,
                        first=day(other.first),
                        last=day(other.last),
                    )
                )
        return ""


class CodeForm(FlaskForm):
    """A short name in addresses. taken: names that mean something else."""

    slug = StringField(filters=[stripped], validators=[DataRequired(_l("Fill in a short name."))])
    taken: Collection[str] = ()

    def validate_slug(self, field: StringField) -> None:
        if len(field.data) > LONGEST_CODE_CHARACTERS or not CODE.fullmatch(field.data):
            raise ValidationError(
                _("Use small letters, digits and hyphens only, at most %(n)s.", n=LONGEST_CODE_CHARACTERS)
            )
        if field.data in self.taken:
            raise ValidationError(_("This short name is in use for something else. Choose another."))


class ProgrammeForm(CodeForm):
    title = line(_l("Give the programme a name."))


class PhaseForm(PeriodForm):
    title = line(_l("Give the phase a name."))
    starts_on = DayField(validators=[InputRequired(_l("Fill in the first day."))])
    ends_on = DayField(validators=[InputRequired(_l("Fill in the last day."))])

    @property
    def settings(self) -> setting_up.PhaseSettings:
        return setting_up.PhaseSettings(self.title.data, self.starts_on.data, self.ends_on.data)


class PilotForm(PeriodForm):
    title = line(_l("Give the pilot a name."))
    target_group = line(_l("Say for whom the pilot is."), LONGEST_TEXT_CHARACTERS, TextAreaField)
    themes = LinesField(validators=[DataRequired(_l("Fill in at least one theme."))])
    neighbourhoods = LinesField()
    starts_on = DayField(validators=[InputRequired(_l("Fill in the first day."))])
    ends_on = DayField(validators=[InputRequired(_l("Fill in the last day."))])
    worry_contact = StringField(filters=[stripped], validators=[Length(max=LONGEST_LINE_CHARACTERS, message=TOO_LONG)])
    worry_working_days = WholeNumberField(
        validators=[
            InputRequired(_l("Fill in the number of working days.")),
            NumberRange(1, MOST_WORKING_DAYS, FROM_TO),
        ]
    )
    takes_recordings = BooleanField()
    four_eyes = BooleanField()

    @property
    def settings(self) -> setting_up.PilotSettings:
        return setting_up.PilotSettings(
            self.title.data,
            tuple(self.themes.data),
            tuple(self.neighbourhoods.data or ()),
            self.target_group.data,
            self.starts_on.data,
            self.ends_on.data,
            self.worry_contact.data or None,
            self.worry_working_days.data,
            self.takes_recordings.data,
            self.four_eyes.data,
        )


class AgePolicyForm(FlaskForm):
    """current: the policy that holds now, None for a new pilot."""

    age_policy = StringField(validators=[AnyOf(list(AGE_POLICIES), _l("Choose what your organisation decided."))])
    reason = line(_l("Say where this decision is written down."), LONGEST_TEXT_CHARACTERS, TextAreaField)
    seen = HiddenField()
    current: str | None = None

    def validate_age_policy(self, field: StringField) -> None:
        if self.current is not None and field.data == self.current:
            raise ValidationError(_("This is what holds already."))


class NewPilotForm(PilotForm, AgePolicyForm, CodeForm):
    """Everything about a pilot at once."""


class PartnerForm(FlaskForm):
    name = line(_l("Fill in the name of the organisation."))
    role = line(_l("Say what part it has."), LONGEST_CODE_CHARACTERS)


class WaveForm(PeriodForm):
    """wave: the one that is changed. is_kept: it keeps its phase and questionnaire; else a free choice from versions."""

    first_field, last_field = "opens_on", "closes_on"

    title = line(_l("Give the wave a name."))
    phase = WholeNumberField()
    questionnaire = StringField()
    opens_on = DayField(validators=[InputRequired(_l("Fill in the first day."))])
    closes_on = DayField(validators=[InputRequired(_l("Fill in the last day."))])
    planned_young_person = WholeNumberField(validators=[Optional(), NumberRange(0, MOST_PLANNED, FROM_TO)])
    planned_parent = WholeNumberField(validators=[Optional(), NumberRange(0, MOST_PLANNED, FROM_TO)])
    planned_professional = WholeNumberField(validators=[Optional(), NumberRange(0, MOST_PLANNED, FROM_TO)])

    def __init__(
        self,
        *,
        pilot: Pilot,
        versions: Collection[uuid.UUID],
        wave: Wave | None = None,
        is_kept: bool = False,
        not_over: date | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        around = [Period(_("the pilot"), pilot.starts_on, pilot.ends_on)]
        stored = (wave.opens_on, wave.closes_on) if wave else None
        super().__init__(around=around, not_over=not_over, stored=stored, data=data)
        self.phases = {phase.number: phase for phase in pilot.programme.phases}
        self.versions = {str(version): version for version in versions}
        self.wave, self.kept = wave, wave if is_kept else None

    def validate(self, extra_validators: Any = None) -> bool:
        if self.chosen_phase:
            phase = self.chosen_phase
            self.around = [*self.around, Period(phase.title, phase.starts_on, phase.ends_on)]
            if self.wave and phase.id != self.wave.phase_id:
                self.stored = None
        return super().validate(extra_validators)

    def validate_phase(self, field: WholeNumberField) -> None:
        if not self.chosen_phase:
            field.errors = []  # that nothing chosen is no number helps nobody
            raise ValidationError(_("Choose a phase from the list."))

    def validate_questionnaire(self, field: StringField) -> None:
        if not self.kept and field.data not in self.versions:
            raise ValidationError(_("Choose a questionnaire from the list."))

    @property
    def chosen_phase(self) -> Phase | None:
        return self.kept.phase if self.kept else self.phases.get(self.phase.data)

    @property
    def settings(self) -> setting_up.WaveSettings:
        """Of a form that is valid."""
        phase = self.chosen_phase
        assert phase is not None
        planned = {name: self[f"planned_{name}"].data for name in PERSPECTIVES}
        return setting_up.WaveSettings(
            self.title.data,
            phase.id,
            self.kept.questionnaire_version_id if self.kept else self.versions[self.questionnaire.data],
            self.opens_on.data,
            self.closes_on.data,
            {name: n for name, n in planned.items() if n is not None} or None,
        )


class NewWaveForm(WaveForm):
    number = WholeNumberField(
        validators=[InputRequired(_l("Fill in a number.")), NumberRange(1, LARGEST_NUMBER, FROM_TO)]
    )
