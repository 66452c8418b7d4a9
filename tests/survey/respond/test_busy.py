"""When very many stories come in at once: a little work is asked, and whoever does not do it waits for a person's look."""

from __future__ import annotations

import json

import altcha
import pytest
from flask import Flask

from survey.extensions import db
from survey.services import programmes, proof_of_work
from tests.conftest import NOON
from tests.survey.respond.teller import Teller
from tests.survey.respond.test_telling import SENT, stored


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ROUNDS", 10)
    monkeypatch.setattr(proof_of_work, "MOST_GUESSES", 20)


def came_in(app: Flask, teller: Teller, n: int, what: proof_of_work.Counted = "sent") -> None:
    with app.app_context():
        invitation = programmes.get_invitation(db.session, token=teller.token)
        for _ in range(n):
            proof_of_work.count(db.session, what=what, invitation=invitation, key_ring=app.config["KEY_RING"], now=NOON)
        db.session.commit()


def challenge(teller: Teller) -> str:
    found = teller.page.xpath("//@data-proof")
    return str(found[0]) if found else ""


def solved(text: str) -> str:
    asked = altcha.Challenge.from_dict(json.loads(text))
    answer = altcha.solve_challenge(asked)
    assert answer
    return altcha.Payload(asked, answer).to_base64()


def test_one_story_less_than_the_threshold_asks_nothing(teller: Teller, sqlite_app: Flask) -> None:
    came_in(sqlite_app, teller, proof_of_work.MOST_SENT - 1)
    assert challenge(teller.to_check()) == ""
    teller.press("next")
    assert not stored(sqlite_app)["submission"].without_proof


@pytest.mark.parametrize(("what", "most"), [("sent", proof_of_work.MOST_SENT), ("started", proof_of_work.MOST_STARTED)])
def test_from_the_threshold_on_the_work_is_asked_and_done_work_counts(
    teller: Teller, sqlite_app: Flask, what: proof_of_work.Counted, most: int
) -> None:
    came_in(sqlite_app, teller, most, what)
    asked = challenge(teller.to_check())
    assert "druk" in teller.words
    teller.press("next", proof=solved(asked))
    assert SENT in teller.heading
    assert not stored(sqlite_app)["submission"].without_proof


def test_without_the_work_a_story_arrives_all_the_same_and_waits_for_a_look(teller: Teller, sqlite_app: Flask) -> None:
    came_in(sqlite_app, teller, proof_of_work.MOST_SENT)
    teller.to_check().press("next")
    assert SENT in teller.heading
    assert stored(sqlite_app)["submission"].without_proof


def test_work_done_for_another_story_does_not_count_again(teller: Teller, sqlite_app: Flask) -> None:
    came_in(sqlite_app, teller, proof_of_work.MOST_SENT)
    other = Teller(teller.client, teller.token).to_check()
    teller.to_check().press("next", proof=solved(challenge(other)))
    assert stored(sqlite_app)["submission"].without_proof


@pytest.mark.parametrize("change", ["cost", "until", "prefix", "noise", "unsigned"])
def test_a_forged_proof_does_not_count(teller: Teller, sqlite_app: Flask, change: str) -> None:
    came_in(sqlite_app, teller, proof_of_work.MOST_SENT)
    made = json.loads(challenge(teller.to_check()))
    parameters = made["parameters"]
    if change == "cost":
        parameters |= {"cost": 1, "keyPrefix": "0"}
    elif change == "until":
        parameters["data"]["until"] += 1
    elif change == "prefix":
        parameters["keyPrefix"] = ""
    elif change == "unsigned":
        del made["signature"]
    teller.press("next", proof="zomaar iets" if change == "noise" else solved(json.dumps(made)))
    assert SENT in teller.heading
    assert stored(sqlite_app)["submission"].without_proof


def test_work_counts_until_its_last_second(sqlite_app: Flask) -> None:
    key_ring = sqlite_app.config["KEY_RING"]
    payload = solved(proof_of_work.challenge(draft_key="eigen", key_ring=key_ring, now=NOON))
    last = NOON + proof_of_work.LIFE
    assert proof_of_work.is_solved(payload, draft_key="eigen", key_ring=key_ring, now=last)
    late = last.replace(second=1)
    assert not proof_of_work.is_solved(payload, draft_key="eigen", key_ring=key_ring, now=late)


def test_other_invitations_are_not_bothered(teller: Teller, sqlite_app: Flask, invite: object) -> None:
    came_in(sqlite_app, teller, proof_of_work.MOST_SENT)
    assert challenge(invite().to_check()) == ""  # type: ignore[operator]
