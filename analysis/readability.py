"""What makes a short text hard to read: long sentences and long words. A hint while writing, never a verdict."""

from __future__ import annotations

import re

MOST_WORDS_IN_A_SENTENCE = 15
MOST_LETTERS_IN_A_WORD = 16
"""Our own rules of thumb for plain Dutch (level B1); Dutch writes compounds as one word, so words may be long."""

_SENTENCE = re.compile(r"[^.!?\n]++[.!?]*+")
_WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")


def long_sentences(text: str) -> tuple[str, ...]:
    """The sentences with more than MOST_WORDS_IN_A_SENTENCE words, as they stand."""
    sentences = (match.group().strip() for match in _SENTENCE.finditer(text))
    return tuple(s for s in sentences if len(_WORD.findall(s)) > MOST_WORDS_IN_A_SENTENCE)


def long_words(text: str) -> tuple[str, ...]:
    """The words with more than MOST_LETTERS_IN_A_WORD letters, each once, in the order of the text."""
    return tuple(dict.fromkeys(word for word in _WORD.findall(text) if len(word) > MOST_LETTERS_IN_A_WORD))
