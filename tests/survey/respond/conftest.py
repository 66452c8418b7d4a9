"""A pilot of each age policy with an open invitation, and a teller in front of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from survey.extensions import db
from tests import factories
from tests.conftest import NOON
from tests.survey.respond.teller import Teller


@pytest.fixture
def invite(sqlite_app: Flask) -> Callable[..., Teller]:
    """A teller with a fresh invitation; arguments change the invitation, `age_policy` and `is_demo` the pilot."""

    def make(**changes: Any) -> Teller:
        with sqlite_app.app_context():
            slug = f"pilot-{len(made)}"
            policy = changes.pop("age_policy", "information_only")
            pilot = factories.make_pilot(db.session, now=NOON, slug=slug, age_policy=policy)
            pilot.is_demo = changes.pop("is_demo", False)
            stopped_on = changes.pop("stopped_on", None)
            invitation = factories.make_invitation(db.session, wave=pilot.waves[0], **changes)
            invitation.stopped_on = stopped_on
            token = invitation.token
            db.session.commit()
        made.append(token)
        return Teller(sqlite_app.test_client(), token)

    made: list[str] = []
    return make


@pytest.fixture
def teller(invite: Callable[..., Teller]) -> Teller:
    return invite()
