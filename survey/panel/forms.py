"""Labelling a story, and judging a theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, ValidationError

from survey.web.terms import VERDICTS

LONGEST_TAG_CHARACTERS = 60
MOST_TAGS = 10
LONGEST_REASON_CHARACTERS = 2_000
LONGEST_NAME_CHARACTERS = 120
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


class LabelForm(FlaskForm):
    """chosen: the labels that were ticked; own: own words, with commas between them; none: no label fits."""

    own = StringField(validators=[Length(max=(LONGEST_TAG_CHARACTERS + 2) * MOST_TAGS, message=TOO_LONG)])
    none = BooleanField()
    why = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def __init__(self, *, chosen: Collection[str] = (), vocabulary: Collection[str] = ()) -> None:
        super().__init__()
        known = {tag.casefold(): tag for tag in vocabulary}
        words = [" ".join(part.split()) for part in [*chosen, *(self.own.data or "").split(",")]]
        self.tags = list(dict.fromkeys(known.get(word.casefold(), word) for word in words if word))

    def validate_own(self, _field: StringField) -> None:
        if len(self.tags) > MOST_TAGS:
            raise ValidationError(_("Choose at most %(n)s labels.", n=MOST_TAGS))
        if any(len(tag) > LONGEST_TAG_CHARACTERS for tag in self.tags):
            raise ValidationError(
                _("A label has at most %(n)s characters. Put a comma between two labels.", n=LONGEST_TAG_CHARACTERS)
            )
        if not self.tags and not self.none.data:
            raise ValidationError(_("Choose a label, write one yourself, or say that none fits."))
        if self.tags and self.none.data:
            raise ValidationError(_("You chose a label and also said that none fits. Leave one of the two."))


class VerdictForm(FlaskForm):
    """given: an earlier verdict to start from. others: identifiers of the themes with which this one could belong.
    needs_name: a final verdict names the theme.
    """

    kind = StringField(validators=[AnyOf(list(VERDICTS), _l("Choose what you think of this theme."))])
    name = StringField(validators=[Length(max=LONGEST_NAME_CHARACTERS, message=TOO_LONG)])
    merge_into = StringField()
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def __init__(self, given: Mapping[str, str], *, others: Collection[str], needs_name: bool = False) -> None:
        super().__init__(data=given)
        self.others, self.needs_name = others, needs_name

    def validate_name(self, field: StringField) -> None:
        named = ("rename", "confirm") if self.needs_name else ("rename",)
        if self.kind.data in named and not (field.data or "").strip():
            raise ValidationError(_("Write the name of the theme."))

    def validate_merge_into(self, field: StringField) -> None:
        if self.kind.data == "merge" and field.data not in self.others:
            raise ValidationError(_("Choose the theme with which this one belongs."))

    def validate_reason(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Write why you think so. A few words are enough."))
