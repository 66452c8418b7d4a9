"""Withdrawn is gone: not a byte of the story, its key or its code is left in the database's own files."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, Table, Uuid, func, select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models import Base
from survey.models.codebook import CodebookEntry, CodebookFit, CodebookVersion, CodedStory, ThemeExample, ThemeWording
from survey.models.panel import Choice, Nomination, PanelMeeting, StoryMove
from survey.models.released import DeidentifiedStory, ReleaseDecision
from survey.models.signal import Signal, SignalStep
from survey.models.story import Recording, Story
from survey.models.submission import Submission
from survey.models.word_code import SavedDraft, WordCode
from survey.services import codebook_desk, kept_drafts, own_story, word_codes
from survey.services.sealing import StorySeal
from tests import factories
from tests.conftest import NOON, Clock
from tests.survey import codebook_worlds

RING = factories.KEY_RING
STORY = "Toen kwam er een mevrouw met een gele regenjas en een hond."
OF_NO_STORY = {"authenticator", "passkey", "passkey_challenge", "saved_draft", "report_template"}
"""Tables with bytes that are no story's; a kept draft has tests of its own."""
LEFT_AS_A_GAP = {"theme_example.note_sealed", "signal_step.note_sealed"}
"""Rows that outlive a story so that its absence shows. What was sealed in them has lost its key."""
GAPS = {"theme_example", "quoted_passage"}
"""Tables that keep the reference of a story that was taken back."""
SEEN_BYTES = 200
"""Of each value: a long one lies on several pages of the file."""


def files_of(app: Flask) -> bytes:
    """Everything SQLite keeps on disk: the database and its write-ahead log."""
    with app.app_context():
        path = Path(db.engine.url.database or "")
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def traces(session: Session, ref: uuid.UUID) -> list[bytes]:
    """What would tell that this story was there: its key, its code, its sealed texts."""
    code = session.get_one(WordCode, ref)
    sealed = session.connection().exec_driver_sql("SELECT sealed FROM told_text").scalars().all()
    wrapped = session.get_one(Submission, ref).wrapped_key
    return [wrapped, code.secret_hash.encode(), code.locator_hash.encode(), *map(bytes, sealed)]


def told_with_code(session: Session, code: str) -> uuid.UUID:
    pilot = factories.make_pilot(session, now=NOON)
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=STORY, word_code=code).ref
    assert ref is not None
    kept_drafts.keep(session, wave=pilot.waves[0], code=code, text=STORY, key_ring=RING, today=NOON.date())
    session.commit()
    return ref


