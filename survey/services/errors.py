"""What may not happen, in the language of the field. Screens put these into words (`survey.web.errors`)."""

from __future__ import annotations


class LoexError(Exception):
    """Root of everything a service refuses."""


class NotFound(LoexError):
    """There is no such thing, or it is not yours to see."""


class NotAllowed(LoexError):
    """This person may not do this here."""


class WaveClosed(LoexError):
    """The wave takes no stories (yet, or any more)."""


class InvitationExpired(LoexError):
    """The invitation's last day has passed."""


class InvitationUsedUp(LoexError):
    """As many stories came through this invitation as were planned."""


class ConsentMissing(LoexError):
    """The use needs a consent that was not given, or was taken back."""


class StoryEmpty(LoexError):
    """There is no story in what was sent."""


class TextTooLong(LoexError):
    """A text is longer than its announced limit. field, limit: which one and how many characters."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(f"{field} has more than {limit} characters")
        self.field, self.limit = field, limit


class AnswerInvalid(LoexError):
    """An answer is not one of the possible ones."""


class AlreadyReleased(LoexError):
    """The story was released before."""


class DecisionMissing(LoexError):
    """A release without a decision on every proposed span, or without a person who decides."""


class SpanInvalid(LoexError):
    """A span lies outside its text or overlaps another."""


class TooFewStories(LoexError):
    """There is nothing released and consented to work with."""


class MeetingClosed(LoexError):
    """The meeting is over; it takes no readings or verdicts any more."""


class VerdictInvalid(LoexError):
    """The verdict names something that is not in this meeting, or leaves out what its kind needs."""


class StoryUnreadable(LoexError):
    """The story's key is gone or does not fit: the text cannot be read any more."""


class ReleaseRefused(LoexError):
    """Disclosure control refuses to publish. The message says which comparison would expose someone."""
