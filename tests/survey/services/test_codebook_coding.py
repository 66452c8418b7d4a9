"""Learning from a version of the codebook in the background, and what rests on it: coding, gaps, choice and evidence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from zlib import crc32

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import pipeline
from analysis.estimation.prevalence import prevalence
from analysis.panel_draw import RULE, TEACHING_RULE
from survey.jobs import work
from survey.models.account import User
from survey.models.analysis import Assignment
from survey.models.codebook import CodebookFit, CodedStory
from survey.models.panel import CardDraw, PanelMeeting
from survey.models.programme import Pilot
from survey.services import (
    analysis_runs,
    codebook_coding,
    codebook_evidence,
    codebooks,
    jobs,
    panels,
    programmes,
    retention,
)
from survey.services.errors import CodebookNotConfirmed
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON
from tests.survey import codebook_worlds
from tests.survey.codebook_worlds import HOUR, NAMES, Desk, adopt, all_agree, confirmed, hold

UNHEARD = ("Een kat in huis", "Op de boot")
"""What some tellers speak of and no theme of the codebook is about."""
N = 60
RANDOM = range(45)


class ByNumber:
    """An encoder that knows what each story is about: near the middle of theme n % 3, with some noise."""

    model_id = "fake:codebook"
    dim = 8
    weaker_languages: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.n_asked = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.n_asked += len(texts)
        rows = []
        for text in texts:
            about = next((n for n, name in enumerate((*NAMES, *UNHEARD)) if text.startswith(name)), None)
            chance = np.random.default_rng(crc32(text.encode()))
            middle = np.eye(8)[about] if about is not None else np.ones(8) / 8**0.5
            vector = middle + 0.15 * chance.standard_normal(8)
            rows.append(vector / np.linalg.norm(vector))
        return np.array(rows, np.float16).astype(np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> ByNumber:
    made = ByNumber()
    monkeypatch.setattr(pipeline, "encoder", lambda choice: made)
    return made


@pytest.fixture
def desk(session: Session, app: Flask) -> Desk:
    pilot = factories.make_pilot(session, now=NOON)
    key_ring = app.config["KEY_RING"]
    coordinator = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
    evaluator = factories.make_user(session, now=NOON, role="evaluator", pilot=pilot)
    refs = []
    for row in range(N):
        refs.append(_told(session, pilot, coordinator, f"{NAMES[row % 3]}, dat was keer {row}.", key_ring))
    run = codebook_worlds.analysis_worlds.search(session, pilot=pilot, labels=[0, 1, 2], key_ring=key_ring)
    return Desk(pilot, coordinator, evaluator, run, refs, key_ring)


def _told(session: Session, pilot: Pilot, by: User, story: str, key_ring: KeyRing) -> uuid.UUID:
    ref = factories.tell(session, wave=pilot.waves[0], now=NOON, story=story, key_ring=key_ring).ref
    factories.release(session, pilot=pilot, ref=ref, by=by, now=NOON, key_ring=key_ring)
    return ref


@pytest.fixture
def taught(session: Session, desk: Desk) -> Desk:
    """The panel labelled most stories by lot, and a version was confirmed."""
    adopt(session, desk, hold(session, desk, said=all_agree(RANDOM)))
    confirmed(session, desk)
    return desk


@pytest.fixture
def learn(session: Session, taught: Desk, encoder: ByNumber) -> Callable[[], CodebookFit]:
    slug = taught.pilot.slug

    def do() -> CodebookFit:
        job = jobs.want(session, kind="codebook", subject={"pilot": slug, "seed": 1}, by=None, now=NOON)
        session.info.pop(jobs.WANTED)
        job_id = job.id
        session.commit()
        work.run(str(job_id))
        session.rollback()
        job = jobs.get(session, job_id=job_id)
        session.refresh(job)
        assert (job.state, job.error) == ("done", None)
        found = codebook_coding.latest_fit(session, pilot=programmes.get_pilot(session, slug=slug))
        assert found is not None
        return found[0]

    return do


def test_the_computer_learns_and_codes_every_released_story(
    session: Session, taught: Desk, learn: Callable[[], CodebookFit]
) -> None:
    fit = learn()
    names = {entry: worded.name for entry, worded in codebooks.decided(session, pilot=taught.pilot).themes.items()}
    coded = {row.ref: row for row in codebook_coding.coded_stories(session, fit=fit)}
    assert set(coded) == set(taught.refs)
    assert fit.n_stories == N
    right = [coded[ref].entry_id and names[coded[ref].entry_id] == NAMES[n % 3] for n, ref in enumerate(taught.refs)]
    assert sum(map(bool, right)) >= 0.9 * N
    labelled = {taught.refs[row] for row in RANDOM}
    assert {ref for ref, row in coded.items() if row.held_out is not None} == labelled
    assert fit.n_abstained == sum(row.entry_id is None for row in coded.values())


def test_learning_again_embeds_nothing_again_and_says_the_same(
    session: Session, learn: Callable[[], CodebookFit], encoder: ByNumber
) -> None:
    first = learn()
    learned, n_asked = first.learned, encoder.n_asked
    assert learn().learned == learned
    assert encoder.n_asked == n_asked + len(NAMES), "only the themes' own words"
    assert session.query(CodebookFit).count() == 2


def test_groups_without_a_theme_are_candidates_that_a_next_meeting_can_judge(
    session: Session, taught: Desk, learn: Callable[[], CodebookFit]
) -> None:
    assert codebook_coding.groups_to_judge(session, pilot=taught.pilot) is None
    tell = partial(_told, session, taught.pilot, taught.coordinator, key_ring=taught.key_ring)
    unheard = {name: [tell(f"{name}, dat was keer {row}.") for row in range(24)] for name in UNHEARD}
    withdrawn = unheard[UNHEARD[0]].pop()
    retention.withdraw(session, ref=withdrawn, by=None, now=NOON)
    fit = learn()
    groups = codebook_coding.groups_to_judge(session, pilot=taught.pilot)
    assert groups is not None
    assert len(groups.candidates) == len(fit.gaps) >= 2
    assert groups.model_id == "fake:codebook"
    for candidate in groups.candidates:
        shown = set(session.scalars(select(Assignment.ref).filter_by(candidate_id=candidate.id, is_main=True)))
        assert len({name for name, refs in unheard.items() if shown & set(refs)}) == 1
        assert len(shown) >= 5
    assert analysis_runs.latest_run(session, pilot=taught.pilot) == taught.run, "a search among all stories"
    assert groups not in analysis_runs.runs(session, pilot=taught.pilot)


def test_without_a_confirmed_version_nothing_is_learned(session: Session, desk: Desk, encoder: ByNumber) -> None:
    with pytest.raises(CodebookNotConfirmed):
        codebook_coding.latest_version(session, pilot=desk.pilot)
    job_id = jobs.want(session, kind="codebook", subject={"pilot": desk.pilot.slug, "seed": 1}, by=None, now=NOON).id
    session.info.pop(jobs.WANTED)
    session.commit()
    work.run(str(job_id))
    session.rollback()
    assert jobs.get(session, job_id=job_id).error == "CodebookNotConfirmed"


def test_a_withdrawn_story_is_no_longer_coded(session: Session, taught: Desk, learn: Callable[[], CodebookFit]) -> None:
    fit = learn()
    retention.withdraw(session, ref=taught.refs[0], by=None, now=NOON)
    assert session.query(CodedStory).filter_by(fit_id=fit.id).count() == N - 1
    assert fit.n_stories == N, "so that the screen can say that its input changed"


def test_evidence_gives_labels_and_unseen_predictions_in_one_order(
    session: Session, taught: Desk, learn: Callable[[], CodebookFit]
) -> None:
    learn()
    found = codebook_evidence.heard(session, pilot=taught.pilot)
    assert [(one.name, one.wave, one.perspective) for one in found] == [
        (name, 1, "parent") for name in sorted(NAMES, key=str.casefold)
    ]
    for one in found:
        assert (len(one.labels), len(one.predicted), len(one.predicted_elsewhere)) == (45, 45, N - 45)
        assert sum(one.labels) == 15
        mean = {said: np.mean([p for p, label in zip(one.predicted, one.labels, strict=True) if label is said])
                for said in (True, False)}  # fmt: skip
        assert mean[True] > mean[False] + 0.3
        estimate = prevalence(one.labels, one.predicted, one.predicted_elsewhere)
        plain = prevalence(one.labels)
        assert estimate.low <= 1 / 3 <= estimate.high
        assert estimate.high - estimate.low <= plain.high - plain.low


def test_stories_that_were_chosen_are_no_evidence_of_how_often_a_theme_is_heard(session: Session, desk: Desk) -> None:
    hold_at = NOON + HOUR
    adopt(session, desk, hold(session, desk, said=all_agree(range(6))))
    hold(session, desk, said=all_agree(range(6, 12)), names=(), drawn="chosen", at=hold_at)
    found = codebook_evidence.heard(session, pilot=desk.pilot)
    assert {len(one.labels) for one in found} == {6}
    assert {one.predicted for one in found} == {()}, "nothing was learned yet"
    assert {one.version for one in found} == {None}


def test_agreement_is_over_stories_that_two_people_read_and_somebody_gave_a_theme(session: Session, desk: Desk) -> None:
    said = all_agree(range(12)) | {12: [[], []], 13: [["De klik"]], 14: [["De klik"], ["School"]]}
    adopt(session, desk, hold(session, desk, said=said))
    found, book = codebook_evidence.agreement(session, pilot=desk.pilot)
    name = {theme.theme: theme.name for theme in book.themes}
    of = {name[one.theme]: one for one in found}
    assert of["Lang wachten"].agreement.alpha == 1
    assert (of["De klik"].agreement.alpha or 1) < 1
    assert (of["De klik"].agreement.n_units, of["De klik"].agreement.n_left_out) == (13, 2)


def test_the_most_teaching_stories_are_none_that_were_read_or_drawn(
    session: Session, taught: Desk, learn: Callable[[], CodebookFit]
) -> None:
    learn()
    ask = {"pilot": taught.pilot, "wave": taught.pilot.waves[0], "seed": 4, "key_ring": taught.key_ring}
    drawn = [taught.refs[row] for row in range(45, 50)]
    chosen = codebook_coding.most_teaching(session, n=20, drawn_already=drawn, **ask)  # type: ignore[arg-type]
    assert set(chosen) == set(taught.refs[50:])
    first = codebook_coding.most_teaching(session, n=3, drawn_already=drawn, **ask)  # type: ignore[arg-type]
    assert first == chosen[:3]


def test_a_meeting_reads_besides_the_lot_what_teaches_the_codebook_most(
    session: Session, taught: Desk, learn: Callable[[], CodebookFit]
) -> None:
    def plan() -> PanelMeeting:
        return panels.plan_meeting(
            session, pilot=taught.pilot, wave=taught.pilot.waves[0], run=taught.run, title="Volgende", held_on=NOON.date(),
            facilitator=taught.coordinator, members=[], n_random=5, n_chosen=5, sample_seed=9, key_ring=taught.key_ring,
            by=taught.coordinator, now=NOON, n_code_seats=2,
        )  # fmt: skip

    def drawn(meeting: PanelMeeting, how: str) -> list[uuid.UUID]:
        rows = session.scalars(select(CardDraw).where(CardDraw.meeting_id == meeting.id).order_by(CardDraw.position))
        return [row.ref for row in rows if row.drawn == how]

    before = plan()
    assert before.draw_rule == RULE
    learn()
    after = plan()
    assert after.draw_rule == f"{TEACHING_RULE}; {RULE}"
    assert drawn(after, "random") == drawn(before, "random"), "what teaches has no say in the lot"
    chosen = drawn(after, "chosen")
    assert len(set(chosen)) == 5
    assert not set(chosen) & set(drawn(after, "random"))
    ask = {"pilot": taught.pilot, "wave": taught.pilot.waves[0], "seed": 9, "key_ring": taught.key_ring}
    assert chosen[:3] == codebook_coding.most_teaching(session, n=3, drawn_already=drawn(after, "random"), **ask)  # type: ignore[arg-type]


def test_without_codebook_or_vectors_the_lot_chooses_and_repeats_itself(session: Session, desk: Desk) -> None:
    def choose(seed: int) -> list[uuid.UUID]:
        return codebook_coding.most_teaching(
            session, pilot=desk.pilot, wave=desk.pilot.waves[0], n=8, seed=seed, key_ring=desk.key_ring
        )

    assert len(set(choose(1))) == 8
    assert choose(1) == choose(1)
    assert choose(1) != choose(2)
    other = desk.pilot.waves[1]
    assert (
        codebook_coding.most_teaching(session, pilot=desk.pilot, wave=other, n=8, seed=1, key_ring=desk.key_ring) == []
    )
