"""The name tagger: when it is loaded, what it sees, and what may be said of its file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.deidentify import redact
from analysis.deidentify.tagger import MODEL, chances
from analysis.deidentify.tokens import tokenise

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "analysis" / "deidentify"


@pytest.mark.parametrize(
    ("as_name", "as_word"),
    [
        ("gisteren heeft mark mij opgehaald", "vroeger betaalde je met een mark"),
        ("toen ging roos naar huis", "dat was een schot in de roos"),
        ("volgens job moest ik wachten", "mijn vader kreeg toen de job"),
    ],
)
def test_the_sentence_tells_a_name_from_a_word(as_name: str, as_word: str) -> None:
    assert "[naam 1]" in redact(as_name).text
    assert redact(as_word).text == as_word


def test_an_unlisted_name_in_lower_case_is_masked() -> None:
    assert redact("vandaag heeft jildert mij gebeld").text == "vandaag heeft [naam 1] mij gebeld"


def test_there_is_a_chance_for_every_word() -> None:
    for text in ("", " ... ", "a", "Een zin. En nog een!\nen een regel", "x " * 3000):
        found = chances(tokenise(text))
        assert len(found) == len(tokenise(text))
        assert all(0 <= chance <= 1 for chance in found)


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import analysis.deidentify", False),
        ("import analysis.deidentify as d; d.redact('My sister Amina cried.', language='en')", False),
        ("import analysis.deidentify as d; d.redact('mijn zus')", True),
    ],
)
def test_the_model_is_loaded_by_the_first_dutch_story_only(code: str, loaded: bool) -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print('pycrfsuite' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == str(loaded)


def test_nothing_that_reads_stories_imports_the_training() -> None:
    for path in [*PACKAGE.glob("*.py"), *(ROOT / "survey").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]:
        imported = {
            n.module or "" for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)
        }
        assert not any(name.startswith("analysis.deidentify.training") for name in imported), path


def test_the_model_is_small_and_carries_its_licence() -> None:
    assert MODEL.stat().st_size < 1_400_000
    licence = (MODEL.parent / "LICENSE-name-tagger.txt").read_text(encoding="utf-8")
    assert MODEL.name in licence
    assert "CC BY-SA 4.0" in licence
    assert "UD_Dutch-Alpino" in licence
    assert "UD_Dutch-LassySmall" in licence


@pytest.mark.parametrize("verb", ["lacht", "huilt", "danst", "knikt", "fietst", "drinkt"])
def test_what_somebody_does_is_not_masked_as_their_name(verb: str) -> None:
    text = f"Mijn zoon {verb} weer aan tafel."
    assert redact(text).text == text
