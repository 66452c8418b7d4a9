"""Labelling a story, judging a theme, deciding about it, moving a story, and choosing one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from survey.panel.words import ACTIONS, FINALS, RATINGS
from survey.services.panels import MOST_SEATS
from survey.web.forms import WholeNumberField

LONGEST_TAG_CHARACTERS = 60
MOST_TAGS = 10
LONGEST_REASON_CHARACTERS = 2_000
LONGEST_NAME_CHARACTERS = 120
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")
NO_REASON = _l("Write why you think so. A few words are enough.")
NONE = "none"
HANDS = NumberRange(0, MOST_SEATS, _l("Fill in a number from %(min)d to %(max)d."))


class LabelForm(FlaskForm):
    """chosen: the labels that were ticked; own: own words, with commas between them; none: no label fits. prefix: of
    the names of its fields, where a page holds several."""

    own = StringField(validators=[Length(max=(LONGEST_TAG_CHARACTERS + 2) * MOST_TAGS, message=TOO_LONG)])
    none = BooleanField()
    why = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def __init__(self, *, chosen: Collection[str] = (), vocabulary: Collection[str] = (), prefix: str = "") -> None:
        super().__init__(prefix=prefix)
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


class _AboutTheme(FlaskForm):
    """given: an earlier verdict to start from. others: identifiers of the other themes. together: the ones that were ticked."""

    name = StringField(validators=[Length(max=LONGEST_NAME_CHARACTERS, message=TOO_LONG)])
    together = StringField()
    part_1 = StringField(validators=[Length(max=LONGEST_NAME_CHARACTERS, message=TOO_LONG)])
    part_2 = StringField(validators=[Length(max=LONGEST_NAME_CHARACTERS, message=TOO_LONG)])
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def __init__(self, given: Mapping[str, Any], *, others: Collection[str]) -> None:
        super().__init__(data=given)
        self.others = others
        self.ticked = request.form.getlist("together") if request.method == "POST" else list(given.get("ticked", ()))

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.part_1.data or "", self.part_2.data or "")

    def validate_part_1(self, _field: StringField) -> None:
        if self.wanted == "split" and not all(part.strip() for part in self.parts):
            raise ValidationError(_("Write down both things of which it consists."))

    def validate_reason(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(NO_REASON)

    @property
    def wanted(self) -> str:
        raise NotImplementedError


class VerdictForm(_AboutTheme):
    """What a seat thinks: whether it holds (rating), and what should become of it (kind)."""

    rating = StringField(validators=[AnyOf(list(RATINGS), _l("Choose what you think of this theme."))])
    kind = StringField(
        default="keep", validators=[AnyOf(list(ACTIONS), _l("Choose what should become of this theme."))]
    )

    @property
    def wanted(self) -> str:
        """`keep` of a theme that is not right means that it should go."""
        kind = self.kind.data or "keep"
        return kind if kind != "keep" else "reject" if self.rating.data == "wrong" else "confirm"

    def validate_name(self, field: StringField) -> None:
        if self.wanted == "rename" and not (field.data or "").strip():
            raise ValidationError(_("Write the name of the theme."))

    def validate_together(self, _field: StringField) -> None:
        if self.wanted == "merge" and (not self.ticked or not set(self.ticked) <= set(self.others)):
            raise ValidationError(_("Choose the theme with which this one belongs."))


class FinalForm(_AboutTheme):
    """What the panel decides. together: themes that go into this one; into: the one into which this one goes."""

    kind = StringField(validators=[AnyOf(list(FINALS), _l("Choose what the panel decides."))])
    into = StringField()
    votes_for = WholeNumberField(validators=[Optional(), HANDS])
    votes_against = WholeNumberField(validators=[Optional(), HANDS])

    @property
    def wanted(self) -> str:
        return self.kind.data or ""

    def validate_name(self, field: StringField) -> None:
        if self.wanted == "confirm" and not (field.data or "").strip():
            raise ValidationError(_("Write the name of the theme."))

    def validate_into(self, field: StringField) -> None:
        if self.wanted == "merge" and field.data not in self.others:
            raise ValidationError(_("Choose the theme with which this one belongs."))

    def validate_together(self, _field: StringField) -> None:
        if not set(self.ticked) <= set(self.others):
            raise ValidationError(_("Choose the theme with which this one belongs."))


class MoveForm(FlaskForm):
    """A story of this theme that belongs elsewhere. to: identifier of another theme, or 'none'."""

    ref = StringField()
    to = StringField()
    move_reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    def __init__(self, *, refs: Collection[str], others: Collection[str]) -> None:
        super().__init__()
        self.refs, self.others = refs, others

    def validate_to(self, field: StringField) -> None:
        if field.data not in (*self.others, NONE):
            raise ValidationError(_("Choose where this story belongs."))

    def validate_ref(self, field: StringField) -> None:
        if field.data not in self.refs:
            raise ValidationError(_("Choose which story you mean."))

    def validate_move_reason(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(NO_REASON)


class NominateForm(FlaskForm):
    """refs: the stories that can be named."""

    ref = StringField()
    reason = TextAreaField(
        validators=[InputRequired(NO_REASON), Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)]
    )

    def __init__(self, given: Mapping[str, Any], *, refs: Collection[str]) -> None:
        super().__init__(data=given)
        self.refs = refs

    def validate_ref(self, field: StringField) -> None:
        if field.data not in self.refs:
            raise ValidationError(_("Choose a story."))


class ChoiceForm(NominateForm):
    """What the panel chooses: a story and one that says otherwise, or 'none' with the reason."""

    contrary = StringField()
    votes_for = WholeNumberField(validators=[Optional(), HANDS])
    votes_against = WholeNumberField(validators=[Optional(), HANDS])

    def validate_ref(self, field: StringField) -> None:
        if field.data not in (*self.refs, NONE):
            raise ValidationError(_("Choose a story, or say that there is none."))

    def validate_contrary(self, field: StringField) -> None:
        if self.ref.data in (None, "", NONE):
            return
        if field.data not in self.refs:
            raise ValidationError(_("Choose the story that stands beside it and says otherwise."))
        if field.data == self.ref.data:
            raise ValidationError(_("Choose another story than the one above."))
