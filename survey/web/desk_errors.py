"""Refusals that only people who are signed in can meet, put into words: these stay in Dutch and English."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from survey.services import errors as domain

SAID: dict[type[Exception], tuple[int, Any, Any]] = {
    domain.NotAllowed: (403, _l("You can't do this here"), _l("Ask the coordinator of your pilot.")),
    domain.WaveInUse: (
        409,
        _l("This wave stays as it is"),
        _l("It is open, or something was told or done in it. Make a new wave instead."),
    ),
    domain.ChangedMeanwhile: (
        409,
        _l("Somebody else changed this meanwhile"),
        _l("Go back, look at what is there now, and save again."),
    ),
    domain.AlreadyThere: (
        409,
        _l("There is one with this name already"),
        _l("Go back and choose another name or number."),
    ),
    domain.VersionPublished: (
        409,
        _l("This version has been published and never changes"),
        _l("Somebody may have read it already. Start a new version and change that."),
    ),
    domain.CodeUnusable: (
        400,
        _l("This short name can't be used"),
        _l("Choose another one, in small letters, that is not in use yet."),
    ),
    domain.SignalEnded: (
        409,
        _l("This signal has been ended already"),
        _l("Go back to the list. What was done is kept there."),
    ),
    domain.FeedbackIncomplete: (
        409,
        _l("One of the three parts is still empty"),
        _l("Go back and write something in each part."),
    ),
    domain.AlreadyReleased: (
        409,
        _l("This story has been released already"),
        _l("Somebody else was just before you. Go back to the list."),
    ),
    domain.DecisionMissing: (
        400,
        _l("One mark has no decision yet"),
        _l("Decide for every mark: mask it, or let it stand."),
    ),
    domain.SpanInvalid: (400, _l("A mark does not fit the text"), _l("Go back and mark the words again.")),
    domain.TooFewStories: (409, _l("There are not enough stories yet"), _l("Release more stories first.")),
    domain.MeetingClosed: (409, _l("This meeting is closed"), _l("What you said before has been kept.")),
    domain.PhaseOver: (
        409,
        _l("The meeting has moved on"),
        _l("What you said before has been kept. Go back to the meeting and join in from there."),
    ),
    domain.StoryGone: (
        404,
        _l("This story is not there any more"),
        _l("Its teller took it back. What you wrote about it just now has not been kept."),
    ),
    domain.VerdictsLocked: (
        409,
        _l("Your verdicts stand"),
        _l("You said that you were ready. Tell the group what you want to add; it can still be written down."),
    ),
    domain.VerdictsHidden: (
        403,
        _l("First your own verdicts"),
        _l("You see what others said once you have said that you are ready."),
    ),
    domain.NegativeNotAsked: (
        409,
        _l("One question is still open"),
        _l("Ask the panel what got worse above all, or write down why nothing did."),
    ),
    domain.ContraryMissing: (
        400,
        _l("A story that says otherwise is missing"),
        _l("Beside every story that is chosen stands another one that says otherwise."),
    ),
    domain.VerdictInvalid: (400, _l("This verdict is not complete"), _l("Go back and fill in what is missing.")),
    domain.MeetingStillOpen: (
        409,
        _l("This meeting is not closed yet"),
        _l("Its themes come into the codebook when the facilitator has closed it."),
    ),
    domain.CodebookUnchanged: (
        409,
        _l("The codebook has not changed"),
        _l("There is nothing new since the latest version."),
    ),
    domain.CodebookNotConfirmed: (
        409,
        _l("The codebook has no version yet"),
        _l("First confirm a version. After that the computer can learn from it."),
    ),
    domain.CodebookFileInvalid: (
        400,
        _l("This file can't be read as a codebook"),
        _l("Go back and choose a file that a codebook was saved in."),
    ),
    domain.ReasonMissing: (400, _l("The reason is missing"), _l("Go back and write why.")),
    domain.TokenInvalid: (
        401,
        _l("This key opens nothing"),
        _l("It is missing, unknown, ended or past its last day. Ask an evaluator of the pilot for a new one."),
    ),
    domain.TemplateUnusable: (
        400,
        _l("This file can't be used"),
        _l("Save it in Word as .docx, and try again."),
    ),
    domain.QuoteGone: (
        409,
        _l("A quote in this report has gone"),
        _l("A teller took a story back. Make the report again: it will do without this quote."),
    ),
    domain.QuoteOutsideLedger: (
        400,
        _l("There are words of a teller in this text"),
        _l("Go back and say it in your own words, without quotation marks."),
    ),
    domain.ReleaseRefused: (
        409,
        _l("These figures can't be published"),
        _l("Together with earlier figures they could expose someone."),
    ),
    domain.WaitsForParent: (
        403,
        _l("A parent has to agree first"),
        _l("Until then nobody reads this story. It comes into the list by itself."),
    ),
    domain.NotTheSecond: (
        403,
        _l("Somebody else has to look at it too"),
        _l("You checked this story yourself. Ask another coordinator of this pilot to open it."),
    ),
    domain.NotReleased: (
        409,
        _l("This story is not released any more"),
        _l("Somebody else was just before you. Go back to the list."),
    ),
    domain.NotDoubtful: (
        409,
        _l("This story can't be removed like this"),
        _l("Its teller can take it back, and nobody else."),
    ),
    domain.CodeWrong: (400, _l("This code or link does not work"), _l("It was used before, or it is too old.")),
    domain.AccountSecretUnreadable: (
        409,
        _l("Your second step can't be read any more"),
        _l("Ask the administrator of your organisation to take it away, so that you can set it up again."),
    ),
}
"""Status, what is the matter, and what a person can do now."""
