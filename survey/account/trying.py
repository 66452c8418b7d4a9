"""What every way of signing in shares: tries are counted, and a person is told how long to wait."""

from __future__ import annotations

import math
import uuid

from flask import current_app, request, url_for
from flask_babel import ngettext

from survey.extensions import db
from survey.models.account import User
from survey.services import accounts, second_factors, sign_in_tries
from survey.services.errors import TooManyTries
from survey.services.sealing import KeyRing
from survey.web import provider, signing_in
from survey.web.filters import now
from survey.web.forms import local_path

SECONDS_PER_MINUTE = 60
TOO_MANY_REQUESTS = 429


def key_ring() -> KeyRing:
    ring: KeyRing = current_app.config["KEY_RING"]
    return ring


def after() -> str:
    """Where signing in leads: the page one was going to, when it is one of ours."""
    return local_path(request.values.get("next")) or url_for("account.start")


def count(way: sign_in_tries.Way, whose: str | None) -> None:
    """Count a try. Raises TooManyTries. What the request read until now is let go: the count has its own transaction."""
    db.session.rollback()
    sign_in_tries.count(db.session, way=way, whose=whose, key_ring=key_ring(), now=now())


def failed(user_id: uuid.UUID, how: str) -> None:
    """Record a wrong second step; a refusal commits nothing, so it is recorded beside it."""
    db.session.rollback()
    accounts.record_failed_step(db.session, user_id=user_id, how=how, now=now())


def wait(refused: TooManyTries) -> str:
    """How long to wait, in words."""
    minutes = math.ceil(refused.wait_s / SECONDS_PER_MINUTE)
    return ngettext(
        "This was tried too often. Wait a minute and try again.",
        "This was tried too often. Wait %(num)d minutes and try again.",
        minutes,
    )


def may_add(by: User) -> bool:
    """May this person add a second step? Who has one proves it first, not long ago; the first is added after the password."""
    return signing_in.is_fresh() or not (second_factors.has_any(db.session, user=by) or through_provider())


def through_provider() -> bool:
    """Did who has no second step of ours take one at the organisation's provider, for this session?"""
    return bool(provider.name()) and signing_in.row().second_factor_at is not None
