"""Working copies for evaluators: files with a row per released story whose teller allows analysis, taken for a reason.

They do not pass disclosure control and never leave the evaluators' own computers. Every one is written down: who, when,
which form, how many stories, and why. A copy carries a mark of its own, so that a file found somewhere leads back to
that line of the audit log.
"""

from __future__ import annotations

import secrets
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import DeidentifiedStory, NotGiven, Theme
from reports.working.formats import WORKING_FORMATS
from reports.working.stories import AskedQuestion, CodedTheme, WorkingSet, WorkingStory
from survey.models.account import User
from survey.models.analysis import Assignment
from survey.models.panel import PanelMeeting, PanelTheme
from survey.models.programme import Pilot
from survey.models.questionnaire import Question
from survey.models.submission import PlacedAnswer, Submission
from survey.services import answers, audit, consents, panels, publishing, questionnaires, released
from survey.services.cleaning import clean
from survey.services.errors import NotFound, ReasonMissing, TextTooLong, TooFewStories
from survey.services.sealing import KeyRing

MOST_CHARACTERS_REASON = 300
CODEBOOK = "qdc"
FORMS = (*WORKING_FORMATS, CODEBOOK)
_MARK_BYTES = 4
_PERCENTS = ("first_percent", "second_percent", "third_percent")

_Answers = dict[str, int | NotGiven]


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """One file, made for one person. content: not kept anywhere here."""

    name: str
    media_type: str
    content: bytes
    n_stories: int


def take(
    session: Session, *, pilot: Pilot, form: str, reason: str, key_ring: KeyRing, by: User, now: datetime
) -> WorkingCopy:
    """Make a working copy and write down that it was taken.

    Raises NotFound for a form there is not, ReasonMissing, TextTooLong, TooFewStories when there is nothing to work with.
    """
    if form not in FORMS:
        raise NotFound(f"There is no working copy in the form {form!r}.")
    why = clean(reason)
    if not why:
        raise ReasonMissing("Say what this copy is for.")
    if len(why) > MOST_CHARACTERS_REASON:
        raise TextTooLong("reason", MOST_CHARACTERS_REASON)
    mark = secrets.token_hex(_MARK_BYTES)
    is_codebook = form == CODEBOOK
    copy = _codebook(session, pilot, mark) if is_codebook else _stories(session, pilot, form, mark, key_ring, now)
    audit.record(
        session,
        action="working_copy.taken",
        subject=pilot,
        by=by,
        now=now,
        form=form,
        mark=mark,
        stories=copy.n_stories,
        reason=why,
    )
    return copy


def working_set(session: Session, *, pilot: Pilot, key_ring: KeyRing, mark: str, now: datetime) -> WorkingSet:
    """All that a working copy holds. Raises TooFewStories when no story may be in it."""
    stories = released.stories(session, pilot=pilot, use="analysis", key_ring=key_ring)
    if not stories:
        raise TooFewStories(pilot.slug)
    given = _answers(session, pilot, stories)
    themes = _themes(session, pilot)
    under = _assigned(session, themes)
    return WorkingSet(
        pilot=pilot.slug,
        title=pilot.title,
        is_demo=pilot.is_demo,
        made_on=now.date(),
        mark=mark,
        questions=_questions(session, pilot),
        themes=tuple(theme for theme, _ in themes),
        stories=tuple(WorkingStory(s, given[s.ref], tuple(sorted(under.get(s.ref, ())))) for s in stories),
    )


def _stories(session: Session, pilot: Pilot, form: str, mark: str, key_ring: KeyRing, now: datetime) -> WorkingCopy:
    made = WORKING_FORMATS[form]
    working = working_set(session, pilot=pilot, key_ring=key_ring, mark=mark, now=now)
    name = f"werkbestand-{pilot.slug}-{mark}.{made.suffix}"
    return WorkingCopy(name, made.media_type, made.render(working), len(working.stories))


def _codebook(session: Session, pilot: Pilot, mark: str) -> WorkingCopy:
    """The panel's themes as a codebook; it holds no story."""
    from analysis.codebook.book import Codebook, CodebookTheme
    from analysis.codebook.refi import to_qdc

    themes = [theme for theme, _ in _themes(session, pilot)]
    if not themes:
        raise TooFewStories(pilot.slug)
    book = Codebook(1, tuple(CodebookTheme(t.identifier, t.name, t.description) for t in themes), ())
    return WorkingCopy(f"codeboek-{pilot.slug}-{mark}.qdc", "application/xml", to_qdc(book).encode("utf-8"), 0)


