"""How people of Loex prove who they are, and where they are signed in. No address and no browser of anybody is kept."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, Code, Hash, Id, Line


class StaffSession(Base):
    """Someone is signed in on some device. The cookie holds a random identifier, this row only its hash.

    seen_at: the minute of the last page. second_factor_at: empty until the second step was taken; where an account needs
    none it stays so. why_ended: code, such as 'role_changed'.
    """

    __tablename__ = "staff_session"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    why_ended: Mapped[Code | None]


class Authenticator(Base):
    """An app that shows six digits which change every thirty seconds (TOTP, RFC 6238). At most one a person.

    last_step: the newest time step that was accepted; a step counts once. confirmed_at: empty until its first code fitted.
    """

    __tablename__ = "authenticator"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    secret_sealed: Mapped[bytes]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)


class Passkey(Base):
    """A key pair of which the private half never leaves a device (WebAuthn). sign_count: what the device counted last."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[Code]
    added_at: Mapped[datetime]


class PasskeyChallenge(Base):
    """What a device was asked to sign; removed when it is answered. user_id: empty when someone signs in with a passkey alone."""

    __tablename__ = "passkey_challenge"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    challenge: Mapped[bytes]
    asked_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes for who lost their device. position: its first digit, so that one hash is tried and not ten."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("uq_recovery_code_user_position", "user_id", "position", unique=True),)

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    position: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class PasswordLink(Base):
    """A link with which someone sets their own password, once. At most one a person: a new one replaces it."""

    __tablename__ = "password_link"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    expires_at: Mapped[datetime]


class ProviderLink(Base):
    """Who somebody is at the organisation's own identity provider (OpenID Connect). At most one a person.

    issuer: its address. subject: what it calls this person, the same for ever (at most 255 characters, OpenID Connect Core
    1.0, 2).
    """

    __tablename__ = "provider_link"
    __table_args__ = (Index("uq_provider_link_issuer_subject", "issuer", "subject", unique=True),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    issuer: Mapped[Line]
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]
