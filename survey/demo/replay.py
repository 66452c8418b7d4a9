"""Replaying what the invented people did, through the same services that real people use. Every step can be run again:
what is there already stays as it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from analysis.records import NotGiven
from survey.demo import files
from survey.demo.setting_up import World
from survey.models.account import User
from survey.services import deidentification, programmes, stories
from survey.services.answers import Point
from survey.services.deidentification import Proposal, SpanDecision
from survey.services.errors import DecisionMissing
from survey.services.sealing import KeyRing

CHECKED_AFTER_DAYS = 3


def tell_stories(session: Session, *, world: World, wave: int, key_ring: KeyRing) -> int:
    """The invented tellers of this wave send their stories; returns how many were new."""
    n_new = 0
    for story in _of_wave(wave):
        pilot = world.pilots[story["pilot"]]
        receipt = stories.tell(
            session,
            wave=programmes.get_wave(session, pilot=pilot, number=wave),
            told=_told(story),
            key_ring=key_ring,
            idempotency_key=f"demo {story['id']}",
            entered_as="web",
            now=_noon(date.fromisoformat(story["told_on"])),
        )
        n_new += receipt.is_new
    return n_new


def check_stories(session: Session, *, world: World, wave: int, key_ring: KeyRing) -> tuple[int, int]:
    """The invented coordinator decides on every mark and releases or holds back: (released, held back)."""
    n_released = n_held_back = 0
    unchecked = {
        waiting.ref
        for pilot in world.pilots.values()
        for waiting in deidentification.waiting(session, pilot=pilot)
        if waiting.outcome is None
    }
    for story in _of_wave(wave):
        decided = files.decisions()[story["id"]]["release"]
        pilot = world.pilots[story["pilot"]]
        ref = ref_of(session, story["id"], key_ring=key_ring)
        if ref is None or ref not in unchecked:
            continue
        moment = _noon(date.fromisoformat(story["told_on"])) + timedelta(days=CHECKED_AFTER_DAYS)
        by = _actor(world, decided)
        if decided["outcome"] == "held_back":
            deidentification.hold_back(
                session, pilot=pilot, ref=ref, reason=decided["reason"], key_ring=key_ring, by=by, now=moment
            )
            n_held_back += 1
            continue
        proposal = deidentification.open_for_checking(
            session, pilot=pilot, ref=ref, key_ring=key_ring, by=by, now=moment
        )
        deidentification.release(
            session,
            pilot=pilot,
            ref=ref,
            decisions=decide_spans(proposal, decided["masks"]),
            key_ring=key_ring,
            by=by,
            now=moment,
            reason=decided["reason"],
            content_note=decided["content_note"],
        )
        n_released += 1
    return n_released, n_held_back


def decide_spans(proposal: Proposal, masks: Sequence[dict[str, str]]) -> list[SpanDecision]:
    """A decision per proposed span, plus what the person added.

    The file says which words the person masked. A proposed mark that touches those words is masked, any other proposed
    mark is let stand; words that nothing proposed are added by the person.
    """
    wanted = {
        name: [
            (start, start + len(mask["surface"]), mask["label"])
            for mask in masks
            for start in _places(text, mask["surface"])
        ]
        for name, text in proposal.texts.items()
    }
    decisions = []
    for name, spans in proposal.spans.items():
        for span in spans:
            touched = any(start < span.end and span.start < end for start, end, _ in wanted[name])
            decisions.append(SpanDecision(name, span.start, span.end, span.label, touched, span.rule))
        for start, end, label in wanted[name]:
            if not any(d.field == name and d.start == start and d.end == end for d in decisions):
                decisions.append(SpanDecision(name, start, end, label, masked=True))  # type: ignore[arg-type]  # from the file
    return decisions


def ref_of(session: Session, story_id: str, *, key_ring: KeyRing) -> uuid.UUID | None:
    """The reference under which a demo story is stored; None once it was withdrawn."""
    return stories.find_by_key(session, key_ring=key_ring, idempotency_key=f"demo {story_id}")


def story_ids(session: Session, *, key_ring: KeyRing) -> dict[uuid.UUID, str]:
    """Story identifier of the demo files by stored reference, for the stories that are still there."""
    refs = {story["id"]: ref_of(session, story["id"], key_ring=key_ring) for story in files.stories()}
    return {ref: story_id for story_id, ref in refs.items() if ref is not None}


def _of_wave(wave: int) -> list[dict[str, Any]]:
    return [story for story in files.stories() if story["wave"] == wave]


def _actor(world: World, decided: dict[str, Any]) -> User:
    """The invented person who decided; a decision without one is refused."""
    if not decided.get("by") or "masks" not in decided:
        raise DecisionMissing("A release needs a person and a list of masks.")
    return world.people[decided["by"]]


def _told(story: dict[str, Any]) -> stories.Told:
    return stories.Told(
        perspective=story["perspective"],
        language=story["language"],
        route=story["route"],
        consent=story["consent"],
        texts={name: story[name] for name in ("story", "title", "worse", "also")},
        answers=_answers(story),
        placed={"decided": _place(story["decided"])},
        age_band=story["age_band"],
        professional_role=story["professional_role"],
        on_behalf_of=story["on_behalf_of"],
        helped=story["helped"],
        worried=story["id"] in files.settings("afterwards")["worried"],
    )


def _answers(story: dict[str, Any]) -> dict[str, int | NotGiven]:
    answers: dict[str, int | NotGiven] = dict(story["contact"])
    for domain, given in story["then_now"].items():
        then, now = given if isinstance(given, list) else (given, given)
        answers |= {f"{domain}.then": then, f"{domain}.now": now}
    return answers


def _place(given: list[int] | NotGiven) -> Point | NotGiven:
    return (given[0], given[1], given[2]) if isinstance(given, list) else given


def _places(text: str, surface: str) -> list[int]:
    """Where the words stand in the text as whole words."""
    found, at = [], text.find(surface)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(surface) : at + len(surface) + 1]
        if not (before.isalnum() and surface[0].isalnum()) and not (after.isalnum() and surface[-1].isalnum()):
            found.append(at)
        at = text.find(surface, at + 1)
    return found or ([text.find(surface)] if surface in text else [])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
