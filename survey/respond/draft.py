"""What a teller has filled in so far, carried from page to page in one sealed, expiring hidden field.

Why not a session: nothing may be stored on our side, nor a cookie set, before the teller presses send. The field is
encrypted and authenticated (Fernet), so nobody can read it from a cached page or change it on the way, and after
`LONGEST_HOURS` it can't be opened any more, not by us either.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.services import word_codes
from survey.services.errors import LoexError

LONGEST_HOURS = 24
S_PER_HOUR = 3600
KEY_BYTES = 32
IDEMPOTENCY_BYTES = 24


class DraftUnreadable(LoexError):
    """The field was forged, belongs to another invitation, or is older than `LONGEST_HOURS`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of the pages so far. key: made once, at start; makes sure that one story arrives once.

    token, version: the invitation and the questionnaire version it belongs to. code: the word code that is proposed, so
    that the check page can show it and a retry keeps it; parent_code: the same for a parent who agrees later.
    consent_language: the language in which the consent wording was read. at: the page that was shown last. changing: the
    page that was opened from the check and leads back to it.
    who, consent, meaning: form values by field name, as typed.
    """

    key: str
    token: str
    version: str
    code: str
    consent_language: str = "nl"
    at: str = ""
    changing: str = ""
    who: Mapping[str, Any] = field(default_factory=dict)
    consent: Mapping[str, Any] = field(default_factory=dict)
    story: str = ""
    meaning: Mapping[str, Any] = field(default_factory=dict)
    worried: bool = False
    parent_code: str = field(default_factory=word_codes.propose)


def new_draft(*, token: str, version: str, code: str) -> Draft:
    return Draft(key=secrets.token_urlsafe(IDEMPOTENCY_BYTES), token=token, version=version, code=code)


class DraftBox:
    """Seals and opens drafts under the application's secret; earlier secrets still open."""

    def __init__(self, secret_key: str, fallbacks: Sequence[str] = ()) -> None:
        self._box = MultiFernet([_fernet(secret) for secret in (secret_key, *fallbacks)])

    def seal(self, draft: Draft, *, now: datetime) -> str:
        text = json.dumps(asdict(draft), ensure_ascii=False, separators=(",", ":"))
        return self._box.encrypt_at_time(text.encode("utf-8", "replace"), int(now.timestamp())).decode("ascii")

    def open(self, sealed: str, *, token: str, version: str, now: datetime) -> Draft:
        """Raises DraftUnreadable."""
        try:
            text = self._box.decrypt_at_time(
                sealed.encode("ascii", "replace"), ttl=LONGEST_HOURS * S_PER_HOUR, current_time=int(now.timestamp())
            )
            draft = Draft(**json.loads(text))
        except (InvalidToken, ValueError, TypeError):
            raise DraftUnreadable("forged, damaged or expired") from None
        if (draft.token, draft.version) != (token, version):
            raise DraftUnreadable("made for another invitation or another version")
        return draft


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"loex family draft v2").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
