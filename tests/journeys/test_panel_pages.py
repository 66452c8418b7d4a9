"""Every page of the panel that has an address, in the phases in which it differs, looked at on a phone: by whoever sits in a
seat by its code, and by the facilitator."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models.account import User
from survey.models.analysis import AnalysisRun, Assignment, CandidateTheme
from survey.models.panel import PHASES, PanelMeeting, Phase
from survey.models.programme import Pilot
from survey.services import choices, leading, panels, seat_codes, seats, verdicts
from survey.services.sealing import KeyRing
from tests import factories
from tests.conftest import NOON, Clock
from tests.journeys import looking
from tests.journeys.conftest import PHONE, serving, shoot
from tests.journeys.signing_in import sign_in

pytestmark = [pytest.mark.browser]

OF_SEAT: dict[str, tuple[Phase, ...]] = {
    "panel.meeting": PHASES,
    "panel.breathe": ("read",),
    "panel.rehearse": ("read",),
    "panel.read": ("read",),
    "panel.revealed": ("read",),
    "panel.themes": ("judge",),
    "panel.judge": ("judge",),
    "panel.together": ("decide",),
    "panel.readings": ("decide",),
    "panel.choose": ("choose", "closed"),
    "panel.nominate": ("choose",),
    "panel.became": ("choose", "closed"),
}
OF_FACILITATOR: dict[str, tuple[Phase, ...]] = {
    "panel.lead": PHASES,
    "panel.log": ("closed",),
    "panel.paper": ("read", "judge", "closed"),
    "panel.type_in_seat": ("read", "judge", "choose"),
    "panel.paper_counts": ("judge",),
    "panel.decide": ("decide", "closed"),
    "panel.decide_theme": ("decide",),
    "panel.choose": ("choose", "closed"),
    "panel.choose_story": ("choose",),
}
OF_NOBODY = {"panel.enter", "panel.meetings"}
"""Before a meeting: where the code is typed in, and the meetings of somebody with an account."""
WITH_ERRORS = {
    "panel.rehearse",
    "panel.read",
    "panel.judge",
    "panel.nominate",
    "panel.decide_theme",
    "panel.choose_story",
}
"""Sent empty as well."""
STORIES = (
    ("nl", "Eerst moesten we lang wachten op een brief. Nu komt er elke week iemand die ons kent."),
    ("nl", "Niemand belde terug. Toen zijn we zelf gegaan."),
    ("ar", "في البداية لم يستمع إلينا أحد. منذ سبتمبر تأتي سيدة واحدة كل يوم أربعاء إلى المدرسة."),
)
SEAT = 2
KINDS = ["status", "axe", "targets", "errors", "names", "frame", "reflow"]
Faults = dict[str, dict[str, Any]]


@dataclass
class Furnished:
    """A meeting in every phase. values: what the addresses need; codes: of the seat, by phase."""

    lead: str
    member: str
    values: dict[str, Any]
    meetings: dict[Phase, uuid.UUID] = field(default_factory=dict)
    codes: dict[Phase, str] = field(default_factory=dict)


def furnished(app: Flask) -> Furnished:
    with app.app_context():
        ring, session = app.config["KEY_RING"], db.session
        pilot = factories.make_pilot(session, now=NOON)
        lead = factories.make_user(session, now=NOON, role="coordinator", pilot=pilot)
        member = factories.make_user(session, now=NOON, role="panel_member", pilot=pilot)
        refs = [
            factories.tell(session, wave=pilot.waves[0], now=NOON, story=story, language=language, key_ring=ring).ref
            for language, story in STORIES
        ]
        for ref in refs:
            factories.release(session, pilot=pilot, ref=ref, by=lead, now=NOON, key_ring=ring)
        run = a_run(session, pilot, refs)
        values = {"pilot_slug": pilot.slug, "ref": refs[0], "candidate_id": run.candidates[0].id}
        made = Furnished(lead.email, member.email, values | {"domain": "support", "seat": SEAT})
        for phase in PHASES:
            meeting = a_meeting(session, pilot, run, lead, member, ring)
            made.codes[phase] = seat_codes.make(session, meeting=meeting, key_ring=ring, by=lead, now=NOON)[SEAT]
            made.meetings[phase] = meeting.id
            hold(session, pilot, meeting, lead, refs, ring, until=phase)
        session.commit()
        return made


def a_run(session: Session, pilot: Pilot, refs: list[uuid.UUID]) -> AnalysisRun:
    run = factories.make_run(session, pilot=pilot, now=NOON)
    run.candidates = [
        CandidateTheme(
            number=n, keywords=["wachten", "brief"], keyword_tellers=[5, 5], stability=0.8, n_stories=9, n_tellers=8
        )
        for n in range(2)
    ]
    session.flush()
    for candidate in run.candidates:
        session.add_all(
            Assignment(
                candidate_id=candidate.id,
                ref=ref,
                weight=0.5,
                is_main=candidate.number == 0,
                shown_as="contrary" if rank == 2 else "typical",
                rank=rank,
            )
            for rank, ref in enumerate(refs)
        )
    session.flush()
    return run


def a_meeting(
    session: Session, pilot: Pilot, run: AnalysisRun, lead: User, member: User, ring: KeyRing
) -> PanelMeeting:
    return panels.plan_meeting(
        session, pilot=pilot, wave=pilot.waves[0], run=run, title="Panel in april", held_on=NOON.date(),
        facilitator=lead, members=[member], n_random=len(STORIES), n_code_seats=2, sample_seed=5, key_ring=ring, by=lead,
        now=NOON, aftercare=panels.Aftercare("Mirjam", "op de gang"), has_rehearsal=True,
    )  # fmt: skip


def hold(
    session: Session,
    pilot: Pilot,
    meeting: PanelMeeting,
    lead: User,
    refs: list[uuid.UUID],
    ring: KeyRing,
    until: Phase,
) -> None:
    """Two seats that differ, up to and with what makes the pages of this phase full."""
    about: dict[str, Any] = {"pilot": pilot, "meeting": meeting, "key_ring": ring, "now": NOON}
    first = session.get_one(AnalysisRun, meeting.run_id).candidates[0]
    seats.label_once(session, seat=SEAT, ref=refs[0], tags=["lang wachten", "إحساس"], reason="Herken ik.", **about)
    for phase in PHASES[1 : PHASES.index(until) + 1]:
        leading.move_on(session, meeting=meeting, to=phase, by=lead, now=NOON)
        if phase == "judge":
            for seat, kind, rating in ((1, "reject", "wrong"), (SEAT, "confirm", "right")):
                said = verdicts.Said(kind, "Zo ging het.", rating=rating)
                verdicts.give(session, meeting=meeting, candidate=first, said=said, seat=seat, now=NOON)
        elif phase == "decide":
            said = verdicts.Said("confirm", "Wij herkennen het.", name="Lang wachten")
            verdicts.decide(session, meeting=meeting, candidate=first, said=said, by=lead, now=NOON, votes_for=2)
        elif phase == "choose":
            choices.nominate(session, seat=SEAT, domain="support", ref=refs[0], reason="Iemand.", **about)
            choices.choose(
                session, domain="support", ref=refs[0], contrary_ref=refs[2], reason="Iemand.", by=lead, **about
            )
            choices.choose_none(session, meeting=meeting, domain=choices.WORSE, reason="Niets.", by=lead, now=NOON)


def look(page: Page, answer: Any, expected: int, name: str) -> dict[str, Any]:
    shoot(page, f"panel-page-{name}")
    status = [] if answer is not None and answer.status == expected else [f"not a page: {answer}"]
    return looking.faults(page) | {"reflow": looking.too_wide(page), "status": status}


def walk(page: Page, app: Flask, address: str, made: Furnished, phase: Phase, who: str, found: Faults) -> None:
    """Every page of this person in this phase, and the forms among them sent empty."""
    values = made.values | {"meeting_id": made.meetings[phase]}
    for endpoint, phases in (OF_SEAT if who == "seat" else OF_FACILITATOR).items():
        if phase not in phases:
            continue
        rule = next(app.url_map.iter_rules(endpoint))
        with app.test_request_context():
            path = url_for(endpoint, **{name: values[name] for name in rule.arguments})
        name = f"{endpoint.removeprefix('panel.')}-{who}-{phase}"
        found[name] = look(page, page.goto(f"{address}{path}"), 200, name)
        if endpoint in WITH_ERRORS:
            clear(page)
            page.locator("main form .button--large").first.click()
            expect(page.locator(".summary")).to_be_focused()
            found[f"{name}-errors"] = look(page, None, 400, f"{name}-errors") | {"status": []}


def clear(page: Page) -> None:
    """What was said before stands in the form; take it out."""
    for box in page.locator("main form textarea:visible").all():
        box.fill("")


@pytest.fixture(scope="module")
def faults(app_of_module: tuple[Flask, Clock], browser: Browser) -> Faults:
    """What was found on each page, by its name."""
    app, _clock = app_of_module
    made, found = furnished(app), Faults()
    of_seat, of_lead, of_member = (browser.new_context(viewport=PHONE, locale="nl-NL") for _ in range(3))  # type: ignore[arg-type]
    with serving(app) as address:
        lead, seat, member = of_lead.new_page(), of_seat.new_page(), of_member.new_page()
        sign_in(lead, address, made.lead)
        for phase in PHASES:
            of_seat.clear_cookies()
            answer = seat.goto(f"{address}/panel/")
            found["enter"] = look(seat, answer, 200, "enter")
            seat.locator("#code").fill(made.codes[phase])
            seat.get_by_role("button", name="Naar mijn stoel").click()
            expect(seat.get_by_text("Je hebt stoel")).to_be_visible()
            walk(seat, app, address, made, phase, "seat", found)
            walk(lead, app, address, made, phase, "lead", found)
        sign_in(member, address, made.member)
        found["meetings"] = look(member, member.goto(f"{address}/panel/{made.values['pilot_slug']}/"), 200, "meetings")
    for context in (of_seat, of_lead, of_member):
        context.close()
    return found


def test_every_page_of_the_panel_is_looked_at(app_of_module: tuple[Flask, Clock]) -> None:
    app, _clock = app_of_module
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("panel.")]
    with_address = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert with_address == {*OF_SEAT, *OF_FACILITATOR, *OF_NOBODY}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_any_page_of_the_panel(faults: Faults, kind: str) -> None:
    assert {name: page[kind] for name, page in faults.items() if page[kind]} == {}
