"""An identity provider inside the test process: what it says of itself, its keys, and its answers. Nothing leaves the process."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "https://inloggen.voorbeeld.example"
CLIENT_ID, CLIENT_SECRET = "loex-bij-ons", "een geheim dat alleen deze twee kennen"
LIFE_S = 300


@dataclass
class Provider:
    """clock: of the tests. lies: claims of its next tokens that are other than they should be; None leaves one out."""

    clock: Callable[[], datetime]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "een"}))
    signs_with: RSAKey | None = None
    is_there: bool = True
    lies: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def sign_in(self, address: str, **claims: Any) -> dict[str, str]:
        """Somebody proves who they are on its page; the fields with which the browser goes back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert self.asked["redirect_uri"] == "http://localhost/account/organisatie/terug"
        assert self.asked["code_challenge_method"] == "S256"
        now = int(time.time())  # the library looks at the real clock
        code = f"code-{len(self.codes)}"
        told = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + LIFE_S,
            "auth_time": int(self.clock().timestamp()),
        }
        told |= {"nonce": self.asked["nonce"], "email_verified": True, **claims, **self.lies}
        self.codes[code] = {name: value for name, value in told.items() if value is not None}
        return {"code": code, "state": self.asked["state"], "iss": ISSUER}

    def send(self, _adapter: Any, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """In place of the network."""
        assert kwargs["timeout"], "nobody waits for ever"
        if not self.is_there:
            raise requests.ConnectionError("nobody there")
        found: dict[str, Any] = {
            "/.well-known/openid-configuration": self._itself,
            "/keys": self._keys,
            "/token": lambda: self._token(request),
        }[urlsplit(str(request.url)).path]()
        answer = requests.Response()
        answer.status_code = 400 if "error" in found else 200
        answer._content = json.dumps(found).encode()
        answer.headers["Content-Type"] = "application/json"
        answer.url, answer.request = str(request.url), request
        return answer

    def _itself(self) -> dict[str, Any]:
        known = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/uit",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        }
        return known | self.says

    def _keys(self) -> dict[str, Any]:
        return dict(KeySet([self.key]).as_dict(private=False))

    def _token(self, request: requests.PreparedRequest) -> dict[str, Any]:
        sent = {name: values[0] for name, values in parse_qs(str(request.body or "")).items()}
        challenge = urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        claims = self.codes.pop(sent.get("code", ""), None)
        if claims is None or challenge.decode() != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        signed = self._signed(claims)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": LIFE_S, "id_token": signed}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.says.get("unsigned"):
            parts = (json.dumps({"alg": "none"}).encode(), json.dumps(claims).encode(), b"")
            return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
        return jwt.encode({"alg": "RS256", "kid": "een"}, claims, self.signs_with or self.key)
