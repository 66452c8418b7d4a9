"""A reader of the family's pages without a browser, in one language, in a world whose doors and clock can be moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from survey.extensions import db
from survey.models.invitation import Invitation
from survey.services import programmes
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey.respond.teller import Teller


@dataclass
class World:
    app: Flask
    clock: Clock
    prefix: str = "pilot"
    made: list[str] = field(default_factory=list)

    def invite(self, **changes: Any) -> str:
        """The token of an invitation to a pilot of its own; the pilot's own settings may be changed as well."""
        with self.app.app_context():
            slug = f"{self.prefix}-{len(self.made)}"
            policy = changes.pop("age_policy", "information_only")
            records, stopped_on = changes.pop("takes_recordings", False), changes.pop("stopped_on", None)
            pilot = factories.make_pilot(db.session, now=NOON, slug=slug, age_policy=policy)
            pilot.takes_recordings = records
            invitation = factories.make_invitation(db.session, wave=pilot.waves[0], **changes)
            invitation.stopped_on = stopped_on
            self.made.append(invitation.token)
            db.session.commit()
            return self.made[-1]

    def invitation(self, token: str) -> Invitation:
        return programmes.get_invitation(db.session, token=token)


@dataclass
class Visitor(Teller):
    """A teller who reads in one language. world: to move the clock and to open and close doors."""

    language: str = "nl"
    world: Any = None

    def open(self, address: str | None = None) -> Any:
        address = address or f"/vertel/{self.token}"
        return super().open(address if "taal=" in address else f"{address}?taal={self.language}")

    def push(self, go: str, without: tuple[str, ...] = (), **typed: str) -> Any:
        """Press any button called `go`; double underscores stand for hyphens."""
        form = self.page.forms[0]
        fields = dict(form.form_values()) | {name.replace("__", "-"): value for name, value in typed.items()}
        assert form.xpath(f'.//button[@name="go"][@value="{go}"]'), f"no button {go} on {self.title}"
        data = {name: value for name, value in fields.items() if name not in without} | {"go": go}
        return self._read(self.client.post(form.action, data=data))

    def enter(self, address: str, code: str) -> Any:
        self.open(address)
        return self.push("open", code=code)

    def send_all(self, perspective: str = "parent", **typed: str) -> str:
        """Tell a story from beginning to end; the word code."""
        self.to_check(perspective=perspective, **typed)
        self.press("next")
        return self.code
