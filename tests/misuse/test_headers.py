"""The headers of research and ASVS 3.4 on every answer: pages, redirects, refusals of every kind, static files, 304 and 413."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey.app import MOST_BYTES_PER_REQUEST
from survey.respond.blueprint import MOST_BYTES
from tests.misuse.headers import missing_headers
from tests.misuse.world import NOBODY, SITE, World, arguments

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"]


def address(world: World, rule: str) -> str | None:
    """The rule with values that exist; None where none was met."""
    for name in arguments(rule):
        values = world.values.get(name) or ({"css/tokens.css"} if name == "filename" else set())
        if not values:
            return None
        rule = re.sub(rf"<(?:[^<>]*:)?{name}>", sorted(values)[0], rule)
    return rule


def test_every_route_and_method_answers_with_the_headers(world: World) -> None:
    wrong, n = {}, 0
    for rule in world.app.url_map.iter_rules():
        at = address(world, rule.rule)
        if at is None:
            continue
        for method in METHODS:
            for who in (NOBODY, "coordinator") if method in ("GET", "POST") else (NOBODY,):
                answer = world.clients[who].open(at, method=method, base_url=SITE)
                n += 1
                if problems := missing_headers(answer):
                    wrong[method, rule.rule, who] = problems
    assert wrong == {}
    assert n > 500


def test_what_is_not_there_or_not_right_is_answered_with_the_headers(world: World) -> None:
    client = world.clients[NOBODY]
    answers: dict[str, TestResponse] = {
        "not found": client.get("/nergens", base_url=SITE),
        "not allowed": client.delete("/mijn-verhaal", base_url=SITE),
        "no host of ours": client.get("/", base_url="http://kwaad.example"),
        "host that is none": client.get("/", headers={"Host": "[::"}),
        "moved": client.get("/account", base_url=SITE),
        "to sign in": client.get("/account/", base_url=SITE),
        "broken parts": client.post(
            "/mijn-verhaal", data=b"--x", content_type="multipart/form-data; boundary=", base_url=SITE
        ),
        "static": client.get("/static/css/tokens.css", base_url=SITE),
        "no static": client.get("/static/css/none.css", base_url=SITE),
        "worker": client.get("/vertel/werker.js", base_url=SITE),
        "ready": client.get("/readyz", base_url=SITE),
    }
    etag = answers["static"].headers["ETag"]
    answers["unchanged"] = client.get("/static/css/tokens.css", headers={"If-None-Match": etag}, base_url=SITE)
    answers["part"] = client.get("/static/css/tokens.css", headers={"Range": "bytes=0-9"}, base_url=SITE)
    assert answers["unchanged"].status_code == 304
    assert answers["part"].status_code in (200, 206)
    assert {name: missing_headers(answer) for name, answer in answers.items() if missing_headers(answer)} == {}


def big(n_bytes: int) -> dict[str, Any]:
    return {"data": {"story": "x" * n_bytes}, "base_url": SITE}


def test_too_much_at_once_is_refused_in_plain_words(world: World) -> None:
    answers = [
        world.clients[NOBODY].post(f"/vertel/{world.token}/verhaal", **big(MOST_BYTES + 1)),
        world.clients["evaluator"].post("/evaluatie/eigen/reflectie", **big(MOST_BYTES_PER_REQUEST + 1)),
    ]
    for answer in answers:
        assert answer.status_code == 413
        assert "te veel tekst" in answer.get_data(as_text=True)
        assert missing_headers(answer) == []


def test_a_text_over_its_limit_comes_back_whole(world: World) -> None:
    """Far over what a story may have, and under what a request may have: a message beside the text."""
    form = next(form for form in world.forms if form.endpoint == "respond.story")
    answer = world.send(form, form.data(story="lang verhaal " * 20_000))
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("lang verhaal") >= 20_000


@pytest.mark.parametrize("n_parts", [401, 5_000])
def test_thousands_of_fields_are_refused(world: World, n_parts: int) -> None:
    parts = (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' for _ in range(n_parts)) + b"--x--\r\n"
    )
    answer = world.clients[NOBODY].post(
        "/mijn-verhaal", data=parts, content_type="multipart/form-data; boundary=x", base_url=SITE
    )
    assert answer.status_code == 413
    assert missing_headers(answer) == []


def test_a_length_that_is_a_lie_is_no_error_of_ours(world: World) -> None:
    for length in ("-1", "9" * 40, "x", ""):
        answer = world.clients[NOBODY].post(
            "/mijn-verhaal", data=b"code=a&go=open", headers={"Content-Length": length}, base_url=SITE
        )
        assert answer.status_code < 500
        assert missing_headers(answer) == []


def test_no_answer_tells_what_it_runs_on(sqlite_app: Flask) -> None:
    for path in ("/", "/nergens", "/static/css/tokens.css", "/healthz"):
        answer = sqlite_app.test_client().get(path, base_url=SITE)
        named = {"werkzeug", "flask", "python", "gunicorn"}
        assert not [value for value in answer.headers.values() if any(name in value.lower() for name in named)]
