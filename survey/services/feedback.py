"""What goes back to the tellers of a wave, in three parts: what we heard, what we will do, and what not and why.

Every saved text is a new version; nothing is overwritten. Tellers read the latest published one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from analysis.deidentify import redact_together
from survey.models.account import User
from survey.models.feedback import WaveFeedback
from survey.models.programme import Wave
from survey.services import audit
from survey.services.cleaning import clean
from survey.services.errors import ChangedMeanwhile, FeedbackIncomplete, TextTooLong

MOST_CHARACTERS = 2_000
"""Per part; announced on the form. About a page and a half of A5: a short text is read."""

FIRST_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Text:
    """The three parts, as they are typed."""

    heard: str = ""
    will_do: str = ""
    will_not_do: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.heard and self.will_do and self.will_not_do)


@dataclass(frozen=True, slots=True)
class Published:
    """What a teller reads. language: that of the text, Dutch when there is none in the language asked for."""

    heard: str
    will_do: str
    will_not_do: str
    published_on: date
    language: str


@dataclass(frozen=True, slots=True)
class Version:
    """A saved version, for staff. written_by: a name."""

    number: int
    text: Text
    is_published: bool
    written_by: str
    written_at: datetime


def published(session: Session, *, wave: Wave, language: str) -> Published | None:
    """The latest published text in this language, else in Dutch; None when nothing was published."""
    for wanted in dict.fromkeys((language, FIRST_LANGUAGE)):
        row = session.scalar(
            _versions(wave, wanted).where(WaveFeedback.is_published).order_by(WaveFeedback.number.desc()).limit(1)
        )
        if row is not None:
            return Published(row.heard, row.will_do, row.will_not_do, row.written_at.date(), row.language)
    return None


def history(session: Session, *, wave: Wave, language: str) -> list[Version]:
    """Every saved version in this language, newest first."""
    rows = session.execute(
        select(WaveFeedback, User.name)
        .join(User, User.id == WaveFeedback.written_by_id)
        .where(WaveFeedback.wave_id == wave.id, WaveFeedback.language == language)
        .order_by(WaveFeedback.number.desc())
    )
    return [
        Version(row.number, Text(row.heard, row.will_do, row.will_not_do), row.is_published, name, row.written_at)
        for row, name in rows
    ]


def save_draft(session: Session, *, wave: Wave, language: str, text: Text, by: User, now: datetime) -> WaveFeedback:
    """Keep this text as a new version that only staff see; the latest one itself when nothing changed. Raises TextTooLong."""
    cleaned = _cleaned(text)
    latest = _latest(session, wave, language)
    if latest is not None and Text(latest.heard, latest.will_do, latest.will_not_do) == cleaned:
        return latest
    return _add(session, wave, language, cleaned, False, by, now)


def publish(session: Session, *, wave: Wave, language: str, number: int, by: User, now: datetime) -> WaveFeedback:
    """Publish version `number`: the one that a person has looked at.

    Raises ChangedMeanwhile when there is a newer version by now, FeedbackIncomplete when a part is empty.
    """
    latest = _latest(session, wave, language)
    if latest is None or latest.number != number:
        raise ChangedMeanwhile()
    text = Text(latest.heard, latest.will_do, latest.will_not_do)
    if not text.is_complete:
        raise FeedbackIncomplete("All three parts are needed.")
    if latest.is_published:
        return latest
    return _add(session, wave, language, text, True, by, now)


def recognisable(text: Text, *, language: str) -> tuple[str, ...]:
    """Words that may be a name, a place or a number of somebody, for a person to look at. The recognisers miss some."""
    parts = (text.heard, text.will_do, text.will_not_do)
    found = redact_together(parts, language=language)
    words = [part[span.start : span.end] for part, result in zip(parts, found, strict=True) for span in result.spans]
    return tuple(dict.fromkeys(words))


def _add(
    session: Session, wave: Wave, language: str, text: Text, is_published: bool, by: User, now: datetime
) -> WaveFeedback:
    row = WaveFeedback(
        wave_id=wave.id,
        language=language,
        heard=text.heard,
        will_do=text.will_do,
        will_not_do=text.will_not_do,
        is_published=is_published,
        written_by_id=by.id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    action = "feedback.published" if is_published else "feedback.saved"
    audit.record(session, action=action, subject=wave, by=by, now=now, language=language, version=row.number)
    return row


def _cleaned(text: Text) -> Text:
    parts = {name: clean(getattr(text, name)) for name in ("heard", "will_do", "will_not_do")}
    for name, part in parts.items():
        if len(part) > MOST_CHARACTERS:
            raise TextTooLong(name, MOST_CHARACTERS)
    return Text(**parts)


def _latest(session: Session, wave: Wave, language: str) -> WaveFeedback | None:
    return session.scalar(_versions(wave, language).order_by(WaveFeedback.number.desc()).limit(1))


def _versions(wave: Wave, language: str) -> Select[WaveFeedback]:
    return select(WaveFeedback).where(WaveFeedback.wave_id == wave.id, WaveFeedback.language == language)
