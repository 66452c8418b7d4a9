"""What de-identification finds, on the labelled dev set and on names no list has; floors lie just below."""

import itertools
import json

import pytest
from scoring import DEV_SET, STRUCTURED, Scores, covered, load, score

from analysis.deidentify import redact
from analysis.deidentify.wordlists import folder, words

NAMES = {
    origin: tuple(names.split())
    for origin, names in json.loads((DEV_SET.parent / "unlisted-first-names.json").read_text(encoding="utf-8")).items()
    if not origin.startswith("_")
}
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


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score(load())


@pytest.mark.parametrize(("tier", "floor"), [("auto", 0.98), ("review", 0.99)])
def test_labelled_spans_are_fully_masked(scores: Scores, tier: str, floor: float) -> None:
    assert scores.recall(tier=tier) >= floor


def test_every_structured_identifier_is_masked_without_asking(scores: Scores) -> None:
    assert scores.recall(labels=STRUCTURED) == 1.0


@pytest.mark.parametrize(("tier", "floor"), [("auto", 0.95), ("review", 0.95)])
def test_names_typed_in_lower_case_are_found(scores: Scores, tier: str, floor: float) -> None:
    assert scores.recall(labels=["PERSON"], attr="l", tier=tier) >= floor


@pytest.mark.parametrize(("tier", "ceiling"), [("auto", 0.05), ("review", 0.15)])
def test_clean_sentences_are_left_alone(scores: Scores, tier: str, ceiling: float) -> None:
    assert scores.flagged(tier=tier) <= ceiling


def test_inserted_names_stand_in_no_shipped_list() -> None:
    shipped = folder("first_names") | folder("surnames") | words("names_over_words") | words("words_over_names")
    assert {name for names in NAMES.values() for name in names if name.lower() in shipped} == set()
    assert [len(set(names)) for names in NAMES.values()] == [25] * 8


def share_found(names: tuple[str, ...], *, lower: bool, tier: str) -> float:
    """Share (0-1) of insertions of `names` in all contexts that are fully covered."""
    hits = 0
    for name, sentence in itertools.product(names, CONTEXTS):
        start, text = sentence.index("{"), sentence.format(name)
        text = text.lower() if lower else text
        spans = [s for s in redact(text).spans if tier == "review" or s.tier == "auto"]
        hits += covered(spans).issuperset(range(start, start + len(name)))
    return hits / (len(names) * len(CONTEXTS))


@pytest.mark.parametrize(
    ("lower", "tier", "floor", "worst_below_mean"),
    [
        (False, "auto", 0.99, 0.03),
        (False, "review", 0.99, 0.02),
        (True, "auto", 0.90, 0.12),
        (True, "review", 0.98, 0.05),
    ],
)
def test_names_of_every_origin_are_found(lower: bool, tier: str, floor: float, worst_below_mean: float) -> None:
    by_origin = {origin: share_found(names, lower=lower, tier=tier) for origin, names in NAMES.items()}
    print(f"lower={lower} tier={tier}", {origin: round(share, 3) for origin, share in by_origin.items()})  # noqa: T201
    mean = sum(by_origin.values()) / len(by_origin)
    assert mean >= floor
    assert min(by_origin.values()) >= mean - worst_below_mean
