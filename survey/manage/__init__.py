"""Coordinators: questionnaires, paper, the checking queue, signals, what goes back to tellers, invitations and setting up."""

from survey.manage import check_extras as check_extras
from survey.manage import check_views as check_views
from survey.manage import feedback_views as feedback_views
from survey.manage import instrument_views as instrument_views
from survey.manage import invitation_views as invitation_views
from survey.manage import keeping_views as keeping_views
from survey.manage import meeting_views as meeting_views
from survey.manage import paper_views as paper_views
from survey.manage import preview_views as preview_views
from survey.manage import question_views as question_views
from survey.manage import second_views as second_views
from survey.manage import setup_pilots as setup_pilots
from survey.manage import setup_programmes as setup_programmes
from survey.manage import setup_waves as setup_waves
from survey.manage import signal_views as signal_views
from survey.manage import views as views
from survey.manage.blueprint import blueprint as blueprint
