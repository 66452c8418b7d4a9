"""The invented programme itself: phases, pilots, waves, invitations, people, reflection moments and lessons."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey.demo import files
from survey.models.account import PILOT_ROLES, User
from survey.models.programme import Pilot, Programme
from survey.services import accounts, lessons, programmes, questionnaires, reflections, second_factors
from survey.services.sealing import KeyRing

OPEN_AT_LEAST_DAYS = 90
"""The last wave stays open this long after the demo was made, so that a story can be tried out."""

DOMAIN = "voorbeeld.example"


@dataclass(frozen=True, slots=True)
class World:
    """What the replay works with. people: by key of programme.toml."""

    programme: Programme
    pilots: dict[str, Pilot]
    people: dict[str, User]
    password: str


def set_up(session: Session, *, instance_folder: Path, key_ring: KeyRing, now: datetime) -> World:
    """Make the invented programme, or find it when it is there already."""
    described = files.settings("programme")
    password = demo_password(instance_folder)
    programme = programmes.find_programme(session, slug=described["programme"]["slug"])
    if programme is None:
        programme = _make(session, described, password, key_ring, now)
    return World(
        programme=programme,
        pilots={pilot.slug: pilot for pilot in programme.pilots},
        people={p["key"]: _person(session, p["key"]) for p in described["people"]},
        password=password,
    )


def give_second_steps(
    session: Session, *, world: World, instance_folder: Path, key_ring: KeyRing, now: datetime
) -> None:
    """Every invented person of staff has an authenticator; its codes stand on the page itself, as an example. Their recovery
    codes are written to the file `demo_recovery_codes`."""
    lines = []
    for user in world.people.values():
        if second_factors.is_required(user) and not second_factors.has_any(session, user=user):
            codes = second_factors.set_up_for_example(session, user=user, key_ring=key_ring, now=now)
            lines += [f"{user.email} {' '.join(codes)}\n"]
    if lines:
        _for_its_owner(instance_folder / "demo_recovery_codes", "".join(lines), os.O_TRUNC)


def demo_password(folder: Path) -> str:
    """The password of the demo accounts: made once for this checkout, readable by its owner only."""
    path = folder / "demo_password"
    with suppress(FileExistsError):
        _for_its_owner(path, secrets.token_urlsafe(16), os.O_EXCL)
    return path.read_text(encoding="ascii").strip()


def _for_its_owner(path: Path, text: str, flag: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | flag, 0o600), "w", encoding="ascii") as file:
        file.write(text)


def _person(session: Session, key: str) -> User:
    user = accounts.find_by_email(session, email=f"{key}@{DOMAIN}")
    if user is None:
        raise RuntimeError(f"The demo account {key} is missing; start again with an empty instance folder.")
    return user


def _make(session: Session, described: dict[str, Any], password: str, key_ring: KeyRing, now: datetime) -> Programme:
    programme = programmes.create_programme(
        session,
        slug=described["programme"]["slug"],
        title=described["programme"]["title"],
        phases=[(phase["title"], phase["starts_on"], phase["ends_on"]) for phase in described["phases"]],
        is_demo=True,
    )
    for pilot in described["pilots"]:
        _make_pilot(session, programme, dict(pilot), described, now)
    _make_people(session, programme, described["people"], password, now)
    for words in described["lessons"]:
        evaluator = _person(session, "evaluator")
        lessons.add(
            session, programme=programme, words=lessons.LessonWords(**words), key_ring=key_ring, by=evaluator, now=now
        )
    session.flush()
    session.refresh(programme)
    return programme


def _make_pilot(
    session: Session, programme: Programme, pilot: dict[str, Any], described: dict[str, Any], now: datetime
) -> None:
    partners = pilot.pop("partners")
    made = programmes.create_pilot(session, programme=programme, by=None, now=now, **pilot)
    for partner in partners:
        programmes.add_partner(session, pilot=made, **partner)
    instrument = files.settings("questionnaire")
    version = questionnaires.publish(
        session, slug=instrument["slug"], title=instrument["title"], questions=instrument["questions"], now=now
    )
    last = len(described["waves"])
    for number, wave in enumerate(described["waves"], start=1):
        closes_on: date = wave["closes_on"]
        if number == last:
            closes_on = max(closes_on, now.date() + timedelta(days=OPEN_AT_LEAST_DAYS))
        opened = programmes.create_wave(
            session,
            pilot=made,
            phase=programme.phases[wave["phase"] - 1],
            questionnaire=version,
            number=number,
            title=wave["title"],
            opens_on=wave["opens_on"],
            closes_on=closes_on,
            planned=wave["planned"],
        )
        programmes.create_invitation(
            session, wave=opened, route="neighbourhood_team", language="nl", expires_on=closes_on
        )
    for moment in described["reflections"]:
        if moment["pilot"] == made.slug:
            reflections.add_moment(session, **{**moment, "pilot": made, "phase": programme.phases[moment["phase"] - 1]})


def _make_people(
    session: Session, programme: Programme, people: list[dict[str, Any]], password: str, now: datetime
) -> None:
    session.refresh(programme)
    for person in people:
        user = accounts.create_user(
            session,
            email=f"{person['key']}@{DOMAIN}",
            name=person["name"],
            password=password,
            by=None,
            now=now,
            is_demo=True,
        )
        for role in person["roles"]:
            for pilot in programme.pilots if role in PILOT_ROLES else [None]:
                accounts.give_role(session, user=user, role=role, pilot=pilot, by=None, now=now)
