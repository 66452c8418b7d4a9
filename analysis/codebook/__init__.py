"""The codebook: themes in people's own words, learned from the stories they labelled.

Stability comes from people: verdicts and labels are events, a version of the codebook is their fold, and new stories
are assigned to its themes or to none. Importing this package is light; scikit-learn and BERTopic are loaded when a
codebook learns or unplaced stories are looked at. How and how well: docs/methods/codebook.md.
"""

from analysis.codebook.abstention import WANTED_ACCURACY
from analysis.codebook.assigning import ABSTAIN, Assignment, BackCoded, Recoded, assign, back_code, compare
from analysis.codebook.book import (
    Codebook,
    CodebookError,
    CodebookTampered,
    CodebookTheme,
    EventsDoNotFit,
    LabelEvent,
    NotLearned,
    OtherModel,
    StoryLabels,
    ThemeDefinition,
)
from analysis.codebook.choose import MeetingDraw, draw_for_meeting
from analysis.codebook.classifier import Abstention, Classifier
from analysis.codebook.exchange import (
    classifier_data,
    classifier_from_data,
    from_json,
    from_toml,
    to_json,
    to_toml,
)
from analysis.codebook.fold import Changes, changes, fold
from analysis.codebook.learn import Learned, fit, learn, theme_words
from analysis.codebook.match import Group, Match, groups_of, propose_matches
from analysis.codebook.pool import PooledCandidate, PoolOutcome, candidates_among_abstained
from analysis.codebook.refi import from_qdc, to_qdc

__all__ = [
    "ABSTAIN",
    "WANTED_ACCURACY",
    "Abstention",
    "Assignment",
    "BackCoded",
    "Changes",
    "Classifier",
    "Codebook",
    "CodebookError",
    "CodebookTampered",
    "CodebookTheme",
    "EventsDoNotFit",
    "Group",
    "LabelEvent",
    "Learned",
    "Match",
    "MeetingDraw",
    "NotLearned",
    "OtherModel",
    "PoolOutcome",
    "PooledCandidate",
    "Recoded",
    "StoryLabels",
    "ThemeDefinition",
    "assign",
    "back_code",
    "candidates_among_abstained",
    "changes",
    "classifier_data",
    "classifier_from_data",
    "compare",
    "draw_for_meeting",
    "fit",
    "fold",
    "from_json",
    "from_qdc",
    "from_toml",
    "groups_of",
    "learn",
    "propose_matches",
    "theme_words",
    "to_json",
    "to_qdc",
    "to_toml",
]
