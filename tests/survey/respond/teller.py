"""A person with a browser that runs no script: reads a page, fills in its form, presses one of its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

STORY = "Eerst moesten we lang wachten. Nu komt er elke week iemand."


@dataclass
class Teller:
    """page: the page that is open. answers: every answer the server gave, in order."""

    client: FlaskClient
    token: str
    page: Any = None
    address: str = ""
    answers: list[TestResponse] = field(default_factory=list)

    def open(self, address: str | None = None) -> TestResponse:
        self.address = address or f"/vertel/{self.token}"
        return self._read(self.client.get(self.address))

    def start(self) -> Teller:
        self.open()
        self.press("next")
        return self

    def press(self, go: str, **typed: Any) -> TestResponse:
        """Fill in fields by name (None: leave out; double underscore: a hyphen) and press next, back or a language."""
        form = self.page.forms[0]
        fields = dict(form.form_values())
        for name, value in typed.items():
            fields.pop(name.replace("__", "-"), None)
            if value is not None:
                fields[name.replace("__", "-")] = value
        button = ("go", go) if go in ("next", "back", "again") else ("taal", go)
        assert form.xpath(f'.//button[@name="{button[0]}"][@value="{button[1]}"]'), f"no button {go} on {self.title}"
        # a browser sends the fields in the order of the page; the language buttons come before the hidden language
        pairs = [button, *((name, value) for name, value in fields.items())]
        return self._read(self.client.post(form.action, data=_grouped(pairs)))

    def to_story(self, perspective: str = "parent", **typed: Any) -> Teller:
        self.start()
        self.press("next", perspective=perspective, **typed)
        return self

    def to_meaning(self, story: str = STORY, perspective: str = "parent", **typed: Any) -> Teller:
        self.to_story(perspective, **typed)
        self.press("next", story=story)
        return self

    @property
    def title(self) -> str:
        return self.page.findtext(".//title")

    @property
    def heading(self) -> str:
        return " ".join(self.page.find(".//h1").text_content().split())

    @property
    def words(self) -> str:
        return " ".join(self.page.find(".//body").text_content().split())

    def value(self, name: str) -> str:
        """What a field holds: its text, or the value of the chosen option."""
        found = self.page.xpath(f'//*[@name="{name}"]')
        if found[0].tag == "textarea":
            return found[0].text_content().removeprefix("\n")
        if found[0].get("type") in ("radio", "checkbox"):
            return next((box.get("value") for box in found if box.get("checked") is not None), "")
        return found[0].get("value")

    def _read(self, answer: TestResponse) -> TestResponse:
        self.answers.append(answer)
        if answer.status_code in (302, 303):
            return self.open(answer.headers["Location"])
        self.page = html.document_fromstring(answer.get_data(as_text=True))
        return answer


def _grouped(pairs: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
