"""Marks planted in everything a teller writes, and looked for everywhere afterwards: in the clear they are nowhere but on the
pages of who may read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.extensions import db
from tests.misuse.world import MARK, NOBODY, SITE, World


def test_nothing_a_teller_wrote_is_anywhere_but_sealed(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for form in [form for form in world.forms if form.who == NOBODY and form.typed]:
        world.send(form, form.data(ticked=True, **dict.fromkeys(form.typed, f"{MARK} op weg")))
    for path in ("/healthz", "/readyz", "/nergens", "/mijn-verhaal"):
        answer = world.clients[NOBODY].get(path, query_string={"q": MARK}, base_url=SITE)
        assert MARK not in answer.get_data(as_text=True)
    readers = {who for who in world.clients if may_read(world, who)}
    with world.app.app_context():
        db.engine.dispose()
    logged = capsys.readouterr()
    assert MARK.lower() not in (logged.err + logged.out).lower()
    files = [file for where in (world.database.parent, tmp_path) for file in where.rglob("*") if file.is_file()]
    assert world.database in files
    assert [file.name for file in files if MARK.lower().encode() in file.read_bytes().lower()] == []
    assert "admin" not in readers, "who looks after people and settings reads no stories"
    assert "panel_member" in readers, "the marks did come through"


def may_read(world: World, who: str) -> bool:
    return any(
        MARK in answer.get_data(as_text=True)
        for _address, answer in world.crawl(who, most=3, with_slow=True)
        if answer.mimetype.startswith(("text/", "application/json"))
    )
