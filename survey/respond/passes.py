"""What lets a teller go from page to page after giving the word code: a sealed hidden field with a short life.

It is no cookie and stands in no address. After `LONGEST_MINUTES` the code is asked again, so that a page somebody left
open tells the next person nothing new.
"""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LONGEST_MINUTES = 15
S_PER_MINUTE = 60
KEY_BYTES = 32

PassKind = Literal["story", "kept", "parent"]
"""What it opens: a story that was sent, a kept draft, or the question to a parent."""


class PassBox:
    """Seals and opens passes under the application's secret; earlier secrets still open."""

    def __init__(self, secret_key: str, fallbacks: Sequence[str] = ()) -> None:
        self._box = MultiFernet([_fernet(secret) for secret in (secret_key, *fallbacks)])

    def seal(self, kind: PassKind, opens: uuid.UUID, *, now: datetime) -> str:
        return self._box.encrypt_at_time(f"{kind} {opens}".encode("ascii"), int(now.timestamp())).decode("ascii")

    def open(self, sealed: str, kind: PassKind, *, now: datetime) -> uuid.UUID | None:
        """What it opens; None when it is forged, of the other kind, or older than `LONGEST_MINUTES`."""
        try:
            text = self._box.decrypt_at_time(
                sealed.encode("ascii", "replace"), ttl=LONGEST_MINUTES * S_PER_MINUTE, current_time=int(now.timestamp())
            ).decode("ascii")
        except InvalidToken:
            return None
        found, _, opens = text.partition(" ")
        return uuid.UUID(opens) if found == kind else None


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"loex own story pass v1").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
