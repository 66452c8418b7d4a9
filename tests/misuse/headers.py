"""What every answer must carry: the header set of docs/privacy/asvs.md (3.4)."""

from __future__ import annotations

from werkzeug.test import TestResponse

from survey.web.headers import ALWAYS, STATIC_CACHE, WITH_MICROPHONE

NEVER_IN_POLICY = ("unsafe", "http", "*", "'nonce", "data:text", "blob: 'self'")


def missing_headers(answer: TestResponse) -> list[str]:
    """What is absent or weaker than it should be."""
    wrong = []
    for name, value in ALWAYS.items():
        allowed = {value, WITH_MICROPHONE} if name == "Permissions-Policy" else {value}
        if answer.headers.get(name) not in allowed:
            wrong.append(f"{name}: {answer.headers.get(name)}")
    policy = answer.headers.get("Content-Security-Policy", "")
    needed = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
    wrong += [f"policy without {part}" for part in needed if part not in policy]
    wrong += [f"policy with {part}" for part in NEVER_IN_POLICY if part in policy]
    if answer.headers.get("Cache-Control") not in ("no-store", STATIC_CACHE):
        wrong.append("cached")
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        wrong.append("says what it runs on")
    return wrong
