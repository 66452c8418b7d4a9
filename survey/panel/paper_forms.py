"""What is typed in from paper: a verdict, a named story, and counts. Every field carries the number of its card or theme."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional, ValidationError

from survey.models.analysis import CandidateTheme
from survey.models.panel import PaperCount, VerdictEvent
from survey.panel.forms import HANDS, LONGEST_NAME_CHARACTERS, LONGEST_REASON_CHARACTERS, TOO_LONG
from survey.panel.words import RATINGS
from survey.services.panel_paper import Counts
from survey.services.verdicts import Said
from survey.web.forms import WholeNumberField

NO_REASON_ON_PAPER = _l("Type over the reason. Is there none on the paper? Then type: no reason.")
COUNTED = ("right", "partly", "wrong", "missing")


class PaperVerdictForm(FlaskForm):
    """A theme sheet as somebody filled it in. Left empty, nothing is said about the theme."""

    candidate: CandidateTheme
    rating = StringField(validators=[Optional(), AnyOf(list(RATINGS), _l("Choose what you think of this theme."))])
    name = StringField(validators=[Length(max=LONGEST_NAME_CHARACTERS, message=TOO_LONG)])
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    @classmethod
    def about(cls, candidate: CandidateTheme, said: VerdictEvent | None) -> PaperVerdictForm:
        given: dict[str, Any] = {"rating": said.rating, "name": said.name, "reason": said.reason} if said else {}
        form = cls(prefix=f"theme-{candidate.number + 1}", data=given)
        form.candidate = candidate
        return form

    @property
    def is_filled(self) -> bool:
        return any((text.data or "").strip() for text in (self.rating, self.name, self.reason))

    @property
    def texts(self) -> list[str | None]:
        return [self.name.data, self.reason.data]

    @property
    def said(self) -> Said:
        """Another name keeps the theme; one that is not right should go, and then its name is a remark."""
        name, reason = (self.name.data or "").strip(), (self.reason.data or "").strip()
        rating: Any = self.rating.data
        if rating == "wrong":
            return Said("reject", f"{reason} ({name})" if name else reason, rating=rating, source="paper")
        return Said("rename" if name else "confirm", reason, rating=rating, name=name, source="paper")

    def validate_reason(self, field: TextAreaField) -> None:
        if self.is_filled and not (field.data or "").strip():
            raise ValidationError(NO_REASON_ON_PAPER)

    def validate_name(self, _field: StringField) -> None:
        if self.is_filled and not self.rating.data:
            raise ValidationError(_("Choose what was ticked on the sheet."))


class PaperNominationForm(FlaskForm):
    """The story that somebody named on paper, by the number of its card."""

    number = WholeNumberField(validators=[Optional()])
    reason = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    @property
    def typed_number(self) -> str:
        """As it was typed, also when it is no number."""
        return str(self.number.raw_data[0]) if self.number.raw_data else str(self.number.data or "")

    @property
    def is_filled(self) -> bool:
        return bool(self.typed_number.strip() or (self.reason.data or "").strip())

    @property
    def texts(self) -> list[str | None]:
        return [self.typed_number, self.reason.data]

    def validate_reason(self, field: TextAreaField) -> None:
        if self.is_filled and not (field.data or "").strip():
            raise ValidationError(NO_REASON_ON_PAPER)


class CountsForm(FlaskForm):
    """How many of a group said what of one theme, and what they wrote with it. Counts from before stand in it, to correct."""

    right = WholeNumberField(validators=[Optional(), HANDS])
    partly = WholeNumberField(validators=[Optional(), HANDS])
    wrong = WholeNumberField(validators=[Optional(), HANDS])
    missing = WholeNumberField(validators=[Optional(), HANDS])
    note = TextAreaField(validators=[Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG)])

    candidate: CandidateTheme
    was_counted: bool

    @classmethod
    def about(cls, candidate: CandidateTheme, before: PaperCount | None) -> CountsForm:
        given = {code: getattr(before, f"n_{code}") for code in COUNTED} | {"note": before.note} if before else {}
        form = cls(prefix=f"theme-{candidate.number + 1}", data=given)
        form.candidate, form.was_counted = candidate, before is not None
        return form

    @property
    def counts(self) -> Counts:
        return Counts(**{code: self[code].data or 0 for code in COUNTED})

    @property
    def is_filled(self) -> bool:
        return self.was_counted or self.counts.total > 0 or bool((self.note.data or "").strip())

    @property
    def as_text(self) -> str:
        """What was typed, to read and to copy."""
        if not self.is_filled:
            return ""
        counts = ", ".join(f"{self[code].data or 0} × {RATINGS[code]}" for code in COUNTED)
        return f"{self.candidate.number + 1}: {counts}. {self.note.data or ''}"
