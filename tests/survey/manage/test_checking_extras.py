"""Beside checking: removing what is no story, and getting a recording."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.audit import AuditEvent
from survey.models.submission import Submission
from survey.services import retention
from survey.services.errors import NotDoubtful, NotFound
from survey.services.recordings import Recorded
from tests import factories, sounds
from tests.conftest import NOON


def test_what_came_without_proof_can_be_removed_as_no_story_and_that_is_recorded(session: Session) -> None:
    pilot = factories.make_pilot(session, now=NOON)
    by = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, without_proof=True).ref
    assert ref
    retention.remove_as_no_story(session, pilot=pilot, ref=ref, by=by, now=NOON)
    assert session.get(Submission, ref) is None
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == by.id)).all()
    assert actions == ["story.removed_as_no_story"]


def test_a_real_story_is_its_tellers_and_never_removed_like_this(session: Session) -> None:
    pilot, other = (factories.make_pilot(session, now=NOON, slug=slug) for slug in ("een", "twee"))
    by = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    proved = factories.tell(session, wave=pilot.waves[0], now=NOON).ref
    released = factories.tell(session, wave=pilot.waves[0], now=NOON, without_proof=True).ref
    elsewhere = factories.tell(session, wave=other.waves[0], now=NOON, without_proof=True).ref
    factories.release(session, pilot=pilot, ref=released, by=by, now=NOON)
    for ref, error in ((proved, NotDoubtful), (released, NotDoubtful), (elsewhere, NotFound)):
        assert ref
        with pytest.raises(error):
            retention.remove_as_no_story(session, pilot=pilot, ref=ref, by=by, now=NOON)


BEFORE_THEY_WERE_MADE_ANEW = Recorded("audio/ogg", b"OggS")


@pytest.mark.parametrize(("spoken", "suffix"), [(sounds.SPOKEN, ".m4a"), (BEFORE_THEY_WERE_MADE_ANEW, ".ogg")])
def test_the_coordinator_sees_the_doubt_hears_the_recording_and_removes(
    sqlite_app: Flask, spoken: Recorded, suffix: str
) -> None:
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    key_ring = sqlite_app.config["KEY_RING"]
    with sqlite_app.app_context():
        pilot = factories.make_pilot(db.session, now=NOON)
        pilot.takes_recordings = True
        user = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        identity = factories.signed_in(db.session, user=user, now=NOON)
        ref = factories.tell(
            db.session,
            wave=pilot.waves[0],
            now=NOON,
            without_proof=True,
            recording=spoken,
            key_ring=key_ring,
        ).ref
        db.session.commit()
    client = sqlite_app.test_client()
    with client.session_transaction() as signed_in:
        signed_in["_user_id"], signed_in["_fresh"] = identity, True
    address = next(
        str(rule).replace("<pilot_slug>", "proef").replace("<uuid:ref>", str(ref))
        for rule in sqlite_app.url_map.iter_rules()
        if rule.endpoint == "manage.open_story"
    )
    assert "Echt verhaal? Kijk eerst" in client.get(address.rsplit("/", 1)[0]).get_data(as_text=True)
    assert "geen verhaal" in client.post(address).get_data(as_text=True)
    heard = client.post(f"{address}/opname")
    assert heard.data == spoken.content
    assert heard.mimetype == spoken.media_type
    assert heard.headers["Content-Disposition"].startswith("attachment")
    assert heard.headers["Content-Disposition"].endswith(suffix)
    assert heard.headers["X-Content-Type-Options"] == "nosniff"
    assert heard.headers["Cache-Control"] == "no-store"
    assert client.get(f"{address}/opname").status_code == 302
    assert client.post(f"{address}/geen-verhaal").status_code == 302
    with sqlite_app.app_context():
        assert db.session.get(Submission, ref) is None
