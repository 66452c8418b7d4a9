"""Whatever anybody sends to whichever route: never an error of ours, never an inside shown, always the headers.

Bounded in the suite; `make torture` runs it with its full count.
"""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.misuse import FULL, say
from tests.misuse.headers import missing_headers
from tests.misuse.world import NOBODY, SITE, World

CASES = int(os.environ.get("TORTURE_CASES", "20000")) if FULL else 240

pytestmark = [pytest.mark.torture]

HOSTILE = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "NaN",
        "null",
        "undefined",
        "true",
        "9" * 30,
        "-" + "9" * 400,
        "0x10",
        "1.5",
        "٣",
        "²",
    ),
    *(
        "\x00",
        "a\x00b",
        "\r\n",
        "\ud800",
        "\udfff\ud800",
        "\ufeff",
        "\u202e\u2066",
        "\U0010ffff",
        "e\u0301" * 50,
        "ﷺ" * 30,
    ),
    *(
        "../../etc/passwd",
        "..%2f..%2f",
        "//kwaad.example",
        "/\\kwaad.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ),
    *("' OR 1=1 --", "%", "_", "\\", "{{7*7}}", "{%raw%}", "%(x)s", "${x}", "{0}", "%s%n", "`id`", "$(id)", "|id"),
    *("<script>", "&#0;", "[]", "{}", "[[" * 500, '{"a":' * 200, "=1+1", "x" * 20_000, "😀" * 3_000, "a b " * 3_000),
    *(
        "2026-02-30",
        "0000-00-00",
        "99999-01-01",
        "-0001-01-01",
        "2026-04-14T12:00:00Z",
        "00000000-0000-0000-0000-000000000000",
    ),
    *("nl", "xx", "zh-Hant-x-y", "young_person", "not_mentioned", "50,50,0", "1,1", "101,-1,0"),
]
METHODS = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "LOEX"]
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=grens",
    "application/json",
    "text/plain; charset=onzin",
    "text/html",
    "image/png",
    "",
    "/;;=",
]
ODD_HEADERS = [
    ("X-Forwarded-For", "203.0.113.7, 127.0.0.1"),
    ("X-Forwarded-Host", "kwaad.example"),
    ("X-Forwarded-Proto", "gopher"),
    ("X-Original-URL", "/account/mensen"),
    ("X-Rewrite-URL", "/account/mensen"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Forwarded", "for=_hidden;host=kwaad.example"),
    ("Accept-Language", "xx-klingon;q=nan, *;q=-1"),
    ("Accept", "\u00ff/*;q=x"),
    ("Range", "bytes=-9999999999999999999"),
    ("Range", "bytes=5-1,0-,-0"),
    ("If-None-Match", '"' + "x" * 5_000),
    ("If-Modified-Since", "Thu, 99 Foo 9999 99:99:99 GMT"),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("Cookie", "loex=x; loex=" + "y" * 4_000 + "; =; ;;"),
    ("Origin", "null"),
    ("Referer", "http://[::1"),
    ("User-Agent", "\u00e9" * 500),
    ("Authorization", "Basic " + "A" * 3_000),
    ("Authorization", "Digest x"),
    ("Date", "x"),
    ("Expect", "100-continue"),
]

text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=60),
    st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")),
)


