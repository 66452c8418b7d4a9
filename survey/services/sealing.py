"""Free text at rest: AES-256-GCM under a key per story, itself wrapped by a key outside the database.

Table, row and column are authenticated along with the text, so a sealed text moved to another place does not open.
No moment is stored (Fernet's tokens carry the time, docs/decisions/0003-sealing.md). Destroying a story's wrapped key
destroys every text sealed under it, wherever a copy of the database may lie.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.services.errors import AccountSecretUnreadable, StoryUnreadable

NONCE_BYTES = 12
KEY_BYTES = 32
MARK_BYTES = 4


@dataclass(frozen=True, slots=True, repr=False)
class _Keys:
    """What follows from one story key, a key per purpose (HKDF, RFC 5869). mark: first bytes of the wrapping key's hash."""

    mark: bytes
    wrap: AESGCM
    fingerprint: bytes
    chain: bytes
    account: AESGCM


class KeyRing:
    """Holds the keys outside the database: the first seals, the earlier ones still open and recognise.

    The mark of a wrapping key travels with what it wraps (docs/decisions/0007-key-rotation.md).
    """

    def __init__(self, story_key: str, fallbacks: Sequence[str] = ()) -> None:
        every = [_derived(one) for one in (story_key, *fallbacks)]
        self._current = every[0]
        self._by_mark = {keys.mark: keys for keys in reversed(every)}
        self.mark = self._current.mark
        self.earlier_marks = tuple(dict.fromkeys(keys.mark for keys in every if keys.mark != self.mark))

    def fingerprint(self, text: str) -> str:
        """Keyed hash (HMAC-SHA-256, hexadecimal): recognises the same text again, and tells nothing without the key."""
        return _hmac(self._current.fingerprint, text.encode())

    def fingerprints(self, text: str) -> list[str]:
        """Under every key of the ring, the current one first: for looking up what may have come in before a rotation."""
        return [_hmac(self._by_mark[mark].fingerprint, text.encode()) for mark in (self.mark, *self.earlier_marks)]

    def chain_mac(self, content: bytes, *, mark: bytes | None = None) -> str | None:
        """HMAC-SHA-256 (hexadecimal) of a link of the audit chain; None when the ring has no key with this mark."""
        keys = self._by_mark.get(self.mark if mark is None else mark)
        return _hmac(keys.chain, content) if keys else None

    def seal_for_account(self, user_id: uuid.UUID, place: str, content: bytes) -> bytes:
        """Seal a secret of someone's account under the current key. place: table and column."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.mark + nonce + self._current.account.encrypt(nonce, content, user_id.bytes + place.encode("ascii"))

    def open_for_account(self, user_id: uuid.UUID, place: str, sealed: bytes) -> bytes:
        """Raises AccountSecretUnreadable when a bit was changed, it is somebody else's, or its key is not in the ring."""
        mark, nonce = sealed[:MARK_BYTES], sealed[MARK_BYTES : MARK_BYTES + NONCE_BYTES]
        try:
            box = self._by_mark[mark].account
            return box.decrypt(nonce, sealed[MARK_BYTES + NONCE_BYTES :], user_id.bytes + place.encode("ascii"))
        except (InvalidTag, ValueError, KeyError):
            raise AccountSecretUnreadable(place) from None

    def new_story_key(self, ref: uuid.UUID) -> tuple[bytes, StorySeal]:
        """A fresh key for one story: (wrapped form for the database, seal to use now)."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        return self._wrapped(ref, key), StorySeal(key, ref)

    def open_story_key(self, ref: uuid.UUID, wrapped: bytes) -> StorySeal:
        """Raises StoryUnreadable when the wrapped key does not belong to this story or to this ring."""
        return StorySeal(self._unwrapped(ref, wrapped), ref)

    def rewrapped(self, ref: uuid.UUID, wrapped: bytes) -> bytes:
        """The same story key under the current wrapping key. Raises StoryUnreadable, as `open_story_key`."""
        return self._wrapped(ref, self._unwrapped(ref, wrapped))

    def _wrapped(self, ref: uuid.UUID, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.mark + nonce + self._current.wrap.encrypt(nonce, key, ref.bytes)

    def _unwrapped(self, ref: uuid.UUID, wrapped: bytes) -> bytes:
        mark, nonce = wrapped[:MARK_BYTES], wrapped[MARK_BYTES : MARK_BYTES + NONCE_BYTES]
        try:
            return self._by_mark[mark].wrap.decrypt(nonce, wrapped[MARK_BYTES + NONCE_BYTES :], ref.bytes)
        except (InvalidTag, ValueError, KeyError):
            raise StoryUnreadable(str(ref)) from None


def _derived(story_key: str) -> _Keys:
    def derive(info: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(story_key.encode())

    wrap = derive(b"loex story key wrap v1")
    return _Keys(
        mark=hashlib.sha256(wrap).digest()[:MARK_BYTES],
        wrap=AESGCM(wrap),
        fingerprint=derive(b"loex fingerprint v1"),
        chain=derive(b"loex audit chain v1"),
        account=AESGCM(derive(b"loex account secrets v1")),
    )


def _hmac(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


class StorySeal:
    """Seals and opens the texts of one story. place: table and column, such as 'told_text.story'."""

    def __init__(self, key: bytes, ref: uuid.UUID) -> None:
        self._box, self._ref = AESGCM(key), ref

    def seal(self, place: str, text: str) -> bytes:
        return self.seal_bytes(place, text.encode("utf-8"))

    def open(self, place: str, sealed: bytes) -> str:
        """Raises StoryUnreadable when a bit was changed or the text belongs elsewhere."""
        return self.open_bytes(place, sealed).decode("utf-8")

    def seal_bytes(self, place: str, content: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, content, self._about(place))

    def open_bytes(self, place: str, sealed: bytes) -> bytes:
        """Raises StoryUnreadable, as `open`."""
        try:
            return self._box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._about(place))
        except (InvalidTag, ValueError):
            raise StoryUnreadable(f"{self._ref} {place}") from None

    def _about(self, place: str) -> bytes:
        return self._ref.bytes + place.encode("ascii")
