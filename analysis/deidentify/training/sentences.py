"""Sentences to learn from: Dutch treebank sentences and story frames, with names of all origins put in.

Source: Universal Dependencies Dutch Alpino and LassySmall (CC BY-SA 4.0). Every choice comes from the given
random generator, so the same seed makes the same sentences.
"""

import gzip
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.deidentify.kinds import kind_of
from analysis.deidentify.lexicon import is_word
from analysis.deidentify.wordlists import DATA, phrases, words

_HELD_OUT = 10  # one sentence in so many is kept apart to measure on
_UNSEEN = 8  # of the listed names one in so many is never put in
_ANY_WORD_SHARE, _WORDLIKE_SHARE, _SPLICED_SHARE, _DUTCH_SHARE = 0.07, 0.32, 0.25, 0.15
_SLOT = re.compile(r"\{([nfsp])\}")
_IRREGULAR = frozenset(["zei", "ging", "kwam", "was", "had"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or mark of a sentence. name: part of a name. space: a blank follows."""

    text: str
    name: bool = False
    space: bool = True
    part: str = ""
    features: str = ""


Sentence = tuple[Piece, ...]


def is_held_out(sentence_id: str) -> bool:
    """Whether a treebank sentence is kept apart to measure on."""
    return zlib.crc32(sentence_id.encode()) % _HELD_OUT == 0


def is_unseen(name: str) -> bool:
    """Whether a listed name is never put in, so that it can be measured on."""
    return zlib.crc32(name.lower().encode()) % _UNSEEN == 0


def _piece(row: list[str]) -> Piece:
    """A word from the columns of a CoNLL-U line."""
    return Piece(row[1], row[3] == "PROPN", "SpaceAfter=No" not in row[9], row[3], f"{row[4]}|{row[5]}")


def treebank(folder: Path) -> Iterator[tuple[str, Sentence]]:
    """Every sentence of the CoNLL-U files in `folder`, with its id. Proper nouns are marked as names."""
    for path in sorted(folder.glob("nl_*-ud-*.conllu.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            blocks = file.read().split("\n\n")
        for block in blocks:
            lines = block.splitlines()
            ids = [line.split("=", 1)[1].strip() for line in lines if line.startswith("# sent_id")]
            rows = [line.split("\t") for line in lines]
            words_of = [row for row in rows if row[0].isdigit()]  # "3-4" and "3.1" are no words
            if ids and words_of:
                yield ids[0], tuple(map(_piece, words_of))


def frames() -> tuple[str, ...]:
    """The story frames of frames.txt."""
    lines = (Path(__file__).parent / "frames.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


class Names:
    """Draws names: origin first, so that a long list weighs no more than a short one."""

    def __init__(self, chance: random.Random) -> None:
        """Read the package's lists; names that are also words are drawn apart, for they are hardest."""
        self._chance = chance
        latin = [path.stem for path in sorted((DATA / "first_names").glob("*.txt")) if "script" not in path.stem]
        lists = [[n for n in phrases(f"first_names/{stem}") if self._fits(n)] for stem in latin]
        self._wordlike = sorted({n for names in lists for n in names if self._is_word(n)})
        self._by_origin = [[n for n in names if not self._is_word(n)] for names in lists]
        nouns = words("dutch_words") | words("common_words/usual")
        self._words = sorted(w.capitalize() for w in nouns if 4 <= len(w) <= 8 and not w.endswith(("en", "s", "t")))
        self._dutch = self._by_origin[latin.index("dutch")]
        surnames = [path.stem for path in sorted((DATA / "surnames").glob("*.txt")) if path.stem != "non_latin"]
        self._surnames = [[n for n in phrases(f"surnames/{stem}") if len(n) > 2] for stem in surnames]
        self._places = [n for n in phrases("places_nl") if n.lower() not in words("context/places_that_are_words")]

    @staticmethod
    def _fits(name: str) -> bool:
        never = words("words_over_names") | words("not_identifying")
        return len(name) > 2 and name.lower() not in never and not is_unseen(name)

    @staticmethod
    def _is_word(name: str) -> bool:
        return name.lower() in words("names_over_words") or kind_of(name.lower()) == "first_or_word"

    def first(self) -> str:
        """A first name of any origin: one that is also a word, a listed one, or one made of two halves."""
        drawn = self._chance.random()
        if drawn < _WORDLIKE_SHARE:
            return self._chance.choice(self._words if drawn < _ANY_WORD_SHARE else self._wordlike)
        names = self._dutch if self._chance.random() < _DUTCH_SHARE else self._chance.choice(self._by_origin)
        return self._spliced(names) if drawn < _WORDLIKE_SHARE + _SPLICED_SHARE else self._chance.choice(names)

    def _spliced(self, names: list[str]) -> str:
        """The head of one name and the tail of another: sounds like its origin, and stands in no list."""
        head, tail = self._chance.choice(names), self._chance.choice(names)
        made = head[: max(2, len(head) // 2)] + tail[-max(2, len(tail) // 2) :].lower()
        return head if is_word(made.lower()) or "-" in made else made

    def surname(self) -> str:
        """A surname, at times with particles."""
        particle = self._chance.choice(["van ", "de ", "van der ", "el ", "", "", "", ""])
        return particle + self._chance.choice(self._chance.choice(self._surnames))

    def drawn(self, slot: str) -> list[str]:
        """The words of a name of the given slot: n, f, s or p."""
        if slot == "p":
            return self._chance.choice(self._places).split()
        if slot == "s":
            return self.surname().split()
        return [self.first(), *(self.surname().split() if slot == "f" else [])]


def _as_pieces(parts: list[str], *, space: bool) -> list[Piece]:
    return [Piece(part, True, space or i < len(parts) - 1, "PROPN") for i, part in enumerate(parts)]


def filled(frame: str, names: Names) -> Sentence:
    """A frame with its slots filled."""
    out: list[Piece] = []
    for word in frame.split():
        slot = _SLOT.search(word)
        if slot is None:
            out.append(Piece(word))
            continue
        out += _as_pieces(names.drawn(slot.group(1)), space=slot.end() == len(word))
        if slot.end() < len(word):
            out.append(Piece(word[slot.end() :]))
    return tuple(out)


def _replaceable(piece: Piece, following: Piece | None) -> bool:
    """A pronoun whose place a name can take without breaking the verb."""
    if piece.part != "PRON" or "|pers|" not in piece.features or "|mv|" in piece.features:
        return False
    if "Person=3" in piece.features:
        return True
    past = following is not None and ("Tense=Past" in following.features or following.text.lower() in _IRREGULAR)
    return "Case=Acc" in piece.features or past


def _run(sentence: Sentence, at: int, names: Names, chance: random.Random) -> list[Piece]:
    """The proper noun that begins at `at`, or a name in its place; always a name where it is made of plain words."""
    end = next((i for i in range(at, len(sentence)) if not sentence[i].name), len(sentence))
    run = list(sentence[at:end])
    plain = all(kind_of(piece.text.lower()) == "word" for piece in run)
    if plain or chance.random() < 0.65:
        return _as_pieces(names.drawn(chance.choice("nnnnnffsp")), space=run[-1].space)
    return run


def _person(piece: Piece, out: list[Piece], names: Names, chance: random.Random) -> None:
    """A role word: with a name after it, a name in its place, or as it is."""
    after_article = bool(out) and out[-1].part == "DET"
    if chance.random() < 0.3:
        if after_article:
            out[-1] = replace(out[-1], text=chance.choice(["mijn", "mijn", "onze", "haar", "de"]))
        out += [replace(piece, space=True), *_as_pieces(names.drawn("n"), space=piece.space)]
    elif after_article and chance.random() < 0.3:
        out[-1:] = _as_pieces(names.drawn("n"), space=piece.space)
    else:
        out.append(piece)


def with_names(sentence: Sentence, names: Names, chance: random.Random) -> Sentence:
    """Proper nouns, pronouns and people of a treebank sentence replaced by names, at random."""
    out: list[Piece] = []
    in_name = False
    for at, piece in enumerate(sentence):
        following = sentence[at + 1] if at + 1 < len(sentence) else None
        if piece.name:
            out += [] if in_name else _run(sentence, at, names, chance)
        elif _replaceable(piece, following) and chance.random() < 0.5:
            out += _as_pieces(names.drawn(chance.choice("nnnnnnf")), space=piece.space)
        elif piece.part == "NOUN" and piece.text.lower() in words("roles"):
            _person(piece, out, names, chance)
        else:
            out.append(piece)
        in_name = piece.name
    return tuple(out)


def title(sentence: Sentence, names: Names, chance: random.Random) -> Sentence:
    """A title as people give to a story: a noun of the sentence, with what stands before it, or a name."""
    nouns = [at for at, piece in enumerate(sentence) if piece.part == "NOUN"]
    if not nouns or chance.random() < 0.15:
        return tuple(_as_pieces(names.drawn("n"), space=True))
    at = chance.choice(nouns)
    first = at - 1 if at and sentence[at - 1].part in ("DET", "ADJ", "NUM") and chance.random() < 0.5 else at
    return tuple(replace(piece, space=True) for piece in sentence[first : at + 1])
