"""Checking stories before anybody else reads them: what a person waits for and presses per story, on the demo's own stories.

40 stories an hour (issue C) leave 90 seconds each. What is measured here is what the machine takes of that, and how many marks
ask for a key; reading is the person's.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from survey.app import create_app
from survey.config import ROOT, Settings
from survey.extensions import alembic, db
from tests import factories

N_STORIES = 60
SECONDS_EACH = 90
HOST = "http://localhost"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(environment="testing", instance_folder=Path(folder), https=False, log_level="WARNING")
        )
        app.config["WTF_CSRF_ENABLED"] = False
        waits, keys = _checked(_signed_in(app))
        with app.app_context():
            db.engine.dispose()
    clean = sum(n == 1 for n in keys)
    print(
        f"checking          {statistics.median(waits) * 1000:6.0f} ms from a decision to the next story "
        f"(median of {len(waits)}; slowest {max(waits) * 1000:.0f} ms; {SECONDS_EACH} s each at 40 an hour)"
    )
    print(
        f"keys a story      {statistics.mean(keys):6.1f} on average, most {max(keys)}; one key for {clean} of {len(keys)}"
    )


def _signed_in(app: Flask) -> FlaskClient:
    """A coordinator whose pilot has the demo's first stories to check."""
    lines = [
        line
        for path in sorted((ROOT / "survey/demo/stories").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    with app.app_context():
        alembic.upgrade()
        now, ring = app.config["CLOCK"](), app.config["KEY_RING"]
        pilot = factories.make_pilot(db.session, now=now)
        person = factories.make_user(db.session, now=now, role="coordinator", pilot=pilot)
        for line in lines[:: len(lines) // N_STORIES][:N_STORIES]:
            factories.tell(db.session, wave=pilot.waves[0], now=now, key_ring=ring, story=json.loads(line)["story"])
        identifier = factories.signed_in(db.session, user=person, now=now)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = identifier, True
    return client


def _checked(client: FlaskClient) -> tuple[list[float], list[int]]:
    """(seconds until the next story is there, keys pressed) per story: M for each mark that waits, then R."""
    queue = client.get("/beheer/proef/controle", base_url=HOST).get_data(as_text=True)
    first = html.document_fromstring(queue).xpath('//form[contains(@action, "/controle/")]/@action')[0]
    page = client.post(first, base_url=HOST).get_data(as_text=True)
    waits, keys = [], []
    while 'class="checking"' in page:
        form = html.document_fromstring(page).xpath('//form[@class="checking"]')[0]
        radios = {radio.name for radio in form.xpath('.//input[@type="radio"]')}
        given = dict(form.form_values())
        open_ones = radios - given.keys()
        given |= dict.fromkeys(open_ones, "mask") | {"act": "release_next"}
        started = time.perf_counter()
        page = unescape(
            client.post(form.action, data=given, base_url=HOST, follow_redirects=True).get_data(as_text=True)
        )
        waits.append(time.perf_counter() - started)
        keys.append(len(open_ones) + 1)
    return waits, keys


if __name__ == "__main__":
    main()
