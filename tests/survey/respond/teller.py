"""A person with a browser that runs no script: reads a page, fills in its form, presses one of its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

ABOUT = {"professional_role", "age_band", "filled_in"}
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
        """Fill in fields by name (None: leave out; double underscore: a hyphen) and press next, back, a language, or
        "change <page>" on the check."""
        form = self.page.forms[0]
        fields = dict(form.form_values())
        for name, value in typed.items():
            fields.pop(name.replace("__", "-"), None)
            if value is not None:
                fields[name.replace("__", "-")] = value
        button = ("go", go) if go in ("next", "back", "again", "stay", "keep") else ("taal", go)
        if go.startswith("change "):
            button = ("change", go.removeprefix("change "))
        assert form.xpath(f'.//button[@name="{button[0]}"][@value="{button[1]}"]'), f"no button {go} on {self.title}"
        # a browser sends the fields in the order of the page; the language buttons come before the hidden language
        pairs = [button, *((name, value) for name, value in fields.items())]
        return self._read(self.client.post(form.action, data=_grouped(pairs)))

    def to_consent(self, perspective: str = "parent", **typed: Any) -> Teller:
        self.start()
        self.press("next", perspective=perspective, **typed)
        return self

    def to_story(self, perspective: str = "parent", **typed: Any) -> Teller:
        consents = {name: value for name, value in typed.items() if name.startswith("consent_")}
        self.to_consent(perspective, **{name: value for name, value in typed.items() if name not in consents})
        self.press("next", **consents)
        return self

    def to_title(self, story: str = STORY, perspective: str = "parent", **typed: Any) -> Teller:
        """The first page after the story."""
        self.to_story(perspective, **typed)
        self.press("next", story=story)
        return self

    def to(self, section: str, story: str = STORY, perspective: str = "parent", **typed: Any) -> Teller:
        """The page of this section of the questionnaire."""
        self.to_title(story, perspective, **typed)
        return self.on_to(section)

    def on_to(self, section: str) -> Teller:
        while not self.page.forms[0].action.endswith(f"/{section}"):
            assert not self.is_at_check, f"no section {section}"
            self.press("next")
        return self

    def to_check(self, story: str = STORY, perspective: str = "parent", **typed: Any) -> Teller:
        """All the way, with answers to questions after the story by field name, put on the page that asks them."""
        about = {n: v for n, v in typed.items() if n in ABOUT or n.startswith("consent_")}
        self.to_title(story, perspective, **about)
        left = {name: value for name, value in typed.items() if name not in about}
        while not self.is_at_check:
            here = {name: left.pop(name) for name in list(left) if self._asks(name.replace("__", "-"))}
            self.press("next", **here)
        assert not left, f"nobody asked {left}"
        return self

    def on_to_check(self) -> Teller:
        while not self.is_at_check:
            self.press("next")
        return self

    @property
    def is_at_check(self) -> bool:
        return bool(self.page.forms[0].action.endswith("/controle"))

    def _asks(self, name: str) -> bool:
        return bool(self.page.xpath(f'//form//*[@name="{name}"]'))

    @property
    def code(self) -> str:
        """The word code on the check or on the receipt."""
        return " ".join(self.page.xpath('//*[@class="code"]')[0].text_content().split())

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
