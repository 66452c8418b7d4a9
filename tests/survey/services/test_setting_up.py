"""Setting up: recorded, never over somebody else's change, and a wave in use keeps its questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models.audit import AuditEvent
from survey.models.invitation import Invitation
from survey.models.programme import Pilot, Wave
from survey.models.submission import Submission
from survey.services import invitations, programmes, questionnaires, setting_up
from survey.services.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    ConsentMissing,
    InvitationStopped,
    LoexError,
    QuotaTooSmall,
    WaveInUse,
)
from survey.services.setting_up import fingerprint, pilot_settings, wave_settings
from tests import factories
from tests.conftest import NOON

AUTUMN = NOON.replace(month=9)
BETWEEN = NOON.replace(month=7)


@pytest.fixture
def pilot(session: Session) -> Pilot:
    return factories.make_pilot(session, now=NOON)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.number)))


def test_a_change_of_a_pilot_is_recorded_with_its_fields(session: Session, pilot: Pilot) -> None:
    by = factories.make_user(session, now=NOON)
    before = pilot_settings(pilot)
    after = replace(before, title="Nieuwe naam", worry_working_days=1)
    setting_up.change_pilot(session, pilot=pilot, settings=after, seen=fingerprint(before), by=by, now=NOON)
    assert pilot_settings(pilot) == after
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "pilot.changed")).one()
    assert event.detail == {"fields": "title,worry_working_days"}
    assert event.actor_id == by.id


def test_saving_without_a_change_records_nothing(session: Session, pilot: Pilot) -> None:
    before = pilot_settings(pilot)
    setting_up.change_pilot(
        session,
        pilot=pilot,
        settings=before,
        seen=fingerprint(before),
        by=factories.make_user(session, now=NOON),
        now=NOON,
    )
    assert "pilot.changed" not in actions(session)


def test_nobody_saves_over_a_change_they_have_not_seen(session: Session, pilot: Pilot) -> None:
    by = factories.make_user(session, now=NOON)
    seen = fingerprint(pilot_settings(pilot))
    first = replace(pilot_settings(pilot), title="De eerste")
    setting_up.change_pilot(session, pilot=pilot, settings=first, seen=seen, by=by, now=NOON)
    with pytest.raises(ChangedMeanwhile):
        setting_up.change_pilot(
            session, pilot=pilot, settings=replace(first, title="De tweede"), seen=seen, by=by, now=NOON
        )
    assert pilot.title == "De eerste"


def test_a_new_age_policy_holds_from_now_on_and_keeps_what_was_told(session: Session, pilot: Pilot) -> None:
    by = factories.make_user(session, now=NOON)
    young = {"perspective": "young_person", "age_band": "12-15"}
    kept = factories.tell(session, wave=pilot.waves[0], now=NOON, **young)
    setting_up.change_age_policy(
        session,
        pilot=pilot,
        age_policy="from_16_only",
        reason="Besluit stuurgroep, bladzijde 2",
        seen=fingerprint("information_only"),
        by=by,
        now=NOON,
    )
    assert session.get(Submission, kept.ref) is not None
    with pytest.raises(ConsentMissing):
        factories.tell(session, wave=pilot.waves[0], now=NOON, **young)
    decision = setting_up.policy_decisions(session, pilot=pilot)[0]
    assert (decision.age_policy, decision.reason, decision.by) == (
        "from_16_only",
        "Besluit stuurgroep, bladzijde 2",
        by.name,
    )


def test_a_short_name_or_a_number_is_given_once(session: Session, pilot: Pilot) -> None:
    by = factories.make_user(session, now=NOON)
    with pytest.raises(AlreadyThere) as slug:
        setting_up.add_pilot(
            session,
            programme=pilot.programme,
            slug=pilot.slug,
            settings=pilot_settings(pilot),
            age_policy="from_16_only",
            reason="Besluit",
            by=by,
            now=NOON,
        )
    with pytest.raises(AlreadyThere) as number:
        setting_up.add_wave(session, pilot=pilot, number=2, settings=wave_settings(pilot.waves[0]), by=by, now=NOON)
    setting_up.add_partner(session, pilot=pilot, name="De Brug", role="school", by=by, now=NOON)
    with pytest.raises(AlreadyThere) as name:
        setting_up.add_partner(session, pilot=pilot, name="de brug", role="school", by=by, now=NOON)
    assert [slug.value.field, number.value.field, name.value.field] == ["slug", "number", "name"]


def other_questionnaire(session: Session, wave: Wave) -> setting_up.WaveSettings:
    questions = [dict(question) for question in factories.questionnaire()["questions"]]
    version = questionnaires.publish(
        session, slug="andere", title="Andere", questions=[*questions], now=NOON + timedelta(days=1)
    )
    return replace(wave_settings(wave), questionnaire_version_id=version.id)


@pytest.mark.parametrize(("now", "is_kept"), [(AUTUMN - timedelta(days=14), False), (AUTUMN, True)])
def test_a_wave_keeps_its_questionnaire_from_its_first_day_on(
    session: Session, pilot: Pilot, now: object, is_kept: bool
) -> None:
    wave, by = pilot.waves[1], factories.make_user(session, now=NOON)
    change = {"settings": other_questionnaire(session, wave), "seen": fingerprint(wave_settings(wave))}
    if is_kept:
        with pytest.raises(WaveInUse):
            setting_up.change_wave(session, wave=wave, by=by, now=now, **change)  # type: ignore[arg-type]
    else:
        setting_up.change_wave(session, wave=wave, by=by, now=now, **change)  # type: ignore[arg-type]
        assert wave.questionnaire_version_id == change["settings"].questionnaire_version_id  # type: ignore[union-attr]


def test_a_wave_with_a_story_keeps_its_questionnaire_after_its_last_day_too(session: Session, pilot: Pilot) -> None:
    wave, by = pilot.waves[0], factories.make_user(session, now=NOON)
    assert setting_up.why_kept(session, wave=wave, today=BETWEEN.date()) is None
    factories.tell(session, wave=wave, now=NOON)
    assert setting_up.why_kept(session, wave=wave, today=BETWEEN.date()) == "stories"
    with pytest.raises(WaveInUse):
        setting_up.change_wave(
            session,
            wave=wave,
            settings=other_questionnaire(session, wave),
            seen=fingerprint(wave_settings(wave)),
            by=by,
            now=BETWEEN,
        )
    with pytest.raises(WaveInUse):
        setting_up.delete_wave(session, wave=wave, by=by, now=BETWEEN)


def test_the_days_and_the_plan_of_a_live_wave_can_change(session: Session, pilot: Pilot) -> None:
    wave, by = pilot.waves[0], factories.make_user(session, now=NOON)
    factories.tell(session, wave=wave, now=NOON)
    after = replace(wave_settings(wave), closes_on=date(2026, 6, 14), planned={"parent": 20})
    setting_up.change_wave(session, wave=wave, settings=after, seen=fingerprint(wave_settings(wave)), by=by, now=NOON)
    assert (wave.closes_on, wave.planned) == (date(2026, 6, 14), {"parent": 20})


def test_an_empty_wave_is_deleted_with_its_invitations(session: Session, pilot: Pilot) -> None:
    wave = pilot.waves[1]
    factories.make_invitation(session, wave=wave)
    setting_up.delete_wave(session, wave=wave, by=factories.make_user(session, now=NOON), now=NOON)
    assert session.scalars(select(Wave.number).where(Wave.pilot_id == pilot.id)).all() == [1]
    assert session.scalars(select(Invitation)).all() == []
    assert "wave.deleted" in actions(session)


def test_a_stopped_invitation_lets_nobody_in_until_it_is_opened_again(session: Session, pilot: Pilot) -> None:
    by = factories.make_user(session, now=NOON)
    door = factories.make_invitation(session, wave=pilot.waves[0])
    invitations.stop(session, invitation=door, by=by, now=NOON)
    with pytest.raises(InvitationStopped):
        programmes.require_open(door, today=NOON.date())
    assert door not in programmes.open_invitations(session, programme=pilot.programme, today=NOON.date())
    invitations.resume(session, invitation=door, by=by, now=NOON)
    programmes.require_open(door, today=NOON.date())
    assert actions(session)[-2:] == ["invitation.stopped", "invitation.resumed"]


@pytest.mark.parametrize(("quota", "fits"), [(1, False), (2, True), (None, True)])
def test_a_quota_never_drops_below_what_was_sent(session: Session, pilot: Pilot, quota: int | None, fits: bool) -> None:
    by = factories.make_user(session, now=NOON)
    door = factories.make_invitation(session, wave=pilot.waves[0])
    door.n_sent = 2
    session.flush()
    terms = replace(invitations.terms(door), quota=quota, is_kiosk=True)
    seen = fingerprint(invitations.terms(door))
    if fits:
        invitations.change(session, invitation=door, terms=terms, seen=seen, by=by, now=NOON)
        assert (door.quota, door.is_kiosk) == (quota, True)
    else:
        with pytest.raises(QuotaTooSmall):
            invitations.change(session, invitation=door, terms=terms, seen=seen, by=by, now=NOON)


def test_a_link_can_be_typed_over_from_paper(session: Session, pilot: Pilot) -> None:
    tokens = {factories.make_invitation(session, wave=pilot.waves[0]).token for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {programmes.N_SIGNS}
    assert not set("".join(tokens)) & set("0o1lieauy_-")


days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))


@given(
    opens_on=days,
    n_open=st.integers(0, 100),
    today=days,
    expires_on=days,
    stopped_on=st.none() | days,
    quota=st.none() | st.integers(1, 3),
    n_sent=st.integers(0, 3),
)
def test_an_invitation_is_called_open_exactly_when_a_story_can_be_told(
    opens_on: date,
    n_open: int,
    today: date,
    expires_on: date,
    stopped_on: date | None,
    quota: int | None,
    n_sent: int,
) -> None:
    wave = Wave(title="Meetmoment", opens_on=opens_on, closes_on=opens_on + timedelta(days=n_open))
    door = Invitation(
        wave=wave, route="school", expires_on=expires_on, stopped_on=stopped_on, quota=quota, n_sent=n_sent
    )
    try:
        programmes.require_open(door, today=today)
        is_open = True
    except LoexError:
        is_open = False
    assert (invitations.state(door, today=today) == "open") == is_open
