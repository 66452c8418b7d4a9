"""Which sort of encoder made a vector, told by its model_id, and what that means for the reader of a result."""

from typing import Literal

EncoderKind = Literal["e5", "lexical", "own_model"]

E5 = "multilingual-e5-small-q4"
LEXICAL = "lexical"

WEAKER_IN_E5 = frozenset({"so", "ti"})
"""ISO 639-1. A classifier taught on Dutch sentences is right on .82 of Dutch ones, on .64 of Somali and .65 of Tigrinya
(SIB-200, parallel sentences; English, Polish, Turkish, Arabic and Ukrainian .80 to .85)."""


class EncoderUnavailable(RuntimeError):
    """There is no encoder to work with. Its subclasses say why; nothing was computed."""


def kind_of(model_id: str) -> EncoderKind:
    """The sort of encoder behind a model_id. "lexical" compares letters and knows nothing of meaning."""
    if model_id.startswith(LEXICAL):
        return "lexical"
    return "e5" if model_id.startswith(E5) else "own_model"


def weaker_languages(model_id: str) -> frozenset[str]:
    """Languages (ISO 639-1) in which this model is known to be weaker; empty where nobody measured it."""
    return WEAKER_IN_E5 if kind_of(model_id) == "e5" else frozenset()
