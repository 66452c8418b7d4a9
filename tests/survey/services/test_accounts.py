"""Accounts: long passwords, no default account, roles per pilot, sessions that end when a role changes."""

from __future__ import annotations

import importlib.util
from datetime import timedelta

import pytest
from argon2 import Type, extract_parameters
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models.audit import AuditEvent
from survey.services import accounts
from survey.services.errors import NotAllowed
from tests import factories
from tests.conftest import NOON


def test_passwords_are_hashed_with_argon2id_at_the_owasp_minimum_or_more() -> None:
    real = importlib.util.find_spec("survey.services.accounts")
    assert real is not None
    fresh = importlib.util.module_from_spec(real)
    real.loader.exec_module(fresh)  # type: ignore[union-attr]
    parameters = extract_parameters(fresh.hasher.hash("een lang geheim"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


def test_a_short_password_is_refused(session: Session) -> None:
    with pytest.raises(NotAllowed):
        accounts.create_user(session, email="a@voorbeeld.example", name="A", password="x" * 14, by=None, now=NOON)


def test_one_address_has_one_account_whatever_its_capitals(session: Session) -> None:
    accounts.create_user(
        session, email="Aad@Voorbeeld.example", name="A", password=factories.PASSWORD, by=None, now=NOON
    )
    with pytest.raises(NotAllowed):
        accounts.create_user(
            session, email="aad@voorbeeld.example", name="A", password=factories.PASSWORD, by=None, now=NOON
        )
    assert accounts.check_password(session, email="AAD@voorbeeld.example", password=factories.PASSWORD)


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_the_same_no(session: Session) -> None:
    user = factories.make_user(session, now=NOON)
    assert accounts.check_password(session, email=user.email, password=factories.PASSWORD) is user
    assert accounts.check_password(session, email=user.email, password="iets anders dan dat") is None
    assert accounts.check_password(session, email="niemand@voorbeeld.example", password=factories.PASSWORD) is None
    user.is_active = False
    assert accounts.check_password(session, email=user.email, password=factories.PASSWORD) is None


def test_a_role_in_one_pilot_is_no_role_in_another(session: Session) -> None:
    own, other = (factories.make_pilot(session, now=NOON, slug=slug) for slug in ("eigen", "ander"))
    user = factories.make_user(session, now=NOON, role="coordinator", pilot=own)
    assert accounts.holds(user, ("coordinator",), pilot=own)
    assert not accounts.holds(user, ("coordinator",), pilot=other)
    assert not accounts.holds(user, ("evaluator", "panel_member", "admin"), pilot=own)


def test_an_administrator_has_no_role_in_any_pilot(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    admin = factories.make_user(session, now=NOON, role="admin")
    assert not accounts.holds(admin, ("coordinator", "evaluator", "panel_member"), pilot=pilot)


@pytest.mark.parametrize(("role", "with_pilot"), [("coordinator", False), ("admin", True)])
def test_pilot_roles_need_a_pilot_and_others_take_none(session: Session, role: str, with_pilot: bool) -> None:
    pilot = factories.make_pilot(session, now=NOON) if with_pilot else None
    user = factories.make_user(session, now=NOON)
    with pytest.raises(NotAllowed):
        accounts.give_role(session, user=user, role=role, pilot=pilot, by=None, now=NOON)  # type: ignore[arg-type]


def test_a_flood_of_wrong_passwords_shows_in_the_audit_log_without_filling_it(session: Session) -> None:
    def fail(times: int, minutes: int) -> int:
        for _ in range(times):
            moment = NOON + timedelta(minutes=minutes)
            accounts.record_failed_sign_in(session, email="niemand@voorbeeld.example", now=moment)
        n = session.scalar(select(func.count(AuditEvent.number)).where(AuditEvent.action == "sign_in.failed"))
        session.rollback()
        return n or 0

    most = accounts.MOST_FAILED_RECORDED
    assert fail(most, minutes=0) == most
    assert fail(3, minutes=0) == most
    assert fail(1, minutes=2) == most + 1
