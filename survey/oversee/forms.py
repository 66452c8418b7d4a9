"""What the officer looks for. Searches change nothing, so they travel in the address and carry no token."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional

from survey.services.oversight import Sought
from survey.web.forms import DayField


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class LogForm(FlaskForm):
    """people: identifiers as text that can be chosen."""

    class Meta:
        csrf = False

    about = StringField(
        filters=[_stripped], validators=[Length(max=40, message=_l("A reference is shorter than this."))]
    )
    by = StringField()
    action = StringField(validators=[Length(max=60)])
    first = DayField(validators=[Optional()])
    last = DayField(validators=[Optional()])

    @property
    def sought(self) -> Sought:
        """What could be read of it; a field that was filled in wrong is left open and has its error."""
        return Sought(
            self.about.data or "", as_uuid(self.by.data), self.action.data or "", self.first.data, self.last.data
        )


def as_uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text or "").strip())
    except ValueError:
        return None
