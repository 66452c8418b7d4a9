"""The text for tellers, in three parts, and the last look before it is published."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from survey.manage.forms import TOO_LONG
from survey.services.cleaning import clean
from survey.services.feedback import MOST_CHARACTERS, Text


class FeedbackForm(FlaskForm):
    """A part may stay empty in a draft; all three are needed to go on to publishing. act: 'save' or 'preview'."""

    heard = TextAreaField(validators=[Length(max=MOST_CHARACTERS, message=TOO_LONG)])
    will_do = TextAreaField(validators=[Length(max=MOST_CHARACTERS, message=TOO_LONG)])
    will_not_do = TextAreaField(validators=[Length(max=MOST_CHARACTERS, message=TOO_LONG)])

    def __init__(self, *, text: Text, act: str) -> None:
        super().__init__(data={"heard": text.heard, "will_do": text.will_do, "will_not_do": text.will_not_do})
        self.act = act

    @property
    def text(self) -> Text:
        return Text(clean(self.heard.data or ""), clean(self.will_do.data or ""), clean(self.will_not_do.data or ""))

    def validate_heard(self, field: TextAreaField) -> None:
        self._require(field, _("Write what you heard. You can also keep the text as a draft."))

    def validate_will_do(self, field: TextAreaField) -> None:
        self._require(field, _("Write what you will do."))

    def validate_will_not_do(self, field: TextAreaField) -> None:
        self._require(field, _("Write what you will not do, and why."))

    def _require(self, field: TextAreaField, sentence: str) -> None:
        if self.act == "preview" and not clean(field.data or ""):
            raise ValidationError(sentence)


class PublishForm(FlaskForm):
    """number: the version that was looked at."""

    number = StringField()
    checked = BooleanField(validators=[InputRequired(_l("Read the text once more, and tick that it is safe."))])