def test_no_text_and_no_word_of_the_code_is_ever_in_the_files(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        told_with_code(db.session, code)
    raw = files_of(sqlite_app)
    assert raw
    assert b"regenjas" not in raw
    assert code.encode() not in raw


def test_after_withdrawal_the_files_hold_nothing_of_story_key_or_code(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        ref = told_with_code(db.session, code)
        before = traces(db.session, ref)
        db.session.commit()
        raw = files_of(sqlite_app)
        assert [trace in raw for trace in before] == [True] * len(before)
        kept_drafts.wipe_of_code(db.session, code=code, key_ring=RING)
        own_story.withdraw(db.session, ref=ref, now=NOON)
        db.session.commit()
    raw = files_of(sqlite_app)
    assert [trace in raw for trace in before] == [False] * len(before)


def test_after_wiping_the_files_hold_nothing_of_a_kept_draft(sqlite_app: Flask) -> None:
    code = word_codes.propose()
    with sqlite_app.app_context():
        told_with_code(db.session, code)
        sealed = db.session.scalars(select(SavedDraft.sealed)).one()
        db.session.commit()
        assert sealed in files_of(sqlite_app)
        kept_drafts.wipe_of_code(db.session, code=code, key_ring=RING)
        db.session.commit()
    assert sealed not in files_of(sqlite_app)


def test_the_nightly_command_deletes_drafts_past_their_last_day_to_the_byte(sqlite_app: Flask, clock: Clock) -> None:
    with sqlite_app.app_context():
        told_with_code(db.session, word_codes.propose())
        sealed = db.session.scalars(select(SavedDraft.sealed)).one()
        db.session.commit()
    clock.at = NOON + timedelta(days=kept_drafts.LONGEST_DAYS + 1)
    result = sqlite_app.test_cli_runner().invoke(args=["retention", "tidy"])
    assert "1" in result.output
    assert sealed not in files_of(sqlite_app)


def test_withdrawal_takes_the_code_along_on_every_database(session: Session) -> None:
    code = word_codes.propose()
    ref = told_with_code(session, code)
    own_story.withdraw(session, ref=ref, now=NOON)
    session.commit()
    assert session.scalars(select(WordCode)).all() == []
    session.commit()
    assert word_codes.find(session, code=code, key_ring=RING, now=NOON) is None


@pytest.mark.parametrize("pragma", ["secure_delete", "foreign_keys"])
def test_every_connection_overwrites_what_it_deletes(sqlite_app: Flask, pragma: str) -> None:
    with sqlite_app.app_context():
        assert db.session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == 1


def written_about(session: Session) -> uuid.UUID:
    """A story about which there is something in every table that can hold anything of a story."""
    desk = codebook_worlds.furnish(session, pilot=factories.make_pilot(session, now=NOON), key_ring=RING, n=6)
    meeting = codebook_worlds.hold(session, desk, said=codebook_worlds.all_agree(range(3)))
    codebook_worlds.adopt(session, desk, meeting)
    codebook_worlds.confirmed(session, desk)
    ref = desk.refs[0]
    seal = RING.open_story_key(ref, session.get_one(Submission, ref).wrapped_key)
    _by_the_panel(session, desk, meeting, ref, seal)
    _by_the_desk(session, desk, ref, seal)
    session.add(Recording(story_id=session.scalars(select(Story.id).where(Story.ref == ref)).one(),
                          media_type="audio/ogg", sealed=seal.seal("recording", STORY)))  # fmt: skip
    session.commit()
    return ref


def _by_the_panel(
    session: Session, desk: codebook_worlds.Desk, meeting: PanelMeeting, ref: uuid.UUID, seal: StorySeal
) -> None:
    first, second, *_ = desk.run.candidates
    said = {"meeting_id": meeting.id, "ref": ref, "given_at": NOON}
    session.add_all(
        [
            StoryMove(**said, seat=1, from_candidate_id=first.id, to_candidate_id=second.id,
                      reason_sealed=seal.seal("story_move.reason", STORY)),
            Nomination(**said, seat=1, domain="support", reason_sealed=seal.seal("nomination.reason", STORY)),
            Choice(**said, domain="support", contrary_ref=desk.refs[1], reason_sealed=seal.seal("choice.reason", STORY)),
        ]
    )  # fmt: skip


def _by_the_desk(session: Session, desk: codebook_worlds.Desk, ref: uuid.UUID, seal: StorySeal) -> None:
    note = seal.seal(codebook_desk.NOTE, STORY)
    wording = session.scalars(select(ThemeWording)).first()
    version, entry = session.scalars(select(CodebookVersion)).one(), session.scalars(select(CodebookEntry)).first()
    assert wording is not None
    assert entry is not None
    fit = CodebookFit(version_id=version.id, model_id="m", seed=1, learned={}, n_stories=1, n_abstained=0, n_unsteady=0,
                      made_at=NOON)  # fmt: skip
    signal = Signal(pilot_id=desk.pilot.id, ref=ref, source="teller", raised_on=NOON.date(), due_on=NOON.date())
    signal.steps.append(SignalStep(kind="noted", note_sealed=note, by_id=desk.coordinator.id, at=NOON))
    session.add_all([fit, signal])
    session.flush()
    decided = {"ref": ref, "outcome": "held_back", "decided_by_id": desk.coordinator.id, "decided_at": NOON}
    session.add_all(
        [
            ThemeExample(wording_number=wording.number, ref=ref, position=1, is_counter=False, note_sealed=note),
            CodedStory(fit_id=fit.id, ref=ref, entry_id=entry.id, certainty=0.5, probabilities=note[::-1],
                       held_out=note[::2] * 2, caution=""),
            ReleaseDecision(**decided, reason_sealed=seal.seal("a", STORY), content_note_sealed=seal.seal("b", STORY)),
        ]
    )  # fmt: skip
    session.get_one(DeidentifiedStory, ref).content_note_sealed = seal.seal("deidentified_story.content_note", STORY)


def sealed_about(session: Session, ref: uuid.UUID) -> dict[str, bytes]:
    """By table and column: the bytes that are kept about this story."""
    belongs = {
        "story_id": select(Story.id).where(Story.ref == ref),
        "signal_id": select(Signal.id).where(Signal.ref == ref),
    }
    found = {}
    for table in tables_with_bytes():
        of = next(c for c in table.columns if c.name in ("ref", *belongs))
        rows = select(table).where(of.in_(belongs[of.name]) if of.name in belongs else of == ref)
        for row in session.execute(rows).mappings():
            found |= {f"{table.name}.{column}": bytes(row[column]) for column in bytes_of(table) if row[column]}
    return found


def tables_with_bytes() -> list[Table]:
    return [t for t in Base.metadata.sorted_tables if bytes_of(t) and t.name not in OF_NO_STORY]


def bytes_of(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, LargeBinary)]


def test_after_withdrawal_the_files_hold_nothing_that_anybody_or_anything_made_of_the_story(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        ref = written_about(db.session)
        kept = {name: value[:SEEN_BYTES] for name, value in sealed_about(db.session, ref).items()}
        db.session.commit()
        wanted = {f"{table.name}.{column}" for table in tables_with_bytes() for column in bytes_of(table)}
        assert kept.keys() == wanted, "a table that holds something of a story is not in this test"
        raw = files_of(sqlite_app)
        assert b"regenjas" not in raw
        assert [name for name, value in kept.items() if value not in raw] == []
        own_story.withdraw(db.session, ref=ref, now=NOON)
        db.session.commit()
        references = {
            table.name
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, Uuid)
            and db.session.scalar(select(func.count()).select_from(table).where(column == ref))
        }
        assert references <= GAPS
        db.session.commit()
    raw = files_of(sqlite_app)
    assert {name for name, value in kept.items() if value in raw} == LEFT_AS_A_GAP
