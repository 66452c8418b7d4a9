"""The report's Dutch sentences, read once from texts.toml. No Dutch for readers stands in any .py file of this package."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TEXTS_FILE = Path(__file__).with_name("texts.toml")


@cache
def texts() -> Mapping[str, Any]:
    """The whole file, for templates."""
    return tomllib.loads(TEXTS_FILE.read_text(encoding="utf-8"))


def say(key: str, **values: object) -> str:
    """The sentence at a dotted key, filled in. Raises KeyError when the key or one of its values is missing."""
    sentence: Any = texts()
    for part in key.split("."):
        sentence = sentence[part]
    return str(sentence).format(**values) if values else str(sentence)


def glossary() -> tuple[tuple[str, str], ...]:
    """Terms with their meaning, in the order of the file."""
    return tuple((term, meaning) for term, meaning in texts()["glossary"]["entries"])
