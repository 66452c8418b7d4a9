"""Coordinators: the checking queue and invitations."""

from survey.manage import check_views as check_views
from survey.manage import views as views
from survey.manage.blueprint import blueprint as blueprint
