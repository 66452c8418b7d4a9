"""Words to piece numbers: SentencePiece's unigram model over the vocabulary inside the weights file.

The most probable way to cut each word into pieces of the vocabulary, found by the Viterbi algorithm (Kudo 2018,
arXiv:1804.10959). Written out here because the `tokenizers` library needs 270 MB and a second for this vocabulary, more
than the network itself; this takes 40 MB. The tests hold the two side by side, and they agree on every piece.
"""

from array import array
from collections.abc import Sequence
from functools import lru_cache

from analysis.embed.text import sentences
from analysis.embed.weights import Vocabulary

PREFIX = "query:"
"""Put before every text: with the other prefix of this model clustering loses five points (docs/methods/themes.md)."""

_SPACE = "▁"
_UNKNOWN_PENALTY = 10.0
"""How much less likely an unknown character is than the least likely piece, as in SentencePiece."""
_REMEMBERED_WORDS = 1 << 15


class Unigram:
    """Cuts words into pieces. What a teller types is never taken for a piece that steers the model ("<s>", "</s>"
    …)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        steering = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk, len(vocabulary.pieces) - 1}
        self._numbers = {piece: number for number, piece in enumerate(vocabulary.pieces) if number not in steering}
        self._scores = array("d", vocabulary.scores)
        self._longest = max(map(len, self._numbers))
        self._unknown = vocabulary.unk
        self._unknown_score = min(vocabulary.scores) - _UNKNOWN_PENALTY
        self.cut = lru_cache(_REMEMBERED_WORDS)(self._cut)

    def _cut(self, word: str) -> tuple[int, ...]:
        """Piece numbers of one word with its leading "▁"; neighbouring unknown characters count as one piece."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        came_from, by = [0] * (size + 1), [self._unknown] * (size + 1)
        for start in range(size):
            known_character = False
            for end in range(start + 1, min(start + self._longest, size) + 1):
                number = self._numbers.get(word[start:end])
                if number is None:
                    continue
                known_character |= end == start + 1
                if (score := best[start] + self._scores[number]) > best[end]:
                    best[end], came_from[end], by[end] = score, start, number
            if not known_character and (score := best[start] + self._unknown_score) > best[start + 1]:
                best[start + 1], came_from[start + 1], by[start + 1] = score, start, self._unknown
        return self._walk_back(came_from, by)

    def _walk_back(self, came_from: Sequence[int], by: Sequence[int]) -> tuple[int, ...]:
        at, numbers = len(by) - 1, list[int]()
        while at > 0:
            if not (by[at] == self._unknown and numbers and numbers[-1] == self._unknown):
                numbers.append(by[at])
            at = came_from[at]
        return tuple(reversed(numbers))


class Tokens:
    """Turns normalised texts into windows of piece numbers that the network can take in one go."""

    def __init__(self, vocabulary: Vocabulary, window: int) -> None:
        self._unigram = Unigram(vocabulary)
        self._start = [vocabulary.bos, *self.pieces(PREFIX)]
        self._end = [vocabulary.eos]
        self._room = window - len(self._start) - len(self._end)

    def pieces(self, text: str) -> list[int]:
        """Piece numbers of a normalised text, without prefix or marks."""
        return [number for word in text.split() for number in self._unigram.cut(_SPACE + word)]

    def windows(self, text: str) -> list[list[int]]:
        """Piece numbers of a normalised text in one window, or in several whole-sentence windows when it is long."""
        numbers = self.pieces(text)
        parts = [numbers] if len(numbers) <= self._room else self._pack(sentences(text))
        return [[*self._start, *part, *self._end] for part in parts]

    def _pack(self, parts: Sequence[str]) -> list[list[int]]:
        """Fill windows with whole sentences; a sentence that is longer than a window is cut."""
        packed: list[list[int]] = [[]]
        for part in parts:
            numbers = self.pieces(part)
            if packed[-1] and len(packed[-1]) + len(numbers) > self._room:
                packed.append([])
            packed[-1].extend(numbers)
            while len(packed[-1]) > self._room:
                packed.append(packed[-1][self._room :])
                del packed[-2][self._room :]
        return packed
