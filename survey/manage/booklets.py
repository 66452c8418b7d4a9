"""A questionnaire version as a paper booklet: its own words, and the fixed words of the catalogue in its language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from analysis.records import Perspective
from reports.render.booklet import Booklet, PaperChoice, PaperPage, PaperQuestion, Phrases
from survey.models.programme import AgePolicy, Pilot
from survey.models.questionnaire import QuestionnaireVersion
from survey.services import questionnaire_checks, signals
from survey.services.questionnaires import PARENT_CONSENT
from survey.web.asking import choices, questions
from survey.web.asking.questions import Asked
from survey.web.locale import LANGUAGES

PICTURES = tuple(f"{kind}-{step}" for kind in ("face", "step") for step in range(1, 6))
FOR_WHOM = {
    "young_person": lambda: _("For young people"),
    "parent": lambda: _("For parents and carers"),
    "professional": lambda: _("For people who work with families"),
}


def languages(version: QuestionnaireVersion) -> list[str]:
    """Languages in which both the questions and the fixed words of a booklet are complete."""
    return [code for code in questionnaire_checks.complete_languages(version) if code in LANGUAGES]


def booklet(
    version: QuestionnaireVersion,
    *,
    language: str,
    perspective: Perspective,
    pilot: Pilot | None,
    codes: tuple[str, ...] = ("",),
) -> Booklet:
    """pilot: whose age policy and promises it follows; None for a sample, which leaves open what a pilot decides."""
    policy = pilot.age_policy if pilot else None
    with force_locale(language):
        consents = questions.consents(version, language=language)
        return Booklet(
            language=language,
            direction="rtl" if Locale.parse(language).text_direction == "rtl" else "ltr",
            phrases=_phrases(perspective, policy, pilot),
            who=_who(perspective, policy),
            consents=tuple(_consent(each) for each in consents if each.code != PARENT_CONSENT),
            parent=_parent(consents, perspective, policy),
            story=_story(questions.story(version, language=language, perspective=perspective)),
            pages=tuple(
                _page(choices.heading(section, asked[0].kind), asked)
                for section, asked in questions.sections(version, language=language, perspective=perspective).items()
            ),
            pictures=_pictures(current_app.static_folder or ""),
            codes=codes,
        )


@cache
def _pictures(folder: str) -> dict[str, str]:
    return {name: (Path(folder) / "img" / f"{name}.svg").read_text(encoding="utf-8") for name in PICTURES}


def _who(perspective: Perspective, policy: AgePolicy | None) -> tuple[PaperChoice, ...]:
    asked = []
    if perspective == "young_person":
        too_young = _("Are you younger than 16? Then you can't join in here. Don't fill in this booklet.")
        asked.append(
            PaperChoice(_("How old are you?"), too_young if policy == "from_16_only" else "", _texts(choices.AGES))
        )
    if perspective == "professional":
        asked.append(PaperChoice(_("What work do you do?"), "", _texts(choices.ROLES)))
    asked.append(PaperChoice(_("How do you fill this in?"), "", _texts(choices.FILLED_IN)))
    return tuple(asked)


def _texts(words: dict[str, str]) -> tuple[str, ...]:
    return tuple(map(str, words.values()))


def _consent(asked: Asked) -> PaperChoice:
    return PaperChoice(asked.text, asked.help_text, ())


def _parent(consents: tuple[Asked, ...], perspective: Perspective, policy: AgePolicy | None) -> PaperChoice | None:
    """Where the pilot asks it; on a sample too, since some pilot may."""
    if perspective != "young_person" or policy not in (None, "parent_co_consents"):
        return None
    return next((_consent(each) for each in consents if each.code == PARENT_CONSENT), None)


def _story(asked: Asked) -> PaperChoice:
    return PaperChoice(asked.text, asked.help_text, ())


def _page(heading: choices.Heading, asked: tuple[Asked, ...]) -> PaperPage:
    """The triangle and the line say themselves what to do on paper."""
    lead = "" if asked[0].poles else str(heading.lead)
    return PaperPage(str(heading.title), lead, tuple(map(_question, asked)))


def _question(asked: Asked) -> PaperQuestion:
    options = asked.poles or tuple(word for _value, word in asked.steps)
    return PaperQuestion(asked.kind, asked.text, asked.help_text, options)  # type: ignore[arg-type]  # no consent, no story


def _phrases(perspective: Perspective, policy: AgePolicy | None, pilot: Pilot | None) -> Phrases:
    return Phrases(
        for_whom=FOR_WHOM[perspective](),
        parent_lead=_parent_lead(policy),
        worry_help=_worry(pilot),
        example=_("Invented example.") if pilot is not None and pilot.is_demo else "",
        **_cover(),
        **_asking(),
        **_handing_in(),
    )


def _cover() -> dict[str, Any]:
    return {
        "title": _("Tell your story"),
        "lead": _(
            "Did you or your family get help, or do you work with families? We would like to hear what stuck with you. "
            "It shows what goes well and what must get better."
        ),
        "ticks": (
            _("It takes about ten minutes."),
            _("You don't give your name. Don't write other people's names either."),
            _("You may skip every question. A few sentences are enough."),
            _("You decide what may happen with your story."),
            _("One person types in your booklet and takes out names and places. After that the booklet is destroyed."),
        ),
        "not_a_help_line": _("This is not a help line"),
        "call": _("Nobody reads along right away. Do you need help now? Then call:"),
        "help_lines": (
            ("112", _("Danger right now")),
            ("0800-2000", _("Veilig Thuis: violence at home")),
            ("0800-0432", _("Kindertelefoon: for ages 8 to 18")),
            ("0800-0113", _("113: thoughts of suicide")),
        ),
    }


def _asking() -> dict[str, Any]:
    yes, not_mentioned, not_applicable = map(str, choices.GIVEN.values())
    return {
        "who": _("First something about you"),
        "consent": _("What may happen with your story?"),
        "consent_lead": _(
            "Tick what you agree with. You may also tick nothing: then only the coordinator reads your story."
        ),
        "parent": _("Are you younger than 16?"),
        "signature": _("Signature or cross of the parent:"),
        "story_lead": _("Better not write names. There is room on the next pages too."),
        "story_more": _("More room for your story"),
        "in_story": (yes, not_mentioned, not_applicable),
        "then": _("Then"),
        "now": _("Now"),
        "reasons": (not_mentioned, not_applicable),
        "triad": _("Put a cross in the triangle. The closer to a word, the more it fits."),
        "dyad": _("Put a cross on the line. The closer to a word, the more it fits."),
        "worry": _("I want somebody here to look at my story soon"),
    }


def _parent_lead(policy: AgePolicy | None) -> str:
    if policy is None:
        return _("Then ask the person who gave you this booklet whether a parent or carer has to agree as well.")
    return _("Then a parent or carer has to agree as well. Ask them to tick this box.")


def _worry(pilot: Pilot | None) -> str:
    """Honest about paper: nobody can look before it has been typed in."""
    late = _("Nobody can look before your booklet has been typed in. That can take days.")
    if pilot is None:
        return late
    who, days = signals.worry_text(pilot)
    return (
        late
        + " "
        + ngettext(
            "After that: %(who)s, within %(num)s working day. We can't call you, because we don't know who you are.",
            "After that: %(who)s, within %(num)s working days. We can't call you, because we don't know who you are.",
            days,
            who=who or _("the coordinator of this pilot"),
        )
    )


def _handing_in() -> dict[str, Any]:
    return {
        "hand_in": _("Ready?"),
        "hand_in_steps": (
            _("Tear off the slip at the bottom and keep it."),
            _("Put the booklet in the envelope and close it."),
            _("Give the envelope to the person you got the booklet from. They don't open it."),
        ),
        "slip": _("Keep this slip: your word code"),
        "slip_lead": _(
            "With these six words you can read your story again later, change what may happen with it, or take it back. "
            "Ask the person who gave you this booklet for the web address. Have you lost the code? Then nobody can give "
            "it back, and neither can we."
        ),
        "slip_office": _("For whoever types this in"),
        "slip_office_lead": _("Type these six words along, and keep them nowhere else."),
        # these two are filled in on the page itself, so the catalogue's own form of a placeholder does not fit
        "page": _("Page %(page)s of %(of)s", page="{n}", of="{of}"),
    }
