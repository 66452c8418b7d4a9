"""Telling: a story arrives once, whole, and sealed. One of the four services that may see a story as it was told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analysis.records import NotGiven, Perspective, Use
from survey.models.account import User
from survey.models.invitation import Invitation
from survey.models.programme import Pilot, Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.released import ReleasedText
from survey.models.story import Recording, Story, ToldText
from survey.models.submission import EnteredAs, Submission, WithdrawnKey
from survey.services import (
    answers,
    audit,
    consents,
    parent_codes,
    programmes,
    questionnaires,
    recordings,
    release_log,
    signals,
    word_codes,
)
from survey.services.answers import Point
from survey.services.cleaning import clean as clean
from survey.services.errors import AnswerInvalid, ConsentMissing, NotFound, StoryEmpty, TextTooLong, TooManyCorrections
from survey.services.sealing import KeyRing, StorySeal
from survey.services.word_codes import CodeHashes

MOST_CHARACTERS = {"story": 10_000, "title": 150}
"""Announced on the form. A story of eight sentences has about 800 characters."""
MOST_CHARACTERS_OTHER = 2_000
CORRECTION = "correction-"
"""Field of a text that the teller added afterwards, before its number."""
MOST_CORRECTIONS = 5

PROFESSIONAL_ROLES = ("care_worker", "referrer", "education", "other")
AGE_BANDS = ("under-12", "12-15", "16-17", "18-plus")
UNDER_16 = ("under-12", "12-15")


@dataclass(frozen=True, slots=True)
class Told:
    """What a teller sent. texts: by question code ('story' at least); answers: by answer code, a step 1-5 or why none;
    placed: by question code, a point between poles or why none.

    word_code: as the teller saw it before sending. parent_code: with which a parent agrees later, where one has to and did
    not agree yet. hashes: of these codes, by code, when they were made before the transaction, as may be what the phrase
    screen found (`touches`; None: it is asked here). worried: asks that somebody looks soon.
    without_proof: a coordinator looks first whether this is a real story. recording: spoken, for the checking coordinator
    alone; only kept where the pilot takes recordings.
    """

    perspective: Perspective
    language: str
    route: str
    consent: Mapping[Use, bool]
    texts: Mapping[str, str]
    answers: Mapping[str, int | NotGiven]
    age_band: str | None = None
    professional_role: str | None = None
    on_behalf_of: str = "self"
    helped: bool = False
    parent_agrees: bool = False
    """A parent ticked along on the same screen (age policy `parent_co_consents`)."""
    consent_language: str = field(default="nl")
    placed: Mapping[str, Point | NotGiven] = field(default_factory=dict)
    word_code: str | None = None
    parent_code: str | None = None
    hashes: Mapping[str, CodeHashes] = field(default_factory=dict)
    touches: bool | None = None
    worried: bool = False
    without_proof: bool = False
    recording: recordings.Recorded | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """ref: the random reference; None when the story came before and was withdrawn since. is_new: False when it had
    arrived before (double click, retry, the same export again)."""

    ref: uuid.UUID | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class OwnText:
    """One text of a story as its own teller reads it. added_on: None for what came with the story. is_released: the text as
    told is gone after its term; this is the version without names."""

    field: str
    text: str
    added_on: date | None
    is_released: bool = False


def tell(
    session: Session,
    *,
    wave: Wave,
    told: Told,
    key_ring: KeyRing,
    idempotency_key: str,
    entered_as: EnteredAs,
    now: datetime,
    invitation: Invitation | None = None,
) -> Receipt:
    """Store a story with its consents, answers and codes, and raise the signals it asks for.

    A story that arrives again keeps the codes of the first time. Raises WaveClosed, InvitationExpired, InvitationStopped
    or InvitationUsedUp (through an invitation), ConsentMissing (age policy), StoryEmpty, TextTooLong, AnswerInvalid,
    CodeInvalid.
    """
    key_hash = key_ring.fingerprint(idempotency_key)
    if _was_withdrawn(session, key_ring, idempotency_key):
        return Receipt(None, is_new=False)
    if known := find_by_key(session, key_ring=key_ring, idempotency_key=idempotency_key):
        return Receipt(known, is_new=False)
    if invitation is not None:
        programmes.require_open(invitation, today=now.date())
    waits = _waits_for_parent(wave, told)
    version = questionnaires.get_version(session, version_id=wave.questionnaire_version_id)
    texts = _clean_texts(told.texts)
    answers.check(version, told.answers)
    answers.check_placed(version, told.placed)
    ref = uuid.uuid4()
    wrapped, seal = key_ring.new_story_key(ref)
    try:
        with session.begin_nested():
            session.add(_submission(ref, wrapped, key_hash, wave, told, entered_as, now))
            session.flush()
    except IntegrityError:  # the same story arrived between our look and our write
        known = find_by_key(session, key_ring=key_ring, idempotency_key=idempotency_key)
        if known is None:
            raise
        return Receipt(known, is_new=False)
    session.add(_story(ref, seal, wave, told, texts))
    session.add_all([*answers.rows(ref, told.answers), *answers.placed_rows(ref, told.placed)])
    _record_consent(session, ref, version, told, entered_as, now)
    if invitation is not None:
        session.execute(update(Invitation).where(Invitation.id == invitation.id).values(n_sent=Invitation.n_sent + 1))
    _attach_codes(session, ref, told, waits, key_ring, now)
    _raise_signals(session, wave, ref, told, texts, now)
    session.flush()
    return Receipt(ref, is_new=True)


def screen(session: Session, *, pilot: Pilot, ref: uuid.UUID, texts: Iterable[str], today: date) -> None:
    """Let the phrase screen look at texts of a story; one that waits for a parent is looked at when they agree."""
    if parent_codes.waits_until(session, ref=ref) is None:
        signals.screen(session, pilot=pilot, ref=ref, texts=texts, today=today)


def find_by_key(session: Session, *, key_ring: KeyRing, idempotency_key: str) -> uuid.UUID | None:
    """The reference of the submission that came with this key, if it did and was not withdrawn."""
    return session.scalar(
        select(Submission.ref).where(Submission.idempotency_hash.in_(key_ring.fingerprints(idempotency_key)))
    )


def _was_withdrawn(session: Session, key_ring: KeyRing, idempotency_key: str) -> bool:
    hashes = key_ring.fingerprints(idempotency_key)
    return bool(session.scalar(select(exists().where(WithdrawnKey.idempotency_hash.in_(hashes)))))


def own_texts(session: Session, *, ref: uuid.UUID, key_ring: KeyRing) -> list[OwnText]:
    """What a teller told, for that teller alone: only for whoever has the word code. Where the text as told is gone after
    its term, its released version. Raises NotFound, StoryUnreadable."""
    story, seal = _opened(session, ref, key_ring)
    told = {
        row.field: OwnText(row.field, seal.open(f"told_text.{row.field}", row.sealed), row.added_on)
        for row in (story.texts if story else ())
    }
    for row in session.scalars(select(ReleasedText).where(ReleasedText.ref == ref)):
        if row.field not in told:
            told[row.field] = OwnText(row.field, seal.open(f"released_text.{row.field}", row.sealed), None, True)
    return [told[name] for name in sorted(told)]


def open_recording(
    session: Session, *, pilot: Pilot, ref: uuid.UUID, key_ring: KeyRing, by: User, now: datetime
) -> recordings.Recorded:
    """What the teller said, for the person who checks the story; records who opened it. It is gone after release.

    Raises NotFound, WaitsForParent, StoryUnreadable.
    """
    parent_codes.require_none(session, ref=ref)
    submission = session.get(Submission, ref)
    story, seal = _opened(session, ref, key_ring)
    if (
        submission is None
        or story is None
        or story.recording is None
        or submission.wave_id not in {wave.id for wave in pilot.waves}
    ):
        raise NotFound(f"Pilot {pilot.slug!r} has no recording with a story {ref}.")
    content = seal.open_bytes(recordings.PLACE, story.recording.sealed)
    audit.record(session, action="recording.opened", subject=submission, by=by, now=now, why="checking")
    return recordings.Recorded(story.recording.media_type, content)


def add_text(session: Session, *, ref: uuid.UUID, text: str, key_ring: KeyRing, today: date) -> str:
    """Add what the teller wants to correct or to say as well; returns its field. The same text twice is one text.

    Raises NotFound, StoryEmpty, TextTooLong, TooManyCorrections.
    """
    story, seal = _opened(session, ref, key_ring)
    text = clean(text)
    if not text:
        raise StoryEmpty("There is nothing to add.")
    if len(text) > MOST_CHARACTERS_OTHER:
        raise TextTooLong("correction", MOST_CHARACTERS_OTHER)
    if story is None:
        story = Story(ref=ref)
        session.add(story)
    for row in story.texts:
        if row.field.startswith(CORRECTION) and seal.open(f"told_text.{row.field}", row.sealed) == text:
            return row.field
    known = {row.field for row in story.texts} | release_log.fields(session, ref=ref)
    number = max((int(name.removeprefix(CORRECTION)) for name in known if name.startswith(CORRECTION)), default=0) + 1
    if number > MOST_CORRECTIONS:
        raise TooManyCorrections(f"{MOST_CORRECTIONS} texts were added already.")
    field = f"{CORRECTION}{number}"
    story.texts.append(ToldText(field=field, sealed=seal.seal(f"told_text.{field}", text), added_on=today))
    session.flush()
    return field


def _opened(session: Session, ref: uuid.UUID, key_ring: KeyRing) -> tuple[Story | None, StorySeal]:
    """The story as told (None once it is gone after its term) and its seal. Raises NotFound."""
    submission = session.get(Submission, ref)
    if submission is None:
        raise NotFound(f"There is no story {ref}.")
    story = session.scalar(select(Story).where(Story.ref == ref))
    return story, key_ring.open_story_key(ref, submission.wrapped_key)


def _waits_for_parent(wave: Wave, told: Told) -> bool:
    """Whether nobody may read the story before a parent has agreed. Raises ConsentMissing."""
    if told.perspective != "young_person" or told.age_band not in UNDER_16:
        return False
    policy = wave.pilot.age_policy
    asks_parent = policy == "parent_co_consents" and not told.parent_agrees
    if policy == "from_16_only" or (asks_parent and not told.parent_code):
        raise ConsentMissing(policy)
    return asks_parent


def _attach_codes(session: Session, ref: uuid.UUID, told: Told, waits: bool, key_ring: KeyRing, now: datetime) -> None:
    if told.word_code:
        word_codes.attach(session, ref=ref, code=_hashed(told, told.word_code, key_ring))
    if waits and told.parent_code:
        parent_codes.attach(session, ref=ref, code=_hashed(told, told.parent_code, key_ring), today=now.date())


def _hashed(told: Told, code: str, key_ring: KeyRing) -> CodeHashes:
    return told.hashes.get(code) or word_codes.hashes(code, key_ring)


def _clean_texts(texts: Mapping[str, str]) -> dict[str, str]:
    cleaned = {name: clean(text) for name, text in texts.items()}
    for name, text in cleaned.items():
        limit = MOST_CHARACTERS.get(name, MOST_CHARACTERS_OTHER)
        if len(text) > limit:
            raise TextTooLong(name, limit)
    if not cleaned.get("story"):
        raise StoryEmpty("There is no story.")
    return cleaned


def _submission(
    ref: uuid.UUID, wrapped: bytes, key_hash: str, wave: Wave, told: Told, entered_as: EnteredAs, now: datetime
) -> Submission:
    if (told.perspective == "professional") != (told.professional_role in PROFESSIONAL_ROLES):
        raise AnswerInvalid(f"professional_role = {told.professional_role!r}")
    if told.age_band is not None and told.age_band not in AGE_BANDS:
        raise AnswerInvalid(f"age_band = {told.age_band!r}")
    return Submission(
        ref=ref,
        wave_id=wave.id,
        questionnaire_version_id=wave.questionnaire_version_id,
        idempotency_hash=key_hash,
        wrapped_key=wrapped,
        perspective=told.perspective,
        professional_role=told.professional_role,
        age_band=told.age_band,
        on_behalf_of=told.on_behalf_of,
        helped=told.helped,
        language=told.language,
        route=told.route,
        entered_as=entered_as,
        told_on=now.date(),
        without_proof=told.without_proof,
    )


def _raise_signals(
    session: Session, wave: Wave, ref: uuid.UUID, told: Told, texts: Mapping[str, str], now: datetime
) -> None:
    if told.worried:
        signals.raise_signal(session, pilot=wave.pilot, ref=ref, source="teller", today=now.date())
    if told.touches is not False:
        screen(session, pilot=wave.pilot, ref=ref, texts=texts.values(), today=now.date())


def _story(ref: uuid.UUID, seal: StorySeal, wave: Wave, told: Told, texts: Mapping[str, str]) -> Story:
    story = Story(ref=ref, texts=[_sealed(seal, name, text) for name, text in texts.items() if text])
    spoken = told.recording
    if spoken is not None and wave.pilot.takes_recordings:
        sealed = seal.seal_bytes(recordings.PLACE, spoken.content)
        story.recording = Recording(media_type=spoken.media_type, sealed=sealed)
    return story


def _sealed(seal: StorySeal, name: str, text: str) -> ToldText:
    return ToldText(field=name, sealed=seal.seal(f"told_text.{name}", text))


def _record_consent(
    session: Session, ref: uuid.UUID, version: QuestionnaireVersion, told: Told, entered_as: EnteredAs, now: datetime
) -> None:
    """The teller's own answer per use; where a parent agreed on the form as well, theirs after it."""
    language = told.consent_language
    asked = {use: f"consent_{use}" for use in told.consent}
    givers = [("import" if entered_as == "import" else "teller", asked)]
    if told.parent_agrees and entered_as != "import":
        givers.append(("parent", dict.fromkeys(told.consent, questionnaires.PARENT_CONSENT)))
    for given_by, codes in givers:
        consents.record(
            session,
            ref=ref,
            uses=told.consent,
            wording_hashes={
                use: questionnaires.wording_hash(version, code=code, language=language) for use, code in codes.items()
            },
            language=language,
            given_by=given_by,
            on=now.date(),
        )
