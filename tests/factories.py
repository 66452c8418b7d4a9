"""Small worlds for tests, made through the services themselves. Everybody in them is invented."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey.models.account import RoleName, User
from survey.models.analysis import AnalysisRun
from survey.models.invitation import Invitation
from survey.models.programme import Pilot, Wave
from survey.services import accounts, deidentification, programmes, questionnaires, staff_sessions, stories
from survey.services.sealing import KeyRing

KEY_RING = KeyRing("test story key, long enough to pass for one")
PASSWORD = "een lang geheim van vijf woorden"
NOT_ASKED = "not_mentioned"

_numbers = count(1)


@cache
def questionnaire() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "survey" / "demo" / "questionnaire.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def make_pilot(session: Session, *, now: datetime, slug: str = "proef", **changes: Any) -> Pilot:
    """A pilot with two waves: spring (open on the tests' day) and autumn 2026."""
    description = questionnaire()
    version = questionnaires.publish(
        session, slug=description["slug"], title=description["title"], questions=description["questions"], now=now
    )
    programme = programmes.find_programme(session, slug="programma") or programmes.create_programme(
        session,
        slug="programma",
        title="Programma",
        phases=[("Ontwerp", date(2025, 8, 1), date(2025, 10, 31)), ("Praktijk", date(2025, 10, 1), date(2026, 12, 31))],
    )
    pilot = programmes.create_pilot(
        session,
        **{
            "programme": programme,
            "slug": slug,
            "title": f"Pilot {slug}",
            "themes": ["samenwerking met scholen"],
            "neighbourhoods": ["Beijum"],
            "target_group": "jeugdigen en ouders",
            "age_policy": "information_only",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "by": None,
            "now": now,
            **changes,
        },
    )
    for number, (opens_on, closes_on) in enumerate(
        [(date(2026, 3, 1), date(2026, 5, 31)), (date(2026, 9, 1), date(2026, 10, 31))], start=1
    ):
        programmes.create_wave(
            session,
            pilot=pilot,
            phase=programme.phases[1],
            questionnaire=version,
            number=number,
            title=f"Meetmoment {number}",
            opens_on=opens_on,
            closes_on=closes_on,
        )
    session.refresh(pilot)
    return pilot


def make_invitation(session: Session, *, wave: Wave, **changes: Any) -> Invitation:
    return programmes.create_invitation(
        session, **{"wave": wave, "route": "school", "language": "nl", "expires_on": wave.closes_on, **changes}
    )


def make_user(session: Session, *, now: datetime, role: RoleName | None = None, pilot: Pilot | None = None) -> User:
    number = next(_numbers)
    user = accounts.create_user(
        session,
        email=f"persoon{number}@voorbeeld.example",
        name=f"Persoon {number}",
        password=PASSWORD,
        by=None,
        now=now,
    )
    if role:
        accounts.give_role(session, user=user, role=role, pilot=pilot, by=None, now=now)
    return user


def signed_in(session: Session, *, user: User, now: datetime) -> str:
    """The identifier of a session in which every step was taken, for a cookie (under `_user_id`)."""
    row, _before = staff_sessions.begin(session, user=user, now=now)
    return staff_sessions.pass_second_factor(session, row=row, now=now)


def told(story: str = "Eerst moesten we lang wachten. Nu komt er elke week iemand.", **changes: Any) -> stories.Told:
    texts: Mapping[str, str] = {"story": story, **changes.pop("texts", {})}
    values: dict[str, Any] = {
        "perspective": "parent",
        "language": "nl",
        "route": "school",
        "consent": {"analysis": True, "panel": True, "quotation": True},
        "answers": {"support.then": 2, "support.now": 4, "rapport": 5, "trust": NOT_ASKED},
        **changes,
    }
    return stories.Told(texts=texts, **values)


def tell(session: Session, *, wave: Wave, now: datetime, key: str | None = None, **changes: Any) -> stories.Receipt:
    key_ring = changes.pop("key_ring", KEY_RING)
    return stories.tell(
        session,
        wave=wave,
        told=told(**changes),
        key_ring=key_ring,
        idempotency_key=key or f"sleutel {next(_numbers)}",
        entered_as="web",
        now=now,
    )


def release(session: Session, *, pilot: Pilot, ref: Any, by: User, now: datetime, key_ring: KeyRing = KEY_RING) -> None:
    """Release a story as a person who masks everything that was proposed."""
    proposal = deidentification.open_for_checking(session, pilot=pilot, ref=ref, key_ring=key_ring, by=by, now=now)
    deidentification.release(
        session,
        pilot=pilot,
        ref=ref,
        decisions=[
            deidentification.SpanDecision(name, span.start, span.end, span.label, masked=True, proposed_by=span.rule)
            for name, spans in proposal.spans.items()
            for span in spans
        ],
        key_ring=key_ring,
        by=by,
        now=now,
    )


def make_run(session: Session, *, pilot: Pilot, now: datetime) -> AnalysisRun:
    """A finished run that found nothing yet."""
    made = AnalysisRun(
        pilot_id=pilot.id,
        model_id="test",
        seed=1,
        parameters={},
        libraries={},
        input_hash="0" * 64,
        n_stories=0,
        n_rest=0,
        enough=False,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made
