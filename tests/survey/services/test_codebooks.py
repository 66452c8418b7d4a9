"""The codebook of a pilot: what people decide is appended and folded to versions, and nothing of the panel is touched."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook, CodebookTheme, changes
from survey.models.base import AppendOnlyViolation
from survey.models.codebook import CodebookEntry, ThemeWording
from survey.models.panel import PanelTheme, Reading, StoryMove
from survey.models.programme import Pilot
from survey.services import codebook_desk, codebooks, retention
from survey.services.codebook_desk import Example, Words
from survey.services.errors import (
    AlreadyThere,
    CodebookUnchanged,
    ConsentMissing,
    MeetingStillOpen,
    NotFound,
    ReasonMissing,
)
from tests import factories
from tests.conftest import NOON
from tests.survey import codebook_worlds
from tests.survey.codebook_worlds import HOUR, NAMES, Desk, adopt, all_agree, confirmed, entries, hold


@pytest.fixture
def desk(session: Session) -> Desk:
    pilot = factories.make_pilot(session, now=NOON)
    return codebook_worlds.furnish(session, pilot=pilot, key_ring=factories.KEY_RING, n=9)


def reword(
    session: Session, desk: Desk, entry_id: uuid.UUID, words: Words, *examples: Example, at=NOON
) -> ThemeWording:
    return codebook_desk.reword(
        session, pilot=desk.pilot, entry=session.get_one(CodebookEntry, entry_id), words=words, examples=examples,
        reason="Zo is het duidelijker.", key_ring=desk.key_ring, by=desk.evaluator, now=at,
    )  # fmt: skip


def labels(session: Session, pilot: Pilot) -> dict[str, set[str]]:
    """Names of the themes present in each labelled story."""
    book = codebooks.book(session, pilot=pilot)
    names = {theme.theme: theme.name for theme in book.themes}
    return {story.ref: {names[theme] for theme in story.present} for story in book.labels}


def test_a_closed_meeting_gives_the_codebook_its_themes_and_its_labels(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    book = codebooks.book(session, pilot=desk.pilot)
    assert [theme.name for theme in book.themes] == sorted(NAMES, key=str.casefold)
    assert labels(session, desk.pilot) == {str(desk.refs[row]): {NAMES[row % 3]} for row in range(6)}
    assert {story.n_readers for story in book.labels} == {2}


def test_an_open_meeting_says_nothing_yet(session: Session, desk: Desk) -> None:
    meeting = hold(session, desk, said=all_agree(range(6)), is_closed=False)
    assert codebooks.unplaced_themes(session, pilot=desk.pilot) == {}
    with pytest.raises(MeetingStillOpen):
        codebook_desk.adopt(
            session, pilot=desk.pilot, meeting=meeting, places={}, reason="r", by=desk.evaluator, now=NOON
        )


def test_a_second_meeting_goes_on_with_the_same_themes_under_the_same_identifiers(session: Session, desk: Desk) -> None:
    first = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    again = hold(session, desk, said=all_agree(range(3, 6)), names=("Wachttijd", "De klik"), at=NOON + HOUR)
    second = adopt(
        session, desk, again, at=NOON + HOUR, **{"Wachttijd": first["Lang wachten"], "De klik": first["De klik"]}
    )
    assert second == first
    assert codebooks.unplaced_themes(session, pilot=desk.pilot) == {}
    themes = {theme.name: theme for theme in codebooks.book(session, pilot=desk.pilot).themes}
    assert len(labels(session, desk.pilot)) == 6
    assert themes["De klik"].candidates == (str(desk.run.candidates[1].id),)


def test_two_new_themes_with_one_name_are_refused(session: Session, desk: Desk) -> None:
    adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    again = hold(session, desk, said={}, names=("de  KLIK",), at=NOON + HOUR)
    with pytest.raises(AlreadyThere):
        adopt(session, desk, again)


def test_a_tag_counts_for_the_theme_of_that_name_and_another_word_after_a_person_placed_it(
    session: Session, desk: Desk
) -> None:
    said = {0: [["lang  WACHTEN"], ["wachtlijst"]], 1: [["wachtlijst"]], 2: [["Lang wachten"]]}
    themes = adopt(session, desk, hold(session, desk, said=said))
    ref = [str(one) for one in desk.refs]
    assert labels(session, desk.pilot) == {ref[0]: {"Lang wachten"}, ref[1]: set(), ref[2]: {"Lang wachten"}}
    known = codebooks.decided(session, pilot=desk.pilot)
    in_use = {codebooks.tag_key(tag): n for tag, n in codebooks.tags_in_use(session, known=known).items()}
    assert in_use == {"lang wachten": 2, "wachtlijst": 2}

    def place(entry: uuid.UUID | None) -> int:
        return codebook_desk.place_tags(
            session, pilot=desk.pilot, places={"wachtlijst": entry}, by=desk.evaluator, now=NOON
        )

    assert place(themes["Lang wachten"]) == 1
    assert place(themes["Lang wachten"]) == 0, "the same again is no event"
    assert labels(session, desk.pilot)[ref[1]] == {"Lang wachten"}
    assert place(None) == 1
    assert labels(session, desk.pilot)[ref[1]] == set()


def test_a_version_is_what_stood_when_it_was_confirmed(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    confirmed(session, desk)
    with pytest.raises(CodebookUnchanged):
        confirmed(session, desk)
    reword(session, desk, themes["School"], Words("School en werk", "Naar school kunnen."), at=NOON + HOUR)
    confirmed(session, desk, at=NOON + HOUR)
    latest, first = codebooks.versions(session, pilot=desk.pilot)
    old = codebooks.version_book(session, pilot=desk.pilot, version=first)
    new = codebooks.version_book(session, pilot=desk.pilot, version=latest)
    assert [latest.number, first.number] == [2, 1]
    assert latest.before_hash == first.content_hash == old.content_hash
    assert (latest.content_hash, latest.n_themes, latest.n_labelled) == (new.content_hash, 3, 3)
    assert changes(old, new).renamed == ((str(themes["School"]), "School", "School en werk"),)
    (changed,) = [theme for theme in new.themes if theme.name == "School en werk"]
    assert [earlier.name for earlier in changed.history] == ["School"]


def test_a_tag_that_was_a_theme_s_earlier_name_still_counts_for_it(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    reword(session, desk, themes["School"], Words("School en werk"), at=NOON + HOUR)
    assert labels(session, desk.pilot)[str(desk.refs[2])] == {"School en werk"}


def test_words_need_a_reason_and_a_name_of_their_own(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    for taken in ("de klik", "  "):
        with pytest.raises(AlreadyThere):
            reword(session, desk, themes["School"], Words(taken))
    with pytest.raises(ReasonMissing):
        codebook_desk.confirm_version(session, pilot=desk.pilot, reason=" ", by=desk.evaluator, now=NOON)
    with pytest.raises(NotFound):
        codebooks.get_entry(
            session, pilot=factories.make_pilot(session, now=NOON, slug="ander"), entry_id=themes["School"]
        )


def test_a_theme_set_aside_is_out_of_the_codebook_and_comes_back_by_new_words(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    reword(session, desk, themes["School"], Words("School", is_set_aside=True), at=NOON + HOUR)
    assert "School" not in entries(session, desk)
    assert labels(session, desk.pilot)[str(desk.refs[2])] == set()
    reword(session, desk, themes["School"], Words("School"), at=NOON + 2 * HOUR)
    assert labels(session, desk.pilot)[str(desk.refs[2])] == {"School"}


def test_an_example_is_sealed_and_leaves_a_gap_when_its_story_is_taken_back(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    shown, counter = Example(desk.refs[0], False, "Een jaar lang niets."), Example(desk.refs[1], True, "Dit is klik.")
    worded = reword(session, desk, themes["Lang wachten"], Words("Lang wachten", "Te lang."), shown, counter)
    assert b"jaar" not in worded.examples[0].note_sealed
    assert codebook_desk.notes(session, worded=worded, key_ring=desk.key_ring) == {
        shown.ref: shown.note,
        counter.ref: counter.note,
    }
    retention.withdraw(session, ref=desk.refs[0], by=None, now=NOON)
    session.refresh(worded)
    assert codebook_desk.notes(session, worded=worded, key_ring=desk.key_ring) == {counter.ref: counter.note}
    later = reword(session, desk, themes["Lang wachten"], Words("Lang wachten", "Veel te lang."), counter)
    assert [(example.ref, example.is_counter) for example in later.examples] == [
        (desk.refs[0], False),
        (desk.refs[1], True),
    ]
    (theme,) = [one for one in codebooks.book(session, pilot=desk.pilot).themes if one.name == "Lang wachten"]
    assert theme.examples == (str(desk.refs[0]),)
    assert str(desk.refs[0]) not in labels(session, desk.pilot)


def test_a_story_that_the_panel_may_not_read_is_no_example(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    with pytest.raises(ConsentMissing):
        reword(session, desk, themes["School"], Words("School"), Example(uuid.uuid4(), False))


def test_events_are_never_changed_and_the_panel_s_own_rows_stay_as_they_were(session: Session, desk: Desk) -> None:
    meeting = hold(session, desk, said=all_agree(range(3)))
    before = sorted((theme.id, theme.name) for theme in session.scalars(select(PanelTheme)))
    n_readings = len(session.scalars(select(Reading)).all())
    themes = adopt(session, desk, meeting)
    worded = reword(session, desk, themes["School"], Words("Naar school"))
    assert sorted((theme.id, theme.name) for theme in session.scalars(select(PanelTheme))) == before
    assert len(session.scalars(select(Reading)).all()) == n_readings
    worded.name = "Iets anders"
    with pytest.raises(AppendOnlyViolation):
        session.flush()
    session.rollback()


def test_a_file_brings_new_themes_and_new_words_and_no_labels(session: Session, desk: Desk) -> None:
    themes = adopt(session, desk, hold(session, desk, said=all_agree(range(3))))
    brought = Codebook(
        1,
        (
            CodebookTheme("elders", "Thuis wonen", "Kunnen blijven."),
            CodebookTheme(str(themes["School"]), "School", "Naar school kunnen.", "Geen stage."),
            CodebookTheme("x", "de klik", ""),
        ),
        (),
    )
    n = codebook_desk.take_in(
        session, pilot=desk.pilot, book=brought, reason="Van elders.", by=desk.evaluator, now=NOON + HOUR
    )
    assert n == 3
    found = {theme.name: theme for theme in codebooks.book(session, pilot=desk.pilot).themes}
    assert set(found) == {"Lang wachten", "de klik", "School", "Thuis wonen"}
    assert (found["School"].definition, found["School"].not_this) == ("Naar school kunnen.", "Geen stage.")
    assert len(labels(session, desk.pilot)) == 3
    again = codebook_desk.take_in(
        session, pilot=desk.pilot, book=brought, reason="Nog eens.", by=desk.evaluator, now=NOON + HOUR
    )
    assert again == 0


def test_a_story_that_the_talk_moved_counts_for_its_new_theme_whatever_single_seats_said(
    session: Session, desk: Desk
) -> None:
    meeting = hold(session, desk, said=all_agree(range(6)))
    here, there = desk.run.candidates[0], desk.run.candidates[1]
    for row, seat in ((0, None), (3, 1)):
        session.add(
            StoryMove(
                meeting_id=meeting.id,
                seat=seat,
                ref=desk.refs[row],
                from_candidate_id=here.id,
                to_candidate_id=there.id,
                reason_sealed=b"-",
                given_at=NOON,
            )
        )
    session.flush()
    adopt(session, desk, meeting)
    found = labels(session, desk.pilot)
    assert found[str(desk.refs[0])] == {NAMES[1]}
    assert found[str(desk.refs[3])] == {NAMES[0]}, "what one seat moved is a verdict, no label"
