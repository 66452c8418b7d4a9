"""From what was filled in on the pages to what the service takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.records import USES, NotGiven
from survey.respond.way import Visit
from survey.services.answers import Point
from survey.services.questionnaires import PARENT_CONSENT
from survey.services.recordings import Recorded
from survey.services.stories import Told
from survey.web.asking import placing
from survey.web.asking.questions import Asked


def told(visit: Visit, *, language: str, without_proof: bool, recording: Recorded | None) -> Told:
    """The story with its answers. What does not belong to the chosen perspective is left behind."""
    draft = visit.draft
    who, perspective = draft.who, draft.who["perspective"]
    answers: dict[str, int | NotGiven] = {}
    placed: dict[str, Point | NotGiven] = {}
    texts = {"story": draft.story}
    for question in visit.questions:
        if question.kind == "then_now":
            answers |= _then_now(question.code, draft.meaning)
        elif question.kind == "scale":
            answers[question.code] = _step(draft.meaning.get(question.code))
        elif question.kind in ("triad", "dyad"):
            placed[question.code] = _place(question, draft.meaning.get(question.code))
        else:
            texts[question.code] = draft.meaning.get(question.code) or ""
    return Told(
        perspective=perspective,
        professional_role=who["professional_role"] if perspective == "professional" else None,
        age_band=(who.get("age_band") or None) if perspective == "young_person" else None,
        on_behalf_of="child" if who.get("filled_in") == "child" else "self",
        helped=who.get("filled_in") == "helped",
        language=language,
        route=visit.invitation.route,
        consent={use: bool(draft.consent.get(f"consent_{use}")) for use in USES},
        consent_language=draft.consent_language,
        parent_agrees=visit.asks_parent and not visit.parent_later and bool(draft.consent.get(PARENT_CONSENT)),
        texts=texts,
        answers=answers,
        placed=placed,
        word_code=draft.code,
        parent_code=draft.parent_code if visit.parent_later else None,
        worried=draft.worried,
        without_proof=without_proof,
        recording=recording,
    )


def _then_now(code: str, values: Mapping[str, Any]) -> dict[str, int | NotGiven]:
    """Steps count unless the teller said that the domain is not in the story, or does not apply."""
    given = values.get(code)
    names = (f"{code}.then", f"{code}.now")
    if given == "not_mentioned":
        return dict.fromkeys(names, "not_mentioned")
    if given == "not_applicable":
        return dict.fromkeys(names, "not_applicable")
    return {names[0]: _step(values.get(f"{code}-then")), names[1]: _step(values.get(f"{code}-now"))}


def _step(value: str | None) -> int | NotGiven:
    if value == "not_applicable":
        return "not_applicable"
    return int(value) if value and value != "not_mentioned" else "not_mentioned"


def _place(question: Asked, value: str | None) -> Point | NotGiven:
    if value == "not_applicable":
        return "not_applicable"
    return placing.read(question.kind, value) or "not_mentioned"
