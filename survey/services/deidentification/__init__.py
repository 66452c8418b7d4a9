"""From told to released: the machine proposes, a person decides on every span and releases.

One of the four services that may see a story as it was told. Opening one is an act that is recorded.
"""

from survey.services.deidentification.deciding import confirm as confirm
from survey.services.deidentification.deciding import hold_back as hold_back
from survey.services.deidentification.deciding import masked_texts as masked_texts
from survey.services.deidentification.deciding import open_for_second as open_for_second
from survey.services.deidentification.deciding import release as release
from survey.services.deidentification.deciding import send_back as send_back
from survey.services.deidentification.deciding import take_back as take_back
from survey.services.deidentification.opening import open_for_checking as open_for_checking
from survey.services.deidentification.opening import open_for_signal as open_for_signal
from survey.services.deidentification.opening import open_kept_apart as open_kept_apart
from survey.services.deidentification.queue import additions as additions
from survey.services.deidentification.queue import kept_apart as kept_apart
from survey.services.deidentification.queue import lately_released as lately_released
from survey.services.deidentification.queue import waiting as waiting
from survey.services.deidentification.records import HELD_BACK as HELD_BACK
from survey.services.deidentification.records import KEPT_APART as KEPT_APART
from survey.services.deidentification.records import PERSON as PERSON
from survey.services.deidentification.records import CheckWhy as CheckWhy
from survey.services.deidentification.records import ForSecond as ForSecond
from survey.services.deidentification.records import Passage as Passage
from survey.services.deidentification.records import Proposal as Proposal
from survey.services.deidentification.records import SpanDecision as SpanDecision
from survey.services.deidentification.records import ToldStory as ToldStory
from survey.services.deidentification.records import Waiting as Waiting
from survey.services.deidentification.records import Why as Why
