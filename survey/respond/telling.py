"""From what was filled in on three pages to what the service takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.records import USES, NotGiven
from survey.models.invitation import Invitation
from survey.models.programme import AgePolicy
from survey.respond.draft import Draft
from survey.respond.questions import Asked
from survey.services.stories import UNDER_16, Told


def told(draft: Draft, questions: Iterable[Asked], *, invitation: Invitation, policy: AgePolicy, language: str) -> Told:
    """The story with its answers. What does not belong to the chosen perspective is left behind."""
    who = draft.who
    perspective = who["perspective"]
    is_young = perspective == "young_person"
    answers: dict[str, int | NotGiven] = {}
    texts = {"story": draft.story}
    for question in questions:
        if question.kind == "then_now":
            answers |= _then_now(question.code, draft.meaning)
        elif question.kind == "scale":
            answers[question.code] = _step(draft.meaning.get(question.code))
        elif question.kind in ("title", "open"):
            texts[question.code] = draft.meaning.get(question.code) or ""
    return Told(
        perspective=perspective,
        professional_role=who["professional_role"] if perspective == "professional" else None,
        age_band=(who.get("age_band") or None) if is_young else None,
        on_behalf_of="child" if who.get("filled_in") == "child" else "self",
        helped=who.get("filled_in") == "helped",
        language=language,
        route=invitation.route,
        consent={use: bool(who.get(f"consent_{use}")) for use in USES},
        consent_language=draft.consent_language,
        parent_agrees=is_young
        and policy == "parent_co_consents"
        and who.get("age_band") in UNDER_16
        and bool(who.get("parent_agrees")),
        texts=texts,
        answers=answers,
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
