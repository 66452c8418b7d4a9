"""What the family's templates read: plain values, made here, so that a template asks nothing of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import gettext as _

from survey.extensions import db
from survey.models.invitation import Invitation
from survey.models.questionnaire import QuestionnaireVersion
from survey.respond import summary
from survey.respond.draft import DraftBox
from survey.respond.forms import CheckForm, ConsentForm, FamilyForm, StoryForm, WhoForm, section_form
from survey.respond.way import CHECK, CONSENT, STORY, WHO, Step, Visit
from survey.services import parent_codes, proof_of_work, questionnaire_checks, questionnaires, recordings, signals
from survey.services.stories import MOST_CHARACTERS
from survey.web.asking import choices, placing
from survey.web.errors import Words
from survey.web.filters import now
from survey.web.locale import limit_to

KIOSK_SECONDS = 90
"""A receipt on a tablet that many people use wipes itself after this; one press gives as long again (WCAG 2.2.1)."""
KIOSK_IDLE_SECONDS, KIOSK_WARNING_SECONDS = 240, 30
"""A question page there is wiped when nobody touched it for so long; the warning before it lasts at least the 20 seconds
that WCAG 2.2.1 asks for."""

MOST_RECORDED_SECONDS = 180
"""Some 400 words aloud, where the stories we hope for have two to five sentences."""


@dataclass(frozen=True, slots=True)
class Page:
    """A question page. values, problems: by field name. refusal: why no story can be sent at the moment."""

    step: Step
    action: str
    n_pages: int
    sealed: str
    values: Mapping[str, Any]
    problems: Mapping[str, str]
    leads_to_check: bool
    refusal: Words | None = None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return list(self.problems.items())

    @property
    def onward(self) -> str:
        """Where a page that was opened from the check leads: to its own answers there."""
        return f"{self.action}#{summary.place(self.step)}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a teller keeps. closes_on: the last day of the wave; what was done with the stories is published after it.
    parent_code: for the parent who agrees later; empty when the story waits for nobody."""

    code: str
    parent_code: str
    action: str
    sealed: str
    closes_on: date
    is_withdrawn: bool
    worried: bool


def questions_of(invitation: Invitation) -> QuestionnaireVersion:
    """What its wave asks. From here on the page can be read in the languages in which all of that can be asked."""
    version = questionnaires.get_version(db.session, version_id=invitation.wave.questionnaire_version_id)
    limit_to(questionnaire_checks.complete_languages(version), otherwise=invitation.language)
    return version


def draft_box() -> DraftBox:
    return DraftBox(current_app.config["SECRET_KEY"], current_app.config["SECRET_KEY_FALLBACKS"])


