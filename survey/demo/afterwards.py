"""What the invented coordinator did afterwards: following signals, and writing back to the tellers. Run again, it adds
nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey.demo import files
from survey.demo.replay import story_ids
from survey.demo.setting_up import World
from survey.models.account import User
from survey.models.programme import Pilot
from survey.services import feedback, programmes, signal_cases, signals
from survey.services.sealing import KeyRing
from survey.services.signal_cases import Case

AN_HOUR = timedelta(hours=1)


def follow_signals(session: Session, *, world: World, key_ring: KeyRing) -> tuple[int, int]:
    """Look at every open signal that nobody has taken: (ended, still open)."""
    described = files.settings("afterwards")
    ids, followed = story_ids(session, key_ring=key_ring), {line["story"]: line for line in described["followed"]}
    n_ended = n_open = 0
    for pilot in world.pilots.values():
        for case in signal_cases.open_cases(session, pilot=pilot, today=date.min):
            line = followed.get(ids.get(case.ref, "") if case.ref else "", described["looked_at"])
            if case.taken_by is None:
                _follow(session, pilot, world.people[line["by"]], case, line, key_ring)
                n_ended += "end" in line
            n_open += "end" not in line
    return n_ended, n_open


def write_back(session: Session, *, world: World) -> int:
    """Write and publish what goes back to tellers, where there is nothing yet; returns for how many waves."""
    n_written = 0
    for line in files.settings("afterwards")["feedback"]:
        pilot = world.pilots[line["pilot"]]
        wave = programmes.get_wave(session, pilot=pilot, number=line["wave"])
        if feedback.history(session, wave=wave, language="nl"):
            continue
        text = feedback.Text(line["heard"], line["will_do"], line["will_not_do"])
        by, at = world.people[line["by"]], _noon(line["written_on"])
        draft = feedback.save_draft(session, wave=wave, language="nl", text=text, by=by, now=at)
        feedback.publish(session, wave=wave, language="nl", number=draft.number, by=by, now=at + AN_HOUR)
        n_written += 1
    return n_written


def _follow(session: Session, pilot: Pilot, by: User, case: Case, line: dict[str, Any], key_ring: KeyRing) -> None:
    at = _noon(case.raised_on) + timedelta(days=line.get("after_days", 0))
    about: dict[str, Any] = {"pilot": pilot, "signal_id": case.id, "by": by}
    signals.take(session, now=at, **about)
    if "end_note" in line or "end" not in line:
        signals.note(session, text=line["note"], key_ring=key_ring, now=at + AN_HOUR, **about)
    if "end" in line:
        text = line.get("end_note", line["note"])
        signals.end(session, end=line["end"], text=text, key_ring=key_ring, now=at + 2 * AN_HOUR, **about)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
