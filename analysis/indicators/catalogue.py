"""The catalogue of indicators as data: what is counted, in which words for people, and where it comes from."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from analysis.records import IndicatorKind

Rule = Literal["well", "better", "worse", "ladder", "theme", "told", "released", "view", "signal"]
Kind = IndicatorKind | Literal["signal", "view"]
"""view: a way of looking at other entries; signal: single stories that a person must see. Neither has a figure."""

N_QUESTIONS = {"well": 1, "better": 2, "worse": 2}
"""Rules that follow from closed answers, and how many of them each takes."""
THEME_PREFIX = "heard_theme."
ANY_THEME = THEME_PREFIX + "*"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue. label, explanation, unit: Dutch, for people. rule: how the figure follows from
    answers.

    questions: codes of the closed answers it draws on. section: A-H of domain.md section 4, "" for what runs across
    them. standard: False where the form that comes with Loex does not ask it; a questionnaire may. draws_on: codes of
    the entries that a view brings together, or that a signal is heard in.
    """

    code: str
    label: str
    explanation: str
    kind: Kind
    rule: Rule
    questions: tuple[str, ...]
    source_document: str
    source_place: str
    unit: str
    section: str
    standard: bool = True
    draws_on: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        """What is asked, without the moment: support.then and support.now are both about support; "" for no question."""
        return self.questions[0].partition(".")[0] if self.questions else ""

    @property
    def is_counted(self) -> bool:
        """Whether the figure follows from tellers' closed answers."""
        return self.rule in N_QUESTIONS


@lru_cache(maxsize=1)
def load_catalogue() -> tuple[Indicator, ...]:
    """The catalogue in its own order (analysis/data/indicators.toml). A missing or unknown field raises TypeError."""
    data = tomllib.loads(files("analysis").joinpath("data", "indicators.toml").read_text(encoding="utf-8"))
    return tuple(_indicator(entry) for entry in data["indicator"])


def _indicator(entry: dict[str, Any]) -> Indicator:
    return Indicator(**(entry | {name: tuple(entry[name]) for name in ("questions", "draws_on") if name in entry}))


def describe(code: str, catalogue: Sequence[Indicator] | None = None) -> Indicator:
    """The entry of an indicator code; every `heard_theme.<name>` is described by `heard_theme.*`. Raises KeyError."""
    wanted = ANY_THEME if code.startswith(THEME_PREFIX) else code
    for indicator in load_catalogue() if catalogue is None else catalogue:
        if indicator.code == wanted:
            return indicator
    raise KeyError(code)


def catalogue_table(catalogue: Sequence[Indicator] | None = None) -> str:
    """The catalogue as a Markdown table, for docs/methods/indicators.md."""
    lines = [
        "| code | label | plain explanation | kind | draws on | unit | section | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for i in load_catalogue() if catalogue is None else catalogue:
        drawn = ", ".join(f"`{code}`" for code in (*i.questions, *i.draws_on)) or "–"
        kind = i.kind if i.standard else f"{i.kind}, only where a questionnaire asks it"
        source = f"{i.source_document}, {i.source_place}"
        cells = (f"`{i.code}`", i.label, i.explanation, kind, drawn, i.unit, i.section or "–", source)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