def encoded(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def requests(draw: Any, world: World) -> dict[str, Any]:
    """Half of the requests start from a real form, so that they get past the first check."""
    if draw(st.booleans()):
        form = draw(st.sampled_from(world.forms))
        who = form.who if draw(st.integers(0, 5)) else draw(st.sampled_from(list(world.clients)))
        path, method = form.address, form.method
        pairs = list(form.fields) + list(draw(st.sampled_from([form.boxes, ()])))
        pairs += draw(st.lists(st.sampled_from(form.buttons), max_size=2)) if form.buttons else []
    else:
        rule = draw(st.sampled_from(sorted(world.app.url_map.iter_rules(), key=str)))
        who, path = draw(st.sampled_from(list(world.clients))), draw(addresses(world, rule))
        method = draw(st.sampled_from(sorted(rule.methods or {"GET"})))
        pairs = []
    if draw(st.integers(0, 9)) == 0:
        method = draw(st.sampled_from(METHODS))
    pairs = draw(changed(pairs))
    query = draw(
        st.sampled_from(
            [
                "",
                "",
                "?taal=xx",
                "?" + urlencode({"next": "//kwaad.example"}),
                "?\ud800=%ff&&==%00".encode("utf-8", "replace").decode(),
            ]
        )
    )
    return {
        "who": who,
        "path": path + (query if "?" not in path else ""),
        "method": method,
        **draw(bodies(pairs)),
        "headers": draw(st.lists(st.sampled_from(ODD_HEADERS), max_size=2)),
    }


@st.composite
def addresses(draw: Any, world: World, rule: Rule) -> str:
    """The rule with, for each of its parts, one that exists or anything at all."""

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        real = sorted(world.values.get(name, ()))
        if real and draw(st.integers(0, 3)):
            return draw(st.sampled_from(real))
        return encoded(draw(text)) or "-"

    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", part, rule.rule)


@st.composite
def changed(draw: Any, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields with some of them left out, changed, doubled, and some that nobody asked for."""
    found = list(pairs)
    for _ in range(draw(st.integers(0, 3))):
        act = draw(st.sampled_from(["change", "change", "drop", "double", "add"]))
        if act == "add" or not found:
            known = st.sampled_from(
                ["go", "taal", "act", "draft", "pass", "csrf_token", "next", "code", "id", "method", "_method"]
            )
            found.append((draw(st.one_of(known, text)), draw(text)))
            continue
        at = draw(st.integers(0, len(found) - 1))
        name, value = found[at]
        if act == "drop":
            del found[at]
        elif act == "double":
            found.append((name, draw(text)))
        else:
            found[at] = (name, draw(st.one_of(text, st.just(value[: len(value) // 2]), st.just(value + "A"))))
    return found


@st.composite
def bodies(draw: Any, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    way = draw(st.sampled_from(["form"] * 5 + ["parts", "cut", "odd", "raw", "none"]))
    form = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs).encode()
    if way == "none":
        return {}
    if way == "form":
        return {"data": form, "content_type": TYPES[0]}
    if way == "odd":
        return {"data": form, "content_type": draw(st.sampled_from(TYPES))}
    if way == "raw":
        return {"data": draw(st.binary(max_size=300)), "content_type": draw(st.sampled_from(TYPES))}
    parts = b"".join(
        b'--grens\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (
            name.encode("utf-8", "replace").replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b""),
            extra,
            value.encode("utf-8", "surrogatepass"),
        )
        for (name, value), extra in zip(pairs, _file_names(draw, len(pairs)), strict=True)
    )
    body = parts + b"--grens--\r\n"
    return {
        "data": body[: draw(st.integers(0, len(body)))] if way == "cut" else body,
        "content_type": "multipart/form-data; boundary=grens",
    }


def _file_names(draw: Any, n: int) -> list[bytes]:
    names = [b"", b"", b"", b'; filename="../../x.ogg"\r\nContent-Type: audio/ogg', b"; filename*=onzin''%ff"]
    return [draw(st.sampled_from(names)) for _ in range(n)]


def sent(world: World, case: dict[str, Any]) -> TestResponse:
    client = world.clients[case["who"]]
    more = {name: value for name, value in case.items() if name not in ("who", "path")}
    return client.open(case["path"], base_url=SITE, **more)


def test_whatever_is_sent_never_meets_an_error_of_ours(world: World) -> None:
    n_by_status: dict[int, int] = {}

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=not FULL,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(world))
    def run(case: dict[str, Any]) -> None:
        answer = sent(world, case)
        n_by_status[answer.status_code] = n_by_status.get(answer.status_code, 0) + 1
        page = answer.get_data()
        if case["method"] not in ("GET", "HEAD", "OPTIONS"):
            world.restore()
        assert answer.status_code < 500, answer.status
        assert b"Traceback" not in page
        assert missing_headers(answer) == []

    run()
    say(str({status: n_by_status[status] for status in sorted(n_by_status)}))
    assert {200, 302, 400, 403, 404, 405} <= n_by_status.keys(), "the requests reach pages as well as refusals"


def test_the_world_has_forms_for_every_audience(world: World) -> None:
    """Otherwise the fuzzing would knock on closed doors only."""
    audiences = {form.endpoint.split(".")[0] for form in world.forms}
    assert {"respond", "account", "manage", "evaluate", "panel"} <= audiences
    who = {form.who for form in world.forms}
    assert {NOBODY, "admin", "coordinator", "evaluator", "panel_member"} <= who
    panel = {form.endpoint for form in world.forms if form.endpoint.startswith("panel.")}
    assert panel >= {
        "panel.read",
        "panel.judge",
        "panel.move",
        "panel.nominate",
        "panel.decide_theme",
        "panel.choose_story",
    }
    assert panel >= {"panel.move_on", "panel.lock", "panel.type_in_seat", "panel.paper_counts", "panel.move_decided"}
