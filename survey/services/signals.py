"""Signals: single stories that a person must see within a set time, followed to a recorded end. Never mailed, never a rate.

What is open and what was done is read through `signal_cases`; the told text is opened by
`deidentification.open_for_signal`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import signals as phrase_screen
from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.models.signal import Signal, SignalEnd, SignalSource, SignalStep, SignalStepKind
from survey.models.submission import Submission
from survey.services import audit, working_days
from survey.services.cleaning import clean
from survey.services.errors import NotFound, SignalEnded, StoryUnreadable
from survey.services.sealing import KeyRing, StorySeal

NOTE_PLACE = "signal_step.note"


def raise_signal(session: Session, *, pilot: Pilot, ref: uuid.UUID, source: SignalSource, today: date) -> Signal:
    """Ask for a look at a story. Due so many working days later as the pilot promises.

    Once per story and source: while one is open it is the same one. After an end, asking again is a new signal, so that a
    teller who adds something later is not overlooked. Raises NotFound for a story that is not of this pilot.
    """
    _require_story_of(session, pilot, ref)
    for known in session.scalars(select(Signal).where(Signal.ref == ref, Signal.source == source)):
        if end_of(known) is None:
            return known
    signal = Signal(
        pilot_id=pilot.id,
        ref=ref,
        source=source,
        raised_on=today,
        due_on=working_days.after(today, pilot.worry_working_days),
    )
    session.add(signal)
    session.flush()
    return signal


def worry_text(pilot: Pilot) -> tuple[str, int]:
    """Who looks at a story when its teller asks for that ('' = the coordinator of the pilot), and within how many working days."""
    return (pilot.worry_contact or "").strip(), pilot.worry_working_days


def screen(session: Session, *, pilot: Pilot, ref: uuid.UUID, texts: Iterable[str], today: date) -> Signal | None:
    """Raise a signal when a text touches what a person must see. The caller is a service that may see told texts; it
    runs at the telling itself, so that no story waits for a job or for somebody to open a page."""
    if touches(texts):
        return raise_signal(session, pilot=pilot, ref=ref, source="screen", today=today)
    return None


def touches(texts: Iterable[str]) -> bool:
    """Does the phrase screen find what a person must see? Some milliseconds for a story."""
    return any(phrase_screen.hits(text) for text in texts)


def open_ref(session: Session, *, pilot: Pilot, signal_id: uuid.UUID) -> uuid.UUID:
    """The story that an open signal is about. Raises NotFound, SignalEnded, StoryUnreadable when it was withdrawn."""
    ref = _open_together(session, pilot, signal_id)[0].ref
    if ref is None:
        raise StoryUnreadable(str(signal_id))
    return ref


def asked_by_teller(session: Session, *, ref: uuid.UUID) -> bool:
    """Whether the teller asked that somebody looks, and nobody has ended that yet."""
    asked = session.scalars(select(Signal).where(Signal.ref == ref, Signal.source == "teller"))
    return any(end_of(signal) is None for signal in asked)


def take(session: Session, *, pilot: Pilot, signal_id: uuid.UUID, by: User, now: datetime) -> None:
    """This person takes it up, also over from another. Raises NotFound, SignalEnded."""
    for signal in _open_together(session, pilot, signal_id):
        _add(session, signal, "taken", None, None, by, now)


def note(
    session: Session, *, pilot: Pilot, signal_id: uuid.UUID, text: str, key_ring: KeyRing, by: User, now: datetime
) -> None:
    """Write down what was done, sealed under the story's key. Raises NotFound, SignalEnded, StoryUnreadable (withdrawn)."""
    signal = _open_together(session, pilot, signal_id)[0]
    _add(session, signal, "noted", None, _sealed(session, signal, text, key_ring), by, now)


def end(
    session: Session,
    *,
    pilot: Pilot,
    signal_id: uuid.UUID,
    end: SignalEnd,
    text: str,
    key_ring: KeyRing,
    by: User,
    now: datetime,
) -> None:
    """Record how it ended, for all open signals of the story. A withdrawn story leaves no key to seal a note: it gets none.

    Raises NotFound, SignalEnded.
    """
    for signal in _open_together(session, pilot, signal_id):
        sealed = _sealed(session, signal, text, key_ring) if signal.ref and text else None
        _add(session, signal, "ended", end, sealed, by, now)


def end_of(signal: Signal) -> SignalStep | None:
    return next((step for step in signal.steps if step.kind == "ended"), None)


def get_signal(session: Session, pilot: Pilot, signal_id: uuid.UUID) -> Signal:
    signal = session.scalar(select(Signal).where(Signal.id == signal_id, Signal.pilot_id == pilot.id))
    if signal is None:
        raise NotFound(f"Pilot {pilot.slug!r} has no signal {signal_id}.")
    return signal


def together(session: Session, signal: Signal) -> list[Signal]:
    """The signals handled as one: all that are open about the story of an open one; an ended one by itself."""
    if signal.ref is None or end_of(signal):
        return [signal]
    of_story = session.scalars(select(Signal).where(Signal.ref == signal.ref).order_by(Signal.due_on, Signal.id))
    return [other for other in of_story if end_of(other) is None]


def _open_together(session: Session, pilot: Pilot, signal_id: uuid.UUID) -> list[Signal]:
    signal = get_signal(session, pilot, signal_id)
    if end_of(signal):
        raise SignalEnded(str(signal_id))
    return together(session, signal)


def _add(
    session: Session,
    signal: Signal,
    kind: SignalStepKind,
    end: SignalEnd | None,
    note_sealed: bytes | None,
    by: User,
    now: datetime,
) -> None:
    signal.steps.append(SignalStep(kind=kind, end=end, note_sealed=note_sealed, by_id=by.id, at=now))
    session.flush()
    audit.record(session, action=f"signal.{kind}", subject=signal, by=by, now=now, **({"end": end} if end else {}))


def _require_story_of(session: Session, pilot: Pilot, ref: uuid.UUID) -> None:
    of_pilot = session.scalar(
        select(Wave.pilot_id).join(Submission, Submission.wave_id == Wave.id).where(Submission.ref == ref)
    )
    if of_pilot != pilot.id:
        raise NotFound(f"Pilot {pilot.slug!r} has no story {ref}.")


def seal_of(session: Session, signal: Signal, key_ring: KeyRing) -> StorySeal | None:
    submission = session.get(Submission, signal.ref) if signal.ref else None
    return key_ring.open_story_key(submission.ref, submission.wrapped_key) if submission else None


def _sealed(session: Session, signal: Signal, text: str, key_ring: KeyRing) -> bytes:
    seal = seal_of(session, signal, key_ring)
    if seal is None:
        raise StoryUnreadable(str(signal.id))
    return seal.seal(NOTE_PLACE, clean(text))
