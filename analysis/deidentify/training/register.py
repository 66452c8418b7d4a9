"""From written sentences to what people type on a phone: no capitals, no commas, chat spellings, slips of the finger."""

import random
from collections.abc import Sequence
from dataclasses import replace

from analysis.deidentify.training.sentences import Piece, Sentence

PLACEHOLDER = "\ufffc"  # what whitelist.blanked leaves of a placeholder
_CHAT = {
    "het": ("t", "het", "ut"),
    "een": ("n", "un", "een"),
    "mijn": ("mn", "me", "m'n"),
    "zijn": ("zn", "z'n"),
    "niet": ("nie", "niet", "ni"),
    "ik": ("k", "ik", "ikke"),
    "dat": ("da", "dat", "dattie"),
    "ook": ("ok", "ook"),
    "even": ("ff", "effe"),
    "gewoon": ("gwn", "gewoon"),
    "eigenlijk": ("eig", "eigelijk"),
    "omdat": ("omda", "want"),
    "met": ("mt", "met"),
    "heeft": ("heb", "heeft"),
    "hebben": ("hebbe", "hebben"),
    "was": ("wass", "was"),
    "je": ("ju", "je"),
    "wil": ("wilt", "wil"),
    "er": ("dr", "er"),
    "haar": ("dr", "d'r"),
}
_FILLERS = ("ja", "nou", "dus", "en", "maar", "eh", "eigenlijk", "tja", "gewoon", "kijk")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _slip(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped or wrong."""
    at = chance.randrange(len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[: at + 1] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]


def _typed(piece: Piece, chance: random.Random, *, slips: float, chat: float) -> Piece:
    lower = piece.text.lower()
    if not piece.name and lower in _CHAT and chance.random() < chat:
        return replace(piece, text=chance.choice(_CHAT[lower]))
    share = slips / 3 if piece.name else slips
    if len(piece.text) > 3 and piece.text.isalpha() and chance.random() < share:
        return replace(piece, text=_slip(piece.text, chance))
    return piece


def _cased(sentence: Sentence, chance: random.Random) -> Sentence:
    """Most often no capitals at all; now and then only names lose theirs, as where a phone sets the first one."""
    drawn = chance.random()
    if drawn < 0.6:
        return tuple(replace(p, text=p.text.lower()) for p in sentence)
    first, *rest = sentence
    opening = replace(first, text=first.text[:1].upper() + first.text[1:])
    if drawn < 0.75:
        return (opening, *(replace(p, text=p.text.lower()) for p in rest))
    return (opening, *rest) if drawn < 0.95 else sentence


def _spoken_to(sentence: Sentence, chance: random.Random) -> Sentence:
    """Now and then without its first pronoun ("ben gister …"), or with a filler before it, as people chat and talk."""
    drawn = chance.random()
    if drawn < 0.06 and len(sentence) > 4 and sentence[0].part == "PRON" and not sentence[0].name:
        return sentence[1:]
    if drawn > 0.94:
        return (Piece(chance.choice(_FILLERS)), *sentence)
    return sentence


def _masked(sentence: Sentence, chance: random.Random) -> Sentence:
    """Some names already gone, as when a masked text is read again."""
    return tuple(replace(p, text=PLACEHOLDER, name=False) if p.name and chance.random() < 0.4 else p for p in sentence)


def as_typed(sentence: Sentence, chance: random.Random) -> Sentence:
    """A sentence as it may be typed."""
    out = _cased(_spoken_to(sentence, chance), chance)
    if chance.random() < 0.1:
        out = tuple(p for p in out if p.part != "DET") or out
    if chance.random() < 0.35:
        out = tuple(_typed(p, chance, slips=0.08, chat=0.4) for p in out)
    if chance.random() < 0.3:
        out = tuple(p for p in out if p.text not in (",", ".", ";", ":", '"', "'"))
    return _masked(out, chance) if chance.random() < 0.1 else out


def joined(sentences: Sequence[Sentence]) -> tuple[str, list[tuple[int, int]]]:
    """The text of some sentences, and where its names stand."""
    text, spans = "", []
    for piece in (piece for sentence in sentences for piece in sentence):
        if piece.name:
            spans.append((len(text), len(text) + len(piece.text)))
        text += piece.text + (" " if piece.space else "")
    return text, spans
