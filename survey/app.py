"""The factory: the only place where settings, extensions, screens and commands are wired together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from survey import account, api, evaluate, manage, oversee, panel, respond
from survey.cli import register_commands
from survey.config import ROOT, Settings, completed, settings_from_environment
from survey.extensions import alembic, babel, csrf, db, login
from survey.jobs.queue import make_queue
from survey.models import register_all, sqlite_reserve
from survey.models.base import plain_time
from survey.models.sqlite import apply_sqlite_rules
from survey.services import audit_chain, tombstones
from survey.services.sealing import KeyRing
from survey.web import (
    access,
    ended,
    errors,
    filters,
    forms,
    headers,
    health,
    locale,
    logs,
    provider,
    transaction,
    unavailable,
)

MOST_BYTES_PER_REQUEST = 512 * 1024
MOST_FORM_PARTS = 400


def create_app(settings: Settings | None = None, *, clock: Callable[[], datetime] | None = None) -> Flask:
    """Make the application. Raises SettingsError when a production setting is missing or unsafe."""
    settings = completed(settings) if settings else settings_from_environment()
    register_all()
    app = Flask("survey", static_folder=str(ROOT / "static"), instance_path=str(settings.instance_folder))
    _configure(app, settings, clock or (lambda: datetime.now(UTC)))
    logs.init_app(app)
    db.init_app(app)
    # There are no asynchronous sessions here; closing none of them would cost an event loop on every request.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        for engine in db.engines.values():
            apply_sqlite_rules(engine)
            audit_chain.seal_with(engine, app.config["KEY_RING"])
            tombstones.kept_in(engine, settings.instance_folder / "tombstones.txt")
            if not app.testing:
                sqlite_reserve.put_back(engine)
    alembic.init_app(app)
    babel.init_app(app, locale_selector=locale.select_locale)
    csrf.init_app(app)
    login.init_app(app)
    app.extensions["loex_queue"] = make_queue(app, settings)
    for part in (access, ended, errors, filters, forms, headers, health, locale, provider, transaction, unavailable):
        part.init_app(app)
    for audience in (respond, panel, evaluate, manage, oversee, account, api):
        app.register_blueprint(audience.blueprint)
    register_commands(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents it
    return app


def _configure(app: Flask, settings: Settings, clock: Callable[[], datetime]) -> None:
    app.config.update(
        LOEX=settings,
        CLOCK=clock,
        KEY_RING=KeyRing(settings.story_key, settings.story_key_fallbacks),
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        TESTING=settings.environment == "testing",
        SQLALCHEMY_ENGINES={"default": settings.database_url},
        ALEMBIC_CONTEXT={"compare_type": True, "render_as_batch": True, "render_item": plain_time},
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        MAX_CONTENT_LENGTH=MOST_BYTES_PER_REQUEST,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES_PER_REQUEST,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-loex" if settings.https else "loex",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        WTF_CSRF_TIME_LIMIT=None,
    )
