"""Forms around a report: its sections, its texts, its look in Word, a correction, a working copy, and keys."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from reports.composition import ALWAYS
from survey.services import report_composition, report_corrections, working_copies
from survey.web.terms import API_SCOPES, KEY_DAYS, WORKING_FORMS

TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


class LayoutForm(FlaskForm):
    """order: every section on the page; included: those that are ticked. `up` and `down`: the one to move one place."""

    def sections(self) -> list[str]:
        order = list(dict.fromkeys(request.form.getlist("order")))
        included = set(request.form.getlist("included")) | ALWAYS
        kept = [name for name in order if name in included]
        for button, step in (("up", -1), ("down", 1)):
            name = request.form.get(button)
            if name in kept:
                at = kept.index(name)
                to = min(max(at + step, 0), len(kept) - 1)
                kept.insert(to, kept.pop(at))
        return kept


class TextForm(FlaskForm):
    """after: number of the version that was on the page. take_proposal: keep what the computer wrote, as it stands."""

    text = TextAreaField(validators=[Length(max=report_composition.MOST_CHARACTERS, message=TOO_LONG)])
    after = IntegerField()
    take_proposal = HiddenField()


class CorrectionForm(FlaskForm):
    text = TextAreaField(
        validators=[
            InputRequired(_l("Write what was wrong, and what it has to be.")),
            Length(max=report_corrections.MOST_CHARACTERS, message=TOO_LONG),
        ]
    )
    sure = BooleanField(validators=[InputRequired(_l("Tick that this correction can't be taken back."))])


class WorkingCopyForm(FlaskForm):
    form = RadioField(choices=list(WORKING_FORMS), validators=[InputRequired(_l("Choose a file."))])
    reason = StringField(
        validators=[
            InputRequired(_l("Write what you need this file for.")),
            Length(max=working_copies.MOST_CHARACTERS_REASON, message=TOO_LONG),
        ]
    )
    promise = BooleanField(validators=[InputRequired(_l("Tick that you will keep to these rules."))])


class KeyForm(FlaskForm):
    purpose = StringField(
        validators=[InputRequired(_l("Write what this key is for.")), Length(max=200, message=TOO_LONG)]
    )
    scopes = SelectMultipleField(
        choices=list(API_SCOPES), validators=[InputRequired(_l("Choose what this key may read."))]
    )
    days = RadioField(choices=list(KEY_DAYS), validators=[InputRequired(_l("Choose how long this key works."))])


class TemplateForm(FlaskForm):
    file = FileField(validators=[FileRequired(_l("Choose a file."))])
