"""The officer reads in words what was done, not in codes."""

from __future__ import annotations

import re

from survey.config import ROOT
from survey.oversee import words

RECORDED = re.compile(r'action="([a-z_]+\.[a-z_]+)"')


def test_every_act_that_is_recorded_has_words() -> None:
    source = [path.read_text("utf-8") for path in (ROOT / "survey").rglob("*.py")]
    acts = {act for text in source for act in RECORDED.findall(text)}
    assert len(acts) > 50
    assert sorted(acts - words.ACTIONS.keys()) == []