def _answers(session: Session, pilot: Pilot, stories: Sequence[DeidentifiedStory]) -> Mapping[str, _Answers]:
    """Steps and points by reference and code; a point is one whole percent for each pole."""
    given: dict[str, _Answers] = defaultdict(dict)
    for answer in released.answers(session, pilot=pilot):
        given[answer.ref][answer.question] = answer.value
    refs = [uuid.UUID(story.ref) for story in stories]
    for start in range(0, len(refs), consents.REFS_PER_QUERY):
        chunk = refs[start : start + consents.REFS_PER_QUERY]
        for row in session.scalars(select(PlacedAnswer).where(PlacedAnswer.ref.in_(chunk))):
            for pole, column in zip(answers.POLES["triad"], _PERCENTS, strict=True):
                value: int | NotGiven = row.not_given or getattr(row, column)  # type: ignore[assignment]  # an Enum of the same words
                given[str(row.ref)][f"{row.question}.{pole}"] = value
    return given


def _questions(session: Session, pilot: Pilot) -> tuple[AskedQuestion, ...]:
    """The closed questions of every version that was put to this pilot's tellers, the newest wording of each."""
    used = select(Submission.questionnaire_version_id).where(Submission.wave_id.in_([wave.id for wave in pilot.waves]))
    versions = [questionnaires.get_version(session, version_id=v) for v in session.scalars(used.distinct())]
    found: dict[str, AskedQuestion] = {}
    for version in sorted(versions, key=lambda v: v.number, reverse=True):
        for question in version.questions:
            for asked in _asked(question):
                found.setdefault(asked.code, asked)
    return tuple(found.values())


def _asked(question: Question) -> list[AskedQuestion]:
    if question.kind not in ("then_now", "scale", "triad", "dyad"):
        return []
    wording = questionnaires.wording_for(question, language="nl", perspective="young_person")
    options = {str(key): str(word) for key, word in wording.options.items()}
    if question.kind in answers.POLES:
        poles = answers.POLES[question.kind]
        return [
            AskedQuestion(f"{question.code}.{pole}", f"{wording.text} – {options.get(pole, pole)} (%)", ())
            for pole in poles
        ]
    steps = tuple((step, options[str(step)]) for step in answers.STEPS if str(step) in options)
    if question.kind == "scale":
        return [AskedQuestion(question.code, wording.text, steps)]
    from reports.texts import say

    return [
        AskedQuestion(f"{question.code}.{when}", f"{wording.text}: {say(f'then_now.chart_{when}')}", steps)
        for when in ("then", "now")
    ]


def _themes(session: Session, pilot: Pilot) -> list[tuple[CodedTheme, Theme]]:
    """The themes that hold now, with what they rest on."""
    speaking = panels.speaking(session, pilot=pilot)
    found = {theme.name: (coded, theme) for held in speaking for coded, theme in _themes_of(session, held)}
    return list(found.values())


def _themes_of(session: Session, meeting: PanelMeeting) -> list[tuple[CodedTheme, Theme]]:
    kept = session.scalars(select(PanelTheme).where(PanelTheme.meeting_id == meeting.id))
    identifiers = {theme.name: str(theme.id) for theme in kept}
    return [
        (CodedTheme(identifiers[theme.name], theme.name, "\n".join(theme.reasons)), theme)
        for theme in publishing.panel_themes(session, meeting=meeting)
        if theme.name in identifiers
    ]


def _assigned(session: Session, themes: Sequence[tuple[CodedTheme, Theme]]) -> dict[str, set[str]]:
    """Under which themes the computer put each story, by reference."""
    of_candidate = {candidate: coded.identifier for coded, theme in themes for candidate in theme.candidates}
    rows = session.execute(
        select(Assignment.ref, Assignment.candidate_id).where(
            Assignment.candidate_id.in_([uuid.UUID(candidate) for candidate in of_candidate]), Assignment.is_main
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for ref, candidate in rows:
        found[str(ref)].add(of_candidate[str(candidate)])
    return found
