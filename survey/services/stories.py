"""Telling: a story arrives once, whole, and sealed. One of the four services that may see a story as it was told."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analysis.records import NotGiven, Perspective, Use
from survey.models.invitation import Invitation
from survey.models.programme import Wave
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.story import Story, ToldText
from survey.models.submission import ClosedAnswer, EnteredAs, Submission, WithdrawnKey
from survey.services import consents, programmes, questionnaires
from survey.services.errors import AnswerInvalid, ConsentMissing, StoryEmpty, TextTooLong
from survey.services.sealing import KeyRing, StorySeal

MOST_CHARACTERS = {"story": 10_000, "title": 150}
"""Announced on the form. A story of eight sentences has about 800 characters."""
MOST_CHARACTERS_OTHER = 2_000

PROFESSIONAL_ROLES = ("care_worker", "referrer", "education", "other")
AGE_BANDS = ("under-12", "12-15", "16-17", "18-plus")
UNDER_16 = ("under-12", "12-15")
NOT_GIVEN: tuple[NotGiven, ...] = ("not_mentioned", "not_applicable")
STEPS = range(1, 6)

INVISIBLE = dict.fromkeys(
    [
        *range(0x20),
        0x7F,
        *range(0x80, 0xA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)
for kept in (0x09, 0x0A, 0x200C, 0x200D):  # tab, new line, and the joiners that Persian and emoji need
    del INVISIBLE[kept]


@dataclass(frozen=True, slots=True)
class Told:
    """What a teller sent. texts: by question code ('story' at least); answers: by answer code, a step 1-5 or why none."""

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


@dataclass(frozen=True, slots=True)
class Receipt:
    """ref: the random reference; None when the story came before and was withdrawn since. is_new: False when it had
    arrived before (double click, retry, the same export again)."""

    ref: uuid.UUID | None
    is_new: bool


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
    """Store a story with its consents and answers.

    Raises WaveClosed, InvitationExpired or InvitationUsedUp (through an invitation), ConsentMissing (age policy),
    StoryEmpty, TextTooLong, AnswerInvalid.
    """
    key_hash = key_ring.fingerprint(idempotency_key)
    if session.get(WithdrawnKey, key_hash):
        return Receipt(None, is_new=False)
    if known := find_by_key(session, key_ring=key_ring, idempotency_key=idempotency_key):
        return Receipt(known, is_new=False)
    if invitation is not None:
        programmes.require_open(invitation, today=now.date())
    _require_age_policy(wave, told)
    version = questionnaires.get_version(session, version_id=wave.questionnaire_version_id)
    texts, answers = _clean_texts(told.texts), _checked_answers(version, told.answers)
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
    session.add(Story(ref=ref, texts=[_sealed(seal, name, text) for name, text in texts.items() if text]))
    session.add_all(answers_rows(ref, answers))
    _record_consent(session, ref, version, told, entered_as, now)
    if invitation is not None:
        session.execute(update(Invitation).where(Invitation.id == invitation.id).values(n_sent=Invitation.n_sent + 1))
    session.flush()
    return Receipt(ref, is_new=True)


def find_by_key(session: Session, *, key_ring: KeyRing, idempotency_key: str) -> uuid.UUID | None:
    """The reference of the submission that came with this key, if it did and was not withdrawn."""
    return session.scalar(
        select(Submission.ref).where(Submission.idempotency_hash == key_ring.fingerprint(idempotency_key))
    )


def clean(text: str) -> str:
    """Normalised (NFC), line ends unified, invisible and direction-changing characters out, outer blanks off.

    Lone surrogates, which no database keeps, become the replacement character.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text.translate(INVISIBLE)).strip()


def answers_rows(ref: uuid.UUID, answers: Mapping[str, int | NotGiven]) -> list[ClosedAnswer]:
    return [
        ClosedAnswer(ref=ref, question=code, step=value, not_given=None)
        if isinstance(value, int)
        else ClosedAnswer(ref=ref, question=code, step=None, not_given=value)
        for code, value in answers.items()
    ]


def answer_codes(version: QuestionnaireVersion) -> tuple[str, ...]:
    """The codes under which closed answers of this version are stored: `<d>.then` and `<d>.now`, and each scale."""
    codes: list[str] = []
    for question in version.questions:
        if question.kind == "then_now":
            codes += [f"{question.code}.then", f"{question.code}.now"]
        elif question.kind == "scale":
            codes.append(question.code)
    return tuple(codes)


def _require_age_policy(wave: Wave, told: Told) -> None:
    if told.perspective != "young_person" or told.age_band not in UNDER_16:
        return
    policy = wave.pilot.age_policy
    if policy == "from_16_only" or (policy == "parent_co_consents" and not told.parent_agrees):
        raise ConsentMissing(policy)


def _clean_texts(texts: Mapping[str, str]) -> dict[str, str]:
    cleaned = {name: clean(text) for name, text in texts.items()}
    for name, text in cleaned.items():
        limit = MOST_CHARACTERS.get(name, MOST_CHARACTERS_OTHER)
        if len(text) > limit:
            raise TextTooLong(name, limit)
    if not cleaned.get("story"):
        raise StoryEmpty("There is no story.")
    return cleaned


def _checked_answers(
    version: QuestionnaireVersion, answers: Mapping[str, int | NotGiven]
) -> Mapping[str, int | NotGiven]:
    known = answer_codes(version)
    for code, value in answers.items():
        if code not in known or not (value in NOT_GIVEN or (type(value) is int and value in STEPS)):
            raise AnswerInvalid(f"{code} = {value!r}")
    return answers


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
    )


def _sealed(seal: StorySeal, name: str, text: str) -> ToldText:
    return ToldText(field=name, sealed=seal.seal(f"told_text.{name}", text))


def _record_consent(
    session: Session, ref: uuid.UUID, version: QuestionnaireVersion, told: Told, entered_as: EnteredAs, now: datetime
) -> None:
    language = told.consent_language
    consents.record(
        session,
        ref=ref,
        uses=told.consent,
        wording_hashes={
            use: questionnaires.wording_hash(version, code=f"consent_{use}", language=language) for use in told.consent
        },
        language=language,
        given_by="import" if entered_as == "import" else "parent" if told.parent_agrees else "teller",
        on=now.date(),
    )
