"""A teller's own answers: steps from 1 to 5, and points between two or three poles; checked, and as rows.

Points come from SenseMaker's triads and dyads (Cynefin): the teller says how much each pole weighed, in whole percents
that sum to 100; a dyad has two poles, its third percent is 0.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Literal

from analysis.records import NotGiven
from survey.models.questionnaire import QuestionKind, QuestionnaireVersion
from survey.models.submission import AnswerSheet, ClosedAnswer, PlacedAnswer
from survey.services.errors import AnswerInvalid

NOT_GIVEN: tuple[NotGiven, ...] = ("not_mentioned", "not_applicable")
STEPS = range(1, 6)
WHOLE = 100

Point = tuple[int, int, int]
"""How much the first, second and third pole weigh, in whole percents."""

PlacedKind = Literal["triad", "dyad"]
POLES: dict[PlacedKind, tuple[str, ...]] = {"triad": ("first", "second", "third"), "dyad": ("first", "second")}
"""Names of the poles in the options of a wording."""


def answer_codes(version: QuestionnaireVersion) -> tuple[str, ...]:
    """The codes under which closed answers of this version are stored: `<d>.then` and `<d>.now`, and each scale."""
    codes: list[str] = []
    for question in version.questions:
        if question.kind == "then_now":
            codes += [f"{question.code}.then", f"{question.code}.now"]
        elif question.kind == "scale":
            codes.append(question.code)
    return tuple(codes)


def is_point(kind: QuestionKind, point: object) -> bool:
    """Whether this is a place between the poles of a triad or dyad."""
    return (
        kind in POLES
        and isinstance(point, tuple)
        and len(point) == 3
        and all(type(percent) is int and percent >= 0 for percent in point)
        and sum(point) == WHOLE
        and (kind == "triad" or point[2] == 0)
    )


def check(version: QuestionnaireVersion, answers: Mapping[str, int | NotGiven]) -> None:
    """Raises AnswerInvalid unless every answer is a step, or a reason for none, to a question of this version."""
    known = answer_codes(version)
    for code, value in answers.items():
        if code not in known or not (value in NOT_GIVEN or (type(value) is int and value in STEPS)):
            raise AnswerInvalid(f"{code} = {value!r}")


def check_placed(version: QuestionnaireVersion, placed: Mapping[str, Point | NotGiven]) -> None:
    """Raises AnswerInvalid unless every point lies between the poles of a question of this version."""
    kinds = {question.code: question.kind for question in version.questions if question.kind in POLES}
    for code, value in placed.items():
        if code not in kinds or not (value in NOT_GIVEN or is_point(kinds[code], value)):
            raise AnswerInvalid(f"{code} = {value!r}")


def rows(ref: uuid.UUID, answers: Mapping[str, int | NotGiven]) -> list[ClosedAnswer | AnswerSheet]:
    """A row for every answer, and all of them together in one, as the evaluators' desk counts them."""
    if not answers:
        return []
    given = [
        ClosedAnswer(ref=ref, question=code, step=value, not_given=None)
        if isinstance(value, int)
        else ClosedAnswer(ref=ref, question=code, step=None, not_given=value)
        for code, value in answers.items()
    ]
    return [*given, AnswerSheet(ref=ref, given=dict(answers))]


def placed_rows(ref: uuid.UUID, placed: Mapping[str, Point | NotGiven]) -> list[PlacedAnswer]:
    return [
        PlacedAnswer(ref=ref, question=code, not_given=value)
        if isinstance(value, str)
        else PlacedAnswer(
            ref=ref, question=code, first_percent=value[0], second_percent=value[1], third_percent=value[2]
        )
        for code, value in placed.items()
    ]
