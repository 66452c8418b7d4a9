"""What the question pages take in. Values are kept as typed; a forged choice is an error like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, StringField, TextAreaField
from wtforms.validators import ValidationError

from survey.models.programme import AgePolicy
from survey.services import recordings
from survey.services.answers import NOT_GIVEN
from survey.services.cleaning import clean
from survey.services.errors import RecordingTooLarge, RecordingTooLong, RecordingUnknown
from survey.services.stories import MOST_CHARACTERS, MOST_CHARACTERS_OTHER, UNDER_16
from survey.web.asking import placing
from survey.web.asking.choices import AGES, FILLED_IN, GIVEN, PARENT_WHEN, ROLES, WHO
from survey.web.asking.questions import Asked


class FamilyForm(FlaskForm):
    """No CSRF field: there is no session to protect (survey/respond/blueprint.py)."""

    class Meta:
        csrf = False

    @property
    def problems(self) -> dict[str, str]:
        """The first message per field."""
        return {name: str(messages[0]) for name, messages in self.errors.items() if name}

    @property
    def is_too_long(self) -> bool:
        """A text that would be lost by going on or back: the one error that holds a teller on the page."""
        return any(_over(entry) > 0 for entry in self if isinstance(entry, TextAreaField))


class WhoForm(FamilyForm):
    """The age policy of the pilot decides what is required of young people."""

    perspective = StringField()
    professional_role = StringField()
    age_band = StringField()
    filled_in = StringField()

    def __init__(self, policy: AgePolicy, formdata: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata, data=data)
        self.policy = policy

    @property
    def is_too_young(self) -> bool:
        is_under_16 = self.perspective.data == "young_person" and self.age_band.data in UNDER_16
        return self.policy == "from_16_only" and is_under_16

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


class ConsentForm(FamilyForm):
    """Nothing has to be ticked, but by a parent where the pilot asks that for this teller and the parent is there.

    parent_when: 'here', or 'later' with a code of their own. Without it a parent's tick says enough.
    """

    consent_analysis = BooleanField()
    consent_panel = BooleanField()
    consent_quotation = BooleanField()
    parent_when = StringField()
    consent_parent = BooleanField()

    def __init__(self, asks_parent: bool, formdata: Any = None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=formdata, data=data)
        self.asks_parent = asks_parent

    def validate_parent_when(self, entry: StringField) -> None:
        is_answered = entry.data in PARENT_WHEN or (not entry.data and self.consent_parent.data)
        if self.asks_parent and not is_answered:
            raise ValidationError(_("You are younger than 16. Choose when your parent or carer agrees"))

    def validate_consent_parent(self, entry: BooleanField) -> None:
        if self.asks_parent and self.parent_when.data == "here" and not entry.data:
            raise ValidationError(_("You are younger than 16. Ask your parent or carer to tick this box"))


class StoryForm(FamilyForm):
    """There is no least length; the greatest is announced."""

    story = TextAreaField()

    def validate_story(self, entry: TextAreaField) -> None:
        _not_too_long(self, entry)
        if not clean(entry.data or ""):
            raise ValidationError(_("Write down what stuck with you. One sentence is enough"))


class CheckForm(FamilyForm):
    """website: no person sees it. Who fills it in is looked at before the story counts. spoken: a recording, once valid."""

    worried = BooleanField()
    website = StringField()
    recording = FileField()
    spoken: recordings.Recorded | None = None

    def validate_recording(self, entry: FileField) -> None:
        content = entry.data.read(recordings.MOST_BYTES + 1) if isinstance(entry.data, FileStorage) else b""
        if not content:
            return
        try:
            self.spoken = recordings.read(content)
        except RecordingTooLarge:
            raise ValidationError(_("This recording is too large. Choose a shorter one, or send without it")) from None
        except RecordingTooLong:
            raise ValidationError(_("This recording is too long. Choose a shorter one, or send without it")) from None
        except RecordingUnknown:
            raise ValidationError(
                _("This is not a recording that we can take. Choose another, or send without it")
            ) from None


def section_form(questions: Iterable[Asked], formdata: Any = None, data: Mapping[str, Any] | None = None) -> FamilyForm:
    """The form for these questions. Field names: the code; `<code>-then` and `<code>-now` for the steps of a domain."""
    fields: dict[str, Any] = {}
    for question in questions:
        fields |= _fields(question)
    return type("SectionForm", (FamilyForm,), fields)(formdata=formdata, data=data)


def _fields(question: Asked) -> dict[str, Any]:
    steps = [value for value, _word in question.steps]
    if question.kind == "then_now":
        return {
            question.code: StringField(validators=[_one_of(GIVEN)]),
            f"{question.code}-then": StringField(validators=[_one_of(steps)]),
            f"{question.code}-now": StringField(validators=[_one_of(steps)]),
        }
    if question.kind == "scale":
        return {question.code: StringField(validators=[_one_of([*NOT_GIVEN, *steps])])}
    if question.kind in ("triad", "dyad"):
        return {question.code: StringField(validators=[_placed(question)])}
    return {question.code: TextAreaField(validators=[_not_too_long])}


def _one_of(values: Iterable[str]) -> Any:
    known = frozenset(values)

    def check(_form: Any, entry: StringField) -> None:
        if entry.data and entry.data not in known:
            raise ValidationError(_("Choose one of the answers"))

    return check


def _placed(question: Asked) -> Any:
    def check(_form: Any, entry: StringField) -> None:
        if entry.data and entry.data not in NOT_GIVEN and placing.read(question.kind, entry.data) is None:
            raise ValidationError(_("Choose one of the answers"))

    return check


def _over(entry: TextAreaField) -> int:
    """How many characters too many."""
    return len(clean(entry.data or "")) - MOST_CHARACTERS.get(entry.name, MOST_CHARACTERS_OTHER)


def _not_too_long(_form: Any, entry: TextAreaField) -> None:
    over = _over(entry)
    if over > 0:
        raise ValidationError(
            ngettext(
                "This is %(num)s character too long (at most %(most)s). Nothing is lost: make it a little shorter",
                "This is %(num)s characters too long (at most %(most)s). Nothing is lost: make it a little shorter",
                over,
                most=MOST_CHARACTERS.get(entry.name, MOST_CHARACTERS_OTHER),
            )
        )
