"""The forms with which an administrator looks after people, and people set their own password."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError

from survey.account.forms import LONGEST_PASSWORD_CHARACTERS
from survey.models.account import PILOT_ROLES, ROLES
from survey.services.errors import PasswordUnsafe
from survey.web.terms import ROLES as ROLE_WORDS

LONGEST_REASON_CHARACTERS = 500
TOO_LONG = _l("This is too long. Use at most %(max)d characters.")


def stripped(text: str | None) -> str:
    return (text or "").strip()


class InviteForm(FlaskForm):
    name = StringField(
        filters=[stripped], validators=[DataRequired(_l("Fill in a name.")), Length(max=200, message=TOO_LONG)]
    )
    email = StringField(
        filters=[stripped],
        validators=[
            DataRequired(_l("Fill in an e-mail address.")),
            Length(max=200, message=TOO_LONG),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Fill in an e-mail address, such as naam@voorbeeld.nl.")),
        ],
    )


class RoleForm(FlaskForm):
    """pilot: empty for a role in the whole installation."""

    role = SelectField(validators=[InputRequired(_l("Choose a role."))])
    pilot = SelectField()

    def __init__(self, pilots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [("", _("Choose")), *((role, ROLE_WORDS[role]) for role in ROLES)]
        self.pilot.choices = [("", _("No pilot")), *pilots]

    def validate_pilot(self, field: SelectField) -> None:
        if (self.role.data in PILOT_ROLES) and not field.data:
            raise ValidationError(_("Choose the pilot for which this role is."))
        if self.role.data and self.role.data not in PILOT_ROLES and field.data:
            raise ValidationError(_("This role is for the whole of Loex: choose no pilot."))


class ReasonForm(FlaskForm):
    reason = TextAreaField(
        filters=[stripped],
        validators=[
            DataRequired(_l("Write why, in one sentence.")),
            Length(max=LONGEST_REASON_CHARACTERS, message=TOO_LONG),
        ],
    )


NEW_PASSWORD = [
    InputRequired(_l("Fill in a password.")),
    Length(max=LONGEST_PASSWORD_CHARACTERS, message=TOO_LONG),
]


class NewPasswordForm(FlaskForm):
    password = PasswordField(validators=NEW_PASSWORD)


class ChangePasswordForm(FlaskForm):
    """The fields in the order of the page."""

    current = PasswordField(
        validators=[InputRequired(_l("Fill in your password of now.")), Length(max=LONGEST_PASSWORD_CHARACTERS)]
    )
    password = PasswordField(validators=NEW_PASSWORD)


def unsafe(refused: PasswordUnsafe) -> str:
    """Why a password is not taken, in words."""
    if refused.why == "short":
        return _("Use at least 15 characters. Four or five words in a row are easy to remember.")
    if refused.why == "leaked":
        return _("This password is on lists of stolen passwords, so others try it too. Take another one.")
    return _(
        "This password is easy to guess. Leave out your name and the name of Loex, and take words that nobody expects of you."
    )


def pilot_key(pilot_id: uuid.UUID | None) -> str:
    return str(pilot_id) if pilot_id else ""
