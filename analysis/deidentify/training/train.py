"""Train the name tagger: python -m analysis.deidentify.training.train PATH_TO_UD [MODEL].

PATH_TO_UD: folder with the Dutch Universal Dependencies files (nl_alpino-ud-dev.conllu.gz and so on; CC BY-SA 4.0).
The model goes to analysis/deidentify/data/name_tagger.crfsuite unless a path is given. Data, licence and figures:
docs/methods/name-tagger.md.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pycrfsuite

from analysis.deidentify.features import features
from analysis.deidentify.tagger import MODEL, NAME, OTHER
from analysis.deidentify.tokens import tokenise
from analysis.deidentify.training.register import as_typed, joined
from analysis.deidentify.training.sentences import (
    Names,
    Sentence,
    filled,
    frames,
    is_held_out,
    title,
    treebank,
    with_names,
)
from analysis.deidentify.wordlists import words

SEED = 20261122
ROUNDS = 10  # times the treebank is gone through, each with other names
FRAME_ROUNDS = 30
HIDDEN_SHARE = 0.6  # of the texts whose names the tagger must find as if no list held them
SETTINGS = {"c1": 0.7, "c2": 0.05, "max_iterations": 160, "feature.minfreq": 6, "feature.possible_transitions": True}


def sentences(folder: Path, chance: random.Random) -> Iterator[Sentence]:
    """Every sentence to learn from, as typed, in random order."""
    names = Names(chance)
    chosen = [s for sentence_id, s in treebank(folder) if not is_held_out(sentence_id)]
    made = [with_names(s, names, chance) for _ in range(ROUNDS) for s in chosen]
    made += [filled(frame, names) for _ in range(FRAME_ROUNDS) for frame in frames()]
    made += [title(s, names, chance) for s in chosen]
    chance.shuffle(made)
    yield from (as_typed(sentence, chance) for sentence in made)


def texts(folder: Path, chance: random.Random) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Texts of one or a few sentences, with the places of their names."""
    waiting: list[Sentence] = []
    for sentence in sentences(folder, chance):
        waiting.append(sentence)
        if chance.random() < 0.75:
            yield joined(waiting)
            waiting = []


def _labelled(
    text: str, names: list[tuple[int, int]], chance: random.Random
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of each sentence of a text."""
    tokens = tokenise(text)
    inside = {i for start, end in names for i in range(start, end)}
    labels = [NAME if t.start in inside and t.norm not in words("not_identifying") else OTHER for t in tokens]
    named = [t.norm for t, label in zip(tokens, labels, strict=True) if label == NAME]
    hidden = frozenset(named if chance.random() < HIDDEN_SHARE else [])
    at = 0
    for sentence in features(tokens, hidden=hidden):
        yield sentence, labels[at : at + len(sentence)]
        at += len(sentence)


def train(folder: Path, model: Path) -> None:
    """Write the model. The same seed, data and lists give the same file."""
    chance = random.Random(SEED)  # noqa: S311  repeatable, no secret
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    for text, names in texts(folder, chance):
        for sentence, labels in _labelled(text, names, chance):
            trainer.append(sentence, labels)
    trainer.train(str(model))


if __name__ == "__main__":
    train(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else MODEL)
