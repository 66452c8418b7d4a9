"""The way through the form: which pages there are for this teller, in which order, and what was filled in so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import url_for

from survey.models.invitation import Invitation
from survey.models.programme import AgePolicy
from survey.models.questionnaire import QuestionnaireVersion
from survey.respond.draft import Draft
from survey.services.errors import NotFound
from survey.services.questionnaires import PARENT_CONSENT
from survey.services.stories import UNDER_16
from survey.web.asking import questions
from survey.web.asking.questions import Asked
from survey.web.locale import select_locale

WHO, CONSENT, STORY, CHECK = "who", "consent", "story", "check"
SECTION = "questions."
"""Before the code of a section, so that no section is taken for one of the pages above."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page with questions. number: counted from who, as the teller reads it. section: '' for the pages every form has."""

    name: str
    number: int
    questions: tuple[Asked, ...] = ()

    @property
    def section(self) -> str:
        return self.name.removeprefix(SECTION) if self.name.startswith(SECTION) else ""


@dataclass(frozen=True)
class Visit:
    """One teller on the way: through which invitation, with which questions, and what they filled in so far."""

    invitation: Invitation
    version: QuestionnaireVersion
    draft: Draft

    @property
    def policy(self) -> AgePolicy:
        return self.invitation.wave.pilot.age_policy

    @property
    def perspective(self) -> str:
        return str(self.draft.who.get("perspective") or "")

    @property
    def asks_parent(self) -> bool:
        """Whether a parent has to agree: on the same screen, or later with a code of their own."""
        who = self.draft.who
        return (
            self.policy == "parent_co_consents"
            and self.perspective == "young_person"
            and who.get("age_band") in UNDER_16
        )

    @property
    def parent_later(self) -> bool:
        return self.asks_parent and self.draft.consent.get("parent_when") == "later"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        language, perspective = select_locale(), self.perspective
        asked: list[tuple[str, tuple[Asked, ...]]] = [
            (WHO, ()),
            (CONSENT, self._consents(language)),
            (STORY, (questions.story(self.version, language=language, perspective=perspective or "parent"),)),
        ]
        sections = questions.sections(self.version, language=language, perspective=perspective)
        asked += [(SECTION + section, found) for section, found in sections.items()]
        asked.append((CHECK, ()))
        return tuple(Step(name, number, found) for number, (name, found) in enumerate(asked, start=1))

    def _consents(self, language: str) -> tuple[Asked, ...]:
        found = questions.consents(self.version, language=language)
        return tuple(question for question in found if self.asks_parent or question.code != PARENT_CONSENT)

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Every question after the story."""
        return tuple(question for step in self.steps if step.section for question in step.questions)

    def step(self, name: str) -> Step:
        """Raises NotFound for a page that this questionnaire does not have."""
        found = next((step for step in self.steps if step.name == name), None)
        if found is None:
            raise NotFound(f"There is no page {name!r}.")
        return found

    def after(self, step: Step) -> Step:
        return self.steps[step.number]

    def before(self, step: Step) -> Step | None:
        """None before the first: that is the welcome page."""
        return self.steps[step.number - 2] if step.number > 1 else None

    def address(self, step: Step) -> str:
        if step.section:
            return url_for("respond.questions", token=self.draft.token, section=step.section)
        return url_for(f"respond.{step.name}", token=self.draft.token)

    def with_draft(self, **filled: Any) -> Visit:
        return replace(self, draft=replace(self.draft, **filled))

    def filled(self, step: Step, values: Mapping[str, Any]) -> Visit:
        """With what was typed on this page. values: by field name."""
        if step.section:
            return self.with_draft(meaning={**self.draft.meaning, **values})
        if step.name == STORY:
            return self.with_draft(story=values.get("story") or "")
        if step.name == CONSENT:
            return self.with_draft(consent=dict(values), consent_language=select_locale())
        return self.with_draft(**{step.name: dict(values)})
