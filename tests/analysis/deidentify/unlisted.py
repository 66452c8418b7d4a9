"""First names that no shipped list holds, put into sentences: what the evidence without lists finds, per origin."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass

from scoring import DEV_SET, covered

from analysis.deidentify import redact

NAMES: dict[str, tuple[str, ...]] = {
    origin: tuple(names.split())
    for origin, names in json.loads((DEV_SET.parent / "unlisted-first-names.json").read_text(encoding="utf-8")).items()
    if not origin.startswith("_")
}
"""By origin; a test proves that no list of the package holds any of them, nor was the name tagger trained on them."""
CONTEXTS = (
    "Mijn zus {} kwam later thuis.",
    "Toen zei {} dat het goed was.",
    "Ik ging met {} naar school.",
    "{} heeft mij echt geholpen.",
    "Gelukkig was {} er nog.",
    "De begeleider heette {} en was aardig.",
    "Samen met juf {} maakte ik een plan.",
    "Ik mis {} elke dag.",
    "Het was {} die belde.",
    "Bij {} voelde ik me veilig.",
    "Ze vroeg of {} ook mee mocht.",
    "{} en ik kennen elkaar al lang.",
    "Door {} durfde ik weer te praten.",
    "Mijn kamer was naast die van {}.",
)
HARDER_CONTEXTS = (
    "Gelukkig kon {} er wel om lachen",
    "Ik heb {} al een jaar niet gezien",
    "Wat {} zei bleef hangen",
    "Bij de deur stond {} te wachten",
    "Mijn mentor en {} hebben overlegd",
    "Met de hulp van {} vonden we een huis",
    "{} heeft veel geduld gehad",
    "Dan ga ik liever naar {} toe",
    "Vandaag mocht {} eindelijk mee",
    "Eerlijk gezegd vond ik {} niet aardig",
    "Toen {} wegging was ik verdrietig",
    "Ze dachten dat {} het gedaan had",
    "Er was ruzie tussen {} en mijn vader",
    "Ook {} vond het te lang duren",
    "Dankzij {} slaap ik weer",
    "Onze begeleidster {} was er altijd",
)
"""None is a sentence that the tagger learned from; they helped to choose among its settings."""
_WORD_NAMES = (
    "Mark Rob Roos Iris Jet Joke Ton Job Amber Benjamin Leopold Linde Nel Arend Wolf Toon Gloria Hazel Lee Ken Roel Bas"
    " Storm Tijn Jade Madelief Olivier Hugo Sjors Pepijn"
)
WORD_NAMES = tuple(_WORD_NAMES.split())
"""Listed names, most of which are also ordinary words: in lower case only the sentence tells which."""


@dataclass(frozen=True, slots=True)
class Found:
    """Shares (0-1) of the insertions whose name is fully covered, by the auto tier and by auto and review together."""

    auto: float
    review: float


def found(names: Iterable[str], *, lower: bool, contexts: Iterable[str] = CONTEXTS) -> Found:
    """What is found of every name in every context."""
    sure = seen = n = 0
    for name, sentence in itertools.product(tuple(names), tuple(contexts)):
        text = sentence.format(name)
        text = text.lower() if lower else text
        start = sentence.index("{")
        must = set(range(start, start + len(name)))
        spans = redact(text).spans
        sure += covered(s for s in spans if s.tier == "auto") >= must
        seen += covered(spans) >= must
        n += 1
    return Found(sure / n, seen / n)


def mean_and_worst(by_origin: dict[str, Found]) -> tuple[Found, Found]:
    """The mean over the origins, and the worst origin of each tier."""
    autos, reviews = [f.auto for f in by_origin.values()], [f.review for f in by_origin.values()]
    return Found(sum(autos) / len(autos), sum(reviews) / len(reviews)), Found(min(autos), min(reviews))
