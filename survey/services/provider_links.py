"""Whose account belongs to somebody whom the organisation's own identity provider vouches for.

Nobody registers here. An administrator makes the account; the first time it is found by an e-mail address that the provider
has verified, and from then on by what the provider calls the person, so that an address which goes to somebody else later
opens nothing. An administrator may make that link beforehand, for a provider that verifies no addresses.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.account import User
from survey.models.sign_in import ProviderLink
from survey.services import accounts, audit, staff_sessions
from survey.services.errors import NotAllowed, ProviderRefused

LONGEST_SUBJECT_CHARACTERS = 255
"""OpenID Connect Core 1.0, section 2."""


def whose(session: Session, *, issuer: str, subject: str, email: str, email_is_verified: bool, now: datetime) -> User:
    """The active account of this person; the first time the two are linked. Raises ProviderRefused: 'unverified' (the link is
    still to be made and the provider does not vouch for the address) or 'unknown' (no account, a closed one, or one that is
    linked with somebody else)."""
    user = _linked_with(session, issuer, subject)
    if user is None:
        if not email or not email_is_verified:
            raise ProviderRefused("unverified")
        user = accounts.find_by_email(session, email=email)
        if user is None or not user.is_active or is_linked(session, user=user):
            raise ProviderRefused("unknown")
        link(session, user=user, issuer=issuer, subject=subject, by=user, now=now)
    if not user.is_active:
        raise ProviderRefused("unknown")
    return user


def link(session: Session, *, user: User, issuer: str, subject: str, by: User | None, now: datetime) -> None:
    """Link an account. Raises NotAllowed when it is linked, when the subject is somebody else's, or when that is unusable."""
    if not subject or len(subject) > LONGEST_SUBJECT_CHARACTERS:
        raise NotAllowed("A subject has between 1 and 255 characters.")
    if is_linked(session, user=user) or _linked_with(session, issuer, subject) is not None:
        raise NotAllowed("One of the two is linked already.")
    session.add(ProviderLink(user_id=user.id, issuer=issuer, subject=subject, linked_at=now))
    session.flush()
    audit.record(session, action="provider.linked", subject=user, by=by, now=now)


def unlink(session: Session, *, user: User, by: User | None, now: datetime) -> None:
    """Take the link away and end the person's sessions; nothing happens when there is none."""
    row = session.get(ProviderLink, user.id)
    if row is not None:
        session.delete(row)
        staff_sessions.end_all(session, user=user, why="provider_unlinked", now=now)
        session.flush()
        audit.record(session, action="provider.unlinked", subject=user, by=by, now=now)


def is_linked(session: Session, *, user: User) -> bool:
    return session.get(ProviderLink, user.id) is not None


def _linked_with(session: Session, issuer: str, subject: str) -> User | None:
    found = session.scalar(select(ProviderLink).where(ProviderLink.issuer == issuer, ProviderLink.subject == subject))
    return accounts.get(session, user_id=found.user_id) if found else None
