"""Pilots side by side: as many as there are, in the order of the alphabet, as a picture with its table and its files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest

from analysis.estimation.interval import Estimate
from analysis.internal import InternalIndicator
from survey.evaluate import desk_pilots_pictures as pictures
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import desk_pilots
from survey.services.desk_pilots import PilotFigure
from tests.survey.staff_fixtures import Visitor

ADDRESS = "/evaluatie/pilots"


def figure(n: int, share: float | None) -> PilotFigure:
    """A pilot that is kept nowhere, of 40 answers; None: too few to show."""
    pilot = Pilot(slug=f"p{n:03}", title=f"Pilot {n:03}", is_demo=False)
    if share is None:
        return PilotFigure(pilot, None, None)
    low, high, counted = share - 0.1, share + 0.1, round(40 * share)
    row = InternalIndicator(
        "trust.agree", "measured", pilot.slug, 1, "parent", 46, counted, 40, share, low, high, "wilson-95", 6, 0, None
    )  # fmt: skip
    return PilotFigure(pilot, row, Estimate(share, low, high, 40, "hierarchical-grid"))


@pytest.fixture
def evaluator(visitor: Callable[..., Visitor], person: Callable[..., User]) -> Visitor:
    return visitor(person("evaluator"))


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[PilotFigure]], None]:
    """Let the pilots side by side be these."""

    def these(found: Sequence[PilotFigure]) -> None:
        monkeypatch.setattr(desk_pilots, "side_by_side", lambda *_args, **_kwargs: list(found))

    return these


def test_without_answers_nothing_is_drawn_and_it_says_so(evaluator: Visitor, pilot: Pilot, other_pilot: Pilot) -> None:
    page = evaluator.get(ADDRESS)
    assert "In geen van je pilots zijn genoeg antwoorden" in page
    assert other_pilot.title not in page
    assert "<img" not in page
    evaluator.get(f"{ADDRESS}/plaatje/svg", 404)


@pytest.mark.usefixtures("pilot")
def test_one_pilot_has_a_picture_a_sentence_and_a_row_that_leads_to_its_figure(
    evaluator: Visitor, show: Callable[[Sequence[PilotFigure]], None]
) -> None:
    show([figure(1, 0.5)])
    page = evaluator.get(f"{ADDRESS}?cijfer=trust.agree&perspectief=parent")
    assert "1 van de 1 pilots heeft genoeg antwoorden." in page
    assert 'href="/evaluatie/p001/cijfer/trust.agree?perspectief=parent"' in page
    assert "50\u00a0% (40\u00a0% tot 60\u00a0%), 20 van de 40" in page
    assert '<source media="(min-width: 62rem)"' in page
    assert evaluator.get(f"{ADDRESS}/plaatje/svg?cijfer=trust.agree").startswith("<svg")


@pytest.mark.usefixtures("pilot")
def test_very_many_pilots_come_in_parts_that_stay_in_their_order_and_are_taken_along_at_once(
    evaluator: Visitor, show: Callable[[Sequence[PilotFigure]], None]
) -> None:
    show([figure(n, (n % 90 + 5) / 100) for n in range(200)])
    page = evaluator.get(f"{ADDRESS}?deel=2")
    assert page.count("Pilot 000 tot Pilot 022") == 1
    assert "Pilot 023</a>" in page
    assert "Pilot 046</a>" not in page
    assert "Er is geen deel" in evaluator.get(f"{ADDRESS}?deel=99")
    answer = evaluator.client.get(f"{ADDRESS}/plaatje/csv?cijfer=trust.agree")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["pilot"] for row in rows] == [f"p{n:03}" for n in range(200)]
    assert {row["n_not_mentioned"] for row in rows} == {"6"}


@pytest.mark.usefixtures("pilot")
def test_the_picture_that_tells_its_numbers_tells_both_estimates_and_nothing_of_who_is_hidden(
    evaluator: Visitor, show: Callable[[Sequence[PilotFigure]], None]
) -> None:
    show([figure(1, 0.5), figure(2, None), figure(3, 0.25)])
    spec = json.loads(evaluator.get(f"{ADDRESS}/plaatje/json?cijfer=trust.agree&perspectief=parent"))
    told = {row["figure"] for rows in spec["datasets"].values() for row in rows if "figure" in row}
    assert told == {
        "Pilot 001, de pilot alleen: 50\u00a0% (40\u00a0% tot 60\u00a0%)",
        "Pilot 001, met wat de andere pilots vertellen: 50\u00a0% (40\u00a0% tot 60\u00a0%)",
        "Pilot 003, de pilot alleen: 25\u00a0% (15\u00a0% tot 35\u00a0%)",
        "Pilot 003, met wat de andere pilots vertellen: 25\u00a0% (15\u00a0% tot 35\u00a0%)",
    }


@pytest.mark.parametrize(("n", "sizes"), [(0, []), (1, [1]), (24, [24]), (25, [13, 12]), (200, [23] * 8 + [16])])
def test_parts_are_about_equal_and_hold_every_pilot_once(n: int, sizes: list[int]) -> None:
    found = [figure(number, 0.5) for number in range(n)]
    parts = pictures.parts(found)
    assert [len(part.found) for part in parts] == sizes
    assert [each for part in parts for each in part.found] == found
