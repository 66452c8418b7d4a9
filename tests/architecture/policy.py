"""Who may open which route: the one table. A new route that is not in it fails the tests."""

from __future__ import annotations

EVERYONE = frozenset({"*"})
"""Families, and what anyone may see before signing in."""

SIGNED_IN = frozenset({"signed in"})

ADMIN = frozenset({"admin"})
COORDINATOR = frozenset({"coordinator"})
EVALUATOR = frozenset({"evaluator"})
PANEL = frozenset({"panel_member"})
FACILITATOR = frozenset({"coordinator", "evaluator"})
"""The facilitator of a meeting is a coordinator or an evaluator of its pilot; that it is this one, the view checks."""

POLICY: dict[str, frozenset[str]] = {
    "static": EVERYONE,
    "health.healthz": EVERYONE,
    "health.readyz": EVERYONE,
    "respond.landing": EVERYONE,
    "respond.welcome": EVERYONE,
    "respond.start": EVERYONE,
    "respond.who": EVERYONE,
    "respond.story": EVERYONE,
    "respond.meaning": EVERYONE,
    "respond.reopened": EVERYONE,
    "respond.received": EVERYONE,
    "account.sign_in": EVERYONE,
    "account.sign_out": SIGNED_IN,
    "account.start": SIGNED_IN,
    "account.people": ADMIN,
    "manage.overview": COORDINATOR,
    "manage.invite": COORDINATOR,
    "manage.plan": COORDINATOR,
    "manage.queue": COORDINATOR,
    "manage.open_story": COORDINATOR,
    "manage.back_to_queue": COORDINATOR,
    "manage.back_to_queue_too": COORDINATOR,
    "manage.decide": COORDINATOR,
    "panel.meetings": PANEL,
    "panel.read": PANEL,
    "panel.stop_reading": PANEL,
    "panel.themes": PANEL,
    "panel.judge": PANEL,
    "panel.decide": FACILITATOR,
    "panel.decide_theme": FACILITATOR,
    "panel.close": FACILITATOR,
    "evaluate.desk": EVALUATOR,
    "evaluate.analyse": EVALUATOR,
    "evaluate.follow": EVALUATOR,
    "evaluate.issue": EVALUATOR,
    "evaluate.report": EVALUATOR,
    "evaluate.download": EVALUATOR,
    "evaluate.reflect": EVALUATOR,
}
