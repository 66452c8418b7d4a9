"""The forms of signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

LONGEST_PASSWORD_CHARACTERS = 1_000
"""So that nobody makes the server hash a book."""


class SignInForm(FlaskForm):
    email = StringField(validators=[InputRequired(_l("Fill in your e-mail address.")), Length(max=200)])
    password = PasswordField(
        validators=[InputRequired(_l("Fill in your password.")), Length(max=LONGEST_PASSWORD_CHARACTERS)]
    )
    next = HiddenField()


class CodeForm(FlaskForm):
    """Digits of an authenticator, or a recovery code."""

    code = StringField(validators=[InputRequired(_l("Fill in the code.")), Length(max=100)])
    next = HiddenField()
