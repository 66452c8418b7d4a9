"""Settings, read once from the environment. The reference for operators is docs/operations/settings.md (a test compares)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

Environment = Literal["development", "testing", "production"]

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
PREFIX = "LOEX_"
SECRETS = ("secret_key", "story_key", "oidc_client_secret")
"""May come from a file as well, named by the same setting with _FILE behind it."""
SHORTEST_SECRET_CHARACTERS = 32
"""256 bits in hexadecimal is 64 characters; anything under 32 characters was typed by hand."""


class SettingsError(RuntimeError):
    """A setting is missing or unsafe. The text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations. Secrets have no default in production."""

    environment: Environment = "development"
    instance_folder: Path = ROOT / "instance"
    database_url: str = ""
    """Empty: SQLite in the instance folder."""
    queue_url: str = ""
    """Empty: a SQLite queue in the instance folder, or the database itself when that is PostgreSQL."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies and seals the family's hidden form fields."""
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    """Earlier secrets that are still accepted for reading, newest first."""
    story_key: str = field(default="", repr=False)
    """Wraps the key of every story. Kept outside the database; losing it is losing the stories."""
    story_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    """Earlier story keys, newest first: they open and recognise what came in before a rotation, and seal nothing new."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names this installation answers to. Required in production."""
    proxy_hops: int = 0
    """How many reverse proxies stand in front and set X-Forwarded-*."""
    https: bool = True
    """False only where no browser comes over the network: cookies then travel over plain HTTP."""
    session_idle_minutes: int = 15
    """Staff are signed out after this long without opening a page."""
    session_longest_hours: int = 8
    """And after this long in any case."""
    oidc_issuer: str = ""
    """Address of the organisation's own identity provider (OpenID Connect); empty: staff sign in here only."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    """What staff call that provider, for its button."""
    oidc_strong: tuple[str, ...] = ("mfa",)
    """Values of its `acr` or `amr` that mean two steps, so that ours is not asked as well."""
    log_level: str = "INFO"
    encoder: str = "e5"
    """What turns stories into vectors: "e5", "lexical", or "sentence-transformers:" and the folder of a model."""
    run_jobs_inline: bool = False
    """True: background work runs at once in the same process (tests, demo)."""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"


def settings_from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `LOEX_*`. Raises SettingsError for an unknown name, a wrong value, or an unsafe production setting."""
    values = {k.removeprefix(PREFIX).lower(): v for k, v in (environ or os.environ).items() if k.startswith(PREFIX)}
    values |= {name: _from_file(values.pop(f"{name}_file"), name) for name in SECRETS if values.get(f"{name}_file")}
    known = {f.name for f in fields(Settings)}
    if unknown := sorted(set(values) - known):
        raise SettingsError(f"Unknown setting {PREFIX}{unknown[0].upper()}. Known: docs/operations/settings.md")
    environment = values.get("environment", "development")
    if environment not in ("development", "testing", "production"):
        raise SettingsError(f"{PREFIX}ENVIRONMENT is {environment!r}; choose development, testing or production.")
    settings = Settings(
        environment=environment,  # type: ignore[arg-type]  # checked on the line above
        instance_folder=Path(values.get("instance_folder", str(ROOT / "instance"))).resolve(),
        database_url=values.get("database_url", ""),
        queue_url=values.get("queue_url", ""),
        secret_key=values.get("secret_key", ""),
        secret_key_fallbacks=_words(values.get("secret_key_fallbacks", "")),
        story_key=values.get("story_key", ""),
        story_key_fallbacks=_words(values.get("story_key_fallbacks", "")),
        trusted_hosts=_words(values.get("trusted_hosts", "")),
        proxy_hops=_number(values, "proxy_hops", 0),
        https=_truth(values, "https", environment == "production"),
        session_idle_minutes=_number(values, "session_idle_minutes", 15),
        session_longest_hours=_number(values, "session_longest_hours", 8),
        oidc_issuer=values.get("oidc_issuer", ""),
        oidc_client_id=values.get("oidc_client_id", ""),
        oidc_client_secret=values.get("oidc_client_secret", ""),
        oidc_name=values.get("oidc_name", ""),
        oidc_strong=_words(values.get("oidc_strong", "mfa")),
        log_level=values.get("log_level", "INFO").upper(),
        encoder=_encoder(values.get("encoder", "e5")),
        run_jobs_inline=_truth(values, "run_jobs_inline", False),
    )
    return completed(settings)


def completed(settings: Settings) -> Settings:
    """Refuse what is unsafe in production; elsewhere fill in local defaults. Raises SettingsError."""
    from dataclasses import replace

    _refuse_half_a_provider(settings)
    if settings.is_production:
        _refuse_unsafe(settings)
    else:
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
        settings = replace(
            settings,
            secret_key=settings.secret_key or _local_secret(settings.instance_folder / "secret_key"),
            story_key=settings.story_key or _local_secret(settings.instance_folder / "story_key"),
            # A development server answers to this machine only, so that it cannot end up serving families.
            trusted_hosts=settings.trusted_hosts or ("localhost", "127.0.0.1", "[::1]"),
        )
    if not settings.database_url:
        settings = replace(settings, database_url=f"sqlite:///{settings.instance_folder / 'loex.sqlite'}")
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    for name in ("secret_key", "story_key"):
        value = getattr(settings, name)
        if len(value) < SHORTEST_SECRET_CHARACTERS or len(set(value)) < 8 or "development" in value:
            raise SettingsError(
                f"{PREFIX}{name.upper()} is missing, too short or a well-known example. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
            )
    if settings.secret_key == settings.story_key:
        raise SettingsError(f"{PREFIX}SECRET_KEY and {PREFIX}STORY_KEY must differ.")
    if not settings.trusted_hosts:
        raise SettingsError(f"{PREFIX}TRUSTED_HOSTS is empty: name the host names this installation answers to.")


def _refuse_half_a_provider(settings: Settings) -> None:
    given = [settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_name]
    if any(given) and not all(given):
        names = ", ".join(f"{PREFIX}OIDC_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"))
        raise SettingsError(f"An identity provider needs all of {names}.")
    if settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
        raise SettingsError(f"{PREFIX}OIDC_ISSUER must begin with https://.")


def _from_file(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{PREFIX}{name.upper()}_FILE can't be read.") from None


def _local_secret(path: Path) -> str:
    """A secret of this checkout only, made once and readable by its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def _encoder(value: str) -> str:
    kind, _, folder = value.partition(":")
    if value in ("e5", "lexical") or (kind == "sentence-transformers" and Path(folder).is_absolute()):
        return value
    raise SettingsError(
        f"{PREFIX}ENCODER is {value!r}; choose e5, lexical or sentence-transformers:/folder/of/the/model."
    )


def _words(value: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(values.get(name, default))
    except ValueError:
        raise SettingsError(f"{PREFIX}{name.upper()} must be a whole number.") from None


def _truth(values: Mapping[str, str], name: str, default: bool) -> bool:
    value = values.get(name, "yes" if default else "no").lower()
    if value not in ("yes", "no", "true", "false", "1", "0"):
        raise SettingsError(f"{PREFIX}{name.upper()} must be yes or no.")
    return value in ("yes", "true", "1")
