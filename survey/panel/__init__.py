"""The client panel: reading, judging, deciding, choosing, and seeing what became of it."""

from survey.panel import choose_views as choose_views
from survey.panel import decide_views as decide_views
from survey.panel import entry_views as entry_views
from survey.panel import judge_views as judge_views
from survey.panel import lead_views as lead_views
from survey.panel import outcome_views as outcome_views
from survey.panel import paper_typing_views as paper_typing_views
from survey.panel import paper_views as paper_views
from survey.panel import read_views as read_views
from survey.panel import rehearsal_views as rehearsal_views
from survey.panel import signal_views as signal_views
from survey.panel import together_views as together_views
from survey.panel import views as views
from survey.panel.blueprint import blueprint as blueprint
