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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.services.errors import StoryUnreadable

NONCE_BYTES = 12
KEY_BYTES = 32
MARK_BYTES = 4


class KeyRing:
    """Holds the wrapping key. Its mark (first bytes of its hash) travels with what it wraps, for rotation."""

    def __init__(self, story_key: str) -> None:
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"loex story key wrap v1").derive(story_key.encode())
        self._wrap = AESGCM(derived)
        self.mark = hashlib.sha256(derived).digest()[:MARK_BYTES]
        self._fingerprint_key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"loex fingerprint v1").derive(
            story_key.encode()
        )

    def fingerprint(self, text: str) -> str:
        """Keyed hash (HMAC-SHA-256, hexadecimal): recognises the same text again, and tells nothing without the key."""
        return hmac.new(self._fingerprint_key, text.encode(), hashlib.sha256).hexdigest()

    def new_story_key(self, ref: uuid.UUID) -> tuple[bytes, StorySeal]:
        """A fresh key for one story: (wrapped form for the database, seal to use now)."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.mark + nonce + self._wrap.encrypt(nonce, key, ref.bytes), StorySeal(key, ref)

    def open_story_key(self, ref: uuid.UUID, wrapped: bytes) -> StorySeal:
        """Raises StoryUnreadable when the wrapped key does not belong to this story or to this ring."""
        nonce, sealed = wrapped[MARK_BYTES : MARK_BYTES + NONCE_BYTES], wrapped[MARK_BYTES + NONCE_BYTES :]
        try:
            return StorySeal(self._wrap.decrypt(nonce, sealed, ref.bytes), ref)
        except (InvalidTag, ValueError):
            raise StoryUnreadable(str(ref)) from None


class StorySeal:
    """Seals and opens the texts of one story. place: table and column, such as 'told_text.story'."""

    def __init__(self, key: bytes, ref: uuid.UUID) -> None:
        self._box, self._ref = AESGCM(key), ref

    def seal(self, place: str, text: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, text.encode("utf-8"), self._about(place))

    def open(self, place: str, sealed: bytes) -> str:
        """Raises StoryUnreadable when a bit was changed or the text belongs elsewhere."""
        try:
            return self._box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._about(place)).decode("utf-8")
        except (InvalidTag, ValueError):
            raise StoryUnreadable(f"{self._ref} {place}") from None

    def _about(self, place: str) -> bytes:
        return self._ref.bytes + place.encode("ascii")
