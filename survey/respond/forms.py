"""What the three question pages take in. Values are kept as typed; a forged choice is an error like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import ValidationError

from survey.models.programme import AgePolicy
from survey.respond.questions import Asked
from survey.services.stories import (
    MOST_CHARACTERS,
    MOST_CHARACTERS_OTHER,
    NOT_GIVEN,
    UNDER_16,
    clean,
)

WHO = {
    "young_person": _l("I am a young person"),
    "parent": _l("I am a parent or carer"),
    "professional": _l("I work with families"),
}
ROLES = {
    "care_worker": _l("I give help or support"),
    "referrer": _l("I refer people to help, as a GP or in a neighbourhood team"),
    "education": _l("I work in education"),
    "other": _l("Something else"),
}
AGES = {
    "under-12": _l("Younger than 12"),
    "12-15": _l("12 to 15"),
    "16-17": _l("16 or 17"),
    "18-plus": _l("18 or older"),
}
FILLED_IN = {
    "self": _l("I fill this in myself"),
    "helped": _l("I fill this in myself, somebody helps me"),
    "child": _l("I fill this in for a child or young person"),
}
GIVEN = {
    "yes": _l("It is in my story"),
    "not_mentioned": _l("Not mentioned"),
    "not_applicable": _l("Does not apply"),
}
"""Whether a story touches on a domain; for a scale only the two reasons for having no step."""


class FamilyForm(FlaskForm):
    """No CSRF field: there is no session to protect (survey/respond/__init__.py)."""

    class Meta:
        csrf = False

    @property
    def problems(self) -> dict[str, str]:
        """The first message per field."""
        return {name: str(messages[0]) for name, messages in self.errors.items() if name}


class WhoForm(FamilyForm):
    """Page 1. The age policy of the pilot decides what is required of young people."""

    perspective = StringField()
    professional_role = StringField()
    age_band = StringField()
    filled_in = StringField()
    consent_analysis = BooleanField()
    consent_panel = BooleanField()
    consent_quotation = BooleanField()
    parent_agrees = BooleanField()

    def __init__(self, policy: AgePolicy, formdata: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata, data=data)
        self.policy = policy

    @property
    def is_under_16(self) -> bool:
        return self.perspective.data == "young_person" and self.age_band.data in UNDER_16

    @property
    def is_too_young(self) -> bool:
        return self.policy == "from_16_only" and self.is_under_16

    def validate_perspective(self, entry: StringField) -> None:
        if entry.data not in WHO:
            raise ValidationError(_("Choose who you are"))

    def validate_professional_role(self, entry: StringField) -> None:
        if self.perspective.data == "professional" and entry.data not in ROLES:
            raise ValidationError(_("Choose what kind of work you do"))

    def validate_age_band(self, entry: StringField) -> None:
        if self.perspective.data != "young_person" or (not entry.data and self.policy == "information_only"):
            return
        if entry.data not in AGES:
            raise ValidationError(_("Choose your age"))

    def validate_filled_in(self, entry: StringField) -> None:
        if entry.data and entry.data not in FILLED_IN:
            raise ValidationError(_("Choose one of the answers"))

    def validate_parent_agrees(self, entry: BooleanField) -> None:
        if self.policy == "parent_co_consents" and self.is_under_16 and not entry.data:
            raise ValidationError(_("You are younger than 16. Ask your parent or carer to tick this box"))


class StoryForm(FamilyForm):
    """Page 2. There is no least length; the greatest is announced."""

    story = TextAreaField()

    def __init__(self, formdata: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata, data=data)

    @property
    def is_too_long(self) -> bool:
        return len(clean(self.story.data or "")) > MOST_CHARACTERS["story"]

    def validate_story(self, entry: TextAreaField) -> None:
        _not_too_long(entry)
        if not clean(entry.data or ""):
            raise ValidationError(_("Write down what stuck with you. One sentence is enough"))


class MeaningForm(FamilyForm):
    """Page 3. Its fields follow from the questionnaire: `meaning_form` makes it."""

    @property
    def is_too_long(self) -> bool:
        return any(isinstance(entry, TextAreaField) for entry in self if entry.errors)


def meaning_form(
    questions: Iterable[Asked], formdata: Any = None, data: Mapping[str, Any] | None = None
) -> MeaningForm:
    """The form for these questions. Field names: the code; `<code>-then` and `<code>-now` for the steps of a domain."""
    fields: dict[str, Any] = {}
    for question in questions:
        steps = _one_of([value for value, _word in question.steps])
        if question.kind == "then_now":
            fields[question.code] = StringField(validators=[_one_of(GIVEN)])
            fields[f"{question.code}-then"] = StringField(validators=[steps])
            fields[f"{question.code}-now"] = StringField(validators=[steps])
        elif question.kind == "scale":
            fields[question.code] = StringField(
                validators=[_one_of([*NOT_GIVEN, *(value for value, _word in question.steps)])]
            )
        elif question.kind in ("title", "open"):
            fields[question.code] = TextAreaField(validators=[lambda _form, entry: _not_too_long(entry)])
    return type("MeaningFormOfVersion", (MeaningForm,), fields)(formdata=formdata, data=data)


def _one_of(values: Iterable[str]) -> Any:
    known = frozenset(values)

    def check(_form: Any, entry: StringField) -> None:
        if entry.data and entry.data not in known:
            raise ValidationError(_("Choose one of the answers"))

    return check


def _not_too_long(entry: TextAreaField) -> None:
    most = MOST_CHARACTERS.get(entry.name, MOST_CHARACTERS_OTHER)
    over = len(clean(entry.data or "")) - most
    if over > 0:
        raise ValidationError(
            ngettext(
                "This is %(num)s character too long (at most %(most)s). Nothing is lost: make it a little shorter",
                "This is %(num)s characters too long (at most %(most)s). Nothing is lost: make it a little shorter",
                over,
                most=most,
            )
        )
