"""Codebooks as files: JSON with everything in it, TOML with the words for people to read, edit and share.

JSON carries checksums over what people decided and over what was learned, so that a changed file is noticed. No pickle:
a file holds text and numbers only, and reading one never runs anything. The REFI-QDA form is in `refi`.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.book import (
    Codebook,
    CodebookTampered,
    CodebookTheme,
    StoryLabels,
    ThemeDefinition,
    label_data,
    theme_data,
)
from analysis.codebook.classifier import Abstention, Classifier

FORMAT = "loex-codebook-1"


def to_json(codebook: Codebook) -> str:
    """Everything: themes, labels and what was learned. ASCII, sorted: the same codebook gives the same file."""
    data = {
        "format": FORMAT,
        "version": codebook.version,
        "before": codebook.before,
        "left_out": codebook.left_out,
        "content_hash": codebook.content_hash,
        "themes": [theme_data(theme) for theme in codebook.themes],
        "labels": [label_data(story) for story in codebook.labels],
        "classifier": classifier_data(codebook.classifier) if codebook.classifier else None,
    }
    return json.dumps(data, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> Codebook:
    """The codebook in a file of `to_json`. Raises CodebookTampered."""
    try:
        data = json.loads(text)
        _expect_format(data)
        learned = data["classifier"]
        codebook = Codebook(
            version=_whole(data["version"]),
            themes=tuple(map(_theme, data["themes"])),
            labels=tuple(map(_story, data["labels"])),
            left_out=_whole(data["left_out"]),
            before=_text(data["before"]),
            classifier=_classifier(learned) if learned is not None else None,
        )
        promised = data["content_hash"], learned["checksum"] if learned is not None else None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as wrong:
        if isinstance(wrong, CodebookTampered):
            raise
        raise CodebookTampered("this file is not a whole codebook: a part is missing or of the wrong kind") from wrong
    found = codebook.content_hash, codebook.classifier.checksum() if codebook.classifier else None
    if found != promised:
        raise CodebookTampered("this codebook was changed after it was written: its checksum differs")
    return codebook


def to_toml(codebook: Codebook) -> str:
    """Themes with their words and history. Without labels, which point at stories, and without what was learned."""
    lines = [f'format = "{FORMAT}"', f"version = {codebook.version}"]
    for theme in codebook.themes:
        data = theme_data(theme)
        history = data.pop("history")
        lines += ["", "[[themes]]", *_pairs(data)]
        for earlier in history:
            lines += ["", "[[themes.history]]", *_pairs(earlier)]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> Codebook:
    """A codebook without labels. People may have edited the file, so there is no checksum; its themes are put in their
    own order. Raises CodebookTampered when it cannot be read."""
    try:
        data = tomllib.loads(text)
        _expect_format(data)
        themes = [_theme({"history": [], **entry}) for entry in data.get("themes", [])]
        version = _whole(data["version"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as wrong:
        if isinstance(wrong, CodebookTampered):
            raise
        raise CodebookTampered("this file is not a codebook: a part is missing or of the wrong kind") from wrong
    if len({theme.theme for theme in themes}) < len(themes):
        raise CodebookTampered("two themes in this file have the same identifier")
    return Codebook(version, tuple(sorted(themes, key=lambda theme: (theme.name.casefold(), theme.theme))), ())


def _pairs(data: Mapping[str, Any]) -> list[str]:
    """Lines of TOML. A JSON string is one of TOML too, but for the character DEL; half a surrogate pair is no text."""
    written = {key: json.dumps(value, ensure_ascii=False) for key, value in data.items()}
    return [
        f"{key} = {_LONE_SURROGATE.sub(chr(0xFFFD), text).replace(chr(0x7F), _DEL)}" for key, text in written.items()
    ]


_DEL = "\\u007F"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _expect_format(data: Any) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CodebookTampered("this file is not a codebook of this programme, or of a version it does not know")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number expected")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError("a number expected")
    return float(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list expected")
    return tuple(map(_text, value))


_WORDING = {
    "theme": _text,
    "name": _text,
    "definition": _text,
    "not_this": _text,
    "examples": _texts,
    "counter_examples": _texts,
}


def _read(entry: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(entry[name]) for name, read in fields.items()}


def _theme(entry: Mapping[str, Any]) -> CodebookTheme:
    history = tuple(
        ThemeDefinition(
            **_read(earlier, _WORDING | {"number": _whole, "by": _text, "reason": _text, "meeting": _whole})
        )
        for earlier in entry["history"]
    )
    return CodebookTheme(**_read(entry, _WORDING | {"candidates": _texts}), history=history)


def _story(entry: Mapping[str, Any]) -> StoryLabels:
    drawn = entry["drawn"]
    if drawn not in ("random", "chosen"):
        raise TypeError("a way of drawing expected")
    return StoryLabels(
        ref=_text(entry["ref"]),
        present=frozenset(_texts(entry["present"])),
        absent=frozenset(_texts(entry["absent"])),
        votes={_text(theme): _whole(n) for theme, n in entry["votes"].items()},
        n_readers=_whole(entry["n_readers"]),
        drawn=drawn,
        decided=frozenset(_texts(entry["decided"])),
    )


def classifier_data(learned: Classifier) -> dict[str, Any]:
    """What was learned as text, numbers, lists and mappings only, with its checksum."""
    stop = learned.abstention
    return {
        "model_id": learned.model_id,
        "themes": list(learned.themes),
        "directions": _packed(learned.directions),
        "biases": _packed(learned.biases),
        "methods": list(learned.methods),
        "n_labels": list(learned.n_labels),
        "means": {language: _packed(mean) for language, mean in learned.means.items()},
        "abstention": {
            "threshold": stop.threshold,
            "wanted": stop.wanted,
            "kept_accuracy": stop.kept_accuracy,
            "kept_share": stop.kept_share,
            "n_stories": stop.n_stories,
            "judged_on": stop.judged_on,
            "folds": stop.folds,
        },
        "seed": learned.seed,
        "checksum": learned.checksum(),
    }


def classifier_from_data(data: Mapping[str, Any]) -> Classifier:
    """The classifier in what `classifier_data` gave. Raises CodebookTampered."""
    try:
        learned = _classifier(data)
        promised = data["checksum"]
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise CodebookTampered("what was learned is not whole: a part is missing or of the wrong kind") from wrong
    if learned.checksum() != promised:
        raise CodebookTampered("what was learned was changed after it was written: its checksum differs")
    return learned


def _classifier(data: Mapping[str, Any]) -> Classifier:
    themes, stop = _texts(data["themes"]), data["abstention"]
    directions, biases = _unpacked(data["directions"]), _unpacked(data["biases"])
    if directions.ndim != 2 or biases.shape != (len(themes),) or len(directions) != len(themes):
        raise TypeError("one direction and one level a theme expected")
    means = {language: _unpacked(mean) for language, mean in data["means"].items()}
    if "" not in means or any(mean.shape != directions.shape[1:] for mean in means.values()):
        raise TypeError("means of the same length expected")
    return Classifier(
        model_id=_text(data["model_id"]),
        themes=themes,
        directions=directions,
        biases=biases,
        methods=tuple(data["methods"]),
        n_labels=tuple(map(_whole, data["n_labels"])),
        means=means,
        abstention=Abstention(
            threshold=None if stop["threshold"] is None else _number(stop["threshold"]),
            wanted=_number(stop["wanted"]),
            kept_accuracy=None if stop["kept_accuracy"] is None else _number(stop["kept_accuracy"]),
            kept_share=_number(stop["kept_share"]),
            n_stories=_whole(stop["n_stories"]),
            judged_on=stop["judged_on"],
            folds=stop["folds"],
        ),
        seed=_whole(data["seed"]),
    )


def _packed(array: NDArray[np.float32]) -> dict[str, Any]:
    """Numbers as little-endian float32 in base64, with their shape."""
    plain = np.ascontiguousarray(array, "<f4")
    return {"shape": list(plain.shape), "float32": base64.b64encode(plain.tobytes()).decode("ascii")}


def _unpacked(data: Mapping[str, Any]) -> NDArray[np.float32]:
    try:
        raw = base64.b64decode(_text(data["float32"]), validate=True)
    except binascii.Error as wrong:
        raise TypeError("packed numbers expected") from wrong
    return np.frombuffer(raw, "<f4").reshape([_whole(size) for size in data["shape"]]).astype(np.float32)
