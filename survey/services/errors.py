"""What may not happen, in the language of the field. Screens put these into words (`survey.web.errors`)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


class LoexError(Exception):
    """Root of everything a service refuses."""


class NotFound(LoexError):
    """There is no such thing, or it is not yours to see."""


class StoryGone(NotFound):
    """Its teller took this story back, or no longer allows that the panel reads it."""


class NotAllowed(LoexError):
    """This person may not do this here."""


class ProviderRefused(LoexError):
    """Signing in through the organisation's provider did not work. why: a code of `survey.web.provider.WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class WaveClosed(LoexError):
    """The wave takes no stories (yet, or any more)."""


class InvitationExpired(LoexError):
    """The invitation's last day has passed."""


class InvitationStopped(LoexError):
    """A coordinator closed this invitation before its last day."""


class InvitationUsedUp(LoexError):
    """As many stories came through this invitation as were planned."""


class WaveInUse(LoexError):
    """The wave is open or something was told in it: it keeps its questionnaire and its phase, and stays."""


class QuotaTooSmall(LoexError):
    """More stories came through an invitation than it would allow. n_sent: how many."""

    def __init__(self, n_sent: int) -> None:
        super().__init__(f"{n_sent} stories came through already.")
        self.n_sent = n_sent


class AlreadyThere(LoexError):
    """There is one with this name or number already. field: which one."""

    def __init__(self, field: str) -> None:
        super().__init__(f"There is one with this {field} already.")
        self.field = field


class ConsentMissing(LoexError):
    """The use needs a consent that was not given, or was taken back."""


class WaitsForParent(LoexError):
    """A parent has to agree first: until then nobody reads the story or decides about it."""


class StoryEmpty(LoexError):
    """There is no story in what was sent."""


class TextTooLong(LoexError):
    """A text is longer than its announced limit. field, limit: which one and how many characters."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(f"{field} has more than {limit} characters")
        self.field, self.limit = field, limit


class RecordingTooLarge(LoexError):
    """A recording has more bytes than the announced limit."""


class RecordingTooLong(LoexError):
    """A recording lasts longer than is taken."""


class RecordingUnknown(LoexError):
    """What was sent as a recording is not one of the kinds of sound that are taken, or can't be heard."""


class NotDoubtful(LoexError):
    """Only what came in without the proof that was asked for can be removed as no story."""


class AnswerInvalid(LoexError):
    """An answer is not one of the possible ones."""


class CodeInvalid(LoexError):
    """What was given as a word code is not six words of the list."""


class TooManyTries(LoexError):
    """The same thing was tried too often within a minute, by whomever. wait_s: after how many seconds it may be tried again."""

    def __init__(self, what: str, wait_s: int = 120) -> None:
        super().__init__(what)
        self.wait_s = wait_s


class TooManyCorrections(LoexError):
    """A teller may add so many texts to a story, and no more."""


class QuestionnaireInvalid(LoexError):
    """The questionnaire can't be published like this. The message says why, for the person who makes it."""


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


class PhaseOver(LoexError):
    """The meeting is in another phase by now, or not that far yet. The message is the phase it is in."""


class VerdictsLocked(LoexError):
    """This seat has said that its verdicts stand."""


class VerdictsHidden(LoexError):
    """Verdicts of others are shown once one's own stand."""


class NegativeNotAsked(LoexError):
    """The panel has not said yet which change for the worse mattered most, or that it found none."""


class ContraryMissing(LoexError):
    """A chosen story needs another one beside it that says otherwise."""


class VerdictInvalid(LoexError):
    """The verdict names something that is not in this meeting, or leaves out what its kind needs."""


class StoryUnreadable(LoexError):
    """The story's key is gone or does not fit: the text cannot be read any more."""


class QuoteOutsideLedger(LoexError):
    """A text for a report holds quotation marks or words of a teller: quotes come from the quote ledger alone. kind: marks
    or words."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TemplateUnusable(LoexError):
    """A Word file that cannot give reports their look. kind: no_word_file, too_large, loads_from_elsewhere or style_missing;
    style: which one is missing."""

    def __init__(self, kind: str, style: str = "") -> None:
        super().__init__(f"{kind}: {style}" if style else kind)
        self.kind, self.style = kind, style


class QuoteGone(LoexError):
    """A quote of the report to be issued may not be shown any more. The message names the stories by reference."""


class TokenInvalid(LoexError):
    """The key for the data interface is missing, unknown, ended or past its last day."""


class ReleaseRefused(LoexError):
    """Disclosure control refuses to publish. The message says which comparison would expose someone."""


class FeedbackIncomplete(LoexError):
    """One of the three parts of the text for tellers is empty."""


class SignalEnded(LoexError):
    """What was to be done about this signal has been ended before."""


class ChangedMeanwhile(LoexError):
    """Somebody else saved the same thing after it was opened. what: codes of what they changed; empty: the whole."""

    def __init__(self, what: Sequence[str] = ()) -> None:
        super().__init__("changed meanwhile: " + ", ".join(what))
        self.what = tuple(what)


class VersionPublished(LoexError):
    """A published version of a questionnaire never changes."""


class DraftExists(LoexError):
    """The questionnaire has a draft already. draft_id: which one."""

    def __init__(self, draft_id: UUID) -> None:
        super().__init__(str(draft_id))
        self.draft_id = draft_id


class CodeUnusable(LoexError):
    """A short name that is not one, or that is taken."""


class NotPublishable(LoexError):
    """A draft that cannot be published yet. problems: why not (`questionnaire_checks.Problem`)."""

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


class HeadUnreadable(LoexError):
    """What was given as the head of the audit chain is not one: a number and 32 hexadecimal digits."""


class AccountSecretUnreadable(LoexError):
    """A sealed secret of an account was changed, or its key is gone: the second factor has to be set up anew."""


class PasswordUnsafe(NotAllowed):
    """This password would be guessed. why: 'short', 'obvious' or 'leaked'."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The password is {why}.")
        self.why = why


class CodeWrong(LoexError):
    """This code, passkey or link is not right, or was used before."""


class LastAdministrator(LoexError):
    """Without this person nobody could look after people and settings."""


class NotTheSecond(LoexError):
    """Two persons check a story of this pilot, and this one was the first."""


class NotReleased(LoexError):
    """The story is not released (any more), so there is nothing to take back."""


class TermInvalid(LoexError):
    """A term outside its bounds. stage: of what."""

    def __init__(self, stage: str) -> None:
        super().__init__(f"The term of {stage} is out of bounds.")
        self.stage = stage


class TombstonesUnreadable(LoexError):
    """The list of withdrawn stories has a line that is none: a keyed hash and a day."""


class MeetingStillOpen(LoexError):
    """What a meeting says goes into the codebook when the meeting is closed."""


class CodebookUnchanged(LoexError):
    """Nothing was decided or labelled since the latest version of the codebook."""


class CodebookNotConfirmed(LoexError):
    """The codebook has no version yet that a person confirmed, so the computer cannot learn from it."""


class CodebookFileInvalid(LoexError):
    """What was given as a codebook cannot be read as one. The message says why."""


class ReasonMissing(LoexError):
    """What is only done for a reason that is written down, such as a decision about the codebook, without one."""
