"""How likely each word of a Dutch text is a name: a small linear-chain CRF (docs/methods/name-tagger.md)."""

from functools import cache
from threading import Lock
from typing import Any

from analysis.deidentify.features import features
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import DATA

NAME, OTHER = "N", "O"
MODEL = DATA / "name_tagger.crfsuite"
_one_at_a_time = Lock()  # a tagger holds the sentence it is reading


@cache
def _tagger() -> Any:
    """The model, read when the first story comes: starting the web process does not wait for it."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def chances(tokens: list[Token]) -> list[float]:
    """Probability (0-1) for each token that it is part of a name."""
    out: list[float] = []
    for sentence in features(tokens):
        with _one_at_a_time:
            tagger = _tagger()
            tagger.set(sentence)
            out += [tagger.marginal(NAME, at) for at in range(len(sentence))]
    return out
