"""What the family's templates read: plain values, made here, so that a template asks nothing of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from survey.models.invitation import Invitation
from survey.models.programme import AgePolicy
from survey.models.questionnaire import QuestionnaireVersion
from survey.respond import forms
from survey.respond.draft import Draft, DraftBox
from survey.respond.forms import FamilyForm, StoryForm, WhoForm
from survey.respond.questions import Asked, asked
from survey.services.stories import MOST_CHARACTERS
from survey.web.errors import Words
from survey.web.filters import now
from survey.web.locale import select_locale


@dataclass(frozen=True)
class Visit:
    """One teller on the way: through which invitation, with which questions, and what they filled in so far."""

    invitation: Invitation
    version: QuestionnaireVersion
    draft: Draft

    @property
    def policy(self) -> AgePolicy:
        return self.invitation.wave.pilot.age_policy

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        perspective = str(self.draft.who.get("perspective") or "")
        return asked(self.version, language=select_locale(), perspective=perspective)

    @cached_property
    def any_questions(self) -> tuple[Asked, ...]:
        """All questions, in the wording for parents, where the draft that knew the perspective is lost."""
        return asked(self.version, language=select_locale(), perspective="parent")

    def with_draft(self, **filled: Any) -> Visit:
        return replace(self, draft=replace(self.draft, **filled))


@dataclass(frozen=True, slots=True)
class Page:
    """A question page. values, problems: by field name. refusal: why no story can be sent at the moment."""

    template: str
    action: str
    number: int
    sealed: str
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    questions: tuple[Asked, ...]
    policy: AgePolicy
    is_demo: bool
    pilot: str
    story: str
    refusal: Words | None = None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return list(self.problems.items())


def draft_box() -> DraftBox:
    return DraftBox(current_app.config["SECRET_KEY"], current_app.config["SECRET_KEY_FALLBACKS"])


def page(visit: Visit, form: FamilyForm) -> Page:
    """The page that belongs to this form."""
    number, name, endpoint = (
        (1, "who", "respond.who")
        if isinstance(form, WhoForm)
        else (2, "story", "respond.story")
        if isinstance(form, StoryForm)
        else (3, "meaning", "respond.meaning")
    )
    return Page(
        template=f"respond/{name}.html",
        action=url_for(endpoint, token=visit.draft.token),
        number=number,
        sealed=draft_box().seal(visit.draft, now=now()),
        values=form.data,
        problems=form.problems,
        questions=visit.questions,
        policy=visit.policy,
        is_demo=visit.invitation.wave.pilot.is_demo,
        pilot=visit.invitation.wave.pilot.title,
        story=visit.draft.story,
    )


def render(visit: Visit, form: FamilyForm) -> str:
    return render_page(page(visit, form))


def render_page(page: Page) -> str:
    return render_template(
        page.template,
        page=page,
        errors=page.errors or ([("", page.refusal.title)] if page.refusal else []),
        is_demo=page.is_demo,
        choices=forms,
        most_characters=MOST_CHARACTERS["story"],
    )


def render_welcome(invitation: Invitation, visit: Visit | None = None) -> str:
    """visit: somebody who came back from page 1; their draft stays with them."""
    pilot = invitation.wave.pilot
    return render_template(
        "respond/welcome.html",
        token=invitation.token,
        pilot=pilot.title,
        is_demo=pilot.is_demo,
        sealed=draft_box().seal(visit.draft, now=now()) if visit else "",
    )


def render_too_young(visit: Visit) -> str:
    return render_template(
        "respond/too_young.html", page=page(visit, WhoForm(visit.policy, data=visit.draft.who)), is_demo=_is_demo(visit)
    )


def render_stale(visit: Visit, form: FamilyForm) -> str:
    """The typed texts are shown, and travel along in a new draft."""
    return render_template(
        "respond/stale.html",
        token=visit.draft.token,
        sealed=draft_box().seal(visit.draft, now=now()),
        texts=[(_label(visit, name), text) for name, text in _texts(form) if text],
        is_demo=_is_demo(visit),
    )


def _texts(form: FamilyForm) -> list[tuple[str, str]]:
    return [(entry.name, entry.data or "") for entry in form if entry.type == "TextAreaField"]


def _label(visit: Visit, name: str) -> str:
    return next(
        (question.text for question in visit.any_questions if question.code == name and name != "story"),
        _("Your story"),
    )


def _is_demo(visit: Visit) -> bool:
    return visit.invitation.wave.pilot.is_demo
