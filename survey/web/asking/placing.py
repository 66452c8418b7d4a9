"""Triads and dyads on the form: one field per question, which holds the percents of the poles ("60-30-10").

Without script a teller chooses one of the named places below. With script a point is put anywhere between the poles and
travels in the same field, so that neither going back nor another language loses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import gettext as _

from survey.models.questionnaire import QuestionKind
from survey.services.answers import Point, is_point
from survey.web.asking.questions import Asked

WRITTEN = re.compile(r"(\d{1,3})-(\d{1,3})-(\d{1,3})", re.ASCII)

MIDDLE: Point = (34, 33, 33)
CORNERS: tuple[Point, ...] = ((100, 0, 0), (0, 100, 0), (0, 0, 100))
SIDES: tuple[tuple[Point, int, int], ...] = (((50, 50, 0), 0, 1), ((0, 50, 50), 1, 2), ((50, 0, 50), 0, 2))
"""Halfway between two poles of a triad, and which two."""
STEPS_OF_DYAD: tuple[Point, ...] = ((100, 0, 0), (75, 25, 0), (50, 50, 0), (25, 75, 0), (0, 100, 0))


def read(kind: QuestionKind, written: str | None) -> Point | None:
    """The point that a field holds; None when it holds none between these poles."""
    found = WRITTEN.fullmatch(written or "")
    if found is None:
        return None
    point = (int(found[1]), int(found[2]), int(found[3]))
    return point if is_point(kind, point) else None


def write(point: Point) -> str:
    return "-".join(map(str, point))


def choices(question: Asked) -> list[tuple[str, str]]:
    """(value, text) of the named places."""
    poles = question.poles
    if question.kind == "dyad":
        texts = [
            _("%(pole)s: completely", pole=poles[0]),
            _("%(pole)s: mostly", pole=poles[0]),
            _("In between"),
            _("%(pole)s: mostly", pole=poles[1]),
            _("%(pole)s: completely", pole=poles[1]),
        ]
        return list(zip(map(write, STEPS_OF_DYAD), texts, strict=True))
    named = [(write(point), _("Mostly: %(pole)s", pole=pole)) for point, pole in zip(CORNERS, poles, strict=True)]
    named += [(write(point), _("Both: %(one)s, and %(other)s", one=poles[a], other=poles[b])) for point, a, b in SIDES]
    return [*named, (write(MIDDLE), _("All three about the same"))]


def choices_with(question: Asked, value: str | None) -> list[tuple[str, str]]:
    """The named places, and the teller's own point when it is none of these: it stays chosen without script too."""
    named = choices(question)
    point = read(question.kind, value)
    if point is None or write(point) in dict(named):
        return named
    return [*named, (write(point), _("Where you put it: %(shares)s", shares=shares(question.poles, point)))]


def in_words(question: Asked, value: str | None) -> str:
    """The place as a person reads it; empty when none was chosen."""
    point = read(question.kind, value)
    if point is None:
        return ""
    return dict(choices(question)).get(write(point)) or shares(question.poles, point)


def shares(poles: Sequence[str], point: Point) -> str:
    """ "for me 80%, for our whole family 20%"."""
    return ", ".join(f"{pole} {percent}%" for pole, percent in zip(poles, point, strict=False))
