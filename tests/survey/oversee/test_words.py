"""The officer reads in words what was done, not in codes."""

from __future__ import annotations

import ast
import dataclasses
import re

from flask import Flask
from flask_babel import Babel

from survey.config import ROOT
from survey.oversee import words
from survey.services import setting_up

RECORDED = re.compile(r'action="([a-z_]+\.[a-z_]+)"')


def test_every_act_that_is_recorded_has_words() -> None:
    source = [path.read_text("utf-8") for path in (ROOT / "survey").rglob("*.py")]
    acts = {act for text in source for act in RECORDED.findall(text)}
    assert len(acts) > 50
    assert sorted(acts - words.ACTIONS.keys()) == []


BESIDE = {"action", "by", "now", "subject"}


def recorded_beside() -> set[str]:
    """The names of what services write beside an act."""
    calls = [
        node
        for path in (ROOT / "survey").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    ]
    return {str(given.arg) for call in calls for given in call.keywords if given.arg} - BESIDE


def test_what_is_recorded_beside_an_act_has_a_name() -> None:
    names = recorded_beside()
    assert len(names) > 20
    assert sorted(names - words.NAMES.keys()) == []


def test_every_setting_that_can_be_changed_has_words() -> None:
    settings = (setting_up.PhaseSettings, setting_up.PilotSettings, setting_up.WaveSettings)
    names = {field.name for each in settings for field in dataclasses.fields(each)}
    assert sorted(names - words.FIELDS.keys()) == []


def test_what_stands_beside_an_act_is_said_in_words() -> None:
    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        assert words.in_words("role", "panel_member") == "role: panel member"
        assert words.in_words("is_same", False) == "the same: no"
        assert words.in_words("why", "signal") == "because of a signal"
        assert words.in_words("reason", "Overleg met de ouders.") == "reason: Overleg met de ouders."
        assert words.in_words("fields", "title,target_group") == "fields: name, for whom"
        assert words.in_words("section", "then_now") == "section: Toen en nu, op vijf leefgebieden"
        assert words.in_words("section", "long_gone") == "section: long_gone"
        assert words.in_words("pilot", "") == ""