def form_of(visit: Visit, step: Step, formdata: Any = None) -> FamilyForm:
    """The form of this page: with what was posted, else with what the draft holds."""
    draft = visit.draft
    if step.name == WHO:
        return WhoForm(visit.policy, formdata, None if formdata else draft.who)
    if step.name == CONSENT:
        return ConsentForm(visit.asks_parent, formdata, None if formdata else draft.consent)
    if step.name == STORY:
        return StoryForm(formdata=formdata, data=None if formdata else {"story": draft.story})
    if step.name == CHECK:
        return CheckForm(formdata=formdata, data=None if formdata else {"worried": draft.worried})
    return section_form(step.questions, formdata, None if formdata else draft.meaning)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with all it needs, read from the database beforehand: after a failed write nothing may be readable."""

    page: Page
    context: Mapping[str, Any]

    def render(self, refusal: Words | None = None) -> str:
        step = self.page.step
        return render_template(
            f"respond/{'questions' if step.section else step.name}.html",
            page=replace(self.page, refusal=refusal),
            errors=self.page.errors or ([("", refusal.title)] if refusal else []),
            **self.context,
        )


def prepare(visit: Visit, step: Step, form: FamilyForm | None = None) -> Prepared:
    """A question page, or the check. Without a form: as the draft has it."""
    visit = visit.with_draft(at=step.name)
    form = form or form_of(visit, step)
    page = Page(
        step=step,
        action=visit.address(step),
        n_pages=len(visit.steps),
        sealed=sealed(visit),
        values=form.data,
        problems=form.problems,
        leads_to_check=visit.draft.changing == step.name,
    )
    context = {
        "choices": choices,
        "placing": placing,
        "most_characters": MOST_CHARACTERS["story"],
        "policy": visit.policy,
        **(_of_check(visit) if step.name == CHECK else {}),
        **({"heading": summary.heading(step)} if step.section else {}),
        **frame(visit.invitation),
    }
    return Prepared(page, context)


def render(visit: Visit, step: Step, form: FamilyForm | None = None, refusal: Words | None = None) -> str:
    return prepare(visit, step, form).render(refusal)


def _of_check(visit: Visit) -> dict[str, Any]:
    return {"groups": summary.groups(visit), **before_sending(visit)}


def before_sending(visit: Visit) -> dict[str, Any]:
    """What stands above Send: the word code, who looks when somebody is worried, a recording, the proof of work."""
    pilot = visit.invitation.wave.pilot
    who, working_days = signals.worry_text(pilot)
    key_ring = current_app.config["KEY_RING"]
    is_busy = proof_of_work.is_asked(db.session, invitation=visit.invitation, key_ring=key_ring, now=now())
    g.may_record = pilot.takes_recordings
    return {
        "code": visit.draft.code,
        "looks": who or _("the coordinator of this pilot"),
        "working_days": working_days,
        "parent_later": visit.parent_later,
        "takes_recordings": pilot.takes_recordings,
        "most_bytes": recordings.MOST_BYTES,
        "most_seconds": MOST_RECORDED_SECONDS,
        "challenge": proof_of_work.challenge(draft_key=visit.draft.key, key_ring=key_ring, now=now())
        if is_busy
        else "",
    }


def frame(invitation: Invitation) -> dict[str, Any]:
    """What every page of this invitation shows around its content."""
    kiosk = url_for("respond.wipe", token=invitation.token) if invitation.is_kiosk else ""
    return {
        "token": invitation.token,
        "is_demo": invitation.wave.pilot.is_demo,
        "pilot": invitation.wave.pilot.title,
        "leave_to": kiosk,
        "kiosk": kiosk,
        "kiosk_seconds": KIOSK_SECONDS,
        "kiosk_idle_seconds": KIOSK_IDLE_SECONDS,
        "kiosk_warning_seconds": KIOSK_WARNING_SECONDS,
    }


def sealed(visit: Visit) -> str:
    return draft_box().seal(visit.draft, now=now())


def render_welcome(invitation: Invitation, visit: Visit | None = None) -> str:
    """visit: somebody who came back from the first question page; their draft stays with them."""
    return render_template(
        "respond/welcome.html",
        sealed=sealed(visit) if visit else "",
        **frame(invitation),
    )


def render_too_young(visit: Visit) -> str:
    step = visit.step(WHO)
    form = form_of(visit, step)
    page = Page(step, visit.address(step), len(visit.steps), sealed(visit), form.data, {}, leads_to_check=False)
    return render_template("respond/too_young.html", page=page, **frame(visit.invitation))


def render_stale(visit: Visit, form: FamilyForm) -> str:
    """The typed texts are shown, and travel along in a new draft."""
    labels = {question.code: question.text for question in visit.questions}
    texts = [
        (labels.get(entry.name) or _("Your story"), entry.data)
        for entry in form
        if entry.type == "TextAreaField" and entry.data
    ]
    return render_template(
        "respond/stale.html",
        sealed=sealed(visit),
        texts=texts,
        may_be_sent=isinstance(form, CheckForm),
        **frame(visit.invitation),
    )


def render_receipt(visit: Visit, *, is_withdrawn: bool) -> str:
    receipt = Receipt(
        code=visit.draft.code,
        parent_code=visit.draft.parent_code if visit.parent_later else "",
        action=visit.address(visit.step(CHECK)),
        sealed=sealed(visit),
        closes_on=visit.invitation.wave.closes_on,
        is_withdrawn=is_withdrawn,
        worried=visit.draft.worried,
    )
    days = parent_codes.LONGEST_DAYS
    return render_template("respond/receipt.html", receipt=receipt, parent_days=days, **frame(visit.invitation))
