"""Stories that were written down on paper: typed in by a coordinator, marked as such, checked like all others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.programme import Pilot, Wave
from survey.services import audit, stories, word_codes
from survey.services.errors import WaveClosed
from survey.services.sealing import KeyRing

CODE_KEY = "paper "


def waves_to_type_in(pilot: Pilot, *, now: datetime) -> list[Wave]:
    """Waves that have begun, the last first. A booklet may arrive after its wave has ended; never before it begins."""
    return [wave for wave in reversed(pilot.waves) if wave.opens_on <= now.date()]


def type_in(
    session: Session,
    *,
    wave: Wave,
    told: stories.Told,
    key_ring: KeyRing,
    idempotency_key: str,
    by: User,
    now: datetime,
) -> stories.Receipt:
    """Store what somebody wrote on paper. A booklet with a word code arrives once, whoever types it in.

    idempotency_key: of the page it was typed on, for a booklet without a code. Raises WaveClosed before the wave begins,
    and what `stories.tell` raises.
    """
    if wave.opens_on > now.date():
        raise WaveClosed(wave.title)
    key = CODE_KEY + (word_codes.normalise(told.word_code) if told.word_code else idempotency_key)
    receipt = stories.tell(
        session, wave=wave, told=told, key_ring=key_ring, idempotency_key=key, entered_as="paper", now=now
    )
    if receipt.is_new:
        audit.record(
            session, action="story.typed_in", subject=wave, by=by, now=now, language=told.language, worried=told.worried
        )
    return receipt


def booklets_printed(session: Session, *, wave: Wave, n: int, language: str, by: User, now: datetime) -> None:
    """Booklets with codes were made: how many, never which codes."""
    audit.record(session, action="booklets.printed", subject=wave, by=by, now=now, n=n, language=language)
