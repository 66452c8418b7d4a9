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
    domain.VerdictInvalid: (400, _l("This verdict is not complete"), _l("Go back and fill in what is missing.")),
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
    domain.NotDoubtful: (
        409,
        _l("This story can't be removed like this"),
        _l("Its teller can take it back, and nobody else."),
    ),
}
"""Status, what is the matter, and what a person can do now."""
