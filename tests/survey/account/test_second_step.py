"""The second step: digits that count once, recovery codes that work once, and how often either may be tried."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.audit import AuditEvent
from survey.models.sign_in import Authenticator, RecoveryCode
from survey.services import accounts, second_factors, sign_in_tries
from survey.services.errors import AccountSecretUnreadable, CodeWrong
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.staff_fixtures import PHONES, Visitor

Open = Callable[..., Visitor]
Make = Callable[..., User]
STEP = timedelta(seconds=30)
RING = factories.KEY_RING


def with_authenticator(session: Session) -> tuple[User, pyotp.TOTP]:
    user = factories.make_user(session, now=NOON, role="admin")
    second_factors.prepare(session, user=user, key_ring=RING)
    secret = second_factors.secret_to_set_up(session, user=user, key_ring=RING)
    assert secret
    long_ago = NOON - timedelta(hours=1)
    second_factors.confirm(
        session, user=user, code=pyotp.TOTP(secret).at(long_ago), key_ring=RING, by=user, now=long_ago
    )
    return user, pyotp.TOTP(secret)


def is_taken(session: Session, user: User, code: str, ring: KeyRing = RING) -> bool:
    try:
        second_factors.check_code(session, user=user, code=code, key_ring=ring, now=NOON)
    except CodeWrong:
        return False
    return True


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_a_neighbouring_half_minute_is_taken_and_no_other(session: Session, steps: int, taken: bool) -> None:
    user, totp = with_authenticator(session)
    assert is_taken(session, user, totp.at(NOON + steps * STEP)) is taken


def test_a_code_counts_once_and_none_before_it_counts_after_it(session: Session) -> None:
    user, totp = with_authenticator(session)
    assert is_taken(session, user, totp.at(NOON))
    assert not is_taken(session, user, totp.at(NOON)), "replayed"
    assert not is_taken(session, user, totp.at(NOON - STEP)), "older than one that was taken"
    assert is_taken(session, user, totp.at(NOON + STEP))


def test_blanks_in_a_code_are_forgiven(session: Session) -> None:
    user, totp = with_authenticator(session)
    code = totp.at(NOON)
    assert is_taken(session, user, f" {code[:3]} {code[3:]} ")


def test_the_secret_is_sealed_and_opens_for_its_owner_alone(session: Session) -> None:
    user, totp = with_authenticator(session)
    row = session.get_one(Authenticator, user.id)
    assert totp.secret.encode() not in row.secret_sealed
    with pytest.raises(AccountSecretUnreadable):
        RING.open_for_account(uuid.uuid4(), second_factors.PLACE, row.secret_sealed)
    broken = row.secret_sealed[:-1] + bytes([row.secret_sealed[-1] ^ 1])
    with pytest.raises(AccountSecretUnreadable):
        RING.open_for_account(user.id, second_factors.PLACE, broken)


def test_after_the_story_key_was_replaced_the_same_phone_works_and_its_secret_is_sealed_anew(session: Session) -> None:
    user, totp = with_authenticator(session)
    ring = KeyRing("another story key, also long enough for one", ["test story key, long enough to pass for one"])
    assert is_taken(session, user, totp.at(NOON), ring)
    session.flush()
    session.expire_all()
    assert ring.open_for_account(user.id, second_factors.PLACE, session.get_one(Authenticator, user.id).secret_sealed)
    alone = KeyRing("another story key, also long enough for one")
    assert is_taken(session, user, totp.at(NOON + STEP), alone)


def test_a_recovery_code_works_once_and_new_codes_end_the_old(session: Session) -> None:
    user, _totp = with_authenticator(session)
    codes = second_factors.make_recovery_codes(session, user=user, by=user, now=NOON)
    assert len(set(codes)) == second_factors.N_RECOVERY_CODES
    assert second_factors.use_recovery_code(session, user=user, code=codes[3].upper(), now=NOON) == 9
    for used_or_wrong in (codes[3], "", "9", codes[4][:-1], "x" * 5_000):
        with pytest.raises(CodeWrong):
            second_factors.use_recovery_code(session, user=user, code=used_or_wrong, now=NOON)
    second_factors.make_recovery_codes(session, user=user, by=user, now=NOON)
    with pytest.raises(CodeWrong):
        second_factors.use_recovery_code(session, user=user, code=codes[5], now=NOON)
    stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert all(hashed.startswith("$argon2id$") for hashed in stored)


@given(typed=st.text(max_size=200))
def test_whatever_is_typed_as_a_code_is_a_plain_no(typed: str) -> None:
    assert second_factors.normal(typed) == second_factors.normal(second_factors.normal(typed))


def test_the_password_alone_never_shows_the_secret_of_someone_who_has_a_second_step(
    visitor: Open, person: Make
) -> None:
    user, browser = person("coordinator"), visitor()
    visitor(user)
    browser.get("/account/inloggen")
    browser.answer("/account/inloggen", email=user.email, password=factories.PASSWORD)
    for address in ("/account/tweede-stap/instellen", "/account/mijn"):
        assert browser.client.get(address).status_code == 302
    page = browser.get("/account/tweede-stap")
    assert PHONES[user.id].totp.secret not in page.replace(" ", "")
    assert "example-code" not in page, "only invented people see a code on the page"


def test_an_invented_person_sees_the_code_of_this_moment(
    visitor: Open, staff_app: Flask, person: Make, database: Session
) -> None:
    user = person("coordinator")
    stored = accounts.get(database, user_id=user.id)
    stored.is_demo = True
    second_factors.set_up_for_example(database, user=stored, key_ring=staff_app.config["KEY_RING"], now=NOON)
    database.commit()
    browser = visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
    page = browser.get("/account/tweede-stap")
    found = re.search(r'id="example-code">(\d{6})<', page)
    assert found
    assert "Dit is een voorbeeld" in page
    browser.post("/account/tweede-stap", code=found.group(1))
    browser.get("/account/")


def test_failing_and_passing_the_second_step_are_in_the_audit_log(
    visitor: Open, person: Make, database: Session, clock: Clock
) -> None:
    user = person("coordinator")
    visitor(user)
    clock.at += timedelta(minutes=5)
    browser = visitor()
    browser.get("/account/inloggen")
    browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
    browser.get("/account/tweede-stap")
    assert "Deze code klopt niet" in browser.post("/account/tweede-stap", 400, code="000000")
    browser.post("/account/tweede-stap/herstelcode", code=PHONES[user.id].recovery_codes.pop())
    browser.get("/account/")
    events = database.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    actions = [event.action for event in events][-4:]
    assert actions == ["user.signed_in", "second_step.failed", "recovery_code.used", "user.second_step"]
    assert events[-3].detail == {"how": "authenticator"}
    assert events[-2].detail == {"left": 9}
    database.commit()


@pytest.mark.parametrize("way", ["password", "code", "recovery"])
def test_the_twenty_first_try_within_a_minute_is_refused_with_how_long_to_wait(
    visitor: Open, person: Make, way: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    user = person("coordinator")
    visitor(user)
    clock.at += timedelta(minutes=5)
    browser = visitor()
    browser.get("/account/inloggen")
    address, fields = "/account/inloggen", {"email": user.email, "password": "helemaal verkeerd wachtwoord"}
    if way != "password":
        browser.post("/account/inloggen", email=user.email, password=factories.PASSWORD)
        address = "/account/tweede-stap" if way == "code" else "/account/tweede-stap/herstelcode"
        browser.get(address)
        fields = {"code": "000000"}
    for _ in range(sign_in_tries.MOST_TRIES):
        browser.post(address, 400, **fields)
    page = browser.post(address, 429, **fields)
    assert "Wacht 2 minuten" in page
    clock.at += timedelta(minutes=2)
    browser.post(address, 400, **fields)


def test_an_unknown_address_costs_as_many_hashes_as_a_known_one_and_is_refused_as_soon(
    visitor: Open, person: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    real = accounts.hasher

    class Counting:
        def verify(self, stored: str, typed: str) -> bool:
            counted.append(typed)
            return real.verify(stored, typed)

        hash = real.hash

    accounts.of_nobody()
    monkeypatch.setattr(accounts, "hasher", Counting())
    statuses, n_hashes = [], []
    for email in (person("coordinator").email, "niemand@voorbeeld.example"):
        browser = visitor()
        browser.get("/account/inloggen")
        counted.clear()
        statuses.append(
            [
                browser.answer("/account/inloggen", email=email, password="verkeerd wachtwoord").status_code
                for _ in range(sign_in_tries.MOST_TRIES + 2)
            ]
        )
        n_hashes.append(len(counted))
    assert statuses[0] == statuses[1] == [400] * sign_in_tries.MOST_TRIES + [429] * 2
    assert n_hashes == [sign_in_tries.MOST_TRIES] * 2
