"""In how many stories the panel's themes are heard: from stories read by lot, enough of them, and never of a few."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.estimation.prevalence import FEWEST_LABELLED
from analysis.estimation.shares import share
from survey.models.panel import PanelTheme
from survey.services import codebook_desk, codebooks, desk_quotes, desk_themes, measurement, panels
from survey.services.codebook_desk import Words
from survey.services.codebook_evidence import ThemeEvidence
from tests import factories
from tests.conftest import NOON
from tests.survey.codebook_worlds import HOUR, NAMES, Desk, adopt, all_agree, furnish, hold

N = 36


@pytest.fixture
def desk(session: Session, app: Flask) -> Desk:
    return furnish(session, pilot=factories.make_pilot(session, now=NOON), key_ring=app.config["KEY_RING"], n=N)


def named(found: Sequence[desk_themes.HeardTheme], name: str) -> desk_themes.HeardTheme:
    (theme,) = (each for each in found if each.name == name)
    return theme


def test_without_a_closed_meeting_no_theme_is_heard(session: Session, desk: Desk) -> None:
    hold(session, desk, said=all_agree(range(33)), is_closed=False)
    assert desk_themes.heard(session, pilot=desk.pilot) == []


@pytest.mark.parametrize(("n_read", "has_share"), [(FEWEST_LABELLED - 1, False), (FEWEST_LABELLED, True)])
def test_a_share_needs_thirty_stories_read_by_lot(session: Session, desk: Desk, n_read: int, has_share: bool) -> None:
    hold(session, desk, said=all_agree(range(n_read)))
    found = desk_themes.heard(session, pilot=desk.pilot)
    assert {theme.name for theme in found} == set(NAMES)
    assert {(theme.n_read, theme.share is not None) for theme in found} == {(n_read, has_share)}


def test_a_theme_without_a_place_in_the_codebook_is_counted_from_the_readings(session: Session, desk: Desk) -> None:
    hold(session, desk, said=all_agree(range(33)))
    found = named(desk_themes.heard(session, pilot=desk.pilot), "De klik").share
    plain = share(11, 33)
    assert found is not None
    assert (found.value, found.low, found.high, found.n) == (plain.value, plain.low, plain.high, 33)


def test_a_theme_of_the_codebook_counts_under_every_name_it_had(session: Session, desk: Desk) -> None:
    entries = adopt(session, desk, hold(session, desk, said=all_agree(range(33))))
    codebook_desk.reword(
        session,
        pilot=desk.pilot,
        entry=codebooks.get_entry(session, pilot=desk.pilot, entry_id=entries["De klik"]),
        words=Words("Het klikt"),
        examples=(),
        reason="Zo zeggen zij het.",
        key_ring=desk.key_ring,
        by=desk.evaluator,
        now=NOON + HOUR,
    )
    found = desk_themes.heard(session, pilot=desk.pilot)
    assert {theme.name for theme in found} == {"Het klikt", "Lang wachten", "School"}
    theme = named(found, "Het klikt")
    assert theme.share is not None
    assert theme.share.value == pytest.approx(1 / 3)
    rows = desk_themes.view(desk_themes.read(session, pilot=desk.pilot), pilot=desk.pilot).indicators
    mine = [row for row in rows if row.indicator == "heard_theme.Het klikt"]
    words = desk_quotes.behind_theme(session, pilot=desk.pilot, name="Het klikt", shown=mine, key_ring=desk.key_ring)
    assert {each.side for each in words} == {"counted", "other"}


def test_the_machine_sharpens_what_the_panel_read_and_is_never_counted_itself(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = adopt(session, desk, hold(session, desk, said=all_agree(range(33))))
    labels = tuple(row % 3 == 1 for row in range(33))
    near = tuple(0.9 if label else 0.1 for label in labels)
    evidence = ThemeEvidence(
        entries["De klik"], "De klik", 1, "parent", tuple(map(str, range(33))), labels, near, near * 10, 1
    )
    monkeypatch.setattr(desk_themes.codebook_evidence, "heard", lambda _session, pilot: [evidence])
    found = named(desk_themes.heard(session, pilot=desk.pilot), "De klik")
    plain = share(11, 33)
    assert found.share is not None
    assert (found.n_read, found.share.n, found.share.method) == (33, 33, "ppi++-wilson")
    assert found.share.high - found.share.low < plain.high - plain.low


@pytest.mark.parametrize(("n_with", "has_share"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_theme_in_one_to_four_stories_is_not_told(session: Session, desk: Desk, n_with: int, has_share: bool) -> None:
    said = {row: [["De klik"] if row < n_with else []] for row in range(33)}
    hold(session, desk, said=said, names=("De klik",))
    (found,) = desk_themes.heard(session, pilot=desk.pilot)
    assert (found.share is not None) is has_share


def test_a_story_drawn_at_two_meetings_counts_once(session: Session, desk: Desk) -> None:
    hold(session, desk, said=all_agree(range(33)))
    hold(session, desk, said=all_agree(range(30, 36)), at=NOON + HOUR)
    assert {theme.n_read for theme in desk_themes.heard(session, pilot=desk.pilot)} == {N}
    measured = measurement.measure(session, pilot=desk.pilot, by=desk.evaluator, now=NOON + 2 * HOUR)
    rows = measurement.results(session, pilot=desk.pilot, measurement=measured)
    assert {row.n for row in rows if row.kind == "heard"} == {N}


def test_groups_that_a_meeting_judged_join_the_themes_and_replace_none(session: Session, desk: Desk) -> None:
    groups = factories.make_run(session, pilot=desk.pilot, now=NOON)
    groups.is_among_unplaced = True
    hold(session, desk, said=all_agree(range(33)))
    later = hold(session, desk, said=all_agree(range(33, 36)), names=(), at=NOON + HOUR, run=groups)
    session.add(PanelTheme(meeting_id=later.id, name="Een huisdier", confirmed_at=NOON + HOUR))
    session.flush()
    first, second = panels.speaking(session, pilot=desk.pilot)
    assert (first.run_id, second.run_id) == (desk.run.id, groups.id)
    assert panels.speaking(session, pilot=desk.pilot, until=NOON) == [first]
    measured = measurement.measure(session, pilot=desk.pilot, by=desk.evaluator, now=NOON + 2 * HOUR)
    heard = {
        r.indicator for r in measurement.results(session, pilot=desk.pilot, measurement=measured) if r.kind == "heard"
    }
    assert heard == {f"heard_theme.{name}" for name in (*NAMES, "Een huisdier")}
    assert measured.meeting_id == first.id
    hold(session, desk, said=all_agree(range(3)), names=("School",), at=NOON + 3 * HOUR)
    assert len(panels.speaking(session, pilot=desk.pilot)) == 1, "a new search among all stories begins anew"
