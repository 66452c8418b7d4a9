"""Signing in through the organisation's own identity provider: OpenID Connect, authorization code with PKCE (Authlib).

Off unless the settings name a provider, and then only is Authlib imported: it is an extra (`oidc`).
What was asked (state, nonce and verifier) waits in the session cookie of the browser, for ten minutes, until the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from survey.config import Settings, SettingsError
from survey.services.errors import ProviderRefused

EXTENSION = "loex_provider"
MOST_WAIT = timedelta(minutes=10)
"""From asking until the answer: enough to look for a phone."""
LEEWAY_S = 120
"""How much the clocks of two servers may differ."""
TIMEOUT_S = 10
ALGORITHMS = "id_token_signing_alg_values_supported"
SIGNED_WITH = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""What a token may be signed with: keys of which the provider keeps one half to itself; never 'none'."""

WHY = {
    "silent": _l("Your organisation's sign-in does not answer. Try again in a moment, or sign in with your password."),
    "stopped": _l("Signing in at your organisation was stopped. Try again, or sign in with your password."),
    "too_late": _l("That took too long, or it was begun in another window. Begin again."),
    "invalid": _l("The answer of your organisation's sign-in is not right, so it was not taken. Begin again."),
    "unverified": _l("Your organisation does not say that your e-mail address is yours. Ask the administrator."),
    "unknown": _l("There is no open account for you here. Ask the administrator of your organisation."),
    "weak": _l("Your organisation asked you for one step only, and this takes two. Use a code or a passkey of Loex."),
    "somebody_else": _l("Somebody else signed in at your organisation. Sign in there as yourself."),
}
"""Why it did not work, by its code."""


@dataclass(frozen=True, slots=True)
class Question:
    """Where the browser goes, and what has to be kept until it comes back (JSON)."""

    address: str
    kept: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Proven:
    """Whom the provider vouches for. is_strong: in two steps. at: when this person gave them."""

    issuer: str
    subject: str
    email: str
    email_is_verified: bool
    is_strong: bool
    at: datetime


def init_app(app: Flask) -> None:
    """Raises SettingsError when a provider is named and the extra is not installed."""
    settings: Settings = app.config["LOEX"]
    if settings.oidc_issuer:
        app.extensions[EXTENSION] = _client(app, settings)
    app.context_processor(lambda: {"provider": name()})


def name() -> str:
    """What staff call the provider; empty when there is none."""
    return current_app.config["LOEX"].oidc_name if EXTENSION in current_app.extensions else ""


def issuer() -> str:
    return str(current_app.config["LOEX"].oidc_issuer)


def ask(*, back_to: str, is_again: bool, now: datetime) -> Question:
    """is_again: whoever is signed in shows once more that it is they, now. Raises ProviderRefused."""
    settings: Settings = current_app.config["LOEX"]
    most_s = 0 if is_again else settings.session_longest_hours * 3600
    with _said():
        client = _known()
        more = {"prompt": "login"} if is_again else {}
        made = client.create_authorization_url(back_to, max_age=most_s, ui_locales="nl", **more)
    kept = {"state": made["state"], "nonce": made["nonce"], "verifier": made["code_verifier"]}
    return Question(made["url"], kept | {"most_s": most_s, "at": int(now.timestamp()), "back_to": back_to})


def read(kept: Any, answer: Mapping[str, str], *, now: datetime) -> Proven:
    """What the provider says. kept: of `ask`, from this browser's cookie; answer: the fields it came back with. Raises
    ProviderRefused: 'too_late', 'stopped', 'invalid' or 'silent'."""
    if not isinstance(kept, dict) or now.timestamp() - kept["at"] > MOST_WAIT.total_seconds():
        raise ProviderRefused("too_late")
    if not compare_digest(answer.get("state", "").encode("utf-8", "replace"), str(kept["state"]).encode()):
        raise ProviderRefused("too_late")
    if answer.get("iss", issuer()) != issuer():  # RFC 9207: an answer of another provider
        raise ProviderRefused("invalid")
    if not answer.get("code"):
        raise ProviderRefused("stopped")
    with _said():
        client = _known()
        token = client.fetch_access_token(
            code=answer["code"], code_verifier=kept["verifier"], redirect_uri=kept["back_to"]
        )
        claims = client.parse_id_token(token, nonce=kept["nonce"], claims_options=_wanted(), leeway=LEEWAY_S)
    return _proven(claims or {}, kept["most_s"], now)


def sign_out_address(back_to: str) -> str | None:
    """Where one signs out at the provider as well; None where it has no such page. Raises ProviderRefused."""
    with _said():
        client = _known()
        if not client.load_server_metadata().get("end_session_endpoint"):
            return None
        made = client.create_logout_url(post_logout_redirect_uri=back_to, client_id=client.client_id)
    return str(made["url"])


def _client(app: Flask, settings: Settings) -> Any:
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError:
        raise SettingsError(
            "An identity provider is named, but the extra `oidc` is not installed (docs/operations/sign-in.md)."
        ) from None
    logging.getLogger("authlib").setLevel(logging.WARNING)  # below that it writes down what only this browser may know
    return OAuth(app).register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": TIMEOUT_S},
    )


def _known() -> Any:
    """The client, once it knows what the provider says of itself. Raises ProviderRefused when that is another one."""
    client = current_app.extensions[EXTENSION]
    said = client.load_server_metadata()
    signed_with = [one for one in said.get(ALGORITHMS) or ["RS256"] if one in SIGNED_WITH]
    if said.get("issuer") != issuer() or not signed_with:
        raise ProviderRefused("invalid")
    said[ALGORITHMS] = signed_with
    return client


def _wanted() -> dict[str, Any]:
    settings: Settings = current_app.config["LOEX"]
    return {
        "iss": {"essential": True, "values": [settings.oidc_issuer]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
    }


def _proven(claims: Mapping[str, Any], most_s: int, now: datetime) -> Proven:
    """Raises ProviderRefused 'invalid' when it is not said who it is, or they proved it longer ago than was asked."""
    settings: Settings = current_app.config["LOEX"]
    subject, at = claims.get("sub"), claims.get("auth_time")
    if not isinstance(subject, str) or not isinstance(at, int | float):
        raise ProviderRefused("invalid")
    if not -LEEWAY_S <= now.timestamp() - at <= most_s + LEEWAY_S:
        raise ProviderRefused("invalid")
    ways = {claims.get("acr"), *(way for way in claims.get("amr") or () if isinstance(way, str))}
    return Proven(
        issuer=settings.oidc_issuer,
        subject=subject,
        email=str(claims.get("email") or ""),
        email_is_verified=claims.get("email_verified") is True,
        is_strong=bool(ways & set(settings.oidc_strong)),
        at=min(datetime.fromtimestamp(at, UTC), now),
    )


@contextmanager
def _said() -> Iterator[None]:
    """What the library raises, in our own words. Nothing of what the provider answered is logged."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except RequestException:
        raise ProviderRefused("silent") from None
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError, TypeError):
        raise ProviderRefused("invalid") from None
