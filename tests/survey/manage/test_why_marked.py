"""Why the computer marked something is said truly: a name has no fixed form, and the person decides by that reason."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.deidentify import redact
from survey.manage import words

DEV = Path(__file__).parents[2] / "data/pii-dev.jsonl"
FIXED_FORM = words.why("date-iso")


def test_of_no_name_it_is_said_that_it_has_a_fixed_form() -> None:
    rules = set()
    for line in DEV.read_text("utf-8").splitlines()[::2]:
        rules |= {span.rule for span in redact(json.loads(line)["text"]).spans if span.label == "PERSON"}
    assert "tagger" in rules
    assert {rule for rule in rules if words.why(rule) == FIXED_FORM} == set()
