"""What the log keeps: nothing of families but their trouble, and never anybody's words, address or browser."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from survey.extensions import db
from tests import factories
from tests.conftest import NOON

MARKERS = ("203.0.113.77", "Spoorzoeker", "geheimpje", "kwaad.example", "Noa")


def test_a_family_leaves_no_line_and_nobody_leaves_a_trace(
    capsys: pytest.CaptureFixture[str], sqlite_app: Flask
) -> None:
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        token = factories.make_invitation(db.session, wave=pilot.waves[0]).token
        db.session.commit()
    client = sqlite_app.test_client()
    trace = {
        "base_url": "http://localhost",
        "environ_base": {"REMOTE_ADDR": MARKERS[0]},
        "headers": {"User-Agent": MARKERS[1], "Referer": f"http://{MARKERS[3]}/"},
        "query_string": {"q": MARKERS[2]},
    }
    capsys.readouterr()
    client.get(f"/vertel/{token}", **trace)
    client.post(f"/vertel/{token}", data={"go": "next"}, **trace)
    assert capsys.readouterr().err == ""
    client.get(f"/account/{MARKERS[4]}", **trace)
    client.post("/account/inloggen", data={"email": "noa@voorbeeld.example", "password": MARKERS[2]}, **trace)
    logged = capsys.readouterr().err
    assert logged
    for marker in (*MARKERS, token, "noa@"):
        assert marker not in logged


def test_a_familys_trouble_is_logged_with_the_day_alone(
    capsys: pytest.CaptureFixture[str], sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("Mijn zus Noa")

    broken.access = sqlite_app.view_functions["respond.landing"].access  # type: ignore[attr-defined]
    monkeypatch.setitem(sqlite_app.view_functions, "respond.landing", broken)
    sqlite_app.test_client().get("/", base_url="http://localhost")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {line["event"] for line in lines} == {"broken", "request"}
    assert all(len(line["at"]) == len("2026-11-22") for line in lines)
    assert "Noa" not in json.dumps(lines)
