"""Stories that go, and everything made from them: at once when taken back, by themselves when their term has passed.

One of the four services that may see told stories.
"""

from survey.services.retention.deadlines import Deadline as Deadline
from survey.services.retention.deadlines import deadlines as deadlines
from survey.services.retention.removing import delete_unanswered as delete_unanswered
from survey.services.retention.removing import mark_runs as mark_runs
from survey.services.retention.removing import remove_as_no_story as remove_as_no_story
from survey.services.retention.removing import replay as replay
from survey.services.retention.removing import withdraw as withdraw
from survey.services.retention.tidying import Coming as Coming
from survey.services.retention.tidying import Overview as Overview
from survey.services.retention.tidying import Tidied as Tidied
from survey.services.retention.tidying import overview as overview
from survey.services.retention.tidying import tidy as tidy
