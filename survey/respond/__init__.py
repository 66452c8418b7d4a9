"""Families and professionals: consent, story, meaning, check, receipt."""

from survey.respond import feedback_views as feedback_views
from survey.respond import kept_views as kept_views
from survey.respond import leave_views as leave_views
from survey.respond import mine_views as mine_views
from survey.respond import parent_views as parent_views
from survey.respond import views as views
from survey.respond import whole_views as whole_views
from survey.respond.blueprint import blueprint as blueprint
