"""The headers on every answer, errors and static files included. Nothing inline, nothing from another host."""

from __future__ import annotations

from flask import Flask, Response, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Robots-Tag": "noindex, nofollow",
}

WITH_MICROPHONE = ALWAYS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
"""For the one page on which a teller may record a story (`g.may_record`)."""

STATIC_CACHE = "public, max-age=3600"


def content_security_policy(**instead: str) -> str:
    """The policy as one header value; `instead` replaces directives (style_src=…) for a page that needs another."""
    policy = POLICY | {name.replace("_", "-"): value for name, value in instead.items()}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def init_app(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers[name] = value
    if g.get("may_record"):
        response.headers["Permissions-Policy"] = WITH_MICROPHONE
        response.headers["Content-Security-Policy"] = content_security_policy(media_src="blob:")
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    response.headers["Cache-Control"] = STATIC_CACHE if request.endpoint == "static" else "no-store"
    response.headers.pop("Server", None)
    return response
